import type { TextEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { parsePhp } from '../../core/laravel/php/parse';
import { lineEndOf } from '../../core/laravel/php/edit';
import { expressionsIn } from '../../core/laravel/php/walk';
import { suppressionComment } from '../../core/lint/suppression';

/**
 * The comment that suppresses a rule, on a line of its own above `offset`. Undefined where no comment can stand: in JSON,
 * in inline HTML, inside a text of several lines.
 *
 * @param path decides which kind of comment it is
 */
export function suppressHere(path: string, text: TextDocument, offset: number, code: string): TextEdit | undefined {
  if (path.endsWith('.json')) return undefined;
  const whole = text.getText();
  const comment = suppressionComment(path, code);
  const { line } = text.positionAt(offset);
  const start = text.offsetAt({ line, character: 0 });
  if (path.endsWith('.php')) {
    // Above the first line of PHP the comment would be sent to the browser: it goes to that line's end.
    if (/^\s*<\?(?:php|=)?/i.test(whole.slice(start, offset))) return atLineEnd(text, line, comment);
    if (isInsideText(whole, start)) return undefined;
  }
  const indent = /^[ \t]*/.exec(whole.slice(start))?.[0] ?? '';
  // A byte order mark stays where it is: at the beginning.
  const place = text.positionAt(start === 0 && whole.startsWith('\uFEFF') ? 1 : start);
  return { range: { start: place, end: place }, newText: indent + comment + lineEndOf(whole) };
}

function atLineEnd(text: TextDocument, line: number, comment: string): TextEdit | undefined {
  const written = text.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } }).trimEnd();
  if (written.includes('?>')) return undefined;
  const place = { line, character: written.length };
  return { range: { start: place, end: place }, newText: ` ${comment}` };
}

/** True when a line begins within a string, a heredoc or outside PHP. */
function isInsideText(text: string, lineStart: number): boolean {
  const before = text.slice(0, lineStart);
  if (before.lastIndexOf('?>') > before.lastIndexOf('<?')) return true;
  const parsed = parsePhp(text);
  if (!parsed.ok) return true;
  for (const { kind, range } of expressionsIn(parsed.program)) {
    if ((kind === 'literal' || kind === 'template') && range.start < lineStart && lineStart < range.end) return true;
  }
  return false;
}
