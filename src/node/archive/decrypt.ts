import { configure, Reader, ZipReader } from '@zip.js/zip.js';
import { isAbort, OpsError } from '../../core/base/errors';
import type { RandomAccess } from '../../core/backups/randomAccess';
import { damaged, shownName } from './fileErrors';
import { blockBytes } from './readRange';
import type { ZipEntry } from './zipDirectory';

// Loaded by dynamic import only: zip.js is large, and most backups are not encrypted.

configure({ useWebWorkers: false, chunkSize: blockBytes });

/**
 * The bytes of one entry, decrypted by zip.js (WinZip AES and ZipCrypto) but still compressed: Node inflates faster. AES's
 * authentication code is checked at the end. Rejects with OpsError `wrongPassword`, or `unreadable` when that code is wrong.
 *
 * zip.js is given an archive that holds this entry alone: it need not read a list of 70,000 others, and cannot come to another
 * understanding of the archive than the reader that found the entry.
 */
export async function* decryptEntry(
  file: RandomAccess,
  entry: ZipEntry,
  start: number,
  options: { readonly password: string; readonly signal: AbortSignal; readonly counted?: (bytes: number) => void },
): AsyncGenerator<Uint8Array, void, undefined> {
  const { signal } = options;
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const reader = readable.getReader();
  const work = decryptInto(new OneEntry(file, entry, start, options), options.password, signal, writable);
  // What goes wrong is thrown below, unless whoever reads has left.
  work.catch(() => undefined);
  try {
    for (;;) {
      const next = await reader.read().catch(async (error: unknown) => {
        await work;
        throw error;
      });
      if (next.done) break;
      yield next.value;
    }
    await work;
  } catch (error) {
    throw decryptError(entry, error);
  } finally {
    await reader.cancel().catch(() => undefined);
    await work.catch(() => undefined);
  }
}

async function decryptInto(
  archive: OneEntry,
  password: string,
  signal: AbortSignal,
  writable: WritableStream<Uint8Array>,
): Promise<void> {
  try {
    const zip = new ZipReader(archive, { filenameValidation: 'tolerant' });
    for await (const found of zip.getEntriesGenerator()) {
      if (found.directory) throw new OpsError('unreadable', 'A folder has no contents.');
      await found.getData(writable, {
        password,
        signal,
        passThrough: 'compressed',
        checkAuthenticationCode: true,
        useWebWorkers: false,
      });
      return;
    }
  } catch (error) {
    await writable.abort(error).catch(() => undefined);
    throw error;
  }
}

function decryptError(entry: ZipEntry, error: unknown): unknown {
  if (error instanceof OpsError) return error;
  const name = shownName(entry.name);
  if (isAbort(error)) return new OpsError('cancelled', 'Cancelled.', {}, { cause: error });
  const message = error instanceof Error ? error.message : String(error);
  if (/invalid password/i.test(message))
    return new OpsError(
      'wrongPassword',
      `The password does not open ${name}.`,
      { next: 'If it is the right one, the archive is damaged where this entry begins.' },
      { cause: error },
    );
  if (/authentication/i.test(message)) return damaged(name, 'its authentication code does not fit its contents', error);
  return damaged(name, `it cannot be decrypted (${message.replace(/\.$/, '')})`, error);
}

/** An archive of one entry: the real file's local header and data, and a list of contents made for it (zip64 throughout). */
class OneEntry extends Reader<undefined> {
  readonly #file: RandomAccess;
  readonly #from: number;
  /** Up to where bytes were counted: from the beginning of the data on. */
  #counted: number;
  readonly #length: number;
  readonly #tail: Uint8Array;
  readonly #options: { readonly signal: AbortSignal; readonly counted?: (bytes: number) => void };

  constructor(
    file: RandomAccess,
    entry: ZipEntry,
    start: number,
    options: { readonly signal: AbortSignal; readonly counted?: (bytes: number) => void },
  ) {
    super(undefined);
    this.#file = file;
    this.#from = entry.headerOffset;
    this.#counted = start - entry.headerOffset;
    this.#length = this.#counted + entry.compressedSize;
    this.#tail = listOfOne(entry, this.#length);
    this.#options = options;
    this.size = this.#length + this.#tail.length;
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    const end = Math.min(index + length, this.size);
    const inFile = Math.min(end, this.#length) - index;
    const { signal, counted } = this.#options;
    const own = inFile > 0 ? await this.#file.read(this.#from + index, inFile, signal) : new Uint8Array(0);
    if (own.length < inFile) throw new OpsError('unreadable', 'The file is cut off.');
    // zip.js looks for the end of the archive first, which may reach into the data: counted is what comes in order.
    if (index <= this.#counted && index + own.length > this.#counted) {
      counted?.(index + own.length - this.#counted);
      this.#counted = index + own.length;
    }
    if (end <= this.#length) return own;
    const rest = this.#tail.subarray(Math.max(0, index - this.#length), end - this.#length);
    return own.length === 0 ? rest : Buffer.concat([own, rest]);
  }
}

/** Central header, zip64 records and end record (APPNOTE.TXT 4.3.12, 4.5.3, 4.3.14 to 4.3.16) of an entry at offset 0. */
function listOfOne(entry: ZipEntry, offset: number): Uint8Array {
  const name = Buffer.from('entry');
  const sizes = Buffer.alloc(20);
  sizes.writeUInt16LE(1, 0);
  sizes.writeUInt16LE(16, 2);
  sizes.writeBigUInt64LE(BigInt(entry.size), 4);
  sizes.writeBigUInt64LE(BigInt(entry.compressedSize), 12);
  const aes = entry.aes === undefined ? Buffer.alloc(0) : Buffer.alloc(4 + entry.aes.raw.length);
  if (entry.aes !== undefined) {
    aes.writeUInt16LE(0x9901, 0);
    aes.writeUInt16LE(entry.aes.raw.length, 2);
    aes.set(entry.aes.raw, 4);
  }
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(51, 4);
  head.writeUInt16LE(51, 6);
  head.writeUInt16LE(entry.flags, 8);
  head.writeUInt16LE(entry.aes === undefined ? entry.method : 99, 10);
  head.writeUInt32LE(entry.dosTime, 12);
  head.writeUInt32LE(entry.crc32, 16);
  head.writeUInt32LE(0xffffffff, 20);
  head.writeUInt32LE(0xffffffff, 24);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt16LE(sizes.length + aes.length, 30);
  const directory = Buffer.concat([head, name, sizes, aes]);
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeUInt16LE(51, 12);
  end64.writeUInt16LE(51, 14);
  end64.writeBigUInt64LE(1n, 24);
  end64.writeBigUInt64LE(1n, 32);
  end64.writeBigUInt64LE(BigInt(directory.length), 40);
  end64.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + directory.length), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(0xffff, 8);
  end.writeUInt16LE(0xffff, 10);
  end.writeUInt32LE(0xffffffff, 12);
  end.writeUInt32LE(0xffffffff, 16);
  return Buffer.concat([directory, end64, locator, end]);
}
