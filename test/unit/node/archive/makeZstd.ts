// Zstandard frames without compression (RFC 8878): Node 20 cannot write others.
import { createXxHash64 } from '../../../../src/node/archive/xxHash64';

/** One frame of raw blocks, and of blocks that repeat a byte where a whole block is one. */
export function makeZstd(
  data: Uint8Array,
  options: { readonly checksum?: boolean; readonly size?: boolean } = {},
): Buffer {
  const { checksum = true, size = true } = options;
  const descriptor = (size ? 0x80 : 0) | (checksum ? 4 : 0);
  const window = 7 << 3; // 128 KiB
  const length = Buffer.alloc(size ? 4 : 0);
  if (size) length.writeUInt32LE(data.length);
  const parts: Uint8Array[] = [Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, descriptor, window), length];
  const block = 100_000;
  for (let at = 0; at < Math.max(1, data.length); at += block) {
    const piece = data.subarray(at, at + block);
    const repeated = piece.length > 0 && piece.every((byte) => byte === piece[0]);
    const header = Buffer.alloc(3);
    header.writeUIntLE((piece.length << 3) | (repeated ? 2 : 0) | (at + block >= data.length ? 1 : 0), 0, 3);
    parts.push(header, repeated ? piece.subarray(0, 1) : piece);
  }
  if (checksum) {
    const hash = createXxHash64();
    hash.update(data);
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(Number(BigInt.asUintN(32, hash.digest())));
    parts.push(sum);
  }
  return Buffer.concat(parts);
}
