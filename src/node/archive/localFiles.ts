import { open, readdir, stat } from 'node:fs/promises';
import { throwIfAborted } from '../../core/base/abort';
import { OpsError } from '../../core/base/errors';
import type { RandomAccess, RandomAccessFiles } from '../../core/backups/randomAccess';
import { codeOf, fileError } from './fileErrors';

/** Backup files on the local disk. */
export const localFiles: RandomAccessFiles = { open: openLocal, list: listLocal };

async function openLocal(path: string, signal: AbortSignal): Promise<RandomAccess> {
  throwIfAborted(signal);
  try {
    // Asked before opening: opening a named pipe waits for a writer.
    const before = await stat(path);
    if (!before.isFile())
      throw new OpsError('unreadable', `${path} is ${before.isDirectory() ? 'a folder' : 'not a regular file'}.`);
    const handle = await open(path, 'r');
    try {
      const { size, mtimeMs } = await handle.stat();
      return {
        size,
        mtimeMs,
        async read(offset, length, either) {
          throwIfAborted(either);
          const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
          let filled = 0;
          try {
            while (filled < buffer.length) {
              const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, offset + filled);
              if (bytesRead === 0) break;
              filled += bytesRead;
            }
          } catch (error) {
            throw fileError(path, error);
          }
          return buffer.subarray(0, filled);
        },
        close: () => handle.close(),
      };
    } catch (error) {
      await handle.close();
      throw error;
    }
  } catch (error) {
    throw fileError(path, error);
  }
}

async function listLocal(path: string, signal: AbortSignal): Promise<readonly string[] | undefined> {
  throwIfAborted(signal);
  try {
    const found = await readdir(path, { withFileTypes: true });
    return found.filter((each) => each.isFile()).map(({ name }) => name);
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') return undefined;
    throw fileError(path, error);
  }
}
