import { byte, generalTable, isSpace, isWordByte, rowTable } from './byteClasses';
import { findGap, gapLookahead, isVersionComment, startsWith, verbs } from './gap';
import { createPieces } from './pieces';
import type { Quoting } from './quoting';
import { skipQuoted, type QuoteEnd } from './quoted';
import { scanRows, type RowScan } from './rowScanner';

/** A statement as it was cut out, and what was counted on the way. */
export interface Cut {
  readonly bytes: Uint8Array;
  readonly offset: number;
  /** Rows behind VALUES; 0 when it has none. */
  readonly rows: number;
  /** Where the first row begins in `bytes`; -1 when there is none. */
  readonly rowsAt: number;
  /** 0 plain, 1 literals, 2 expressions, as `RowScan.form`. */
  readonly form: number;
  /** True when everything before its rows is as in the statement with rows before it. */
  readonly sameHead: boolean;
}

/** Told about what is found, while it is found. */
export interface CutHandler {
  cut(cut: Cut): void;
  /** A comment, a DELIMITER line or a program's message between statements. */
  gap(bytes: Uint8Array): void;
  /**
   * Asked at a ";" inside a CREATE when no other delimiter is set: is it within a trigger's or routine's body?
   * @param head the statement so far
   */
  withinBody(head: Uint8Array): boolean;
}

export interface Cutter {
  /** Cuts on. The memory of `chunk` must not be used again: statements may lie in it. */
  push(chunk: Uint8Array): void;
  /** Nothing follows. Answers what is still open. */
  end(): OpenEnd | undefined;
  /** How quotes are read from the next statement on. */
  setQuoting(quoting: Quoting): void;
  /** Bytes that were pushed. */
  readonly total: number;
}

/** What the dump ended in the middle of. */
export interface OpenEnd {
  readonly within: 'string' | 'comment' | 'statement' | 'body';
  /** The statement's beginning, at most 64 KB; empty for a comment between statements. */
  readonly head: Uint8Array;
}

const enterGap = 0;
const general = 1;
const inRows = 2;
const string = 3;
const lineComment = 4;
const blockComment = 5;

/** Heads longer than this are not compared with the next statement's. */
const longestHead = 4096;

const noRows = { rows: 0, rowsAt: -1, form: 0, sameHead: false } as const;

/**
 * Cuts a dump into statements as the mysql client does (client/mysql.cc, add_line), byte by byte: a delimiter counts outside of
 * quotes and comments. Reads what it has to once; a statement within one chunk is not copied.
 *
 * @param longest bytes of a statement that are kept; a longer one is given up
 */
