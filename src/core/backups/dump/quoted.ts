import { byte } from './byteClasses';

/** How a quoted piece stands where the bytes end. */
export interface QuoteEnd {
  /** True when the closing quote was not found. */
  open: boolean;
  /** True when the last byte was a backslash that escapes the next. */
  escaped: boolean;
}

/**
 * Finds the end of a string or quoted name. A doubled quote ends here and begins anew at once, which cuts the same.
 *
 * @param from behind the opening quote
 * @param backslash whether a backslash escapes
 * @param escaped whether the byte at `from` is escaped by the chunk before
 * @returns position behind the closing quote, or `end`
 */
export function skipQuoted(
  bytes: Uint8Array,
  from: number,
  end: number,
  quote: number,
  backslash: boolean,
  escaped: boolean,
  result: QuoteEnd,
): number {
  let at = escaped ? from + 1 : from;
  result.open = false;
  result.escaped = false;
  if (backslash) {
    while (at < end) {
      const code = bytes[at++] ?? 0;
      if (code === quote) return at;
      if (code === byte.backslash) at++;
    }
    result.open = true;
    result.escaped = at > end;
    return end;
  }
  const found = at < end ? bytes.indexOf(quote, at) : -1;
  if (found >= 0 && found < end) return found + 1;
  result.open = true;
  return end;
}
