/** ASCII codes that mean something in SQL. */
export const byte = {
  tab: 9,
  lineFeed: 10,
  carriageReturn: 13,
  space: 32,
  exclamation: 33,
  doubleQuote: 34,
  hash: 35,
  singleQuote: 39,
  open: 40,
  close: 41,
  asterisk: 42,
  comma: 44,
  dash: 45,
  slash: 47,
  semicolon: 59,
  upperM: 77,
  upperV: 86,
  upperX: 88,
  backslash: 92,
  underscore: 95,
  backtick: 96,
  lowerV: 118,
  lowerX: 120,
} as const;

/** What a byte of a row means to the scanner; 0 goes on. */
export const rowClass = {
  plain: 0,
  quote: 1,
  open: 2,
  close: 3,
  special: 4,
  literal: 5,
  hex: 6,
  expression: 7,
} as const;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/** True for what SQL takes for white space: space, tab, line feed, vertical tab, form feed, carriage return. */
export const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

/** True for bytes of an unquoted name or keyword. */
export const isWordByte = (code: number): boolean =>
  isDigit(code) || isLetter(code) || code === byte.underscore || code === 36 || code >= 128;

/** True for 0-9, a-f, A-F. */
export const isHexDigit = (code: number): boolean =>
  isDigit(code) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);

function rowClassOf(code: number): number {
  switch (code) {
    case byte.singleQuote:
    case byte.doubleQuote:
    case byte.backtick:
      return rowClass.quote;
    case byte.open:
      return rowClass.open;
    case byte.close:
      return rowClass.close;
    case byte.dash:
    case byte.hash:
    case byte.slash:
    case byte.asterisk:
    case byte.backslash:
    case byte.semicolon:
      return rowClass.special;
    case byte.upperX:
    case byte.lowerX:
      return rowClass.hex;
    case 64: // "@": a variable
    case 58: // ":=": an assignment
    case 123: // "{": an ODBC escape
      return rowClass.expression;
  }
  // Digits, ".", "+", ",", and the letters of NULL and of exponents.
  if (isDigit(code) || '.+,NULEe'.includes(String.fromCharCode(code))) return rowClass.plain;
  return rowClass.literal;
}

/** Classes of all bytes within a row, with the first byte of the delimiter to be looked at. */
export function rowTable(delimiter: Uint8Array): Uint8Array {
  const table = Uint8Array.from({ length: 256 }, (_, code) => rowClassOf(code));
  const first = delimiter[0];
  if (first !== undefined) table[first] = rowClass.special;
  return table;
}

/** 1 for bytes outside of rows that need a look: quotes, comments, brackets, backslash, "v", and the delimiter's first. */
export function generalTable(delimiter: Uint8Array): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of `'"\`-#/*()\\vV`) table[character.charCodeAt(0)] = 1;
  const first = delimiter[0];
  if (first !== undefined) table[first] = 1;
  return table;
}
