import { fromRandomAccessReaderPromise, getFileNameLowLevel, RandomAccessReader, type Entry } from 'yauzl';
import { throwIfAborted } from '../../core/base/abort';
import { OpsError } from '../../core/base/errors';
import type { RandomAccess } from '../../core/backups/randomAccess';
import { archiveError, shownName } from './fileErrors';

/** One entry as the archive's list of contents has it (APPNOTE.TXT 6.3.10, 4.3.12). Sizes and offsets in bytes. */
export interface ZipEntry {
  /** Decoded, with forward slashes. Nobody has looked whether it leads outside: see `zipProblems`. */
  readonly name: string;
  readonly rawName: Uint8Array;
  readonly flags: number;
  /** How its data is compressed: 0 stored, 8 deflate. For AES, the method inside the encryption. */
  readonly method: number;
  readonly encryption: 'none' | 'zipCrypto' | 'aes';
  /** Of the AES extra field (0x9901). */
  readonly aes?: { readonly version: number; readonly strength: number; readonly raw: Uint8Array };
  readonly crc32: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly headerOffset: number;
  /** MS-DOS date and time as one number: ZipCrypto checks its password against it. */
  readonly dosTime: number;
  readonly symbolicLink: boolean;
}

export interface ZipDirectory {
  readonly entries: readonly ZipEntry[];
  /** Where the list of contents begins, as far as its records say; the end of the data. */
  readonly start: number;
  /** Why the list does not fit the records at the end of the archive, in a sentence; absent when it does. */
  readonly problem?: string;
}

/** More entries are no backup of a Laravel application, and would not fit into memory. */
const mostEntries = 1_000_000;
const blockBytes = 256 * 1024;
const keptBlocks = 4;
const encryptedFlag = 1;
const aesMethod = 99;
const aesExtra = 0x9901;
/** End of central directory record without its comment, and zip64's locator before it. */
const endBytes = 22;
const locatorBytes = 20;
const symbolicLinkType = 0xa000;

/** yauzl asks for 46 bytes, then for a name, and so on: this reads ahead, so that remote files are asked rarely. */
class BlockReader extends RandomAccessReader {
  readonly #file: RandomAccess;
  readonly #signal: AbortSignal;
  readonly #blocks = new Map<number, Uint8Array>();

  constructor(file: RandomAccess, signal: AbortSignal) {
    super();
    this.#file = file;
    this.#signal = signal;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    if (!Number.isSafeInteger(position) || position + length > this.#file.size) {
      callback(new Error('a record of its list of contents lies beyond the end of the file'));
      return;
    }
    if (this.#copy(buffer, offset, length, position)) callback(null);
    else void this.#later(buffer, offset, length, position, callback);
  }

  async #later(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): Promise<void> {
    let failure: Error | null = null;
    try {
      await this.#load(position, length);
      if (!this.#copy(buffer, offset, length, position)) failure = new Error('the file became shorter');
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
    callback(failure);
  }

  async #load(position: number, length: number): Promise<void> {
    const last = Math.floor((position + length - 1) / blockBytes);
    for (let block = Math.floor(position / blockBytes); block <= last; block++) {
      const bytes = this.#blocks.get(block) ?? (await this.#file.read(block * blockBytes, blockBytes, this.#signal));
      this.#blocks.delete(block);
      this.#blocks.set(block, bytes);
    }
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= keptBlocks) break;
      this.#blocks.delete(oldest);
    }
  }

  #copy(buffer: Buffer, offset: number, length: number, position: number): boolean {
    let done = 0;
    while (done < length) {
      const at = position + done;
      const block = this.#blocks.get(Math.floor(at / blockBytes));
      const from = at % blockBytes;
      const part = block?.subarray(from, from + length - done);
      if (part === undefined || part.length === 0) return false;
      buffer.set(part, offset + done);
      done += part.length;
    }
    return true;
  }
}

