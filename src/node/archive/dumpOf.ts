import { throwIfAborted } from '../../core/base/abort';
import { OpsError } from '../../core/base/errors';
import type { DumpBytes } from '../../core/backups/dump/dumpBytes';
import { compressionOf, decompressed } from './compression';

/** What a dump comes from: counted, and undone where it is not read to its end. */
export type Contents = (
  signal: AbortSignal,
  counted: (bytes: number) => void,
) => AsyncGenerator<Uint8Array, void, undefined>;

/**
 * A dump may grow to this much and 10,000 times its compressed size besides. Deflate cannot do more than 1032 to 1, so this
 * stops only what is compressed twice, or by Zstandard, whose 4 bytes can say 128 KB.
 */
const growthFree = 1024 ** 3;
const growthRatio = 10_000;

/**
 * A dump out of a file, decompressed where its name or its beginning says so.
 *
 * @param name "mysql-shop.sql.gz"
 * @param size of the contents, which are the dump itself unless it is compressed once more
 */
export function dumpOf(
  name: string,
  totalBytes: number,
  size: number | undefined,
  contents: Contents,
  signal: AbortSignal,
): DumpBytes {
  let read = 0;
  const chunks = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    const source = contents(signal, (bytes) => (read += bytes));
    let length = 0;
    for await (const chunk of decompressed(source, name)) {
      throwIfAborted(signal);
      length += chunk.length;
      if (length > growthFree + growthRatio * totalBytes)
        throw new OpsError(
          'unreadable',
          `${name} grows to more than ${growthRatio} times its size: it was made to fill disks, and is read no further.`,
        );
      yield chunk;
    }
  };
  return {
    name,
    chunks: once(name, chunks),
    readBytes: () => read,
    totalBytes,
    ...(size === undefined || compressionOf(name) !== 'none' ? {} : { sizeBytes: size }),
  };
}

/** Bytes that can be read once: a second reader would believe that the dump is empty. */
export function once(
  name: string,
  chunks: () => AsyncGenerator<Uint8Array, void, undefined>,
): AsyncIterable<Uint8Array> {
  let used = false;
  return {
    [Symbol.asyncIterator]() {
      if (used) throw new Error(`The dump ${name} can be read only once: open it again.`);
      used = true;
      return chunks();
    },
  };
}
