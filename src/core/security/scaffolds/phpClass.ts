import type { TextEdit } from '../../base/text';
import { mayLeave } from '../../code/schedule/leaving';
import { appendStatement, indentAt, indentUnitOf, inUnitsOf, lineEndOf } from '../../laravel/php/edit';
import { importing } from '../../laravel/php/imports';
import { parsePhp } from '../../laravel/php/parse';
import type { ClassDeclaration, FunctionLike, Program } from '../../laravel/php/syntax';

/** A class with the file it stands in. */
export interface ParsedClass {
  readonly text: string;
  readonly declaration: ClassDeclaration;
  readonly program: Program;
  /** Offset of its closing brace. */
  readonly close: number;
}

/** The first class of a file; undefined when the file does not parse or holds none. */
export function parseClass(text: string): ParsedClass | undefined {
  const parsed = parsePhp(text);
  if (!parsed.ok) return undefined;
  const statements = parsed.program.body.flatMap((each) => (each.kind === 'block' ? each.body : [each]));
  for (const statement of statements) {
    if (statement.kind !== 'class' || statement.declaration.type !== 'class') continue;
    const close = statement.range.end - 1;
    if (text[close] !== '}') return undefined;
    return { text, declaration: statement.declaration, program: parsed.program, close };
  }
  return undefined;
}

/** A method by its name, whatever its case. */
function methodOf({ declaration }: ParsedClass, name: string): FunctionLike | undefined {
  return declaration.methods.find((method) => method.name.toLowerCase() === name.toLowerCase());
}

/**
 * Adds a statement to a body so that it runs whenever the body does: as the last one, or as the first where something may
 * return before the end. Undefined for bodies without braces of their own lines.
 *
 * @param statement indented by four spaces a level
 */
export function addStatement(text: string, body: FunctionLike, statement: string): TextEdit | undefined {
  const [first] = body.body;
  const placeholder = first === undefined ? placeholderIn(text, body) : undefined;
  if (placeholder !== undefined) {
    const lines = inUnitsOf(text, statement.split('\n')).map((line) => (line === '' ? '' : placeholder.indent + line));
    return { range: placeholder.range, newText: lines.join(lineEndOf(text)) };
  }
  const leaves = body.body.some((each) => each.kind === 'return' || mayLeave(each));
  if (body.arrow || first === undefined || !leaves) return appendStatement(text, body, statement);
  const end = lineEndOf(text);
  const indent = indentAt(text, first.range.start);
  const lineStart = text.lastIndexOf('\n', first.range.start - 1) + 1;
  if (text.slice(lineStart, first.range.start).trim() !== '') return undefined;
  const lines = inUnitsOf(text, statement.split('\n')).map((line) => (line === '' ? '' : indent + line));
  return { range: { start: lineStart, end: lineStart }, newText: lines.join(end) + end + end };
}

/** The `//` that stands in empty methods of Laravel's skeleton: with its indentation, without its line end. */
function placeholderIn(
  text: string,
  { range }: FunctionLike,
): { readonly range: TextEdit['range']; readonly indent: string } | undefined {
  const found = /\{[ \t]*\r?\n([ \t]*)\/\/[ \t]*\r?\n[ \t]*\}$/.exec(text.slice(range.start, range.end));
  if (found === null) return undefined;
  const indent = found[1] ?? '';
  const start = range.start + found.index + found[0].indexOf('\n') + 1;
  const length = (/^[ \t]*\/\/[ \t]*/.exec(text.slice(start, range.end))?.[0] ?? '').length;
  return { range: { start, end: start + length }, indent };
}

/** Adds a statement to a method, and the method where the class has none: `public function boot(): void`. */
export function addToMethod(parsed: ParsedClass, name: string, statement: string): TextEdit | undefined {
  const method = methodOf(parsed, name);
  if (method !== undefined) return addStatement(parsed.text, method, statement);
  const inside = statement.split('\n').map((line) => (line === '' ? '' : `    ${line}`));
  return addMember(parsed, [`public function ${name}(): void`, '{', ...inside, '}']);
}

/** Adds a method as the class's last member; lines are indented by four spaces a level, the first by none. */
function addMember({ text, close }: ParsedClass, lines: readonly string[]): TextEdit {
  const end = lineEndOf(text);
  const outer = indentAt(text, close);
  const lineStart = text.lastIndexOf('\n', close - 1) + 1;
  const ownLine = text.slice(lineStart, close).trim() === '';
  const at = ownLine ? lineStart : close;
  const empty = /\{\s*$/.test(text.slice(0, at));
  const inner = outer + indentUnitOf(text);
  const written = inUnitsOf(text, empty ? lines : ['', ...lines]).map((line) => (line === '' ? '' : inner + line));
  return { range: { start: at, end: at }, newText: `${ownLine ? '' : end}${written.join(end)}${end}` };
}

/** How a file calls classes, and the one edit that imports those that it does not know yet. */
export function importAll(
  text: string,
  classes: readonly string[],
): { readonly nameOf: (className: string) => string; readonly edits: readonly TextEdit[] } {
  const found = new Map(classes.map((each) => [each, importing(text, each)]));
  const missing = [...found].filter(([, { edit }]) => edit !== undefined);
  const first = missing[0]?.[1].edit;
  const more = missing.slice(1).map(([name]) => `${lineEndOf(text)}use ${name};`);
  return {
    nameOf: (className) => found.get(className)?.name ?? `\\${className}`,
    // One insertion: several at one place would come out in reverse.
    edits: first === undefined ? [] : [{ range: first.range, newText: first.newText + more.join('') }],
  };
}
