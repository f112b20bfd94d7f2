import { randomUUID } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { throwIfAborted } from '../core/base/abort';
import { isAbort, isOpsError, messageOf, OpsError } from '../core/base/errors';
import type { HistorySnapshot } from '../core/queries/history/history';
import { readSnapshotLine, snapshotLine } from '../core/queries/history/snapshotLine';
import { thinned } from '../core/queries/history/thin';
import { chainFile, withLock } from './chainFile';

/** Counters of the statements of one database over time, as lines of JSON. Several windows may share the file. */
export interface QueryHistory {
  /** Adds a snapshot; thins the file when it has grown. Rejects with OpsError `historyNotWritten`, `busy` or `cancelled`. */
  append(snapshot: HistorySnapshot, signal?: AbortSignal): Promise<void>;
  /** All snapshots, oldest first, and the lines that are none. Rejects with OpsError `unreadable` or `cancelled`. */
  read(signal?: AbortSignal): Promise<{ readonly snapshots: readonly HistorySnapshot[]; readonly damaged: number }>;
}

export interface QueryHistoryOptions {
  /** Milliseconds since 1970; of the machine, unless a test says otherwise. */
  readonly now?: () => number;
  /** The file is thinned when it is larger than this and has grown by half since the last time; 2 MB when absent. */
  readonly thinAboveBytes?: number;
  /** What is over after thinning loses its oldest snapshots; 32 MB when absent. */
  readonly mostBytes?: number;
}

const title = 'The history of statements';

/**
 * History in a file, made readable by this user alone. Appends are one synced write under a lock, so that a crash can cut the last
 * line only, which the next append ends and readers skip. Kept: every snapshot of the last day, one an hour for a week, one a day
 * for a year. Thinning writes a file anew beside it and renames it.
 *
 * @param path absolute; its folder is made
 */
export function queryHistory(path: string, options: QueryHistoryOptions = {}): QueryHistory {
  const now = options.now ?? Date.now;
  const threshold = options.thinAboveBytes ?? 2 * 1024 * 1024;
  const most = options.mostBytes ?? 32 * 1024 * 1024;
  const lines = chainFile(path, { title, mode: 0o600, isRecord: (line) => readSnapshotLine(line) !== undefined });
  let thinnedBytes = 0;

  const thin = (signal: AbortSignal | undefined): Promise<void> =>
    withLock(`${path}.lock`, { title }, signal, async () => {
      const { snapshots } = await readAll(path, most * 2, signal);
      const kept = newest(stay(snapshots, now()).map(snapshotLine), most);
      await replace(path, kept.map((line) => `${line}\n`).join(''));
    });

  return {
    async append(snapshot, signal) {
      throwIfAborted(signal);
      try {
        await lines.append(() => Promise.resolve([snapshotLine(snapshot)]), signal);
        const { size } = await stat(path);
        if (size < threshold || size < thinnedBytes * 1.5) return;
        await thin(signal);
        thinnedBytes = (await stat(path)).size;
      } catch (error) {
        throw notWritten(path, error, signal);
      }
    },
    async read(signal) {
      throwIfAborted(signal);
      try {
        return await readAll(path, most * 2, signal);
      } catch (error) {
        if (isOpsError(error) || isAbort(error)) throw notWritten(path, error, signal);
        throw new OpsError(
          'unreadable',
          `${title} cannot be read from ${path}: ${messageOf(error)}.`,
          {},
          { cause: error },
        );
      }
    },
  };
}

/** Thinned, and within the size. */
function stay(snapshots: readonly HistorySnapshot[], nowMs: number): readonly HistorySnapshot[] {
  const keep = thinned(
    snapshots.map(({ at, source, series, commit }) => ({
      atMs: Date.parse(at),
      group: [source, series, commit ?? ''].join('\n'),
    })),
    nowMs,
  );
  return snapshots.filter((_, index) => keep[index]);
}

function newest(lines: readonly string[], most: number): readonly string[] {
  let bytes = 0;
  let from = lines.length;
  while (from > 0 && bytes + Buffer.byteLength(lines[from - 1] ?? '') + 1 <= most) {
    from--;
    bytes += Buffer.byteLength(lines[from] ?? '') + 1;
  }
  return lines.slice(from);
}

/** The end of the file where it is larger than anything of ours. */
async function readAll(
  path: string,
  most: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly snapshots: readonly HistorySnapshot[]; readonly damaged: number }> {
  const snapshots: HistorySnapshot[] = [];
  let damaged = 0;
  const text = await endOf(path, most);
  throwIfAborted(signal);
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const snapshot = readSnapshotLine(line);
    if (snapshot === undefined) damaged++;
    else snapshots.push(snapshot);
  }
  return { snapshots: snapshots.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)), damaged };
}

async function endOf(path: string, most: number): Promise<string> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return '';
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - most);
    const buffer = Buffer.alloc(size - from);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
    const text = buffer.toString('utf8', 0, bytesRead);
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    await file.close();
  }
}

async function replace(path: string, text: string): Promise<void> {
  const half = `${path}.${randomUUID()}`;
  try {
    const file = await open(half, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(half, path);
  } catch (error) {
    await rm(half, { force: true });
    throw error;
  }
}

function notWritten(path: string, error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted === true || isAbort(error)) return new OpsError('cancelled', 'Cancelled.', {}, { cause: error });
  if (isOpsError(error)) return error;
  return new OpsError(
    'historyNotWritten',
    `${title} could not be written to ${path}: ${messageOf(error)}.`,
    { safe: 'What was written before is kept.', next: 'Trends begin again when the file can be written.' },
    { cause: error },
  );
}
