import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { OpsError } from '../core/base/errors';
import type { LogLine } from '../core/security/logLine';
import { createLineBytes } from './lineBytes';

/** One open log file and how far it was read. */
export interface TailFile {
  readonly path: string;
  /**
   * Hands over everything that was not read yet, in pieces of at most 64 KiB, each awaited.
   *
   * @returns true when there was something
   */
  read(deliver: (lines: readonly LogLine[]) => Promise<void>, signal: AbortSignal): Promise<boolean>;
  /** Starts over at the beginning when the file was emptied or written anew; true when it was. */
  restartIfRewritten(): Promise<boolean>;
  /** What stands under the path now, compared with the file that is open. */
  look(): Promise<'same' | 'other' | 'missing'>;
  /** True when no name leads to the file any more: nobody will read what is still written to it. */
  isDeleted(): Promise<boolean>;
  /** The unfinished last line: the file is over. */
  rest(): readonly LogLine[];
  close(): Promise<void>;
}

const chunkBytes = 64 * 1024;

/** Enough of a file's beginning to tell two logs apart: it holds the first record's moment. */
const fingerprintBytes = 256;

/**
 * Opens a log file for reading.
 *
 * @param fromEnd starts at most so many bytes before the end, at the beginning of a line; undefined starts at 0
 * @returns undefined when the file is not there
 * @throws OpsError `notAFile` for folders, pipes and devices; the system's error when it cannot be opened
 */
export async function openTailFile(path: string, fromEnd?: number): Promise<TailFile | undefined> {
  let handle: FileHandle;
  try {
    // Non-blocking: opening a pipe that nobody writes to would wait for ever.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    return await tailOf(path, handle, fromEnd);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** True for the system's "no such file or directory", also when a parent is a file. */
export function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

async function tailOf(path: string, handle: FileHandle, fromEnd: number | undefined): Promise<TailFile> {
  const identity = await handle.stat({ bigint: true });
  if (!identity.isFile()) throw new OpsError('notAFile', `${path} is not a file.`);
  const size = Number(identity.size);
  let position = fromEnd === undefined ? 0 : Math.max(0, size - fromEnd);
  // One byte earlier: when that is a line break, the first line is whole.
  if (position > 0) position--;
  let splitter = createLineBytes(position, position > 0);
  let fingerprint = await beginning(handle, fingerprintBytes);
  const buffer = Buffer.allocUnsafe(chunkBytes);

  return {
    path,
    async read(deliver, signal) {
      let any = false;
      while (!signal.aborted) {
        const { bytesRead } = await handle.read(buffer, 0, chunkBytes, position);
        if (bytesRead === 0) break;
        const chunk = buffer.subarray(0, bytesRead);
        // Of the bytes that were read, never by reading again: the file may be written anew at any moment, and a
        // fingerprint of the new beginning would hide that. While it is short it reaches at least to `position`.
        if (fingerprint.length < fingerprintBytes)
          fingerprint = Buffer.concat([fingerprint, chunk.subarray(fingerprint.length - position)]).subarray(
            0,
            fingerprintBytes,
          );
        position += bytesRead;
        any = true;
        const lines = splitter.push(chunk);
        if (lines.length > 0) await deliver(lines);
      }
      return any;
    },
    async restartIfRewritten() {
      const { size: now } = await handle.stat();
      if (now >= position) {
        if (now === position || fingerprint.length === 0) return false;
        const same = (await beginning(handle, fingerprint.length)).equals(fingerprint);
        if (same) return false;
      }
      position = 0;
      splitter = createLineBytes(0, false);
      fingerprint = await beginning(handle, fingerprintBytes);
      return true;
    },
    async look() {
      try {
        const now = await stat(path, { bigint: true });
        return now.dev === identity.dev && now.ino === identity.ino ? 'same' : 'other';
      } catch (error) {
        if (isMissing(error)) return 'missing';
        throw error;
      }
    },
    async isDeleted() {
      return (await handle.stat()).nlink === 0;
    },
    rest: () => splitter.end(),
    close: () => handle.close(),
  };
}

async function beginning(handle: FileHandle, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await handle.read(buffer, 0, bytes, 0);
  return buffer.subarray(0, bytesRead);
}
