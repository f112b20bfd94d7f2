import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { throwIfAborted } from '../../core/base/abort';
import { OpsError } from '../../core/base/errors';
import { isCompressed } from '../../core/security/logs/logFiles';
import { type GzWindow, openGzText } from './gzText';

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

/** Blocks of this size stay in a processor's second cache: copying into larger ones took two to four times as long. */
const blockBytes = 128 * 1024;
/** Blocks that are read while one is looked at: asking another thread for each alone would be slower than reading. */
const aheadBlocks = 4;

/**
 * Opens a plain or gzip file.
 *
 * @param window what was decompressed last, of any file
 * @param onDamage told when the rest of a compressed file cannot be read
 * @throws OpsError `notAFile`; the system's error when it cannot be opened
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
        const { bytesRead } = await handle.read(into, filled, into.length - filled, offset + filled);
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
        const pending: Promise<Buffer>[] = [];
        const ask = (into: Buffer, offset: number): void => {
          const asked = read(into.subarray(0, Math.max(0, Math.min(blockBytes, size - offset))), offset, signal);
          asked.catch(() => undefined); // heard when it is awaited
          pending.push(asked);
        };
        const spare = Array.from({ length: aheadBlocks + 1 }, () => Buffer.allocUnsafeSlow(blockBytes));
        let asked = from;
        const askNext = (into: Buffer | undefined): void => {
          if (into === undefined || asked >= size) return;
          ask(into, asked);
          asked += blockBytes;
        };
        for (const into of spare.slice(1)) askNext(into);
        try {
          for (let offset = from, count = 0; pending.length > 0; count++) {
            // The memory of the block that was looked at last.
            askNext(spare[count % spare.length]);
            const bytes = await pending.shift();
            if (bytes === undefined || bytes.length === 0) return;
            yield { bytes, offset, onDisk: offset + bytes.length };
            offset += bytes.length;
            // Cut off while it was read: what was asked for behind that stands elsewhere.
            if (bytes.length < blockBytes) return;
          }
        } finally {
          await Promise.allSettled(pending); // nobody reads into memory that was let go
        }
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
