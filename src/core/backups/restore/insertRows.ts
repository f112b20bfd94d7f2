const quote = 39;
const open = 40;
const close = 41;
const comma = 44;
const backslash = 92;
const backtick = 96;

/**
 * Counts rows that LOAD DATA reads exactly as INSERT does: NULL, decimal numbers and strings in single quotes with the escapes
 * of mysql_real_escape_string() alone. What means something else there, or may, makes the answer undefined: `\%` and `\_` (INSERT
 * keeps the backslash), `\N` (the letter N there, NULL here), hexadecimal and binary literals, introducers, functions, words, double quotes,
 * comments, two strings in a row. Source: MySQL 8.4 Reference Manual, "LOAD DATA Statement", Field and Line Handling, and
 * "String Literals".
 *
 * @param numeric 1 for each column, in the order of the values, that may hold a bare number: a number for a column of text or
 *   of an ENUM means something else when it is text
 */
export function countPlainRows(bytes: Uint8Array, from: number, numeric: Uint8Array): number | undefined {
  const end = bytes.length;
  let rows = 0;
  let at = from;
  for (;;) {
    if (bytes[at] !== open) return undefined;
    at++;
    for (let column = 0; ; column++) {
      at = bytes[at] === quote ? plainString(bytes, at + 1, end) : plainWord(bytes, at, numeric[column] === 1);
      if (at < 0) return undefined;
      const next = bytes[at++];
      if (next === comma) continue;
      if (next === close && column === numeric.length - 1) break;
      return undefined;
    }
    rows++;
    while (isSpace(bytes[at])) at++;
    if (at >= end) return rows;
    if (bytes[at] !== comma) return undefined;
    at++;
    while (isSpace(bytes[at])) at++;
  }
}

/** Position behind the closing quote; -1 when the string is not plain. */
function plainString(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const code = bytes[at];
    if (code === quote) {
      if (bytes[at + 1] !== quote) return at + 1;
      at += 2;
    } else if (code === backslash) {
      if (escapable[bytes[at + 1] ?? 0] !== 1) return -1;
      at += 2;
    } else at++;
  }
  return -1;
}

/** Characters behind a backslash that mean the same to INSERT and to LOAD DATA. */
const escapable = byteSet('0bnrtZ\\\'"');

const isDigit = (code: number | undefined): boolean => code !== undefined && code >= 48 && code <= 57;

/** Position behind NULL or a decimal number; -1 for anything else. */
function plainWord(bytes: Uint8Array, from: number, mayBeNumber: boolean): number {
  if (bytes[from] === 78 && bytes[from + 1] === 85 && bytes[from + 2] === 76 && bytes[from + 3] === 76) return from + 4;
  if (!mayBeNumber) return -1;
  let at = bytes[from] === 45 ? from + 1 : from;
  const digits = at;
  while (isDigit(bytes[at])) at++;
  if (at === digits) return -1;
  if (bytes[at] === 46)
    do at++;
    while (isDigit(bytes[at]));
  if (bytes[at] === 69 || bytes[at] === 101) {
    at += bytes[at + 1] === 43 || bytes[at + 1] === 45 ? 2 : 1;
    if (!isDigit(bytes[at])) return -1;
    while (isDigit(bytes[at])) at++;
  }
  return at;
}

/**
 * Cuts the rows of an INSERT into pieces of at most `limit` bytes, at least one row each; a single row that is longer is a
 * piece of its own. Undefined where rows cannot be told apart with certainty (comments between values).
 */
export function cutRows(bytes: Uint8Array, from: number, limit: number): Uint8Array[] | undefined {
  const pieces: Uint8Array[] = [];
  let start = -1;
  let last = -1;
  for (let at = from; at < bytes.length; ) {
    if (bytes[at] !== open) return undefined;
    const behind = rowEnd(bytes, at);
    if (behind < 0) return undefined;
    if (start >= 0 && behind - start > limit) {
      pieces.push(bytes.subarray(start, last));
      start = -1;
    }
    if (start < 0) start = at;
    last = behind;
    at = space(bytes, behind);
    if (at >= bytes.length) break;
    if (bytes[at] !== comma) return undefined;
    at = space(bytes, at + 1);
  }
  if (start >= 0) pieces.push(bytes.subarray(start, last));
  return pieces;
}

/** Position behind the bracket that closes the row at `from`; -1 when it cannot be told. */
function rowEnd(bytes: Uint8Array, from: number): number {
  let depth = 0;
  for (let at = from; at < bytes.length; at++) {
    const code = bytes[at];
    if (code === quote || code === 34 || code === backtick) {
      at = quotedEnd(bytes, at) - 1;
      if (at < 0) return -1;
    } else if (code === open) depth++;
    else if (code === close) {
      depth--;
      if (depth === 0) return at + 1;
    } else if (code === 35 || (code === 47 && bytes[at + 1] === 42) || (code === 45 && bytes[at + 1] === 45)) return -1;
  }
  return -1;
}

function quotedEnd(bytes: Uint8Array, from: number): number {
  const mark = bytes[from];
  for (let at = from + 1; at < bytes.length; at++) {
    const code = bytes[at];
    if (code === backslash && mark !== backtick) at++;
    else if (code === mark) {
      if (bytes[at + 1] !== mark) return at + 1;
      at++;
    }
  }
  return -1;
}

function space(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) at++;
  return at;
}

const isSpace = (code: number | undefined): boolean => code === 32 || (code !== undefined && code >= 9 && code <= 13);

/** Puts parts together. */
export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function byteSet(characters: string): Uint8Array {
  const set = new Uint8Array(256);
  for (const character of characters) set[character.charCodeAt(0)] = 1;
  return set;
}
