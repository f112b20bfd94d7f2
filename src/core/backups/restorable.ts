import type { DumpEntry } from './archive';
import type { Backup, BackupCatalog } from './catalog';

/** A backup that can be restored, and the dump in it. */
export interface Restorable {
  readonly backup: Backup;
  readonly dump: DumpEntry;
}

/** The dumps of a backup that MySQL or MariaDB can restore. A plain .sql file does not say whose it is: it may be one. */
export function restorableDumps({ format = 'archive', contents, error }: Backup): readonly DumpEntry[] {
  if (error !== undefined || contents === undefined) return [];
  return contents.dumps.filter(({ driver, sizeBytes, compression, entry }) => {
    // Nothing here unpacks bzip2.
    if (sizeBytes === 0 || compression === 'bzip2') return false;
    // mydumper knows no other servers.
    if (driver === undefined) return format === 'mydumper' || /\.sql(?:\.\w+)?$/i.test(entry);
    return driver === 'mysql' || driver === 'mariadb';
  });
}

/**
 * The newest backup, by its own date and over all destinations, that holds a dump for MySQL or MariaDB; undefined when there is
 * none. Backups that were not opened are passed over: the newest ones are.
 *
 * @param database only dumps that are named after this database, or whose name does not say
 */
export function newestRestorable(catalog: Pick<BackupCatalog, 'backups'>, database?: string): Restorable | undefined {
  for (const backup of catalog.backups) {
    const dumps = restorableDumps(backup);
    const named = dumps.filter((dump) => database === undefined || dump.database === database);
    const dump = named[0] ?? (dumps.length === 1 && dumps[0]?.database === undefined ? dumps[0] : undefined);
    if (dump !== undefined) return { backup, dump };
  }
  return undefined;
}
