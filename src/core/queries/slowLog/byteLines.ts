import { textLimit } from './slowEntry';

/** Receives lines: bytes `from` to `to` of `bytes`, without the line break; the memory is used again afterwards. */
export type LineReceiver = (bytes: Uint8Array, from: number, to: number, line: LineFacts) => void;

export interface LineFacts {
  /** Bytes before it in what was read. */
  readonly offset: number;
  /** Its last byte, a carriage return not counted, is ";". */
  readonly ends: boolean;
  /** Longer than the limit: only its beginning is given. */
  readonly cut: boolean;
}

/** Cuts bytes into lines; holds at most `textLimit` of an unfinished one. */
export interface ByteLines {
  push(chunk: Uint8Array): void;
  /** Gives the last line, when there is one without a line break. */
  end(): void;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const semicolon = 0x3b;

export function createByteLines(receive: LineReceiver, offset = 0): ByteLines {
  let position = offset;
  let lineStart = offset;
  const held = new Uint8Array(textLimit);
  let length = 0; // of the unfinished line, also what is not held
  let last = 0; // its last two bytes
  let beforeLast = 0;

  const hold = (chunk: Uint8Array, from: number, to: number): void => {
    if (to === from) return;
    if (length < textLimit) held.set(chunk.subarray(from, Math.min(to, from + textLimit - length)), length);
    length += to - from;
    beforeLast = to - from > 1 ? (chunk[to - 2] ?? 0) : last;
    last = chunk[to - 1] ?? 0;
  };
  const give = (): void => {
    const ends = (last === carriageReturn ? beforeLast : last) === semicolon;
    receive(held, 0, Math.min(length, textLimit), { offset: lineStart, ends, cut: length > textLimit });
    length = 0;
    last = 0;
    beforeLast = 0;
  };

  return {
    push(chunk) {
      let from = 0;
      for (let to = chunk.indexOf(lineFeed); to >= 0; to = chunk.indexOf(lineFeed, from)) {
        if (length > 0 || to - from > textLimit) {
          hold(chunk, from, to);
          give();
        } else {
          const end = to > from && chunk[to - 1] === carriageReturn ? to - 2 : to - 1;
          receive(chunk, from, to, { offset: lineStart, ends: end >= from && chunk[end] === semicolon, cut: false });
        }
        from = to + 1;
        lineStart = position + from;
      }
      hold(chunk, from, chunk.length);
      position += chunk.length;
    },
    end() {
      if (length > 0) give();
      lineStart = position;
    },
  };
}