function entryOf(entry: Entry): ZipEntry {
  const aes = entry.extraFields.find(({ id, data }) => id === aesExtra && data.length >= 7)?.data;
  const encrypted = (entry.generalPurposeBitFlag & encryptedFlag) !== 0;
  const isAes = entry.compressionMethod === aesMethod && aes !== undefined;
  return {
    // Not yauzl's own decoding: it gives up at "C:\…", which spatie/laravel-backup writes on Windows.
    name: getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false),
    rawName: new Uint8Array(entry.fileNameRaw),
    flags: entry.generalPurposeBitFlag,
    method: isAes ? aes.readUInt16LE(5) : entry.compressionMethod,
    encryption: isAes ? 'aes' : encrypted ? 'zipCrypto' : 'none',
    ...(isAes ? { aes: { version: aes.readUInt16LE(0), strength: aes.readUInt8(4), raw: new Uint8Array(aes) } } : {}),
    crc32: entry.crc32,
    compressedSize: entry.compressedSize,
    size: entry.uncompressedSize,
    headerOffset: entry.relativeOffsetOfLocalHeader,
    dosTime: ((entry.lastModFileDate << 16) | entry.lastModFileTime) >>> 0,
    symbolicLink: ((entry.externalFileAttributes >>> 16) & 0xf000) === symbolicLinkType,
  };
}

/**
 * Reads a zip archive's list of contents, zip64 included: never its data. Rejects with OpsError `unreadable` when there is no
 * list, or it is damaged.
 *
 * @param path for messages
 */
export async function readZipDirectory(file: RandomAccess, path: string, signal: AbortSignal): Promise<ZipDirectory> {
  try {
    const zip = await fromRandomAccessReaderPromise(new BlockReader(file, signal), file.size, {
      lazyEntries: true,
      autoClose: true,
      decodeStrings: false,
      validateEntrySizes: false,
    });
    const start = Number(zip.readEntryCursor);
    const entries: ZipEntry[] = [];
    for await (const entry of zip.eachEntry()) {
      throwIfAborted(signal);
      if (entries.length === mostEntries)
        throw new OpsError('unreadable', `The archive has more than ${mostEntries} entries: it is not read.`);
      entries.push(entryOf(entry));
    }
    // A buffer, as nothing is decoded: yauzl's types do not know.
    const commentBytes = Buffer.from(zip.comment).length;
    const problem = await endProblem(file, Number(zip.readEntryCursor), commentBytes, signal);
    return { entries, start, ...(problem === undefined ? {} : { problem }) };
  } catch (error) {
    throwIfAborted(signal);
    throw archiveError(path, error);
  }
}

/**
 * Sees that the list of contents is followed by the records of the archive's end (APPNOTE.TXT 4.3.13 to 4.3.16): where its
 * count of entries is damaged, it seems to end earlier or later, and entries would be missing unnoticed.
 */
async function endProblem(
  file: RandomAccess,
  listEnd: number,
  commentBytes: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const tailStart = Math.max(0, file.size - commentBytes - endBytes - locatorBytes);
  const tail = Buffer.from(await file.read(tailStart, endBytes + locatorBytes, signal));
  const end = tail.subarray(Math.max(0, tail.length - endBytes));
  if (end.length < endBytes || end.readUInt32LE(0) !== 0x06054b50) return 'The end of the archive is damaged.';
  if (end.readUInt16LE(8) !== end.readUInt16LE(10)) return 'The end of the archive has two counts of entries.';
  const zip64 = tail.length === endBytes + locatorBytes && tail.readUInt32LE(0) === 0x07064b50;
  const expected = zip64 ? Number(tail.readBigUInt64LE(8)) : tailStart + tail.length - endBytes;
  if (listEnd === expected) return undefined;
  const signature = Buffer.from(await file.read(listEnd, 6, signal));
  const signed = signature.length === 6 && signature.readUInt32LE(0) === 0x05054b50;
  if (signed && listEnd + 6 + signature.readUInt16LE(4) === expected) return undefined;
  return 'The archive has more in its list of contents than it counts: it is damaged or forged.';
}

/** The entry of this name. Rejects when there is none, or more than one. */
export function entryNamed(directory: ZipDirectory, name: string): ZipEntry {
  const found = directory.entries.filter((entry) => entry.name === name);
  const [entry] = found;
  if (entry === undefined) throw new OpsError('missing', `The archive has no ${shownName(name)}.`);
  if (found.length > 1)
    throw new OpsError(
      'unreadable',
      `The archive has ${found.length} entries called ${shownName(name)}: nobody can say which one counts.`,
    );
  return entry;
}
