import { formatBytes, formatCount } from '../../core/base/format';
import { OpsError } from '../../core/base/errors';
import { readVerifications } from '../../node/verifications';
import type { App } from '../app';
import { readBackups } from '../backupsView';
import { verified } from './verify';

/**
 * What a backup holds, as Markdown: by its verification when there is one, else by its list of contents alone.
 *
 * @throws OpsError `noBackup` when it is gone
 */
export async function contentsText(app: App, path: string, signal: AbortSignal): Promise<string> {
  const report = (await readVerifications(app.root, signal)).find((each) => each.path === path);
  if (report !== undefined) return verified(report).text;
  const { backups } = await readBackups(app, signal, { remote: true });
  const backup = backups.find((each) => each.path === path);
  if (backup === undefined) throw new OpsError('noBackup', `${path} is gone.`, { next: 'Refresh the view.' });
  const { contents, fileName, sizeBytes, error } = backup;
  return [
    `# ${fileName}: not verified`,
    '',
    `- File: \`${path}\`, ${formatBytes(sizeBytes)}`,
    ...(error === undefined ? [] : [`- ${error}`]),
    ...(contents === undefined
      ? []
      : contents.dumps.map(({ entry, sizeBytes: size }) => `- Dump: \`${entry}\`, ${formatBytes(size)}`)),
    ...(contents === undefined || contents.files === 0 ? [] : [`- Files: ${formatCount(contents.files)}`]),
    ...(contents?.encrypted === true ? ['- Encrypted'] : []),
    '',
    'Tables and rows are known once it was verified.',
    '',
  ].join('\n');
}
