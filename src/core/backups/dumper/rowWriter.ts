import type { DumpColumn } from './column';

/** Takes pieces of the dump as they are ready; the memory is the taker's. */
export type TakeBytes = (bytes: Uint8Array) => void;

/** Writes bytes of a dump into blocks and passes each on when it is full. */
export interface DumpWriter {
  /** Bytes written so far, passed on or not. */
  readonly total: () => number;
  text(text: string): void;
  bytes(bytes: Uint8Array): void;
  /** Begins the rows of one table. */
  rows(insert: string, columns: readonly DumpColumn[], statementBytes: number): RowSink;
  /** Passes on what is there. */
  flush(): void;
}

/** Writes rows as extended INSERTs. */
export interface RowSink {
  /**
   * One row as the text protocol has it (MySQL, "Protocol::ResultsetRow"): for each column its length and its bytes, 0xfb for
   * NULL. `bytes` is read from `start` to `end` and not kept.
   */
  row(bytes: Uint8Array, start: number, end: number): void;
  /** Ends the last statement. @returns rows written */
  end(): number;
}

/** Bytes of a block; what goes to one deflate call. */
const blockBytes = 1 << 20;

const encoder = new TextEncoder();
const comma = 44;
const quote = 39;
const backslash = 92;
const newline = 10;
const open = 40;
const close = 41;

/** What stands behind the backslash for a byte; 0: the byte needs none (mysql_real_escape_string). */
const escapes = new Uint8Array(256);
for (const [byte, letter] of [
  [0, 48],
  [10, 110],
  [13, 114],
  [26, 90],
  [34, 34],
  [39, 39],
  [92, 92],
] as const)
  escapes[byte] = letter;

const nullWord = encoder.encode('NULL');
const binaryWord = encoder.encode('_binary ');
/** Numbers for the kinds, so that the loop over values compares integers. */
const codes = { bare: 0, double: 1, text: 2, binary: 3 } as const;

/** Creates a writer that passes blocks of about 1 MB to `take`. */
export function createDumpWriter(take: TakeBytes): DumpWriter {
  let block = new Uint8Array(blockBytes);
  let used = 0;
  let passed = 0;

  const flush = (): void => {
    if (used === 0) return;
    passed += used;
    take(block.subarray(0, used));
    block = new Uint8Array(blockBytes);
    used = 0;
  };
  /** Makes room for `bytes` more, in one piece. */
  const reserve = (bytes: number): void => {
    if (used + bytes <= block.length) return;
    flush();
    if (bytes > block.length) block = new Uint8Array(bytes);
  };
  const bytes = (added: Uint8Array): void => {
    reserve(added.length);
    block.set(added, used);
    used += added.length;
  };

  return {
    total: () => passed + used,
    text: (text) => bytes(encoder.encode(text)),
    bytes,
    flush,
    rows(insert, columns, statementBytes) {
      const begin = encoder.encode(`${insert}\n`);
      const kinds = Uint8Array.from(columns, ({ literal }) => codes[literal]);
      let statementStart = 0;
      let inStatement = 0;
      let written = 0;

      const row = (source: Uint8Array, start: number, end: number): void => {
        // Every byte may need a backslash; a value needs quotes, `_binary`, NULL or e0, and a comma.
        reserve(begin.length + 2 * (end - start) + 16 * kinds.length + 8);
        if (inStatement === 0) {
          statementStart = passed + used;
          block.set(begin, used);
          used += begin.length;
        } else {
          block[used++] = comma;
          block[used++] = newline;
        }
        const rowStart = used;
        used = writeRow(source, start, kinds, block, used);
        written++;
        inStatement++;
        // One row more than fits: it becomes the first of the next statement.
        if (inStatement > 1 && passed + used + 2 - statementStart > statementBytes) {
          const length = used - rowStart;
          const separator = begin.length;
          block.copyWithin(rowStart + separator, rowStart, used);
          // ",\n" before the row becomes ";\n".
          block[rowStart - 2] = 59;
          block.set(begin, rowStart);
          statementStart = passed + rowStart;
          used = rowStart + separator + length;
          inStatement = 1;
        }
      };

      return {
        row,
        end() {
          if (inStatement > 0) bytes(encoder.encode(';\n'));
          inStatement = 0;
          return written;
        },
      };
    },
  };
}

/** Writes "(1,'a',NULL)" of one row at `at`; gives the position behind it. */
function writeRow(source: Uint8Array, start: number, kinds: Uint8Array, target: Uint8Array, at: number): number {
  let from = start;
  let to = at;
  target[to++] = open;
  for (let column = 0; column < kinds.length; column++) {
    if (column > 0) target[to++] = comma;
    let length = source[from++] ?? 0;
    if (length === 0xfb) {
      target.set(nullWord, to);
      to += 4;
      continue;
    }
    // Length-encoded integer: 0xfc two bytes, 0xfd three, 0xfe eight (of which a packet can use four).
    if (length === 0xfc) {
      length = (source[from] ?? 0) | ((source[from + 1] ?? 0) << 8);
      from += 2;
    } else if (length === 0xfd) {
      length = (source[from] ?? 0) | ((source[from + 1] ?? 0) << 8) | ((source[from + 2] ?? 0) << 16);
      from += 3;
    } else if (length === 0xfe) {
      length =
        ((source[from] ?? 0) |
          ((source[from + 1] ?? 0) << 8) |
          ((source[from + 2] ?? 0) << 16) |
          ((source[from + 3] ?? 0) << 24)) >>>
        0;
      from += 8;
    }
    const until = from + length;
    const kind = kinds[column] ?? 0;
    if (kind <= 1) {
      const negativeZero = kind === 1 && length === 2 && source[from] === 45 && source[from + 1] === 48;
      while (from < until) target[to++] = source[from++] ?? 0;
      if (negativeZero) {
        // "-0" is an integer to the server and loses its sign; "-0e0" is a double.
        target[to++] = 101;
        target[to++] = 48;
      }
      continue;
    }
    if (kind === 3) {
      target.set(binaryWord, to);
      to += 8;
    }
    target[to++] = quote;
    while (from < until) {
      const byte = source[from++] ?? 0;
      const escape = escapes[byte] ?? 0;
      if (escape !== 0) {
        target[to++] = backslash;
        target[to++] = escape;
      } else target[to++] = byte;
    }
    target[to++] = quote;
  }
  target[to++] = close;
  return to;
}
