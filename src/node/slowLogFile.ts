import { baseName } from '../core/base/path';
import type { RandomAccess } from '../core/backups/randomAccess';
import { readSlowLogBatches } from '../core/queries/slowLog/readSlowLog';
import type { SlowEntry } from '../core/queries/slowLog/slowEntry';
import { compressionOf, decompressed } from './archive/compression';
import { localFiles } from './archive/localFiles';
import { readRange } from './archive/readRange';

export interface SlowLogFileOptions {
  /** Only as far back as this moment, milliseconds since 1970. Entries before it may still be given. */
  readonly sinceMs?: number;
  /** Most bytes that are read; 64 MiB when absent. Of a compressed file its first bytes, unpacked: it has no other way in. */
  readonly maxBytes?: number;
  /** Bytes of the part that were read, and of how many. */
  readonly onProgress?: (read: number, all: number) => void;
  readonly signal: AbortSignal;
}

/** Which part of the file was read: "the last 64 MB of 5.2 GB". */
export interface SlowLogPart {
  readonly path: string;
  /** Bytes on disk when it was opened. */
  readonly size: number;
  /** Where reading began; 0 for compressed files. */
  readonly from: number;
  /** Bytes read of the part, unpacked. */
  readonly bytes: number;
  /** Nothing was left out: the whole file, or all of it since the moment asked for. */
  readonly complete: boolean;
  readonly compressed: boolean;
}

const defaultBytes = 64 * 1024 * 1024;
const firstStep = 1024 * 1024;
const probeBytes = 256 * 1024;

/**
 * Reads the end of a slow query log, or as much of it as goes back to a moment: from the last megabyte on backwards, doubling, a
 * quarter of a megabyte is looked at until all of its entries are older. So the beginning of a file of gigabytes is never touched.
 *
 * Rejects with OpsError `missing`, `denied`, `unreadable`, `unsupported` (bzip2) or `cancelled`.
 *
 * @param take is given entries in the order of the file, some hundreds at once
 */
export async function readSlowLogFile(
  path: string,
  take: (entries: readonly SlowEntry[]) => void,
  options: SlowLogFileOptions,
): Promise<SlowLogPart> {
  const { signal } = options;
  const most = options.maxBytes ?? defaultBytes;
  const file = await localFiles.open(path, signal);
  try {
    const { size } = file;
    const compressed = compressionOf(path) !== 'none';
    const start = compressed ? { from: 0, complete: true } : await startOf(file, options.sinceMs, most, signal);
    let bytes = 0;
    const counted = (more: number): void => {
      bytes += more;
      if (!compressed) options.onProgress?.(bytes, size - start.from);
    };
    let packed = 0;
    let cut = false;
    const onBlock = (more: number): void => options.onProgress?.((packed += more), size);
    const chunks = compressed
      ? firstBytes(decompressed(readRange(file, 0, size, signal, onBlock), baseName(path)), most, () => (cut = true))
      : blocks(file, start.from, signal);
    const given = { offset: start.from, fromMiddle: start.from > 0, onBytes: counted, signal };
    for await (const batch of readSlowLogBatches(chunks, given)) take(batch);
    return { path, size, from: start.from, bytes, complete: start.complete && !cut, compressed };
  } finally {
    await file.close();
  }
}

async function startOf(
  file: RandomAccess,
  sinceMs: number | undefined,
  most: number,
  signal: AbortSignal,
): Promise<{ readonly from: number; readonly complete: boolean }> {
  const { size } = file;
  if (sinceMs === undefined) return { from: Math.max(0, size - most), complete: size <= most };
  for (let back = firstStep; ; back *= 2) {
    if (back >= size && size <= most) return { from: 0, complete: true };
    if (back >= most) return { from: Math.max(0, size - most), complete: size <= most };
    if (await isBefore(file, size - back, sinceMs, signal)) return { from: size - back, complete: true };
  }
}

/** True when all entries of a piece are older. Not the first alone: MariaDB names the moment at which a statement began. */
async function isBefore(file: RandomAccess, offset: number, sinceMs: number, signal: AbortSignal): Promise<boolean> {
  const piece = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    yield await file.read(offset, probeBytes, signal);
  };
  let any = false;
  for await (const batch of readSlowLogBatches(piece(), { offset, fromMiddle: true, signal }))
    for (const { atMs } of batch) {
      if (atMs === undefined) continue;
      if (atMs >= sinceMs) return false;
      any = true;
    }
  return any;
}

/** From `offset` to the end that the file had when it was opened, or to where it ends now: it may be emptied meanwhile. */
async function* blocks(
  file: RandomAccess,
  offset: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = offset; at < file.size; ) {
    const block = await file.read(at, probeBytes, signal);
    if (block.length === 0) return;
    at += block.length;
    yield block;
  }
}

async function* firstBytes(
  chunks: AsyncGenerator<Uint8Array, void, undefined>,
  most: number,
  onCut: () => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  let left = most;
  for await (const chunk of chunks) {
    if (left <= 0) {
      onCut();
      return;
    }
    yield chunk.subarray(0, left);
    if (chunk.length > left) onCut();
    left -= chunk.length;
  }
}
