import type { CommonTable, Expression, LimitClause, Query, Select, SelectItem } from './ast';
import { readItem } from './operand';
import { readOrder, readWindow } from './call';
import type { Cursor } from './cursor';
import { readAlias, readTableName, readTables } from './tables';

/** Reads a query expression: WITH, SELECTs joined by UNION and the like, ORDER BY, LIMIT, FOR UPDATE. */
export function readQuery(cursor: Cursor): Query {
  const { start } = cursor.token;
  return { ...readQueryBody(cursor, readWith(cursor)), start, end: cursor.behind };
}

/** Everything behind WITH. */
export function readQueryBody(cursor: Cursor, common: Pick<Query, 'recursive' | 'with'>): Query {
  const { start } = cursor.token;
  const parts = [readPart(cursor)];
  const operators: string[] = [];
  for (let operator = readSetOperator(cursor); operator !== undefined; operator = readSetOperator(cursor)) {
    operators.push(operator);
    parts.push(readPart(cursor));
  }
  const order = cursor.take('ORDER', 'BY') ? readOrder(cursor) : [];
  const limit = readLimit(cursor);
  const locking = readLocking(cursor);
  if (cursor.is('INTO')) cursor.fail('into');
  const end = cursor.behind;
  return { ...common, parts, operators, order, ...(limit && { limit }), locking, start, end };
}

/** WITH a AS (…), b (x, y) AS (…). */
export function readWith(cursor: Cursor): Pick<Query, 'recursive' | 'with'> {
  if (!cursor.take('WITH')) return { recursive: false, with: [] };
  const recursive = cursor.take('RECURSIVE');
  return { recursive, with: cursor.list(() => readCommonTable(cursor)) };
}

function readCommonTable(cursor: Cursor): CommonTable {
  const name = cursor.name();
  const names = (): string[] => cursor.inParentheses(() => cursor.list(() => cursor.name()));
  const columns = cursor.is('(') ? names() : undefined;
  cursor.expect('AS');
  const query = cursor.inParentheses(() => cursor.query());
  // MariaDB: CYCLE a, b RESTRICT.
  if (cursor.take('CYCLE')) {
    cursor.list(() => cursor.name());
    cursor.expect('RESTRICT');
  }
  return { name, ...(columns === undefined ? {} : { columns }), query };
}

const setOperators = new Set(['UNION', 'EXCEPT', 'INTERSECT']);

function readSetOperator(cursor: Cursor): string | undefined {
  const operator = cursor.takeOneOf(setOperators);
  if (operator === undefined) return undefined;
  if (cursor.take('ALL')) return `${operator} ALL`;
  if (!cursor.take('DISTINCT')) cursor.take('DISTINCTROW');
  return operator;
}

function readPart(cursor: Cursor): Select | Query {
  if (cursor.is('(')) return cursor.inParentheses(() => cursor.query());
  const { start } = cursor.token;
  if (cursor.take('SELECT')) return readSelect(cursor, start);
  const empty = { kind: 'select', distinct: false, group: [], rollup: false, windows: [], start } as const;
  if (cursor.take('TABLE')) {
    const table = readTableName(cursor);
    const items: SelectItem[] = [{ expression: { kind: 'star', start, end: cursor.behind } }];
    const from = [{ join: 'first', natural: false, source: { kind: 'table', table } }] as const;
    return { ...empty, items, from, end: cursor.behind };
  }
  cursor.expect('VALUES');
  const rows = cursor.list(() => {
    cursor.take('ROW');
    return cursor.inParentheses(() => cursor.list(() => readItem(cursor)));
  });
  return { ...empty, items: rows.flat().map((expression) => ({ expression })), from: [], end: cursor.behind };
}

const modifiers = new Set(
  'ALL DISTINCT DISTINCTROW HIGH_PRIORITY STRAIGHT_JOIN SQL_SMALL_RESULT SQL_BIG_RESULT SQL_BUFFER_RESULT SQL_CACHE SQL_NO_CACHE SQL_CALC_FOUND_ROWS'.split(
    ' ',
  ),
);

