import { createHash } from 'node:crypto';
import type { RandomAccess } from '../../core/backups/randomAccess';
import { blockBytes } from './readRange';

/** A file whose SHA-256 is made of what is read of it anyway. */
export interface HashedFile extends RandomAccess {
  /** Bytes from its beginning that are hashed. */
  hashed(): number;
  /** Reads and hashes what lies between what is hashed and `offset`. */
  hashUpTo(offset: number, signal: AbortSignal): Promise<void>;
  /** Of the whole file, hex. After `hashUpTo(size)`, once. */
  sha256(): string;
}

/**
 * Hashes what follows on what is hashed already; other reads pass unhashed. So whoever reads a file roughly in order, and asks
 * for the gaps with `hashUpTo`, reads it once.
 */
export function hashedFile(file: RandomAccess): HashedFile {
  const hash = createHash('sha256');
  let position = 0;
  const hashed = (): number => position;
  const read = async (offset: number, length: number, signal: AbortSignal): Promise<Uint8Array> => {
    const bytes = await file.read(offset, length, signal);
    if (offset <= position && offset + bytes.length > position) {
      hash.update(bytes.subarray(position - offset));
      position = offset + bytes.length;
    }
    return bytes;
  };
  return {
    size: file.size,
    ...(file.mtimeMs === undefined ? {} : { mtimeMs: file.mtimeMs }),
    ...(file.blockBytes === undefined ? {} : { blockBytes: file.blockBytes }),
    read,
    close: () => file.close(),
    hashed,
    async hashUpTo(offset, signal) {
      for (let at = hashed(); at < offset; at = hashed()) {
        await read(at, Math.min(file.blockBytes ?? blockBytes, offset - at), signal);
        if (hashed() === at) return; // the file has become shorter: its hash is of what is there
      }
    },
    sha256: () => hash.digest('hex'),
  };
}
