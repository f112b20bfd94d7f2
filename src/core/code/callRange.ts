import type { TextRange } from '../base/text';

/** The range of a call without the semicolon that the parser counts as part of a call that is a statement of its own. */
export function callRange(text: string, { start, end }: TextRange): TextRange {
  const written = text.slice(start, end);
  return { start, end: start + (written.endsWith(';') ? written.slice(0, -1).trimEnd() : written).length };
}
