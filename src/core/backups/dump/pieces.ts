/** The part of a statement that lies in chunks that are gone. */
export interface Pieces {
  /** Keeps bytes of a chunk that has been gone through. */
  add(bytes: Uint8Array, from: number, to: number): void;
  /** The whole statement, whose last part is given; undefined when it is longer than is kept. Nothing is kept afterwards. */
  take(bytes: Uint8Array, from: number, to: number): Uint8Array | undefined;
  /** The statement's first 64 KB, whose last part is given. */
  peek(bytes: Uint8Array, from: number, to: number): Uint8Array;
}

const peekBytes = 65_536;

/** Keeps parts as they are and puts them together once: a statement of 64 MB in a thousand chunks is copied once. */
export function createPieces(longest: number): Pieces {
  let parts: Uint8Array[] = [];
  let length = 0;

  function gather(last: Uint8Array, limit: number): Uint8Array {
    const result = new Uint8Array(Math.min(limit, length + last.length));
    let at = 0;
    for (const part of [...parts, last]) {
      if (at >= result.length) break;
      result.set(part.subarray(0, result.length - at), at);
      at += part.length;
    }
    return result;
  }

  return {
    add(bytes, from, to) {
      if (to <= from) return;
      length += to - from;
      if (length > longest) parts = [];
      else append(parts, bytes.subarray(from, to));
    },
    take(bytes, from, to) {
      const whole = bytes.subarray(from, to);
      const fits = length + whole.length <= longest;
      const result = length === 0 ? whole : fits ? gather(whole, Infinity) : undefined;
      parts = [];
      length = 0;
      return fits ? result : undefined;
    },
    peek: (bytes, from, to) => (length > longest ? new Uint8Array(0) : gather(bytes.subarray(from, to), peekBytes)),
  };
}

/** Small parts are put together on the way: one byte a chunk must not become a million parts. */
const smallPart = 4096;

/** Adds a part, first merging small neighbours so that every byte is copied a few times at most. */
function append(parts: Uint8Array[], part: Uint8Array): void {
  parts.push(part);
  for (;;) {
    const last = parts.at(-1);
    const before = parts.at(-2);
    if (last === undefined || before === undefined) return;
    if (before.length > smallPart || before.length > last.length) return;
    const merged = new Uint8Array(before.length + last.length);
    merged.set(before);
    merged.set(last, before.length);
    parts.splice(-2, 2, merged);
  }
}