function readSelect(cursor: Cursor, start: number): Select {
  let distinct = false;
  for (let word = cursor.takeOneOf(modifiers); word !== undefined; word = cursor.takeOneOf(modifiers))
    if (word.startsWith('DISTINCT')) distinct = true;
  const items = cursor.list(() => readSelectItem(cursor));
  if (cursor.is('INTO')) cursor.fail('into');
  const from = cursor.take('FROM') && !cursor.take('DUAL') ? readTables(cursor) : [];
  const where = cursor.take('WHERE') ? cursor.expression() : undefined;
  const group = cursor.take('GROUP', 'BY') ? readOrder(cursor) : [];
  const rollup = group.length > 0 && cursor.take('WITH', 'ROLLUP');
  const having = cursor.take('HAVING') ? cursor.expression() : undefined;
  const windows = cursor.is('WINDOW') && cursor.isName(false, 1) ? readWindows(cursor) : [];
  return {
    kind: 'select',
    distinct,
    items,
    from,
    ...(where && { where }),
    group,
    rollup,
    ...(having && { having }),
    windows,
    start,
    end: cursor.behind,
  };
}

function readSelectItem(cursor: Cursor): SelectItem {
  const { start, end } = cursor.token;
  if (cursor.take('*')) return { expression: { kind: 'star', start, end } };
  if (cursor.atMore()) return { expression: readItem(cursor) };
  const expression = cursor.expression();
  if (expression.kind === 'star') return { expression };
  const written = cursor.token.kind;
  const alias = written === 'string' || written === 'placeholder' ? cursor.next().text : readAlias(cursor);
  return { expression, ...(alias === undefined ? {} : { alias }) };
}

function readWindows(cursor: Cursor): Expression[] {
  cursor.expect('WINDOW');
  return cursor
    .list(() => {
      cursor.name();
      cursor.expect('AS');
      return readWindow(cursor);
    })
    .flat();
}

/** LIMIT 10, LIMIT 5, 10, LIMIT 10 OFFSET 5, a digest's LIMIT ?, ...; OFFSET … FETCH and ROWS EXAMINED of MariaDB. */
export function readLimit(cursor: Cursor): LimitClause | undefined {
  if (!cursor.take('LIMIT')) return readFetch(cursor);
  if (cursor.take('ROWS', 'EXAMINED')) {
    cursor.readers.operand(cursor);
    return undefined;
  }
  const first = cursor.readers.operand(cursor);
  let limit: LimitClause = { count: first };
  if (cursor.take(',')) limit = { offset: first, count: readCount(cursor) };
  else if (cursor.take('OFFSET')) limit = { count: first, offset: cursor.readers.operand(cursor) };
  if (cursor.take('ROWS', 'EXAMINED')) cursor.readers.operand(cursor);
  return limit;
}

const readCount = (cursor: Cursor): Expression => (cursor.atMore() ? readItem(cursor) : cursor.readers.operand(cursor));

function readFetch(cursor: Cursor): LimitClause | undefined {
  const offset = cursor.take('OFFSET') ? cursor.readers.operand(cursor) : undefined;
  if (offset !== undefined && !cursor.take('ROWS')) cursor.expect('ROW');
  if (!cursor.take('FETCH')) return offset === undefined ? undefined : { offset };
  if (!cursor.take('FIRST')) cursor.expect('NEXT');
  const { start, end } = cursor.token;
  const count: Expression =
    cursor.is('ROW') || cursor.is('ROWS')
      ? { kind: 'literal', type: 'number', text: '1', start, end }
      : cursor.readers.operand(cursor);
  if (!cursor.take('ROWS')) cursor.expect('ROW');
  if (!cursor.take('ONLY')) cursor.expect('WITH', 'TIES');
  return { count, ...(offset && { offset }) };
}

/** FOR UPDATE OF a SKIP LOCKED, FOR SHARE, LOCK IN SHARE MODE; several of them. */
function readLocking(cursor: Cursor): boolean {
  let locking = false;
  for (;;) {
    if (cursor.take('LOCK', 'IN', 'SHARE', 'MODE')) {
      // MariaDB takes the same words behind it as behind FOR UPDATE.
    } else if (cursor.take('FOR', 'UPDATE') || cursor.take('FOR', 'SHARE')) {
      if (cursor.take('OF')) cursor.list(() => cursor.name());
    } else return locking;
    locking = true;
    if (cursor.take('WAIT')) cursor.next();
    else if (!cursor.take('NOWAIT')) cursor.take('SKIP', 'LOCKED');
  }
}
