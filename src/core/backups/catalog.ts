import { isOpsError, messageOf } from '../base/errors';
import { throwIfAborted } from '../base/abort';
import { isBackupFile, parseDumpFile, type ArchiveContents } from './archive';
import { formatOfFile, type BackupFormat } from './format';
import type { BackupDestination } from './destination';
import { s3Place } from './disk';
import { dateOfFileName } from './fileName';

/** One file of a folder, or one object of a bucket. */
export interface BackupFile {
  readonly name: string;
  /** Absolute, with forward slashes; "s3://bucket/key" for an object. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
}

/** A folder that is itself one dump: mydumper's, known by its `metadata` file. */
export interface BackupFolder extends BackupFile {
  readonly contents: ArchiveContents;
  /** Why it is no usable backup, for people. */
  readonly error?: string;
}

/** Port: the disk as the catalog sees it. */
export interface BackupFiles {
  /** Backup files directly in `folder`; empty when it does not exist. Rejects with OpsError when it cannot be read. */
  list(folder: string, signal?: AbortSignal): Promise<readonly BackupFile[]>;
  /** What a zip archive holds. Rejects with OpsError `unreadable` when it is cut off, damaged or denied. */
  inspect(path: string, signal?: AbortSignal): Promise<ArchiveContents>;
  /** Folders directly in `folder` that are dumps themselves. Rejects as `list` does. Not asked where it is left out. */
  folders?(folder: string, signal?: AbortSignal): Promise<readonly BackupFolder[]>;
}

/** Port: buckets. */
export interface RemoteBackups {
  /** What a destination on S3 holds. Rejects with OpsError when it cannot be asked, or is not asked now. */
  list(destination: BackupDestination, signal?: AbortSignal): Promise<RemoteListing>;
  /** What a zip archive of that destination holds, read from its end alone. Rejects with OpsError. */
  inspect(file: BackupFile, destination: BackupDestination, signal?: AbortSignal): Promise<ArchiveContents>;
}

export interface RemoteListing {
  readonly files: readonly BackupFile[];
  /** When the server answered. */
  readonly listedAt: Date;
}

export interface Backup {
  /** Absolute, with forward slashes; "s3://bucket/key" on S3. What identifies it. */
  readonly path: string;
  readonly fileName: string;
  /** `archive` when left out. */
  readonly format?: BackupFormat;
  readonly destination: BackupDestination;
  readonly createdAt: Date;
  /** `fileName`: the date that the backup was given when it began · `mtime`: the file's own time. */
  readonly createdSource: 'fileName' | 'mtime';
  readonly modifiedAt: Date;
  readonly sizeBytes: number;
  /** Size ÷ the median of the up to seven backups before it in the same destination; undefined with fewer than three. */
  readonly sizeAgainstMedian?: number;
  /** Undefined when it was not read: see `error`, or an older backup beyond the limit. */
  readonly contents?: ArchiveContents;
  /** Why the file is no usable backup, for people. */
  readonly error?: string;
  /** Why `contents` were not read although it may be whole, for people: the server did not answer. */
  readonly notRead?: string;
}

/** A destination that was not listed, and why. */
export interface DestinationProblem {
  readonly destination: BackupDestination;
  readonly message: string;
}

export interface BackupCatalog {
  /** Newest first. */
  readonly backups: readonly Backup[];
  readonly problems: readonly DestinationProblem[];
  /** Every destination that was asked, listed or not. */
  readonly destinations: readonly BackupDestination[];
  /** When destinations on S3 were listed, by id; what was listed a while ago is said to be so. */
  readonly listedAt?: ReadonlyMap<string, Date>;
}

export interface ReadCatalogOptions {
  readonly now: Date;
  readonly signal?: AbortSignal;
  /** What was read last time: files that have not changed since are not opened again. */
  readonly previous?: BackupCatalog;
  /** Archives that are opened, newest first; 60 when left out. */
  readonly inspectLimit?: number;
  /** Destinations on S3 are not listed without it. */
  readonly remote?: RemoteBackups;
}

const inspectedAtOnce = 4;
/** Opening an archive on S3 costs a request or two. */
const remoteInspectLimit = 10;
const writtenRecentlyMs = 2 * 60_000;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** `backups` newest first, of one destination: those after an index came before it in time. */
function withRatios(backups: readonly Backup[]): readonly Backup[] {
  return backups.map((backup, index) => {
    const before = backups.slice(index + 1, index + 8).map(({ sizeBytes }) => sizeBytes);
    const usual = before.length < 3 ? 0 : median(before);
    return usual === 0 ? backup : { ...backup, sizeAgainstMedian: backup.sizeBytes / usual };
  });
}

const newestFirst = (a: Backup, b: Backup): number =>
  b.createdAt.getTime() - a.createdAt.getTime() || (a.path < b.path ? -1 : 1);

function backupOf(file: BackupFile, destination: BackupDestination): Backup {
  const { prefix, timeZone } = destination;
  const named = timeZone === undefined ? undefined : dateOfFileName(file.name, prefix, timeZone);
  const dump = parseDumpFile(file.name, file.sizeBytes);
  return {
    path: file.path,
    fileName: file.name,
    destination,
    createdAt: named ?? file.modifiedAt,
    createdSource: named === undefined ? 'mtime' : 'fileName',
    modifiedAt: file.modifiedAt,
    sizeBytes: file.sizeBytes,
    ...(formatOfFile(file.name) === 'archive' ? {} : { format: formatOfFile(file.name) }),
    ...(file.sizeBytes === 0 ? { error: 'The file is empty.' } : {}),
    ...(dump === undefined || file.sizeBytes === 0 ? {} : { contents: { dumps: [dump], files: 0, encrypted: false } }),
  };
}

/** The backup with its contents, or with the reason why they cannot be read. */
async function inspected(backup: Backup, files: BackupFiles, options: ReadCatalogOptions): Promise<Backup> {
  if (backup.contents !== undefined || backup.error !== undefined) return backup;
  const known = options.previous?.backups.find(({ path }) => path === backup.path);
  const unchanged = known?.sizeBytes === backup.sizeBytes && known.modifiedAt.getTime() === backup.modifiedAt.getTime();
  if (unchanged && known.contents !== undefined) return { ...backup, contents: known.contents };
  try {
    return { ...backup, contents: await opened(backup, files, options) };
  } catch (error) {
    if (!isOpsError(error) || isOpsError(error, 'cancelled')) throw error;
    // A server that does not answer says nothing about the archive.
    if (backup.destination.s3 !== undefined && !isOpsError(error, 'unreadable'))
      return { ...backup, notRead: messageOf(error) };
    const beingWritten = options.now.getTime() - backup.modifiedAt.getTime() < writtenRecentlyMs;
    return { ...backup, error: `${messageOf(error)}${beingWritten ? ' It may still be being written.' : ''}` };
  }
}

function opened(backup: Backup, files: BackupFiles, { remote, signal }: ReadCatalogOptions): Promise<ArchiveContents> {
  const { destination, fileName: name, path, sizeBytes, modifiedAt } = backup;
  if (destination.s3 === undefined || remote === undefined) return files.inspect(path, signal);
  return remote.inspect({ name, path, sizeBytes, modifiedAt }, destination, signal);
}

/** Runs `work` over `items` with a few at a time, keeping their order. */
async function mapLimited<T, R>(items: readonly T[], limit: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}

/** The backups of one destination; `undefined` when there is no way to list it here. */
async function listed(
  destination: BackupDestination,
  files: BackupFiles,
  { remote, signal }: ReadCatalogOptions,
): Promise<{ readonly backups: readonly Backup[]; readonly listedAt?: Date } | undefined> {
  const { folder, s3 } = destination;
  const isOne = ({ name }: BackupFile): boolean => isBackupFile(name);
  if (s3 !== undefined) {
    if (remote === undefined) return undefined;
    const answer = await remote.list(destination, signal);
    return {
      backups: answer.files.filter(isOne).map((file) => backupOf(file, destination)),
      listedAt: answer.listedAt,
    };
  }
  if (folder === undefined) return undefined;
  const found = (await files.list(folder, signal)).filter(isOne);
  // spatie/laravel-backup writes no such folders; looking for them costs a reading of each folder.
  const folders = destination.source === 'spatie' ? [] : ((await files.folders?.(folder, signal)) ?? []);
  return {
    backups: [
      ...found.map((file) => backupOf(file, destination)),
      ...folders.map(({ contents, error, ...file }): Backup => {
        const { contents: _, error: empty, ...backup } = backupOf(file, destination);
        const problem = error ?? empty;
        return { ...backup, format: 'mydumper', contents, ...(problem === undefined ? {} : { error: problem }) };
      }),
    ],
  };
}

/**
 * Lists every destination and opens the newest archives. A destination or archive that cannot be read becomes a
 * problem or an `error`; the others go on. Rejects only when cancelled, or for a bug.
 */
export async function readCatalog(
  destinations: readonly BackupDestination[],
  files: BackupFiles,
  options: ReadCatalogOptions,
): Promise<BackupCatalog> {
  const problems: DestinationProblem[] = [];
  const found: Backup[] = [];
  const seen = new Set<string>();
  const listedAt = new Map<string, Date>();
  for (const destination of destinations) {
    throwIfAborted(options.signal);
    try {
      const answer = await listed(destination, files, options);
      if (answer === undefined) {
        problems.push({ destination, message: unlistedReason(destination) });
        continue;
      }
      if (answer.listedAt !== undefined) listedAt.set(destination.id, answer.listedAt);
      // One folder may lie in another: each file is one backup.
      const own = answer.backups.filter(({ path }) => !seen.has(path) && seen.add(path));
      found.push(...withRatios([...own].sort(newestFirst)));
    } catch (error) {
      if (!isOpsError(error) || isOpsError(error, 'cancelled')) throw error;
      problems.push({ destination, message: messageOf(error) });
    }
  }
  found.sort(newestFirst);
  const chosen = new Set(chosenToOpen(found, options.inspectLimit ?? 60));
  const backups = await mapLimited(found, inspectedAtOnce, (backup) =>
    chosen.has(backup) ? inspected(backup, files, options) : Promise.resolve(backup),
  );
  return { backups, problems, destinations, ...(listedAt.size === 0 ? {} : { listedAt }) };
}

function unlistedReason({ s3, unlisted }: BackupDestination): string {
  return s3 === undefined ? (unlisted ?? 'not listed') : `${s3Place(s3.disk)}: not listed here`;
}

/** The newest `limit` backups, of those on S3 fewer. */
function chosenToOpen(newestFirstBackups: readonly Backup[], limit: number): readonly Backup[] {
  let remote = 0;
  return newestFirstBackups
    .slice(0, limit)
    .filter(({ destination }) => destination.s3 === undefined || ++remote <= remoteInspectLimit);
}
