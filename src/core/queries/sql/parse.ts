import type { ParsedStatement, StatementBody } from './ast';
import { readDelete, readInsert, readUpdate } from './changes';
import { Cursor, deepest, Stopped, type Obstacle } from './cursor';
import type { Dialect } from './dialect';
import { readExpression } from './expression';
import { Lexer, tokensOf } from './lexer';
import { readOperand } from './operand';
import { readQuery, readQueryBody, readWith } from './query';

/** A text that was not read as one of the statements we know. */
export interface Unread {
  readonly kind: 'unread';
  readonly obstacle: Obstacle;
  /** For people, a clause without a full stop; says nothing of what the statement holds. */
  readonly reason: string;
  /** Offset where reading ended, UTF-16 units. */
  readonly at: number;
}

/** Longest text that is read, UTF-16 units: the servers keep less, and an INSERT of megabytes tells nothing. */
export const longestStatement = 1_000_000;

const reasons: Record<Obstacle, (at: number) => string> = {
  cut: () => 'the text ends before the statement does',
  syntax: (at) => `not understood from character ${at + 1} on`,
  deep: () => `nested too deeply: more than ${deepest} levels`,
  long: () => 'longer than a million characters',
  kind: () => 'no SELECT, INSERT, REPLACE, UPDATE or DELETE',
  several: () => 'more than one statement',
  into: () => 'SELECT … INTO writes its result somewhere',
  empty: () => 'no statement at all',
};

const readers = { expression: readExpression, query: readQuery, operand: readOperand };

/**
 * Reads one statement as MySQL 5.7 to 9 and MariaDB 10 and 11 run it, or its digest text from performance_schema: SELECT, WITH,
 * TABLE, VALUES, INSERT, REPLACE, UPDATE, DELETE. More is accepted than the servers accept, but what they accept is meant
 * to be read. Never throws; takes time in proportion to the text. A text that was cut where a statement may end is read as what is
 * left of it: whoever knows that it was cut has to say so.
 */
export function parseStatement(sql: string, dialect: Dialect = {}): ParsedStatement | Unread {
  if (sql.length > longestStatement) return unread('long', longestStatement);
  const lexer = new Lexer(sql, dialect);
  const tokens = tokensOf(lexer);
  const last = tokens.pop();
  if (last === undefined) return unread('empty', 0);
  const cursor = new Cursor(tokens, last, sql, dialect, readers);
  try {
    const body = readStatement(cursor);
    while (cursor.take(';'));
    // What follows a statement may be another: "SELECT 1; DROP TABLE t".
    if (cursor.token.kind !== 'end') cursor.fail(cursor.peek(-1).key === ';' ? 'several' : undefined);
    return { sql, hints: lexer.asides.hints, versioned: lexer.asides.versioned, ...body };
  } catch (error) {
    if (error instanceof Stopped) return unread(error.obstacle, error.at);
    throw error;
  }
}

const unread = (obstacle: Obstacle, at: number): Unread => ({
  kind: 'unread',
  obstacle,
  reason: reasons[obstacle](at),
  at,
});

function readStatement(cursor: Cursor): StatementBody {
  if (cursor.take('INSERT')) return readInsert(cursor, 'insert');
  if (cursor.take('REPLACE')) return readInsert(cursor, 'replace');
  if (cursor.take('UPDATE')) return readUpdate(cursor, { recursive: false, with: [] });
  if (cursor.take('DELETE')) return readDelete(cursor, { recursive: false, with: [] });
  if (cursor.is('WITH')) {
    const common = readWith(cursor);
    if (cursor.take('UPDATE')) return readUpdate(cursor, common);
    if (cursor.take('DELETE')) return readDelete(cursor, common);
    return { kind: 'select', query: readQueryBody(cursor, common) };
  }
  if (/^(?:SELECT|TABLE|VALUES|\()$/.test(cursor.token.key)) return { kind: 'select', query: readQuery(cursor) };
  const { kind, key } = cursor.token;
  if (kind === 'end') return cursor.fail('empty');
  return cursor.fail(kind === 'word' || key === ';' ? 'kind' : undefined);
}
