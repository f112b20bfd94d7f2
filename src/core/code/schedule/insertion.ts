import { appendStatement, indentAt, lineEndOf } from '../../laravel/php/edit';
import { importing } from '../../laravel/php/imports';
import type { FunctionLike, Statement } from '../../laravel/php/syntax';
import type { Fix } from '../../finding';
import type { ParsedFile } from '../collector';
import type { ScheduleInsertion } from './task';
import { mayLeave } from './leaving';

const facade = 'Illuminate\\Support\\Facades\\Schedule';
const placeholder = '\u0000';

/** At the end of a method or closure with braces; undefined for arrow functions, and where a `return` above may keep it from running. */
export function insertionInBody(
  { path, text }: ParsedFile,
  declaration: FunctionLike,
  receiver: string,
): ScheduleInsertion | undefined {
  const last = declaration.body.at(-1);
  if (declaration.arrow || declaration.body.some((each) => each.kind === 'return' || mayLeave(each))) return undefined;
  if (last !== undefined && last.kind === 'expression') {
    const offset = endOfLine(text, last.range.end);
    const indent = indentAt(text, last.range.start);
    // A one-line body: nothing but the brace may follow the last statement on its line.
    if (!text.slice(last.range.end, offset).includes('}')) {
      return { file: path, offset, indent, receiver, before: lineEndOf(text) + indent, after: '' };
    }
  }
  const edit = appendStatement(text, declaration, placeholder);
  if (edit === undefined) return undefined;
  const [before = '', after = ''] = edit.newText.split(placeholder);
  const indent = /[ \t]*$/.exec(before)?.[0] ?? '';
  return { file: path, offset: edit.range.start, indent, receiver, before, after };
}

/** Behind the last statement of a file, with the facade. */
export function insertionAtEnd(
  { path, text }: ParsedFile,
  statements: readonly Statement[],
): ScheduleInsertion | undefined {
  const last = statements.at(-1);
  const end = lineEndOf(text);
  const { name, edit } = importing(text, facade);
  const imports = edit === undefined ? {} : { imports: facade };
  const common = { file: path, indent: '', receiver: `${name}::`, after: '', ...imports };
  if (last !== undefined) {
    const offset = endOfLine(text, last.range.end);
    const among = /\bSchedule::/.test(text.slice(last.range.start, last.range.end));
    return { ...common, offset, before: among ? end : end + end };
  }
  // A file that ends in `?>` or holds no PHP: not a place for statements.
  if (!/^<\?php\b/.test(text) || text.includes('?>')) return undefined;
  return { ...common, offset: text.trimEnd().length, before: end + end };
}

/**
 * The edits that add statements to the schedule. Each statement is what follows the receiver: "command('backup:clean')->daily();".
 *
 * @param text the file as evaluated; undefined when it does not exist yet
 */
export function insertTasks(
  insertion: ScheduleInsertion,
  statements: readonly string[],
  text: string | undefined,
): Fix['edits'] {
  const { file, offset, indent, receiver, before, after, imports } = insertion;
  const end = lineEndOf(text ?? '');
  const lines = statements.map((each) => receiver + each);
  if (text === undefined) {
    const uses = imports === undefined ? '' : `use ${imports};\n\n`;
    return [{ file, edits: [{ range: { start: 0, end: 0 }, newText: `<?php\n\n${uses}${lines.join('\n')}\n` }] }];
  }
  const newText = before + lines.join(end + indent) + after;
  const use = imports === undefined ? undefined : importing(text, imports).edit;
  const place = { range: { start: offset, end: offset }, newText };
  // The import of a file without statements goes to the same place: one edit, in the right order.
  if (use !== undefined && use.range.start === offset) {
    return [{ file, edits: [{ range: place.range, newText: use.newText + newText }] }];
  }
  return [{ file, edits: use === undefined ? [place] : [use, place] }];
}

function endOfLine(text: string, from: number): number {
  // A comment behind the statement stays on its line.
  const rest = /^[ \t]*(?:\/\/|#)[^\r\n]*/.exec(text.slice(from))?.[0] ?? '';
  return from + rest.length;
}
