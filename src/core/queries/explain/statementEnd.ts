import { Lexer, tokensOf } from '../sql/lexer';
import type { Token } from '../sql/token';

/** A statement without white space around it and semicolons behind it. Linear. */
export function trimmedStatement(sql: string): string {
  let end = sql.length;
  while (end > 0 && /[;\s]/.test(sql[end - 1] ?? '')) end--;
  return sql.slice(0, end).trimStart();
}

/** FOR UPDATE and its like at the end, as the words that it may consist of (MySQL 8 and MariaDB 10.6 grammars). */
const lockingWords = new Set(['UPDATE', 'SHARE', 'NOWAIT', 'SKIP', 'LOCKED', 'WAIT', 'OF', 'IN', 'MODE']);

/**
 * A SELECT without the locking clause at its end; undefined when it has none there. A clause in a versioned comment stays.
 *
 * @param sql without semicolons at its end
 */
export function withoutLockingClause(sql: string): string | undefined {
  const lexer = new Lexer(sql);
  const tokens = tokensOf(lexer).filter(({ kind }) => kind !== 'end');
  if (lexer.asides.versioned) return undefined;
  let at = tokens.length - 1;
  while (at > 0 && belongs(tokens[at])) at--;
  const [first, second, third] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  const locks =
    (first?.key === 'FOR' && (second?.key === 'UPDATE' || second?.key === 'SHARE')) ||
    (first?.key === 'LOCK' && second?.key === 'IN' && third?.key === 'SHARE');
  return locks && at > 0 && first !== undefined ? sql.slice(0, first.start).trimEnd() : undefined;
}

/** Words of the clause, and the names of tables behind OF. */
function belongs(token: Token | undefined): boolean {
  if (token === undefined || token.key === 'FOR' || token.key === 'LOCK') return false;
  return (
    lockingWords.has(token.key) ||
    token.kind === 'name' ||
    token.kind === 'number' ||
    token.key === ',' ||
    (token.kind === 'word' && !isClause(token.key))
  );
}

const clauses = new Set('SELECT FROM WHERE GROUP HAVING ORDER LIMIT UNION WITH BY JOIN ON AND OR'.split(' '));
const isClause = (key: string): boolean => clauses.has(key);
