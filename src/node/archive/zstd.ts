import { Decompress } from 'fzstd';
import { OpsError } from '../../core/base/errors';
import { byteQueue, type ByteQueue } from './byteQueue';
import { damaged } from './fileErrors';
import { createXxHash64 } from './xxHash64';

// Loaded by dynamic import only: few backups are .zst.

/** What a frame's header says (RFC 8878, 3.1.1.1). Sizes in bytes. */
interface FrameHeader {
  readonly bytes: Uint8Array;
  readonly windowSize: number;
  readonly size?: number;
  readonly checksum: boolean;
}

const magic = 0xfd2fb528;
/** The window that has to be kept in memory. zstd(1) refuses more, too, unless told otherwise by `--long` or `--memory`. */
const largestWindow = 128 * 1024 * 1024;
/** 3.1.1.2.4: no block is larger, neither compressed nor decompressed. */
const largestBlock = 128 * 1024;

/**
 * Decompresses Zstandard: any number of frames, skippable ones included, each with its size and checksum (XXH64) compared
 * where it has them. fzstd is given one block at a time, so that a small file cannot become a large piece of memory.
 */
export async function* unzstd(
  source: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  const queue = byteQueue(iterator);
  try {
    for (;;) {
      const start = await queue.take(4);
      if (start.length === 0) return;
      const word = start.length === 4 ? Buffer.from(start).readUInt32LE(0) : 0;
      // 3.1.2: skippable frames have sixteen magic numbers.
      if (word >>> 4 === 0x0184d2a5) await skip(queue, name);
      else if (word === magic) yield* frame(start, queue, name);
      else throw damaged(name, start.length < 4 ? 'it is cut off' : 'there is something behind its end');
    }
  } catch (error) {
    throw error instanceof OpsError ? error : damaged(name, 'its compressed data cannot be read', error);
  } finally {
    await iterator.return?.();
  }
}

async function* frame(start: Uint8Array, queue: ByteQueue, name: string): AsyncGenerator<Uint8Array, void, undefined> {
  const header = await frameHeader(start, queue, name);
  if (header.windowSize > largestWindow)
    throw new OpsError(
      'unsupported',
      `${name} needs ${Math.round(header.windowSize / 1024 / 1024)} MiB of memory to decompress, more than is given to it.`,
      { next: 'Compress it again with zstd without --long or --ultra.' },
    );
  const hash = header.checksum ? createXxHash64() : undefined;
  let blocks: Uint8Array[] = [];
  let length = 0;
  const decompress = new Decompress((block) => {
    if (block.length > 0) blocks.push(block);
  });
  decompress.push(header.bytes);
  for (let last = false; !last; ) {
    const blockHeader = Buffer.from(await exactly(queue, 3, name));
    const word = blockHeader.readUIntLE(0, 3);
    last = (word & 1) !== 0;
    const type = (word >>> 1) & 3;
    const blockSize = word >>> 3;
    if (type === 3 || blockSize > largestBlock) throw damaged(name, 'its compressed data cannot be read');
    const body = await exactly(queue, type === 1 ? 1 : blockSize, name);
    // The checksum goes along: fzstd steps over it.
    const checksum = last && header.checksum ? await exactly(queue, 4, name) : new Uint8Array(0);
    decompress.push(Buffer.concat([blockHeader, body, checksum]), last);
    const made = blocks;
    blocks = [];
    for (const block of made) {
      length += block.length;
      hash?.update(block);
      yield block;
    }
    if (header.size !== undefined && length > header.size) throw damaged(name, 'it holds more than it says');
    if (
      last &&
      hash !== undefined &&
      BigInt(Buffer.from(checksum).readUInt32LE(0)) !== BigInt.asUintN(32, hash.digest())
    )
      throw damaged(name, 'its checksum (XXH64) does not fit its contents');
  }
  if (header.size !== undefined && length !== header.size) throw damaged(name, 'it holds less than it says');
}

async function frameHeader(start: Uint8Array, queue: ByteQueue, name: string): Promise<FrameHeader> {
  const descriptor = (await exactly(queue, 1, name))[0] ?? 0;
  const single = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][descriptor >>> 6] ?? 0;
  const rest = Buffer.from(await exactly(queue, (single ? 0 : 1) + dictionaryBytes + sizeBytes, name));
  if (
    dictionaryBytes > 0 &&
    rest
      .subarray(single ? 0 : 1)
      .subarray(0, dictionaryBytes)
      .some((byte) => byte !== 0)
  )
    throw new OpsError('unsupported', `${name} was compressed with a dictionary, which is not here.`);
  const at = rest.length - sizeBytes;
  const size =
    sizeBytes === 0
      ? undefined
      : sizeBytes === 8
        ? Number(rest.readBigUInt64LE(at))
        : rest.readUIntLE(at, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
  const window = rest[0] ?? 0;
  const base = 2 ** (10 + (window >>> 3));
  return {
    bytes: Buffer.concat([start, Uint8Array.of(descriptor), rest]),
    windowSize: single ? (size ?? 0) : base + (base / 8) * (window & 7),
    ...(size === undefined ? {} : { size }),
    checksum: (descriptor & 4) !== 0,
  };
}

async function skip(queue: ByteQueue, name: string): Promise<void> {
  let left = Buffer.from(await exactly(queue, 4, name)).readUInt32LE(0);
  while (left > 0) left -= (await exactly(queue, Math.min(left, largestBlock), name)).length;
}

async function exactly(queue: ByteQueue, length: number, name: string): Promise<Uint8Array> {
  const bytes = await queue.take(length);
  if (bytes.length < length) throw damaged(name, 'it is cut off');
  return bytes;
}
