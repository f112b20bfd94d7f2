import { OpsError } from '../../core/base/errors';
import type { BackupFile, BackupFiles } from '../../core/backups/catalog';
import type { BackupMade } from '../../core/backups/dumper/made';
import type { Redactor } from '../../core/base/redact';
import { openBackupFiles } from '../archives';
import { verifyBackup } from '../verifyBackup';
import { runProcess } from './runProcess';

export interface SpatieBackUpOptions {
  readonly signal: AbortSignal;
  /** Path of PHP, as the doctor found it. */
  readonly php: string;
  /** Folders of the application's local destinations. */
  readonly folders: readonly string[];
  /** `backup.backup.password`, when the application encrypts: to see that the archive is whole. */
  readonly password?: string;
  readonly redactor: Redactor;
  /** Hears what the command prints, redacted, without colours. */
  readonly onOutput?: (text: string) => void;
  readonly files?: BackupFiles;
}

/** Options that exist in every version from 6 to 10 (BackupCommand's signature). */
const command = ['artisan', 'backup:run', '--only-db', '--disable-notifications', '--no-interaction', '--no-ansi'];

/**
 * Runs the application's own `php artisan backup:run --only-db`, then finds the archive that was not there before and reads it to its
 * end. Only for trusted folders: it runs the application's code. Nobody is notified: a person is looking.
 *
 * @param root absolute path of the application
 * @throws OpsError `spatieFailed` with what it printed, `noArchive`, `incomplete`, `cancelled`
 */
export async function backUpWithSpatie(root: string, options: SpatieBackUpOptions): Promise<BackupMade> {
  const started = performance.now();
  const { signal, folders, redactor, onOutput } = options;
  const files = options.files ?? openBackupFiles();
  const before = await listed(folders, files, signal);
  const decoder = new TextDecoder();
  let said = '';
  const hear = (text: string): void => {
    const shown = redactor.redact(text);
    said = (said + shown).slice(-16_000);
    onOutput?.(shown);
  };
  const { code } = await runProcess(options.php, command, {
    signal,
    cwd: root,
    onOutput(bytes) {
      hear(decoder.decode(bytes, { stream: true }));
      return undefined;
    },
    onMessage: hear,
  });
  const last = said.trim().split('\n').slice(-8).join('\n');
  if (code !== 0)
    throw new OpsError('spatieFailed', `php artisan backup:run failed (${code ?? 'killed'}): ${last}`, {
      safe: 'The database was only read.',
      next: 'Correct what it names, or use the built-in dumper.',
    });
  const made = newest(await listed(folders, files, signal), before);
  if (made === undefined)
    throw new OpsError(
      'noArchive',
      `php artisan backup:run ended well, and no new archive is in ${folders.join(', ') || 'a local destination'}: ${last}`,
      {
        next: 'If its only destination is remote, look for the archive there.',
      },
    );
  const { whole, problems, dumps, sha256, sizeBytes, encrypted } = await verifyBackup(made.path, {
    level: 'dump',
    signal,
    ...(options.password === undefined ? {} : { password: options.password }),
  });
  const wrong = [...problems, ...dumps.flatMap((dump) => dump.problems.map((problem) => `${dump.entry}: ${problem}`))];
  if (!whole || dumps.length === 0)
    throw new OpsError(
      'incomplete',
      `${made.path} was made and is no whole backup: ${wrong.join('; ') || 'it holds no dump'}.`,
      {
        safe: 'The archive was left where it is; older ones are as they were.',
        next: 'Back up with the built-in dumper, and look at the options of the dump.',
      },
    );
  const sum = (of: 'views' | 'triggers' | 'routines' | 'events'): number =>
    dumps.reduce((total, dump) => total + dump[of], 0);
  return {
    tool: 'spatie',
    path: made.path,
    sizeBytes,
    sha256,
    tables: dumps.flatMap((dump) => dump.tables.map(({ name, rows }) => ({ name, rows }))),
    views: sum('views'),
    triggers: sum('triggers'),
    routines: sum('routines'),
    events: sum('events'),
    encrypted,
    milliseconds: Math.round(performance.now() - started),
    remarks: [],
  };
}

async function listed(
  folders: readonly string[],
  files: BackupFiles,
  signal: AbortSignal,
): Promise<readonly BackupFile[]> {
  return (await Promise.all(folders.map((folder) => files.list(folder, signal)))).flat();
}

/** The newest file that was not there, or not like this. */
function newest(after: readonly BackupFile[], before: readonly BackupFile[]): BackupFile | undefined {
  const known = new Map(before.map((file) => [file.path, file]));
  return after
    .filter((file) => {
      const was = known.get(file.path);
      return (
        was === undefined || was.sizeBytes !== file.sizeBytes || was.modifiedAt.getTime() !== file.modifiedAt.getTime()
      );
    })
    .sort((a, b) => b.modifiedAt.getTime() - a.modifiedAt.getTime())[0];
}
