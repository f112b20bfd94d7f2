import { createGunzip } from 'node:zlib';
import { OpsError } from '../../core/base/errors';
import { damaged } from './fileErrors';
import { through } from './through';
import { inflateOptions } from './zipEntryData';

export type Compression = 'none' | 'gzip' | 'bzip2' | 'zstd';

const magics: readonly (readonly [Compression, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['bzip2', [0x42, 0x5a, 0x68]],
];
const endings: Readonly<Record<string, Compression>> = { '.gz': 'gzip', '.zst': 'zstd', '.bz2': 'bzip2' };

/** How a file is compressed, from its name. */
export function compressionOf(name: string): Compression {
  return endings[/\.[a-z0-9]+$/i.exec(name)?.[0].toLowerCase() ?? ''] ?? 'none';
}

/** How bytes are compressed, from their beginning (RFC 1952 2.3.1, RFC 8878 3.1.1, bzip2). No dump begins like these. */
export function compressionOfBytes(start: Uint8Array): Compression {
  return magics.find(([, magic]) => magic.every((byte, index) => start[index] === byte))?.[0] ?? 'none';
}

/**
 * Decompresses a dump, by what its bytes say. Rejects with OpsError `unreadable` when they contradict its name, when they are
 * damaged or cut off, and `unsupported` for bzip2.
 *
 * @param name for messages, with the ending that says how it is compressed
 */
export async function* decompressed(
  source: AsyncGenerator<Uint8Array, void, undefined>,
  name: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const expected = compressionOf(name);
  if (expected === 'bzip2') throw bzip2(name);
  try {
    const { start, whole } = await peek(source, 4);
    const found = compressionOfBytes(start);
    if (found === 'bzip2') throw bzip2(name);
    if (expected !== 'none' && found !== expected)
      throw damaged(
        name,
        start.length === 0 ? 'it is empty' : `it is called ${expected} and does not begin as ${expected} does`,
      );
    if (found === 'none') yield* whole;
    else if (found === 'gzip') yield* gunzipped(whole, name);
    else {
      const { unzstd } = await import('./zstd');
      yield* unzstd(whole, name);
    }
  } finally {
    await source.return();
  }
}

function bzip2(name: string): OpsError {
  return new OpsError('unsupported', `${name} is compressed by bzip2, which cannot be read here.`, {
    next: `Turn it into gzip on the command line: bunzip2 -c ${name} | gzip > ${name.replace(/\.bz2$/i, '')}.gz. For later backups choose spatie's GzipCompressor in config/backup.php.`,
  });
}

async function* gunzipped(
  source: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* through(source, createGunzip(inflateOptions), (surplus) => {
      // Zeros are padding (gzip(1) takes them too). Anything else may be a member that was to be part of the dump.
      if (surplus.some((byte) => byte !== 0)) throw damaged(name, 'there is something behind its end');
    });
  } catch (error) {
    if (error instanceof OpsError) throw error;
    const cut = error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR';
    throw damaged(name, cut ? 'it is cut off' : 'its compressed data cannot be read', error);
  }
}

/** The first bytes, and all of them. */
async function peek(
  source: AsyncGenerator<Uint8Array, void, undefined>,
  wanted: number,
): Promise<{ readonly start: Uint8Array; readonly whole: AsyncIterable<Uint8Array> }> {
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < wanted) {
    const next = await source.next();
    if (next.done === true) break;
    first.push(next.value);
    length += next.value.length;
  }
  const whole = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    yield* first;
    yield* source;
  };
  const [only] = first;
  return { start: first.length === 1 && only !== undefined ? only : Buffer.concat(first), whole: whole() };
}
