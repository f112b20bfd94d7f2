import { byte, isHexDigit, isSpace, rowClass } from './byteClasses';
import { skipQuoted, type QuoteEnd } from './quoted';

/** What the scanner of rows keeps from one chunk to the next. Mutable: it is read and written a million times a second. */
export interface RowScan {
  /** Rows that were begun. */
  rows: number;
  /** Open brackets; 0: between rows. */
  depth: number;
  /** 0 plain, 1 literals, 2 expressions. */
  form: number;
  /** The quote that is open at the end of the chunk, else 0. */
  quote: number;
  /** True when the chunk ended behind a backslash within quotes. */
  escaped: boolean;
}

/**
 * Goes through the rows behind VALUES and counts them.
 *
 * @param table from `rowTable`
 * @param backslash false under NO_BACKSLASH_ESCAPES
 * @param backslashInDouble the same for double quotes, which are names under ANSI_QUOTES
 * @returns where it stopped: at `end`, or at a byte that it does not decide about itself: the beginning of a delimiter or
 * comment, or, between rows, of something that is no row
 */
export function scanRows(
  bytes: Uint8Array,
  from: number,
  end: number,
  table: Uint8Array,
  scan: RowScan,
  backslash: boolean,
  backslashInDouble: boolean,
): number {
  let at = from;
  let depth = scan.depth;
  const quoteEnd: QuoteEnd = { open: false, escaped: false };
  while (at < end) {
    const code = bytes[at] ?? 0;
    if (depth === 0) {
      if (code === byte.open) {
        scan.rows++;
        depth = 1;
      } else if (code !== byte.comma && !isSpace(code)) break;
      at++;
      continue;
    }
    const kind = table[code];
    if (kind === rowClass.plain) {
      at++;
      continue;
    }
    if (kind === rowClass.quote) {
      if (code !== byte.singleQuote && scan.form === 0) scan.form = 1;
      const escapes = code === byte.singleQuote ? backslash : code === byte.doubleQuote ? backslashInDouble : false;
      at = skipQuoted(bytes, at + 1, end, code, escapes, false, quoteEnd);
      if (!quoteEnd.open) continue;
      scan.quote = code;
      scan.escaped = quoteEnd.escaped;
      break;
    }
    if (kind === rowClass.close) {
      depth--;
      at++;
    } else if (kind === rowClass.open) {
      depth++;
      scan.form = 2;
      at++;
    } else if (kind === rowClass.special) {
      // A sign is no comment; at the end of the chunk somebody else has to look.
      if (code !== byte.dash || at + 1 >= end || bytes[at + 1] === byte.dash) break;
      at++;
    } else {
      if (kind === rowClass.expression) scan.form = 2;
      else if (scan.form === 0) scan.form = 1;
      at++;
      if (kind === rowClass.hex) while (at < end && isHexDigit(bytes[at] ?? 0)) at++;
    }
  }
  scan.depth = depth;
  return at;
}
