/** A statement of an editor. */
export interface FoundStatement {
  readonly sql: string;
  /** Where it begins, from 1. */
  readonly line: number;
}

/** What is selected, as offsets; equal ones are a cursor. */
export interface Selected {
  /** VS Code's id of the language. */
  readonly language: string;
  readonly start: number;
  readonly end: number;
}

const beginning = /^[\s(]*(?:select|with|insert|update|delete|replace|table|values)\b/i;

/**
 * The statement that is selected, or that the cursor stands in: in SQL what stands between two semicolons, in PHP a string
 * that begins like a statement. Undefined where there is none.
 */
export function statementAt(text: string, { language, start, end }: Selected): FoundStatement | undefined {
  const found = language === 'php' ? inPhp(text, start, end) : inSql(text, start, end);
  if (found === undefined || !beginning.test(found.sql)) return undefined;
  return { sql: found.sql.trim(), line: lineOf(text, found.start + (found.sql.length - found.sql.trimStart().length)) };
}

interface Piece {
  readonly sql: string;
  readonly start: number;
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** Between semicolons that stand outside quotes and comments. */
function inSql(text: string, start: number, end: number): Piece | undefined {
  if (end > start && text.slice(start, end).trim() !== '') return { sql: withoutEnd(text.slice(start, end)), start };
  let from = 0;
  let at = 0;
  while (at < text.length) {
    const next = skip(text, at);
    if (next > at) at = next;
    else if (text[at] === ';') {
      if (at >= start) break;
      at++;
      from = at;
    } else at++;
  }
  const sql = text.slice(from, at);
  return sql.trim() === ''
    ? undefined
    : { sql: stripComments(sql), start: from + (sql.length - stripComments(sql).length) };
}

/** The end of the quoted text or comment that begins here; the same offset where none does. */
function skip(text: string, at: number): number {
  const char = text[at];
  if (char === "'" || char === '"' || char === '`') {
    let close = at + 1;
    while (close < text.length && text[close] !== char) close += text[close] === '\\' && char !== '`' ? 2 : 1;
    return Math.min(text.length, close + 1);
  }
  const two = text.slice(at, at + 2);
  if (two === '/*') return endOf(text, '*/', at + 2);
  if (char === '#' || (two === '--' && /[\s]|^$/.test(text[at + 2] ?? ''))) return endOf(text, '\n', at);
  return at;
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found + mark.length;
}

/** Comments and white space before the statement itself. */
function stripComments(sql: string): string {
  let at = 0;
  for (;;) {
    while (at < sql.length && /\s/.test(sql[at] ?? '')) at++;
    const next = sql[at] === '/' || sql[at] === '#' || sql[at] === '-' ? skip(sql, at) : at;
    if (next === at) return sql.slice(at);
    at = next;
  }
}

function withoutEnd(sql: string): string {
  let to = sql.length;
  while (to > 0 && /[\s;]/.test(sql[to - 1] ?? '')) to--;
  return stripComments(sql.slice(0, to));
}

/** A string of PHP around the cursor, or the one that was selected with or without its quotes. */
function inPhp(text: string, start: number, end: number): Piece | undefined {
  const selected = text.slice(start, end).trim();
  if (beginning.test(selected)) return { sql: withoutEnd(selected), start };
  for (const { from, to, sql } of phpStrings(text)) {
    if (from > start) return undefined;
    if (start <= to && end <= to) return beginning.test(sql) ? { sql: withoutEnd(sql), start: from + 1 } : undefined;
  }
  return undefined;
}

/** Strings of PHP with what they say: quoted ones, heredoc and nowdoc. Interpolated variables become placeholders. */
function* phpStrings(text: string): Generator<{ readonly from: number; readonly to: number; readonly sql: string }> {
  let at = 0;
  while (at < text.length) {
    const char = text[at];
    const two = text.slice(at, at + 2);
    if (two === '/*') at = endOf(text, '*/', at + 2);
    else if (two === '//' || (char === '#' && text[at + 1] !== '[')) at = endOf(text, '\n', at);
    else if (char === "'" || char === '"') {
      let close = at + 1;
      while (close < text.length && text[close] !== char) close += text[close] === '\\' ? 2 : 1;
      yield { from: at, to: Math.min(text.length, close + 1), sql: unescaped(text.slice(at + 1, close), char) };
      at = close + 1;
    } else if (text.startsWith('<<<', at)) {
      const head = /^<<<[ \t]*(["']?)(\w+)\1\r?\n/.exec(text.slice(at, at + 200));
      const name = head?.[2];
      if (head === null || name === undefined) {
        at += 3;
        continue;
      }
      const from = at + head[0].length;
      const close = new RegExp(`^[ \\t]*${name}\\b`, 'm').exec(text.slice(from));
      const to = close === null ? text.length : from + close.index;
      yield { from: at, to, sql: head[1] === "'" ? text.slice(from, to) : interpolated(text.slice(from, to)) };
      at = to + name.length;
    } else at++;
  }
}

function unescaped(inside: string, quote: string): string {
  if (quote === "'") return inside.replace(/\\(['\\])/g, '$1');
  const plain = inside.replace(/\\([nrt"\\$])/g, (_whole, mark: string) =>
    mark === 'n' ? '\n' : mark === 't' ? '\t' : mark === 'r' ? '\r' : mark === '$' ? '\u0000' : mark,
  );
  return interpolated(plain).replaceAll('\u0000', '$');
}

/** "$id", "{$user->id}", "${name}": a value that only the running application knows. */
function interpolated(text: string): string {
  return text.replace(/\{\$[^{}]{1,200}\}|\$\{\w+\}|\$\w+(?:->\w+|\[\w+\])?/g, '?');
}
