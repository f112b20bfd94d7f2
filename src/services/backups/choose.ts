import { formatAge, formatBytes } from '../../core/base/format';
import { dayName, clockTime } from '../../core/base/clock';
import { OpsError } from '../../core/base/errors';
import { baseName } from '../../core/base/path';
import type { Backup } from '../../core/backups/catalog';
import { newestRestorable, restorableDumps, type Restorable } from '../../core/backups/restorable';
import { readVerifications } from '../../node/verifications';
import type { App } from '../app';
import { readBackups } from '../backupsView';

/** A backup as it is offered for choosing. */
export interface BackupChoice {
  readonly path: string;
  /** "Today 02:00" */
  readonly label: string;
  /** "1.9 GB · s3 · 9 h old" */
  readonly description: string;
  /** "verified 02:11 · shop" */
  readonly detail: string;
}

/** Backups of the app that hold something MySQL or MariaDB can restore, newest first. */
export async function backupChoices(app: App, signal: AbortSignal): Promise<readonly BackupChoice[]> {
  const [{ backups }, verifications] = await Promise.all([
    readBackups(app, signal, { remote: true }),
    readVerifications(app.root, signal),
  ]);
  const now = new Date();
  return backups
    .filter((backup) => restorableDumps(backup).length > 0)
    .map((backup) => {
      const { createdAt, sizeBytes, destination, contents, path } = backup;
      const report = verifications.find((each) => each.path === path);
      const state = report === undefined ? 'not verified' : report.whole ? 'verified' : 'DAMAGED when it was verified';
      const dumps = restorableDumps(backup).map(({ database, entry }) => database ?? baseName(entry));
      return {
        path,
        label: `${dayName(createdAt, now)} ${clockTime(createdAt)}`,
        description: [
          formatBytes(sizeBytes),
          destination.label,
          `${formatAge(createdAt, now)} old`,
          ...(contents?.encrypted === true ? ['encrypted'] : []),
        ].join(' · '),
        detail: [state, ...dumps].join(' · '),
      };
    });
}

/**
 * The backup at `path`, or the newest that can be restored, with the dump that is meant.
 *
 * @throws OpsError `noBackup` when there is none, `noDump` when it holds no such dump
 */
export async function restorableOf(
  app: App,
  path: string | undefined,
  entry: string | undefined,
  signal: AbortSignal,
): Promise<Restorable> {
  const catalog = await readBackups(app, signal, { remote: true });
  const live = (await app.current(signal)).environment.sql[0]?.database;
  if (path === undefined) {
    const newest = newestRestorable(catalog, live) ?? newestRestorable(catalog);
    if (newest === undefined)
      throw new OpsError('noBackup', `${app.name} has no backup with a database dump.`, { next: 'Make one first.' });
    return newest;
  }
  const backup = catalog.backups.find((each) => each.path === path);
  if (backup === undefined)
    throw new OpsError('noBackup', `${path} is not among the backups of ${app.name}.`, {
      next: 'Name its folder in the setting laravelOps.backups.folders, or move the file there.',
    });
  return { backup, dump: chosenDump(backup, entry, live) };
}

function chosenDump(backup: Backup, entry: string | undefined, live: string | undefined): Restorable['dump'] {
  const dumps = restorableDumps(backup);
  const [first] = dumps;
  const found =
    entry === undefined
      ? (dumps.find(({ database }) => database === live) ?? (dumps.length === 1 ? first : undefined))
      : dumps.find((dump) => dump.entry === entry);
  if (found !== undefined) return found;
  const names = dumps.map((dump) => dump.entry).join(', ');
  throw new OpsError(
    'noDump',
    names === ''
      ? `${backup.fileName} holds no dump that MySQL or MariaDB can restore.`
      : entry === undefined
        ? `${backup.fileName} holds ${dumps.length} dumps: ${names}.`
        : `${backup.fileName} holds no ${entry}, but ${names}.`,
    names === '' ? {} : { next: 'Say which one is meant.' },
  );
}
