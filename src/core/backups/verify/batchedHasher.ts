import type { Hasher } from './verifyDump';

/** A hasher that is told about many small pieces: they are put together first, as each call of a native one costs. */
export interface BatchedHasher extends Hasher {
  /** Hands over what was put together, and gives the memory for it back. */
  flush(): void;
}

const batchBytes = 65_536;

export function batched(hasher: Hasher): BatchedHasher {
  let batch: Uint8Array | undefined;
  let used = 0;
  const flush = (): void => {
    if (batch !== undefined && used > 0) hasher.update(batch.subarray(0, used));
    batch = undefined;
    used = 0;
  };
  return {
    flush,
    update(bytes) {
      if (used + bytes.length > batchBytes) flush();
      if (bytes.length >= batchBytes / 4) {
        flush();
        hasher.update(bytes);
        return;
      }
      batch ??= new Uint8Array(batchBytes);
      batch.set(bytes, used);
      used += bytes.length;
    },
    digest() {
      flush();
      return hasher.digest();
    },
  };
}
