import { isOpsError, messageOf } from '../base/errors';
import { throwIfAborted } from '../base/abort';
import { isBackupFile, parseDumpFile, type ArchiveContents } from './archive';
import type { BackupDestination } from './destination';
import { dateOfFileName } from './fileName';

/** One file of a folder. */
export interface BackupFile {
  readonly name: string;
  /** Absolute, with forward slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
}

/** Port: the disk as the catalog sees it. */
export interface BackupFiles {
  /** Backup files directly in `folder`; empty when it does not exist. Rejects with OpsError when it cannot be read. */
  list(folder: string, signal?: AbortSignal): Promise<readonly BackupFile[]>;
  /** What a zip archive holds. Rejects with OpsError `unreadable` when it is cut off, damaged or denied. */
  inspect(path: string, signal?: AbortSignal): Promise<ArchiveContents>;
}

export interface Backup {
  readonly path: string;
  readonly fileName: string;
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
}

export interface ReadCatalogOptions {
  readonly now: Date;
  readonly signal?: AbortSignal;
  /** What was read last time: files that have not changed since are not opened again. */
  readonly previous?: BackupCatalog;
  /** Archives that are opened, newest first. */
  readonly inspectLimit?: number;
}

const inspectedAtOnce = 4;
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
    return { ...backup, contents: await files.inspect(backup.path, options.signal) };
  } catch (error) {
    if (!isOpsError(error) || isOpsError(error, 'cancelled')) throw error;
    const beingWritten = options.now.getTime() - backup.modifiedAt.getTime() < writtenRecentlyMs;
    return { ...backup, error: `${messageOf(error)}${beingWritten ? ' It may still be being written.' : ''}` };
  }
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
  for (const destination of destinations) {
    throwIfAborted(options.signal);
    if (destination.folder === undefined) {
      problems.push({ destination, message: destination.unlisted ?? 'not listed' });
      continue;
    }
    try {
      const listed = await files.list(destination.folder, options.signal);
      // Two disks may lead to one folder: each file is one backup.
      const own = listed.filter(({ name, path }) => isBackupFile(name) && !seen.has(path) && seen.add(path));
      found.push(...withRatios(own.map((file) => backupOf(file, destination)).sort(newestFirst)));
    } catch (error) {
      if (!isOpsError(error) || isOpsError(error, 'cancelled')) throw error;
      problems.push({ destination, message: messageOf(error) });
    }
  }
  found.sort(newestFirst);
  const limit = options.inspectLimit ?? 60;
  const opened = await mapLimited(found.slice(0, limit), inspectedAtOnce, (backup) =>
    inspected(backup, files, options),
  );
  return { backups: [...opened, ...found.slice(limit)], problems, destinations };
}
