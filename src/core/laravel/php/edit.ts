import type { TextEdit, TextRange } from '../../base/text';
import type { FunctionLike } from './syntax';

// Edits of PHP files by offsets of the syntax tree: nothing is printed anew, so everything else keeps its form.

/** The white space at the beginning of the line that holds an offset. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

/** What a file indents one level with: that of its first indented line; four spaces when it has none. */
export function indentUnitOf(text: string): string {
  const first = /^(\t| {2,8})(?=[^\s*])/m.exec(text)?.[1];
  return first === '\t' || first === '  ' ? first : '    ';
}

/** Lines written with four spaces a level, as the file around them is indented. */
export function inUnitsOf(text: string, lines: readonly string[]): readonly string[] {
  const unit = indentUnitOf(text);
  return lines.map((line) => line.replace(/^(?: {4})+/, (spaces) => unit.repeat(spaces.length / 4)));
}

/** A text as PHP writes it: `'it\'s'`. */
export function phpText(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}

/** The line end that a file uses: that of its first line. */
export function lineEndOf(text: string): '\r\n' | '\n' {
  const first = text.indexOf('\n');
  return first > 0 && text[first - 1] === '\r' ? '\r\n' : '\n';
}

/**
 * Adds an item at the end of an array literal, on a line of its own when the array has several lines.
 *
 * @param array the literal with its brackets, `[…]` or `array(…)`
 * @param lastItem the last item's range; absent for an empty array
 * @param item without comma: `'timeout' => 600`
 */
export function appendArrayItem(
  text: string,
  array: TextRange,
  lastItem: TextRange | undefined,
  item: string,
): TextEdit {
  const close = array.end - 1;
  const end = lineEndOf(text);
  if (lastItem === undefined) {
    const open = text.slice(array.start, array.end).search(/[[(]/) + array.start + 1;
    const comment = text.slice(open, close).trim() !== '';
    return { range: { start: open, end: comment ? open : close }, newText: comment ? `${item},` : item };
  }
  if (!text.slice(array.start, array.end).includes('\n')) {
    return { range: { start: lastItem.end, end: lastItem.end }, newText: `, ${item}` };
  }
  const behind = text.slice(lastItem.end, close);
  // Comments may stand in front of the comma, and stay on the lines where they end.
  const comma = /^(?:\s|\/\*[\s\S]*?\*\/|(?:\/\/|#)[^\n]*\n)*,/.exec(behind)?.[0];
  const at = lastItem.end + (comma?.length ?? 0);
  const rest = /^(?:[ \t]*\/\*[\s\S]*?\*\/)*(?:[ \t]*(?:\/\/|#)[^\n\r]*)?/.exec(text.slice(at, close))?.[0] ?? '';
  const added = `${end}${indentAt(text, lastItem.start)}${item},`;
  if (comma !== undefined) return { range: { start: at + rest.length, end: at + rest.length }, newText: added };
  return { range: { start: at, end: at + rest.length }, newText: `,${rest}${added}` };
}

/** Adds a statement as the last one of a method's body. `statement` is indented by four spaces a level. */
export function appendStatement(text: string, declaration: FunctionLike, statement: string): TextEdit | undefined {
  const close = declaration.range.end - 1;
  if (declaration.arrow || text[close] !== '}') return undefined;
  const end = lineEndOf(text);
  const outer = indentAt(text, close);
  const last = declaration.body.at(-1);
  const inner = last === undefined ? outer + indentUnitOf(text) : indentAt(text, last.range.start);
  const lines = inUnitsOf(text, statement.split('\n')).map((line) => (line === '' ? '' : inner + line));
  const lineStart = text.lastIndexOf('\n', close - 1) + 1;
  const ownLine = text.slice(lineStart, close).trim() === '';
  if (!ownLine) return { range: { start: close, end: close }, newText: `${end}${lines.join(end)}${end}${outer}` };
  // Comments between the last statement and the brace stay where they are.
  const gap = last === undefined ? '' : end;
  return { range: { start: lineStart, end: lineStart }, newText: `${gap}${lines.join(end)}${end}` };
}
