/** A running XXH64 with seed 0. */
export interface XxHash64 {
  update(bytes: Uint8Array): void;
  digest(): bigint;
}

const prime1 = 0x9e3779b185ebca87n;
const prime2 = 0xc2b2ae3d27d4eb4fn;
const prime3 = 0x165667b19e3779f9n;
const prime4 = 0x85ebca77c2b2ae63n;
const prime5 = 0x27d4eb2f165667c5n;
const stripe = 32;

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotate = (value: bigint, by: bigint): bigint => u64((value << by) | (value >> (64n - by)));
const round = (lane: bigint, input: bigint): bigint => u64(rotate(u64(lane + u64(input * prime2)), 31n) * prime1);
const merge = (hash: bigint, lane: bigint): bigint => u64(u64(hash ^ round(0n, lane)) * prime1 + prime4);

/**
 * The checksum of Zstandard frames (RFC 8878, 3.1.1), as "xxHash fast digest algorithm", version 0.1.1, writes it down:
 * fzstd does not check it, and Node 20 has nothing that does. Not cryptography.
 */
export function createXxHash64(): XxHash64 {
  let a = u64(prime1 + prime2);
  let b = prime2;
  let c = 0n;
  let d = u64(-prime1);
  let total = 0n;
  let rest: Uint8Array = new Uint8Array(0);
  return {
    update(bytes) {
      total += BigInt(bytes.length);
      const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      const view = new DataView(all.buffer, all.byteOffset, all.length);
      let at = 0;
      for (; at + stripe <= all.length; at += stripe) {
        a = round(a, view.getBigUint64(at, true));
        b = round(b, view.getBigUint64(at + 8, true));
        c = round(c, view.getBigUint64(at + 16, true));
        d = round(d, view.getBigUint64(at + 24, true));
      }
      rest = all.slice(at);
    },
    digest() {
      let hash = total < 32n ? prime5 : u64(rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n));
      if (total >= 32n) for (const lane of [a, b, c, d]) hash = merge(hash, lane);
      hash = u64(hash + total);
      const view = new DataView(rest.buffer, rest.byteOffset, rest.length);
      let at = 0;
      for (; at + 8 <= rest.length; at += 8)
        hash = u64(rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * prime1 + prime4);
      if (at + 4 <= rest.length) {
        hash = u64(rotate(hash ^ u64(BigInt(view.getUint32(at, true)) * prime1), 23n) * prime2 + prime3);
        at += 4;
      }
      for (; at < rest.length; at++) hash = u64(rotate(hash ^ u64(BigInt(rest[at] ?? 0) * prime5), 11n) * prime1);
      hash = u64((hash ^ (hash >> 33n)) * prime2);
      hash = u64((hash ^ (hash >> 29n)) * prime3);
      return hash ^ (hash >> 32n);
    },
  };
}
