import { createInflateRaw, crc32 } from 'node:zlib';
import { OpsError } from '../../core/base/errors';
import type { RandomAccess } from '../../core/backups/randomAccess';
import { damaged, shownName } from './fileErrors';
import { blockBytes, readRange } from './readRange';
import { through } from './through';
import type { ZipEntry } from './zipDirectory';

export interface EntryReadOptions {
  readonly password?: string;
  readonly signal: AbortSignal;
  /** Is told of every block of the file that was read. */
  readonly counted?: (bytes: number) => void;
}

const descriptorFlag = 8;
const encryptedFlag = 1;
const zip64Extra = 1;

/** Inflaters make 256 KB at a time, and one or two such pieces ahead of who reads them. */
export const inflateOptions = { chunkSize: blockBytes, readableHighWaterMark: 4 * blockBytes };

/**
 * Where an entry's data begins. Rejects with OpsError `unreadable` when what stands before the data contradicts the archive's
 * list of contents: one of both is damaged or forged, and other programs would read something else than we do.
 */
export async function findEntryData(file: RandomAccess, entry: ZipEntry, signal: AbortSignal): Promise<number> {
  const name = shownName(entry.name);
  // Most extra fields are short: one read nearly always gets name and field too.
  const head = Buffer.from(await file.read(entry.headerOffset, 30 + entry.rawName.length + 256, signal));
  if (head.length < 30 || head.readUInt32LE(0) !== 0x04034b50)
    throw new OpsError(
      'unreadable',
      `${name} is not where the archive's list of contents says: the archive is damaged.`,
    );
  const nameLength = head.readUInt16LE(26);
  const extraLength = head.readUInt16LE(28);
  const whole = 30 + nameLength + extraLength;
  const bytes = head.length >= whole ? head : Buffer.from(await file.read(entry.headerOffset, whole, signal));
  if (bytes.length < whole) throw damaged(name, 'the file ends inside its header');
  if (!bytes.subarray(30, 30 + nameLength).equals(entry.rawName)) throw contradiction(name, 'name');
  const flags = bytes.readUInt16LE(6);
  if (((flags ^ entry.flags) & encryptedFlag) !== 0) throw contradiction(name, 'encryption');
  const method = bytes.readUInt16LE(8);
  if (method !== (entry.encryption === 'aes' ? 99 : entry.method)) throw contradiction(name, 'compression');
  const sizes = localSizes(bytes, 30 + nameLength, extraLength);
  const crc = bytes.readUInt32LE(14);
  // Programs that write as they go leave these empty; most of them say so by a flag.
  const empty = crc === 0 && sizes.compressed === 0 && sizes.size === 0;
  if ((flags & descriptorFlag) === 0 && !empty) {
    if (crc !== entry.crc32) throw contradiction(name, 'checksum');
    if (sizes.compressed !== entry.compressedSize || sizes.size !== entry.size) throw contradiction(name, 'size');
  }
  return entry.headerOffset + whole;
}

function contradiction(name: string, what: string): OpsError {
  return new OpsError(
    'unreadable',
    `The archive contradicts itself about the ${what} of ${name}: it is damaged or forged.`,
  );
}

/** Sizes of a local header, from its zip64 field where they are there (APPNOTE.TXT 4.5.3: both, the size first). */
function localSizes(
  bytes: Buffer,
  from: number,
  length: number,
): { readonly compressed: number; readonly size: number } {
  const compressed = bytes.readUInt32LE(18);
  const size = bytes.readUInt32LE(22);
  for (let at = from; at + 4 <= from + length; at += 4 + bytes.readUInt16LE(at + 2)) {
    if (bytes.readUInt16LE(at) !== zip64Extra || bytes.readUInt16LE(at + 2) < 16 || at + 20 > bytes.length) continue;
    return {
      size: size === 0xffffffff ? Number(bytes.readBigUInt64LE(at + 4)) : size,
      compressed: compressed === 0xffffffff ? Number(bytes.readBigUInt64LE(at + 12)) : compressed,
    };
  }
  return { compressed, size };
}

/**
 * An entry's contents, decrypted and inflated. Rejects with OpsError: `needsPassword`, `wrongPassword`, or `unreadable` as soon
 * as there is more than the archive says, and at the end when length, CRC-32 or authentication code are not right.
 *
 * @param start from `findEntryData`
 */
export async function* readEntryData(
  file: RandomAccess,
  entry: ZipEntry,
  start: number,
  options: EntryReadOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const name = shownName(entry.name);
  const raw = await rawData(file, entry, start, options);
  const contents =
    entry.method === 0
      ? raw
      : through(raw, createInflateRaw(inflateOptions), () => {
          throw damaged(name, 'its compressed data ends too early');
        });
  let length = 0;
  let checksum = 0;
  try {
    for await (const chunk of contents) {
      length += chunk.length;
      if (length > entry.size) throw damaged(name, `it holds more than the ${entry.size} bytes that the archive says`);
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof OpsError ? error : damaged(name, 'its compressed data cannot be read', error);
  }
  if (length < entry.size) throw damaged(name, `it holds ${length} of the ${entry.size} bytes that the archive says`);
  // AE-2 has no CRC: the authentication code, which is checked with the decryption, takes its place.
  if (checksum !== entry.crc32 && entry.aes?.version !== 2)
    throw entry.encryption === 'zipCrypto'
      ? new OpsError('wrongPassword', `${name} cannot be decrypted: another password, or the archive is damaged.`)
      : damaged(name, 'its checksum (CRC-32) does not fit its contents');
}

async function rawData(
  file: RandomAccess,
  entry: ZipEntry,
  start: number,
  { password, signal, counted }: EntryReadOptions,
): Promise<AsyncIterable<Uint8Array>> {
  if (entry.encryption === 'none') return readRange(file, start, start + entry.compressedSize, signal, counted);
  if (password === undefined || password === '')
    throw new OpsError('needsPassword', `${shownName(entry.name)} is encrypted: it needs the password of the archive.`);
  const { decryptEntry } = await import('./decrypt');
  return decryptEntry(file, entry, start, { password, signal, ...(counted === undefined ? {} : { counted }) });
}
