/** Half-open range of UTF-16 offsets into a file's text. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Replaces the text of `range` by `newText`. Edits of one fix never overlap. */
export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/** Zero-based line and UTF-16 column. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Position of an offset; offsets past the end are clamped. */
export function positionAt(text: string, offset: number): Position {
  const end = Math.max(0, Math.min(offset, text.length));
  let line = 0;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return { line, column: end - lineStart };
}

/** Applies non-overlapping edits, given in any order. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = [...edits].sort((a, b) => b.range.start - a.range.start);
  let result = text;
  for (const { range, newText } of sorted) result = result.slice(0, range.start) + newText + result.slice(range.end);
  return result;
}
