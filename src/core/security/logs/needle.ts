/** A text to find among bytes, in any case of ASCII letters. */
export interface Needle {
  readonly length: number;
  /** What is looked for, when no letter of it has another case: faster ways to find bytes will do. */
  readonly exact: Uint8Array | undefined;
  /** Index of the first occurrence that lies within `from` and `to`, or -1. */
  find(bytes: Uint8Array, from: number, to: number): number;
}

/**
 * Horspool's search (R. N. Horspool, "Practical fast searching in strings", 1980) with both cases in the table of shifts:
 * most bytes of a log are never looked at. Undefined for a text that says nothing about the bytes of a line.
 *
 * @param text looked for as UTF-8. A record's lines may end in CRLF, and bytes that are no UTF-8 become U+FFFD: of a text
 *   with line breaks or U+FFFD the longest part without them is looked for
 */
export function createNeedle(text: string): Needle | undefined {
  const part = text.split(/[\r\n\uFFFD]/).reduce((longest, one) => (one.length > longest.length ? one : longest), '');
  const low = new TextEncoder().encode(part).map(lowered);
  const last = low.length - 1;
  if (last < 0) return undefined;
  const fold = Uint8Array.from({ length: 256 }, (_, byte) => lowered(byte));
  const shifts = Uint32Array.from({ length: 256 }, () => low.length);
  for (let at = 0; at < last; at++) {
    const byte = low[at] ?? 0;
    shifts[byte] = last - at;
    shifts[raised(byte)] = last - at;
  }
  const end = low[last] ?? 0;
  const endRaised = raised(end);

  const isHere = (bytes: Uint8Array, at: number): boolean => {
    for (let index = 0; index < last; index++) if (fold[bytes[at + index] ?? 0] !== low[index]) return false;
    return true;
  };

  return {
    length: low.length,
    exact: low.every((byte) => raised(byte) === byte) ? low : undefined,
    find(bytes, from, to) {
      for (let at = from + last; at < to; ) {
        const byte = bytes[at] ?? 0;
        if ((byte === end || byte === endRaised) && isHere(bytes, at - last)) return at - last;
        at += shifts[byte] ?? 1;
      }
      return -1;
    },
  };
}

function lowered(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}

function raised(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte;
}
