/** What the end of a piece of SQL stands in. */
type Inside = 'nothing' | 'string' | 'name' | 'comment';

/** Follows strings, quoted names and comments through the bytes of a statement. */
export interface OpenText {
  feed(bytes: Uint8Array, from: number, to: number): void;
  inside(): Inside;
}

const quote = 0x27;
const doubleQuote = 0x22;
const backtick = 0x60;
const backslash = 0x5c;
const slash = 0x2f;
const star = 0x2a;
const hash = 0x23;
const dash = 0x2d;
const lineFeed = 0x0a;
const space = 0x20;

/**
 * Starts at the beginning of a statement. Reads strings as the default SQL mode does; a doubled quote closes and opens
 * again, which comes to the same. (MySQL reference manual 8.0, 11.1.1, 11.2, 11.7.)
 */
export function createOpenText(): OpenText {
  let open = 0; // the byte that closes what is open; star for comments, lineFeed for comments to the end of the line
  let escaped = false;
  let before = 0;
  let beforeThat = 0;

  const outside = (byte: number): void => {
    if (byte === quote || byte === doubleQuote || byte === backtick) open = byte;
    else if (byte === hash) open = lineFeed;
    else if (byte === star && before === slash) {
      open = star;
      before = 0; // "/*/" does not close
      return;
    } else if (byte <= space && before === dash && beforeThat === dash) open = byte === lineFeed ? 0 : lineFeed;
    beforeThat = before;
    before = byte;
  };

  return {
    feed(bytes, from, to) {
      for (let at = from; at < to; at++) {
        const byte = bytes[at] ?? 0;
        if (open === 0) outside(byte);
        else if (open === star) {
          if (byte === slash && before === star) open = 0;
          before = byte;
        } else if (escaped) escaped = false;
        else if (byte === backslash && (open === quote || open === doubleQuote)) escaped = true;
        else if (byte === open) {
          open = 0;
          before = 0;
        }
      }
    },
    inside() {
      if (open === quote || open === doubleQuote) return 'string';
      if (open === backtick) return 'name';
      return open === star ? 'comment' : 'nothing';
    },
  };
}
