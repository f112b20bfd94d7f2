import { byte, isSpace, isWordByte } from '../byteClasses';
import { skipQuoted } from '../quoted';
import { toBinaryText } from '../sqlText';

/** Functions that dumping programs write into rows: conversions of what stands in their brackets. */
const conversions: ReadonlySet<string> = new Set([
  'CONVERT',
  'CAST',
  'UNHEX',
  'FROM_BASE64',
  'GEOMFROMTEXT',
  'GEOMFROMWKB',
  'ST_GEOMFROMTEXT',
  'ST_GEOMFROMWKB',
  'STRING_TO_VECTOR',
  'TO_VECTOR',
  'VEC_FROMTEXT',
]);

/** Words that a row of values has no use for: they would read from somewhere else, or write. */
const foreign: ReadonlySet<string> = new Set(['SELECT', 'TABLE', 'FROM', 'INTO', 'WITH', 'UNION']);

/**
 * Looks through rows that are more than literals.
 * @param rowsAt where the first row's bracket is
 * @returns what does not belong there ("LOAD_FILE(…)"), or undefined
 */
export function foreignInRows(bytes: Uint8Array, rowsAt: number): string | undefined {
  let depth = 0;
  let at = rowsAt;
  let word = '';
  const quoteEnd = { open: false, escaped: false };
  while (at < bytes.length) {
    const code = bytes[at] ?? 0;
    if (code === byte.singleQuote || code === byte.doubleQuote || code === byte.backtick) {
      at = skipQuoted(bytes, at + 1, bytes.length, code, code !== byte.backtick, false, quoteEnd);
      word = code === byte.backtick ? '`' : '';
      continue;
    }
    if (isWordByte(code)) {
      const from = at;
      while (at < bytes.length && isWordByte(bytes[at] ?? 0)) at++;
      word = at - from > 64 ? 'x' : toBinaryText(bytes.subarray(from, at)).toUpperCase();
      if (foreign.has(word)) return word;
      if (depth === 0) return `${word} behind the rows`;
      continue;
    }
    if (isSpace(code)) {
      at++;
      continue;
    }
    if (code === byte.open) {
      if (depth > 0 && word !== '' && !conversions.has(word)) return `${word.slice(0, 60)}(…)`;
      depth++;
    } else if (code === byte.close) depth--;
    else if (code === 64) return 'a variable';
    else if (code === byte.slash && bytes[at + 1] === byte.asterisk) return 'a comment';
    else if (depth === 0 && code !== byte.comma) return 'something behind the rows';
    word = '';
    at++;
  }
  return undefined;
}
