import { lineLimit, type LogLine } from '../core/security/logLine';

/** Cuts a stream of bytes into lines; keeps at most one unfinished line of `lineLimit` bytes. */
export interface LineBytes {
  /** The lines that end in these bytes, which follow the last ones. */
  push(bytes: Uint8Array): readonly LogLine[];
  /** The unfinished last line, when the file it stands in is over. */
  end(): readonly LogLine[];
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
/** Keeps nothing between two lines, and takes longer to make than a line to decode. */
const decoder = new TextDecoder('utf-8');

/**
 * Makes a splitter at LF and CRLF for UTF-8 text; bytes that are no UTF-8 become U+FFFD.
 *
 * @param offset of the first byte in its file
 * @param skipFirst leaves out everything up to the first line break: reading began inside a line
 */
export function createLineBytes(offset: number, skipFirst: boolean): LineBytes {
  let lineStart = offset;
  let position = offset;
  let kept: Uint8Array[] = [];
  let keptLength = 0;
  let skipping = skipFirst;

  const keep = (bytes: Uint8Array): void => {
    const room = lineLimit - keptLength;
    // A copy, as the caller reads the next bytes into the same memory. (Buffer's own slice() would share it.)
    if (room > 0 && bytes.length > 0) kept.push(new Uint8Array(bytes.subarray(0, room)));
    keptLength += bytes.length;
  };

  const take = (): LogLine => {
    const bytes = kept.length === 1 && kept[0] !== undefined ? kept[0] : Buffer.concat(kept);
    const cut = keptLength > lineLimit;
    const line = { offset: lineStart, text: textOf(bytes, 0, bytes.length, cut), ...(cut ? { cut } : {}) };
    kept = [];
    keptLength = 0;
    return line;
  };

  return {
    push(bytes) {
      const lines: LogLine[] = [];
      let from = 0;
      for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, from)) {
        // Most lines stand in one piece: decoded where they are.
        if (!skipping && keptLength === 0 && at - from <= lineLimit)
          lines.push({ offset: lineStart, text: textOf(bytes, from, at, false) });
        else if (!skipping) {
          keep(bytes.subarray(from, at));
          lines.push(take());
        }
        skipping = false;
        from = at + 1;
        lineStart = position + from;
      }
      if (!skipping) keep(bytes.subarray(from));
      position += bytes.length;
      return lines;
    },
    end() {
      if (keptLength === 0) return [];
      const line = take();
      lineStart = position;
      return [line];
    },
  };
}

function textOf(bytes: Uint8Array, from: number, to: number, cut: boolean): string {
  const end = !cut && to > from && bytes[to - 1] === carriageReturn ? to - 1 : to;
  // A byte order mark is left out; the other way keeps it, and is faster.
  if (bytes[from] === 0xef) return decoder.decode(bytes.subarray(from, end));
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return buffer.toString('utf8', from, end);
}