export function createCutter(handler: CutHandler, longest: number, tooLong: (offset: number) => void): Cutter {
  let delimiter: Uint8Array = Uint8Array.of(byte.semicolon);
  let classes = generalTable(delimiter);
  let rowClasses = rowTable(delimiter);
  let backslash = true;
  let ansiQuotes = false;

  let carry: Uint8Array | undefined;
  let total = 0;
  /** Where byte 0 of the chunk in work is in the dump. */
  let base = 0;
  let mode = enterGap;
  let back = enterGap;
  let quote = 0;
  let escaped = false;
  let previous = 0;

  const pieces = createPieces(longest);
  let start = -1;
  let offset = 0;
  let verb = 0;
  let depth = 0;
  let versioned = false;
  let sameHead = false;
  let headLength = -1;
  let lastHead: Uint8Array | undefined;
  const scan: RowScan = { rows: 0, depth: 0, form: 0, quote: 0, escaped: false };
  let rowsAt = -1;
  const quoteEnd: QuoteEnd = { open: false, escaped: false };

  function begin(bytes: Uint8Array, at: number, code: number): number {
    start = at;
    offset = base + at;
    verb = code;
    depth = 0;
    versioned = false;
    sameHead = false;
    headLength = -1;
    rowsAt = -1;
    scan.rows = 0;
    scan.depth = 0;
    scan.form = 0;
    mode = general;
    if (lastHead === undefined || !startsWith(bytes, at, lastHead)) return at;
    sameHead = true;
    headLength = lastHead.length;
    mode = inRows;
    return at + headLength;
  }

  function finish(bytes: Uint8Array, at: number): void {
    const whole = pieces.take(bytes, start, at);
    mode = enterGap;
    start = -1;
    if (whole === undefined) return tooLong(offset);
    let length = whole.length;
    while (length > 0 && isSpace(whole[length - 1] ?? 0)) length--;
    if (length === 0) return;
    const trimmed = length === whole.length ? whole : whole.subarray(0, length);
    const withRows = scan.rows > 0;
    if (withRows && !sameHead && headLength <= longestHead) lastHead = trimmed.slice(0, headLength);
    const same = sameHead && withRows;
    handler.cut({ bytes: trimmed, offset, rows: scan.rows, rowsAt, form: scan.form, sameHead: same });
  }

  /** A byte that needs a look outside of quotes, comments and gaps. @returns where to go on; -1: more bytes are needed */
  function look(bytes: Uint8Array, at: number, end: number, last: boolean): number {
    const code = bytes[at] ?? 0;
    const rest = end - at;
    if (code === delimiter[0]) {
      // One byte more than the delimiter, to see whether a body goes on.
      if (rest < delimiter.length + 1 && !last) return -1;
      if (startsWith(bytes, at, delimiter)) {
        const next = bytes[at + 1];
        const ends = delimiter.length > 1 || code !== byte.semicolon || verb !== verbs.create || next === undefined;
        if (ends || next === byte.lineFeed || next === byte.carriageReturn || !isBody(bytes, at)) finish(bytes, at);
        return at + delimiter.length;
      }
    }
    switch (code) {
      case byte.singleQuote:
      case byte.doubleQuote:
      case byte.backtick: {
        const past = skipQuoted(bytes, at + 1, end, code, escapes(code), false, quoteEnd);
        if (quoteEnd.open) openQuote(code, quoteEnd.escaped);
        return past;
      }
      case byte.hash:
        openComment(lineComment);
        return at + 1;
      case byte.dash: {
        if (rest < 3 && !last) return -1;
        const third = bytes[at + 2];
        if (bytes[at + 1] !== byte.dash || (third !== undefined && third > byte.space && third !== 127)) return at + 1;
        openComment(lineComment);
        return at + 2;
      }
      case byte.slash:
        if (rest < 4 && !last) return -1;
        if (bytes[at + 1] !== byte.asterisk) return at + 1;
        if (isVersionComment(bytes, at)) {
          versioned = true;
          scan.form = 2;
          return at + 3;
        }
        openComment(blockComment);
        return at + 2;
      case byte.asterisk:
        if (rest < 2 && !last) return -1;
        if (bytes[at + 1] !== byte.slash) return at + 1;
        versioned = false;
        return at + 2;
    }
    return at + 1;
  }

  const escapes = (code: number): boolean =>
    backslash && code !== byte.backtick && !(ansiQuotes && code === byte.doubleQuote);

  function openQuote(code: number, isEscaped: boolean): void {
    back = mode;
    mode = string;
    quote = code;
    escaped = isEscaped;
  }

  function openComment(kind: number): void {
    back = mode;
    mode = kind;
    if (scan.form === 0) scan.form = 1;
  }

  const isBody = (bytes: Uint8Array, at: number): boolean => handler.withinBody(pieces.peek(bytes, start, at));

  /** Outside of rows. @returns where it stopped; -1 - position: more bytes are needed from there */
  function scanGeneral(bytes: Uint8Array, from: number, end: number, last: boolean): number {
    let at = from;
    while (at < end) {
      if (classes[bytes[at] ?? 0] === 0) {
        at++;
        continue;
      }
      const code = bytes[at] ?? 0;
      if (verb === verbs.insert) {
        if (code === byte.open) depth++;
        else if (code === byte.close) depth--;
        else if (depth === 0 && (code === byte.lowerV || code === byte.upperV)) {
          const before = at > 0 ? (bytes[at - 1] ?? 0) : previous;
          if (end - at < 7 && !last) return -1 - at;
          const length = isWordByte(before) ? 0 : valuesLength(bytes, at);
          if (length > 0) {
            at += length;
            headLength = base + at - offset;
            verb = verbs.other;
            mode = inRows;
            return at;
          }
        }
      }
      const next = look(bytes, at, end, last);
      if (next < 0) return -1 - at;
      at = next;
      if (mode !== general) return at;
    }
    return at;
  }

  /** Behind VALUES. @returns as `scanGeneral` */
  function scanInsert(bytes: Uint8Array, from: number, end: number, last: boolean): number {
    const before = scan.rows;
    const at = scanRows(bytes, from, end, rowClasses, scan, backslash, backslash && !ansiQuotes);
    if (before === 0 && scan.rows > 0) {
      let first = from;
      while (bytes[first] !== byte.open) first++;
      rowsAt = base + first - offset;
    }
    if (scan.quote > 0) {
      openQuote(scan.quote, scan.escaped);
      scan.quote = 0;
      return at;
    }
    if (at >= end) return at;
    const next = look(bytes, at, end, last);
    if (next < 0) return -1 - at;
    if (mode === inRows) {
      // Nothing that a look knows: between rows it ends them, within one it is an operator.
      if (scan.depth === 0) {
        mode = general;
        scan.form = 2;
      } else if (scan.form === 0) scan.form = 1;
    }
    return next;
  }

  function scanGap(bytes: Uint8Array, from: number, end: number, last: boolean): number {
    let at = from;
    while (at < end && isSpace(bytes[at] ?? 0)) at++;
    if (at >= end) return at;
    if (end - at < gapLookahead && !last) return -1 - at;
    if (startsWith(bytes, at, delimiter)) return at + delimiter.length;
    const gap = findGap(bytes, at, base + at === 0, last);
    switch (gap.kind) {
      case 'statement':
        return begin(bytes, at, gap.verb);
      case 'more':
        return -1 - at;
      case 'delimiter':
        if (gap.delimiter.length > 0) {
          delimiter = gap.delimiter;
          classes = generalTable(delimiter);
          rowClasses = rowTable(delimiter);
        }
        handler.gap(bytes.subarray(at, gap.end));
        break;
      case 'text':
        handler.gap(bytes.subarray(at, gap.end));
        break;
      case 'sandbox':
        handler.cut({ ...noRows, bytes: bytes.subarray(at, gap.end), offset: base + at });
        break;
      case 'line':
      case 'block':
        start = -1;
        back = enterGap;
        mode = gap.kind === 'line' ? lineComment : blockComment;
    }
    return gap.end;
  }

  function step(bytes: Uint8Array, at: number, end: number, last: boolean): number {
    switch (mode) {
      case enterGap:
        return scanGap(bytes, at, end, last);
      case general:
        return scanGeneral(bytes, at, end, last);
      case inRows:
        return scanInsert(bytes, at, end, last);
      case string: {
        const past = skipQuoted(bytes, at, end, quote, escapes(quote), escaped, quoteEnd);
        escaped = quoteEnd.escaped;
        if (!quoteEnd.open) mode = back;
        return past;
      }
      case lineComment: {
        const found = bytes.indexOf(byte.lineFeed, at);
        if (back === enterGap) handler.gap(bytes.subarray(at, found < 0 ? end : found + 1));
        if (found < 0) return end;
        mode = back;
        return found + 1;
      }
      default: {
        let star = bytes.indexOf(byte.asterisk, at);
        while (star >= 0 && star + 1 < end && bytes[star + 1] !== byte.slash)
          star = bytes.indexOf(byte.asterisk, star + 1);
        if (star < 0) return end;
        if (star + 1 >= end) return last ? end : -1 - star;
        mode = back;
        return star + 2;
      }
    }
  }

  function run(bytes: Uint8Array, last: boolean): void {
    const end = bytes.length;
    let at = 0;
    while (at < end) {
      const next = step(bytes, at, end, last);
      at = next < 0 ? -1 - next : next;
      if (next < 0) break;
    }
    carry = at < end ? bytes.slice(at) : undefined;
    if (start >= 0) {
      pieces.add(bytes, start, at);
      start = 0;
    }
    if (at > 0) previous = bytes[at - 1] ?? 0;
    base += at;
  }

  return {
    push(chunk) {
      if (chunk.length === 0) return;
      total += chunk.length;
      run(carry === undefined ? chunk : joined(carry, chunk), false);
    },
    end() {
      if (carry !== undefined) run(carry, true);
      const head = pieces.peek(new Uint8Array(0), 0, 0);
      if (mode === enterGap || (mode === lineComment && back === enterGap))
        return delimiter.length === 1 && delimiter[0] === byte.semicolon ? undefined : { within: 'body', head };
      if (mode === blockComment || versioned) return { within: 'comment', head };
      return { within: mode === string ? 'string' : 'statement', head };
    },
    setQuoting(quoting) {
      ({ backslash, ansiQuotes } = quoting);
    },
    get total() {
      return total;
    },
  };
}

/** Length of VALUES or VALUE at `at`, when it is that word; else 0. */
function valuesLength(bytes: Uint8Array, at: number): number {
  const word = 'values';
  let length = 0;
  while (length < 6 && ((bytes[at + length] ?? 0) | 32) === word.charCodeAt(length)) length++;
  if (length < 5) return 0;
  const next = bytes[at + length];
  return next === undefined || !isWordByte(next) ? length : 0;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const result = new Uint8Array(first.length + second.length);
  result.set(first);
  result.set(second, first.length);
  return result;
}
