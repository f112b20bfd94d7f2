import { rm } from 'node:fs/promises';
import { messageOf, OpsError } from '../../core/base/errors';
import { formatBytes } from '../../core/base/format';
import { momentText } from '../../core/base/clock';
import { readVerifications } from '../../node/verifications';
import type { App } from '../app';
import { readBackups } from '../backupsView';
import type { Workspace } from '../workspace';
import { shownPath } from './restorePlanFacts';

/**
 * Deletes a backup file of this machine, through the guard (tier 3: it cannot be brought back). Only what the catalog lists is
 * deleted, and never the only one that is left.
 *
 * @throws OpsError `noBackup` when it is gone, `refused` for the last one and for what lies elsewhere
 */
export async function deleteBackup(workspace: Workspace, app: App, path: string, signal: AbortSignal): Promise<void> {
  app.requireTrust();
  const { backups } = await readBackups(app, signal);
  const backup = backups.find((each) => each.path === path);
  if (backup === undefined) throw new OpsError('noBackup', `${path} is gone.`, { next: 'Refresh the view.' });
  if (backup.destination.s3 !== undefined)
    throw new OpsError('refused', 'Laravel Ops deletes nothing on S3.', { safe: 'Nothing was deleted.' });
  const usable = backups.filter(({ error }) => error === undefined);
  if (backup.error === undefined && usable.length === 1)
    throw new OpsError('refused', `${backup.fileName} is the only usable backup of ${app.name}.`, {
      safe: 'Nothing was deleted.',
      next: 'Make another one first.',
    });
  const verified = (await readVerifications(app.root, signal)).filter(({ whole }) => whole);
  const last = verified.length === 1 && verified[0]?.path === path;
  const { environment } = await app.current(signal);
  const made = momentText(backup.createdAt, new Date());
  await workspace.guard.run(
    {
      id: 'backups.delete',
      tier: 3,
      title: `Delete the backup of ${made}`,
      target: { root: app.root, app: app.name, environment },
      preview: [
        shownPath(app, path),
        `-- ${formatBytes(backup.sizeBytes)}; it cannot be brought back.`,
        ...(last ? ['-- It is the last backup that was verified whole.'] : []),
      ],
      verb: 'Delete Backup',
    },
    async () => {
      try {
        await rm(path, { recursive: backup.format === 'mydumper' });
      } catch (error) {
        throw new OpsError(
          'notDeleted',
          `${backup.fileName} was not deleted: ${messageOf(error)}`,
          {},
          { cause: error },
        );
      }
    },
    signal,
  );
}
