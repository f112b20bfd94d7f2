import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { throwIfAborted } from '../../core/base/abort';
import { OpsError } from '../../core/base/errors';
import { isCompressed } from '../../core/security/logs/logFiles';
import { type GzWindow, openGzText } from './gzText';
import { unreadable } from './logListing';

/** The text of one file of a log, by position, while it is open. */
export interface LogText {
  readonly path: string;
  /** Which file it is, whatever it is called: device and inode. */
  readonly identity: string;
  /** Bytes of text; a compressed file is read once to know it. */
  size(signal: AbortSignal): Promise<number>;
  /** Bytes from `offset` on, fewer at the end; the memory is the caller's until the next read. */
  read(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array>;
  /** All bytes in order, in blocks that are valid until the next one; `onDisk` counts what was read of the file itself. */
  blocks(from: number, signal: AbortSignal): AsyncIterable<TextBlock>;
  close(): Promise<void>;
}

export interface TextBlock {
  readonly bytes: Uint8Array;
  /** Bytes of text before it. */
  readonly offset: number;
  /** Bytes of the file that were read up to its end: fewer than of text in a compressed one. */
  readonly onDisk: number;
}

/** Of 128 KiB to 2 MiB this took the least processor time in an index and a search, by a little: fewer requests to another thread. */
const blockBytes = 2 * 1024 * 1024;

/**
 * Opens a plain or gzip file.
 *
 * @param window what was decompressed last, of any file
 * @param onDamage told when the rest of a compressed file cannot be read
 * @throws OpsError `notAFile`; the system's error when it cannot be opened; its methods `unreadable`, `cancelled`
 */
export async function openLogText(
  path: string,
  window: GzWindow,
  onDamage: (error: OpsError) => void,
): Promise<LogText> {
  // Non-blocking: opening a pipe that nobody writes to would wait for ever.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = await handle.stat({ bigint: true });
    if (!stat.isFile()) throw new OpsError('notAFile', `${path} is not a file.`);
    const identity = `${stat.dev}:${stat.ino}`;
    if (isCompressed(path)) return openGzText(path, handle, { identity, bytes: Number(stat.size) }, window, onDamage);

    const read = async (into: Buffer, offset: number, signal: AbortSignal): Promise<Buffer> => {
      let filled = 0;
      while (filled < into.length) {
        throwIfAborted(signal);
        const { bytesRead } = await handle
          .read(into, filled, into.length - filled, offset + filled)
          .catch((error: unknown) => {
            throw unreadable(path, error);
          });
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return into.subarray(0, filled);
    };
    return {
      path,
      identity,
      size: async () => (await handle.stat()).size,
      read: (offset, length, signal) => read(Buffer.allocUnsafe(length), offset, signal),
      async *blocks(from, signal) {
        // What was there when it began: a log may grow faster than it is read.
        const { size } = await handle.stat();
        const length = Math.max(0, Math.min(blockBytes, size - from));
        const spare: [Buffer, Buffer] = [Buffer.allocUnsafe(length), Buffer.allocUnsafe(length)];
        const ask = (offset: number): Promise<Buffer> => {
          spare.reverse();
          return read(spare[0].subarray(0, Math.max(0, Math.min(length, size - offset))), offset, signal);
        };
        let next = ask(from);
        try {
          for (let offset = from; ; ) {
            const bytes = await next;
            if (bytes.length === 0) return;
            // Two in flight: the next block is read while this one is looked at.
            next = ask(offset + bytes.length);
            next.catch(() => undefined); // heard when it is awaited
            yield { bytes, offset, onDisk: offset + bytes.length };
            offset += bytes.length;
          }
        } finally {
          await next.catch(() => undefined); // nobody reads into memory that was let go
        }
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
