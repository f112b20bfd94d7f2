import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip } from 'node:zlib';
import { throwIfAborted } from '../../core/base/abort';
import { messageOf, OpsError } from '../../core/base/errors';
import { unreadable } from './logListing';
import type { LogText, TextBlock } from './logText';

/** Text that is kept of a compressed file: whoever pages through it decompresses it once for every half of this. */
const windowBytes = 16 * 1024 * 1024;
const chunkBytes = 256 * 1024;

/**
 * The part of one compressed file that was decompressed last. A reader has one, so that memory stays bounded and a page
 * costs nothing where the one before it was near.
 */
export interface GzWindow {
  /** Device, inode and size of the file that it is of. */
  key: string;
  /** Bytes of text before the first chunk. */
  start: number;
  chunks: readonly Buffer[];
  /** Bytes of text, once the end was seen. */
  size: number | undefined;
}

/** A window without anything in it. */
export function createGzWindow(): GzWindow {
  return { key: '', start: 0, chunks: [], size: undefined };
}

/**
 * The text of a gzip file. It can only be read forward: a place before the window is found by decompressing from the start
 * again, in constant memory and without a file beside it. A file that is cut off or damaged gives what stands before that.
 *
 * @param onDamage told when the rest of the file cannot be read
 */
export function openGzText(
  path: string,
  handle: FileHandle,
  { identity, bytes: onDiskBytes }: { readonly identity: string; readonly bytes: number },
  window: GzWindow,
  onDamage: (error: OpsError) => void,
): LogText {
  const key = `${identity}:${onDiskBytes}`;
  const sizeHere = (): number | undefined => (window.key === key ? window.size : undefined);

  async function* blocks(from: number, signal: AbortSignal): AsyncGenerator<TextBlock> {
    const source = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: chunkBytes });
    // A file that is still being compressed ends somewhere: no error for that, what is there is read.
    const gunzip = createGunzip({ chunkSize: chunkBytes, finishFlush: constants.Z_SYNC_FLUSH });
    pipeline(source, gunzip, { signal }).catch(() => undefined); // heard through the iteration below
    let chunks: Buffer[] = [];
    let start = 0;
    let offset = 0;
    const keep = (bytes: Buffer): void => {
      chunks.push(bytes);
      const spare = chunks[0]?.length ?? 0;
      if (offset + bytes.length - start - spare >= windowBytes) {
        chunks = chunks.slice(1);
        start += spare;
      }
      Object.assign(window, { key, start, chunks, size: sizeHere() });
    };
    try {
      for await (const bytes of gunzip as AsyncIterable<Buffer>) {
        throwIfAborted(signal);
        keep(bytes);
        const skipped = Math.min(bytes.length, Math.max(0, from - offset));
        if (skipped < bytes.length)
          yield {
            bytes: bytes.subarray(skipped),
            offset: offset + skipped,
            onDisk: Math.min(source.bytesRead, onDiskBytes),
          };
        offset += bytes.length;
      }
      Object.assign(window, { key, start, chunks, size: offset });
    } catch (error) {
      throwIfAborted(signal);
      if (!isDamage(error)) throw unreadable(path, error);
      Object.assign(window, { key, start, chunks, size: offset });
      onDamage(damaged(path, error));
    } finally {
      gunzip.destroy();
      source.destroy();
    }
  }

  /** Decompresses up to a place half a window after `end`. */
  const load = async (end: number, signal: AbortSignal): Promise<void> => {
    for await (const { bytes, offset } of blocks(0, signal)) if (offset + bytes.length >= end + windowBytes / 2) break;
  };

  const held = (offset: number, length: number): Buffer | undefined => {
    if (window.key !== key) return undefined;
    const { start, chunks, size } = window;
    const end = start + chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (offset < start || Math.min(offset + length, size ?? Number.MAX_SAFE_INTEGER) > end) return undefined;
    const wanted: Buffer[] = [];
    let at = start;
    for (const chunk of chunks) {
      if (at < offset + length && at + chunk.length > offset)
        wanted.push(chunk.subarray(Math.max(0, offset - at), offset + length - at));
      at += chunk.length;
    }
    return Buffer.concat(wanted);
  };

  return {
    path,
    identity,
    blocks,
    async size(signal) {
      for (;;) {
        const size = sizeHere();
        if (size !== undefined) return size;
        await load(Number.MAX_SAFE_INTEGER, signal);
      }
    },
    async read(offset, length, signal) {
      for (;;) {
        const bytes = held(offset, length);
        if (bytes !== undefined) return bytes;
        await load(offset + length, signal);
      }
    },
    close: () => handle.close(),
  };
}

function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('Z_');
}

function damaged(path: string, cause: unknown): OpsError {
  return new OpsError(
    'damaged',
    `${path} is damaged: ${messageOf(cause)}. Records after that place cannot be read.`,
    { safe: 'What stands before it was read.', next: 'Look for another copy of the file.' },
    { cause },
  );
}
