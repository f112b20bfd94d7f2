import type { Assignment, Expression, Query, StatementBody, TableName } from './ast';
import { readOrder } from './call';
import type { Cursor } from './cursor';
import { readColumn, readItem } from './operand';
import { readLimit, readQuery } from './query';
import { readTableName, readTables } from './tables';

type Common = Pick<Query, 'recursive' | 'with'>;

/** INSERT and REPLACE behind their first word. */
export function readInsert(cursor: Cursor, kind: 'insert' | 'replace'): StatementBody {
  for (const word of ['LOW_PRIORITY', 'DELAYED', 'HIGH_PRIORITY']) cursor.take(word);
  cursor.take('IGNORE');
  cursor.take('INTO');
  const table = readTableName(cursor);
  if (cursor.take('PARTITION')) cursor.inParentheses(() => cursor.list(() => cursor.name()));
  const source = readRows(cursor);
  // MySQL 8.0.19: a name for the new row, with names for its columns.
  if (cursor.take('AS')) {
    cursor.name();
    if (cursor.is('(')) cursor.inParentheses(() => cursor.list(() => cursor.name()));
  }
  const onDuplicate = cursor.take('ON', 'DUPLICATE', 'KEY', 'UPDATE') ? readAssignments(cursor) : undefined;
  readReturning(cursor);
  return { kind, table, ...source, ...(onDuplicate && { onDuplicate }) };
}

interface Rows {
  readonly columns?: readonly string[];
  readonly values: readonly Expression[];
  readonly query?: Query;
}

function readRows(cursor: Cursor): Rows {
  if (cursor.take('SET')) {
    const set = readAssignments(cursor);
    const columns = set.flatMap(({ column }) => (column.kind === 'column' ? [column.name] : []));
    return { columns, values: set.map(({ value }) => value).filter(isWorthKeeping) };
  }
  let columns: string[] | undefined;
  if (cursor.is('(') && !cursor.atQuery())
    columns = cursor.inParentheses(() => (cursor.is(')') ? [] : cursor.list(() => readColumnName(cursor))));
  const named = columns === undefined ? {} : { columns };
  // VALUES ROW(…) of MySQL is a query; here it is rows like any other.
  if (!cursor.take('VALUES') && !cursor.take('VALUE')) return { ...named, values: [], query: readQuery(cursor) };
  const values: Expression[] = [];
  do {
    cursor.take('ROW');
    cursor.inParentheses(() => {
      if (cursor.is(')')) return;
      do {
        const value = readItem(cursor);
        if (isWorthKeeping(value)) values.push(value);
      } while (cursor.take(','));
    });
  } while (cursor.take(','));
  return { ...named, values };
}

/** Literals of a bulk INSERT are many and read nothing. */
const isWorthKeeping = ({ kind }: Expression): boolean =>
  kind !== 'literal' && kind !== 'placeholder' && kind !== 'more';

function readColumnName(cursor: Cursor): string {
  const column = readColumn(cursor);
  if (column.kind !== 'column') cursor.fail();
  return column.name;
}

function readAssignments(cursor: Cursor): Assignment[] {
  return cursor.list(() => {
    const column = readColumn(cursor);
    if (column.kind !== 'column') cursor.fail();
    if (!cursor.take(':=')) cursor.expect('=');
    return { column, value: cursor.expression() };
  });
}

/** MariaDB: INSERT, REPLACE and DELETE … RETURNING. */
function readReturning(cursor: Cursor): void {
  if (!cursor.take('RETURNING')) return;
  cursor.list(() => {
    if (cursor.take('*')) return;
    cursor.expression();
    if (cursor.take('AS') || cursor.isName()) cursor.next();
  });
}

/** UPDATE behind its first word. */
export function readUpdate(cursor: Cursor, common: Common): StatementBody {
  cursor.take('LOW_PRIORITY');
  cursor.take('IGNORE');
  const tables = readTables(cursor);
  cursor.expect('SET');
  const set = readAssignments(cursor);
  return { kind: 'update', ...common, tables, set, ...readEnd(cursor) };
}

/** DELETE behind its first word: from one table, or from some of several by FROM or by USING. */
export function readDelete(cursor: Cursor, common: Common): StatementBody {
  for (const word of ['LOW_PRIORITY', 'QUICK', 'IGNORE']) cursor.take(word);
  let targets: TableName[] = [];
  if (!cursor.is('FROM')) {
    targets = cursor.list(() => readTarget(cursor));
    cursor.expect('FROM');
    return { kind: 'delete', ...common, targets, tables: readTables(cursor), ...readEnd(cursor) };
  }
  cursor.expect('FROM');
  if (isTargetList(cursor)) {
    targets = cursor.list(() => readTarget(cursor));
    cursor.expect('USING');
  }
  const tables = readTables(cursor);
  return { kind: 'delete', ...common, targets, tables, ...readEnd(cursor) };
}

function readTarget(cursor: Cursor): TableName {
  const table = readTableName(cursor);
  if (cursor.take('.')) cursor.expect('*');
  return table;
}

/** Names with dots, stars and commas up to USING. */
function isTargetList(cursor: Cursor): boolean {
  for (let ahead = 0; ; ahead++) {
    const { kind, key } = cursor.peek(ahead);
    if (key === 'USING') return true;
    if (kind !== 'name' && kind !== 'word' && key !== '.' && key !== ',' && key !== '*') return false;
    if (key === 'WHERE' || key === 'JOIN') return false;
  }
}

function readEnd(cursor: Cursor): Pick<StatementBody & { kind: 'delete' }, 'where' | 'order' | 'limit'> {
  const where = cursor.take('WHERE') ? cursor.expression() : undefined;
  const order = cursor.take('ORDER', 'BY') ? readOrder(cursor) : [];
  const limit = readLimit(cursor);
  readReturning(cursor);
  return { ...(where && { where }), order, ...(limit && { limit }) };
}
