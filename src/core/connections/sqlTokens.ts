/** A piece of a statement. Strings and quoted names carry no text: nothing inside them is looked at. */
export interface SqlToken {
  readonly kind: 'word' | 'symbol' | 'number' | 'string' | 'quotedName';
  /** Words in upper case, symbols as written, else "". */
  readonly text: string;
  /** A name behind a dot ("orders.update"): never a keyword. */
  readonly qualified: boolean;
}

/** How many `/*! … *\/` comments one statement may hold before we stop telling what it does. */
const mostVersionComments = 4;

/**
 * Every reading of a statement that a server may take. MySQL and MariaDB run what stands in `/*! … *\/`, `/*!80000 … *\/`
 * and `/*M! … *\/`, or skip it, by flavour and version: with n such comments there are up to 2^n readings.
 *
 * Follows the lexer of MySQL 8 (sql_lex.cc) with backslash escapes on; the session has to switch NO_BACKSLASH_ESCAPES
 * off. With or without ANSI_QUOTES a double-quoted text is opaque here.
 *
 * @returns undefined when the text cannot be told apart with certainty: an open quote or comment, a NUL, a comment
 * inside a versioned comment
 */
export function readings(sql: string): readonly (readonly SqlToken[])[] | undefined {
  if (sql.includes('\0')) return undefined;
  const result: (readonly SqlToken[])[] = [];
  let count = 0;
  for (let choice = 0; choice < 2 ** count || choice === 0; choice++) {
    const reading = tokenize(sql, choice);
    if (reading === undefined || reading.versionComments > mostVersionComments) return undefined;
    count = Math.max(count, reading.versionComments);
    result.push(reading.tokens);
  }
  return result;
}

/** `choice` has a bit for every versioned comment in order: 1 skips it, 0 runs it. */
function tokenize(sql: string, choice: number): { tokens: SqlToken[]; versionComments: number } | undefined {
  const tokens: SqlToken[] = [];
  let versionComments = 0;
  let inside = false;
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const text = pattern.exec(sql)?.[0];
    if (text !== undefined) at += text.length;
    return text;
  };
  while (at < sql.length) {
    if (take(/[ \t\n\v\f\r]+/y) !== undefined) continue;
    if (take(/#[^\n]*/y) !== undefined) continue;
    if (sql.startsWith('--', at) && startsDashComment(sql, at) && take(/[^\n]*/y) !== undefined) continue;
    if (inside && take(/\*\//y) !== undefined) {
      inside = false;
      continue;
    }
    if (take(/\/\*M?!(?:\d{5,6})?/y) !== undefined) {
      const end = sql.indexOf('*/', at);
      // A comment in a versioned comment ends differently when the outer one is skipped: not ours to tell.
      if (inside || end < 0 || sql.slice(at, end).includes('/*')) return undefined;
      const skip = ((choice >> versionComments) & 1) === 1;
      versionComments++;
      if (skip) at = end + 2;
      else inside = true;
      continue;
    }
    if (sql.startsWith('/*', at)) {
      const end = sql.indexOf('*/', at + 2);
      if (inside || end < 0) return undefined;
      at = end + 2;
      continue;
    }
    const token = nextToken(sql, at, take, tokens.at(-1));
    if (token === undefined) return undefined;
    tokens.push(token);
  }
  return inside ? undefined : { tokens, versionComments };
}

/** "--" starts a comment only before ASCII white space, a control character or the end. */
function startsDashComment(sql: string, at: number): boolean {
  const next = sql.charCodeAt(at + 2);
  return Number.isNaN(next) || next <= 0x20 || next === 0x7f;
}

function nextToken(
  sql: string,
  start: number,
  take: (pattern: RegExp) => string | undefined,
  previous: SqlToken | undefined,
): SqlToken | undefined {
  if (take(/'(?:[^'\\]|\\.|'')*'/sy) !== undefined) return { kind: 'string', text: '', qualified: false };
  if (take(/"(?:[^"\\]|\\.|"")*"/sy) !== undefined) return { kind: 'string', text: '', qualified: false };
  if (take(/`(?:[^`]|``)*`/sy) !== undefined) return { kind: 'quotedName', text: '', qualified: false };
  if (/['"`]/.test(sql[start] ?? '')) return undefined;
  // "1.INTO" and "1e5INTO" are a number and a keyword; "1INTO" is a name.
  if (take(/(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\d+(?![\w$\u0080-\uffff])/y) !== undefined)
    return { kind: 'number', text: '', qualified: false };
  const word = take(/[\w$\u0080-\uffff]+/y);
  if (word === undefined) return { kind: 'symbol', text: take(/[\s\S]/y) ?? '', qualified: false };
  const qualified =
    sql[start - 1] === '.' && previous?.text === '.' && /[\w$`"\u0080-\uffff]/.test(sql[start - 2] ?? '');
  return { kind: 'word', text: word.toUpperCase(), qualified };
}
