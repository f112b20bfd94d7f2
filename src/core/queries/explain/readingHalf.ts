import { parseStatement } from '../sql/parse';
import { Lexer, tokensOf } from '../sql/lexer';
import type { Token } from '../sql/token';

/** The SELECT that finds the rows which a statement changes. */
export interface ReadingHalf {
  readonly sql: string;
  /** "UPDATE", "INSERT … SELECT": for people. */
  readonly of: string;
}

/**
 * The reading half of UPDATE, DELETE and INSERT or REPLACE … SELECT as a SELECT of its own. MySQL 9.7 and MariaDB 10.11 both refuse
 * to explain a statement that writes in a read-only transaction (error 1792), and nothing here leaves one: so the SELECT is
 * explained. The tables, WHERE, ORDER BY and LIMIT are those of the statement; what SET reads in subqueries is left out.
 *
 * @param sql without semicolons at its end
 * @returns undefined for other statements, for those that read nothing (INSERT … VALUES), and for what is not understood
 */
export function readingHalf(sql: string): ReadingHalf | undefined {
  const parsed = parseStatement(sql);
  if (parsed.kind === 'unread' || parsed.kind === 'select' || parsed.versioned) return undefined;
  if (parsed.kind === 'insert' || parsed.kind === 'replace') {
    const { query } = parsed;
    if (query === undefined) return undefined;
    return { sql: sql.slice(query.start, query.end), of: `${parsed.kind.toUpperCase()} … SELECT` };
  }
  const tokens = topLevel(tokensOf(new Lexer(sql)).filter(({ kind }) => kind !== 'end'));
  const verb = tokens.find(({ key }) => key === (parsed.kind === 'update' ? 'UPDATE' : 'DELETE'));
  const tables = verb === undefined ? undefined : tablesOf(sql, tokens, verb, parsed.kind);
  if (verb === undefined || tables === undefined) return undefined;
  const common = sql.slice(0, verb.start).trim();
  const behind =
    tables.behind === undefined ? '' : ` ${sql.slice(tables.behind, returning(tokens) ?? sql.length).trim()}`;
  const select = `SELECT * FROM ${sql.slice(tables.start, tables.end).trim()}${behind}`;
  return { sql: common === '' ? select : `${common} ${select}`, of: parsed.kind.toUpperCase() };
}

/** Tokens outside all parentheses. */
function topLevel(tokens: readonly Token[]): readonly Token[] {
  let depth = 0;
  return tokens.filter(({ key }) => {
    if (key === '(') depth++;
    const top = depth === 0;
    if (key === ')') depth--;
    return top;
  });
}

const modifiers = new Set(['LOW_PRIORITY', 'QUICK', 'IGNORE', 'HISTORY']);

/** Where the table references stand, and where WHERE, ORDER BY or LIMIT begins behind them. */
function tablesOf(
  sql: string,
  tokens: readonly Token[],
  verb: Token,
  kind: 'update' | 'delete',
): { readonly start: number; readonly end: number; readonly behind?: number } | undefined {
  const after = tokens.slice(tokens.indexOf(verb) + 1);
  const clause = after.find(({ key }) => key === 'WHERE' || key === 'ORDER' || key === 'LIMIT');
  const behind = clause?.start;
  const end = behind ?? returning(tokens) ?? sql.length;
  const found = behind === undefined ? {} : { behind };
  if (kind === 'update') {
    const set = after.find(({ key }) => key === 'SET');
    const first = after.find(({ key }) => !modifiers.has(key));
    return set === undefined || first === undefined ? undefined : { start: first.start, end: set.start, ...found };
  }
  const from = after.find(({ key }) => key === 'FROM');
  const using = after.find(({ key, start }) => key === 'USING' && from !== undefined && start > from.start);
  // "DELETE FROM a, b USING a JOIN c": the tables stand behind USING, unless that belongs to a join.
  const isJoin = after.some(({ key, start }) => key === 'JOIN' && using !== undefined && start < using.start);
  const opening = using !== undefined && !isJoin ? using : from;
  return opening === undefined ? undefined : { start: opening.end, end, ...found };
}

/** MariaDB's RETURNING is the last clause. */
function returning(tokens: readonly Token[]): number | undefined {
  return tokens.find(({ key }) => key === 'RETURNING')?.start;
}
