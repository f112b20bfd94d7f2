import type { TextEdit } from '../../base/text';
import { lineEndOf } from './edit';

/** Classes that a file imports, as its text shows them. */
export interface Imports {
  /** Name in the file, in lower case → the class, fully qualified. */
  readonly names: ReadonlyMap<string, string>;
  /** Offset behind the last `use …;`. */
  readonly end?: number;
}

/** What stands behind it is code: `use` means another thing there. */
const declaration =
  /^[ \t]*(?:(?:abstract|final|readonly)[ \t]+)*(?:class|trait|interface|enum|function)\s|\bnew\s+class\b|\bfunction\s*\(/m;

/** `use A\B;`, `use A\B as C;`, `use A\{B, C as D};`, `use A, B;` in front of the first class or function. */
export function importsIn(text: string): Imports {
  const names = new Map<string, string>();
  let end: number | undefined;
  let at = 0;
  for (const statement of text
    .slice(0, text.search(declaration) + 1 || undefined)
    .split(';')
    .slice(0, -1)) {
    at += statement.length + 1;
    const [, written] = /^[ \t]*use\s(?!\s*(?:function|const)\b)([\s\S]+)$/m.exec(statement) ?? [];
    if (written === undefined || !/^[\w\\\s,{}]+$/.test(written)) {
      if (/^[ \t]*use\s+(?:function|const)\s[\w\\\s,{}]+$/m.test(statement)) end = at;
      continue;
    }
    end = at;
    const group = /^([\w\\]+)\\\s*\{([\s\S]*)\}$/.exec(written.trim());
    const prefix = group === null ? '' : `${group[1] ?? ''}\\`;
    for (const item of (group?.[2] ?? written).split(',')) {
      const [, name = '', alias] = /^\s*\\?([\w\\]+)(?:\s+as\s+(\w+))?\s*$/.exec(item) ?? [];
      if (name === '') continue;
      const full = `${prefix}${name}`.replace(/^\\/, '');
      names.set((alias ?? shortOf(full)).toLowerCase(), full);
    }
  }
  return { names, ...(end === undefined ? {} : { end }) };
}

/** How a file may call a class, and what has to be added to it for that. */
export interface Importing {
  /** "DB"; "\\Illuminate\\Support\\Facades\\DB" where the short name belongs to another class. */
  readonly name: string;
  /** Absent when nothing has to be added. */
  readonly edit?: TextEdit;
}

/** Imports a class: `use Class;` behind the last one, else behind the namespace, `declare(…)` or `<?php`. */
export function importing(text: string, className: string): Importing {
  const { names, end } = importsIn(text);
  const known = [...names].find(([, full]) => full.toLowerCase() === className.toLowerCase());
  const short = shortOf(className);
  if (known !== undefined) return { name: new RegExp(`\\b${known[0]}\\b`, 'i').exec(text)?.[0] ?? known[0] };
  const declared = new RegExp(`^[ \\t]*(?:\\w+[ \\t]+)*(?:class|trait|interface|enum)\\s+${short}\\b`, 'im').test(text);
  const at = declared || names.has(short.toLowerCase()) ? undefined : placeOf(text, end);
  if (at === undefined) return { name: `\\${className}` };
  const lineEnd = lineEndOf(text);
  const gap = end === undefined ? lineEnd : '';
  return { name: short, edit: { range: { start: at, end: at }, newText: `${gap}${lineEnd}use ${className};` } };
}

/** Where the line ends that the import follows; a comment behind the statement stays on its line. */
function placeOf(text: string, end: number | undefined): number | undefined {
  // A namespace in braces has its imports inside.
  if (end === undefined && /^namespace\s+[\w\\]*\s*\{/m.test(text)) return undefined;
  const head = /^namespace\s+[\w\\]+\s*;/m.exec(text) ?? /^(?:<\?php\s+)?declare\s*\([^)]*\)\s*;/m.exec(text);
  const opening = /^<\?php\b/m.exec(text);
  const place = head ?? opening;
  const from = end ?? (place === null ? undefined : place.index + place[0].length);
  if (from === undefined) return undefined;
  const rest = /^[ \t]*(?:(?:\/\/|#(?!\[))[^\r\n]*)?(?=\r?\n|$)/.exec(text.slice(from, from + 2000))?.[0] ?? '';
  return from + rest.length;
}

function shortOf(className: string): string {
  return className.slice(className.lastIndexOf('\\') + 1);
}
