// Archives by hand-written bytes (APPNOTE.TXT 6.3.10), so that tests can make them wrong in one place.
import { crc32, deflateRawSync } from 'node:zlib';
import { TextReader, Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';

export interface MadeEntry {
  readonly name: string | Uint8Array;
  readonly data: Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  /** What both headers say in place of the truth. */
  readonly crc32?: number;
  readonly size?: number;
  readonly compressedSize?: number;
  /** What only the local header says. */
  readonly local?: {
    readonly name?: string;
    readonly method?: number;
    readonly flags?: number;
    readonly crc32?: number;
  };
  /** Bytes as they lie in the archive, when they are not what the method makes of `data`. */
  readonly raw?: Uint8Array;
  /** Where the list says that the entry is. */
  readonly offset?: number;
  readonly attributes?: number;
  /** Sizes after the data, and not before it. */
  readonly descriptor?: boolean;
  /** Sizes and offset in a zip64 field. */
  readonly zip64?: boolean;
}

const bytes = (name: string | Uint8Array): Buffer => Buffer.from(name as string);

function zip64Field(...values: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + values.length * 8);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(values.length * 8, 2);
  values.forEach((value, index) => field.writeBigUInt64LE(BigInt(value), 4 + index * 8));
  return field;
}

/** An archive of these entries. */
export function makeZip(
  entries: readonly MadeEntry[],
  end: { readonly count?: number; readonly disk?: number; readonly comment?: string } = {},
): Buffer {
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let position = 0;
  for (const entry of entries) {
    const method = entry.method ?? 8;
    const raw = Buffer.from(entry.raw ?? (method === 8 ? deflateRawSync(entry.data) : entry.data));
    const flags = (entry.flags ?? 0) | (entry.descriptor === true ? 8 : 0);
    const crc = entry.crc32 ?? crc32(entry.data);
    const size = entry.size ?? entry.data.length;
    const compressedSize = entry.compressedSize ?? raw.length;
    const localName = bytes(entry.local?.name ?? entry.name);
    const localExtra = entry.zip64 === true ? zip64Field(size, compressedSize) : Buffer.alloc(0);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(45, 4);
    head.writeUInt16LE(entry.local?.flags ?? flags, 6);
    head.writeUInt16LE(entry.local?.method ?? method, 8);
    if (entry.descriptor !== true) {
      head.writeUInt32LE(entry.local?.crc32 ?? crc, 14);
      head.writeUInt32LE(entry.zip64 === true ? 0xffffffff : compressedSize, 18);
      head.writeUInt32LE(entry.zip64 === true ? 0xffffffff : size, 22);
    }
    head.writeUInt16LE(localName.length, 26);
    head.writeUInt16LE(localExtra.length, 28);
    const descriptor = Buffer.alloc(entry.descriptor === true ? 16 : 0);
    if (entry.descriptor === true) {
      descriptor.writeUInt32LE(0x08074b50, 0);
      descriptor.writeUInt32LE(crc, 4);
      descriptor.writeUInt32LE(compressedSize, 8);
      descriptor.writeUInt32LE(size, 12);
    }
    const name = bytes(entry.name);
    const offset = entry.offset ?? position;
    const extra = entry.zip64 === true ? zip64Field(size, compressedSize, offset) : Buffer.alloc(0);
    const record = Buffer.alloc(46);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE(0x031e, 4);
    record.writeUInt16LE(45, 6);
    record.writeUInt16LE(flags, 8);
    record.writeUInt16LE(method, 10);
    record.writeUInt32LE(crc, 16);
    record.writeUInt32LE(entry.zip64 === true ? 0xffffffff : compressedSize, 20);
    record.writeUInt32LE(entry.zip64 === true ? 0xffffffff : size, 24);
    record.writeUInt16LE(name.length, 28);
    record.writeUInt16LE(extra.length, 30);
    record.writeUInt32LE(entry.attributes ?? 0, 38);
    record.writeUInt32LE(entry.zip64 === true ? 0xffffffff : offset, 42);
    list.push(record, name, extra);
    for (const part of [head, localName, localExtra, raw, descriptor]) {
      parts.push(part);
      position += part.length;
    }
  }
  const directory = Buffer.concat(list);
  const comment = Buffer.from(end.comment ?? '');
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(end.disk ?? 0, 4);
  record.writeUInt16LE(end.count ?? entries.length, 8);
  record.writeUInt16LE(end.count ?? entries.length, 10);
  record.writeUInt32LE(directory.length, 12);
  record.writeUInt32LE(position, 16);
  record.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, directory, record, comment]);
}

/** An encrypted archive, by zip.js. @param strength of AES: 1, 2, 3; 0: ZipCrypto */
export async function makeEncryptedZip(
  entries: readonly { readonly name: string; readonly data: Uint8Array | string }[],
  password: string,
  strength: 0 | 1 | 2 | 3,
  level = 5,
): Promise<Buffer> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
  for (const { name, data } of entries)
    await zip.add(name, typeof data === 'string' ? new TextReader(data) : new Uint8ArrayReader(data), {
      password,
      level,
      ...(strength === 0 ? { zipCrypto: true } : { encryptionStrength: strength }),
    });
  return Buffer.from(await zip.close());
}
