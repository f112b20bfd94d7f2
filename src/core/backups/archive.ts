/** One database dump inside an archive, or a file that is itself a dump. */
export interface DumpEntry {
  /** The entry's name as written: "db-dumps/mysql-shop.sql.gz". */
  readonly entry: string;
  /** The dumper that made it, when the name says so. */
  readonly driver?: DumpDriver;
  /** Database name, or the connection's, whichever the application was told to write; undefined when the name has none. */
  readonly database?: string;
  readonly compression: 'none' | 'gzip' | 'bzip2' | 'zstd';
  /** Bytes of the entry: of the compressed dump when `compression` is not "none". */
  readonly sizeBytes: number;
}

/** What an archive holds, from its list of entries alone: nothing is decompressed or decrypted. */
export interface ArchiveContents {
  readonly dumps: readonly DumpEntry[];
  /** Files that are not database dumps. */
  readonly files: number;
  /** At least one entry needs a password. Names and sizes are readable all the same. */
  readonly encrypted: boolean;
}

const drivers = ['mysql', 'mariadb', 'postgresql', 'sqlite', 'mongodb'] as const;
export type DumpDriver = (typeof drivers)[number];

const compressions = [
  ['.gz', 'gzip'],
  ['.bz2', 'bzip2'],
  ['.zst', 'zstd'],
] as const;

function compressionOf(name: string): { readonly stem: string; readonly compression: DumpEntry['compression'] } {
  const lower = name.toLowerCase();
  const found = compressions.find(([ending]) => lower.endsWith(ending));
  if (found === undefined) return { stem: name, compression: 'none' };
  return { stem: name.slice(0, -found[0].length), compression: found[1] };
}

/**
 * Reads the name of an archive entry: spatie/laravel-backup writes `db-dumps/<driver>-<database>.sql[.gz|.bz2]`
 * (BackupJob::dumpDatabases, v6 to v10; ".archive" for MongoDB, a configured extension otherwise). Undefined for
 * everything else in the archive.
 */
export function parseDumpEntry(entry: string, sizeBytes: number): DumpEntry | undefined {
  const name = /^db-dumps\/([^/]+)$/.exec(entry)?.[1];
  if (name === undefined) return undefined;
  const { stem, compression } = compressionOf(name);
  const driver = drivers.find((candidate) => stem.startsWith(`${candidate}-`));
  if (driver === undefined) return { entry, compression, sizeBytes };
  const database = stem.slice(driver.length + 1).replace(/\.[A-Za-z0-9]+$/, '');
  return { entry, driver, database, compression, sizeBytes };
}

/** A plain dump file ("shop.sql.gz") as the single dump it is; undefined for other file names. */
export function parseDumpFile(fileName: string, sizeBytes: number): DumpEntry | undefined {
  const { stem, compression } = compressionOf(fileName);
  return stem.toLowerCase().endsWith('.sql') ? { entry: fileName, compression, sizeBytes } : undefined;
}

/** True for the file names that the catalog lists: archives and plain dumps. */
export function isBackupFile(fileName: string): boolean {
  return fileName.toLowerCase().endsWith('.zip') || parseDumpFile(fileName, 0) !== undefined;
}
