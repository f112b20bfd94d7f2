import { quoteName } from '../../connections/sqlNames';
import type { AuditField, AuditTable } from './auditTable';

/** A column as information_schema describes it. */
export interface TableColumn {
  readonly name: string;
  /** "timestamp", "bigint": lower case. */
  readonly type: string;
}

/** Which rows, in the order of the primary key. */
export type RowRange = { readonly kind: 'latest' } | { readonly kind: 'before' | 'after'; readonly key: number };

/** A statement with its values. */
export interface RowStatement {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/**
 * The SELECT for some rows of a table, with the columns that it has. JSON is taken apart on the server, so that values of
 * audits are not sent; text columns may hold something else, which gives no names. `before` and `latest` come newest first.
 *
 * @param schema the connection's database
 */
export function selectRows(
  { table, kind, sessionZone }: AuditTable,
  columns: readonly TableColumn[],
  schema: string,
  range: RowRange,
  count: number,
): RowStatement {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const values: (string | number)[] = [];
  const fields = kind.fields.flatMap((field) => {
    const type = types.get(field.column);
    if (type === undefined) return [];
    const zoned = field.reads === 'time' && type === 'timestamp' && sessionZone !== undefined;
    if (zoned) values.push(sessionZone);
    return [`${expression(field, zoned)} AS ${quoteName(field.name)}`];
  });
  const key = quoteName('id');
  const where = range.kind === 'latest' ? '' : ` WHERE ${key} ${range.kind === 'before' ? '<' : '>'} ?`;
  if (range.kind !== 'latest') values.push(range.key);
  values.push(count);
  const order = range.kind === 'after' ? 'ASC' : 'DESC';
  return {
    sql: `SELECT ${[`${key} AS ${quoteName('position')}`, ...fields].join(', ')} FROM ${quoteName(schema)}.${quoteName(table)}${where} ORDER BY ${key} ${order} LIMIT ?`,
    values,
  };
}

/** Characters of one value that are sent. */
const textLength = 1000;
const listLength = 8000;

function expression({ column, reads, path }: AuditField, zoned: boolean): string {
  const name = quoteName(column);
  if (reads === 'text') return start(name, textLength);
  if (reads === 'time') return `CAST(${zoned ? `CONVERT_TZ(${name}, @@session.time_zone, ?)` : name} AS CHAR)`;
  const part = `${name}, '${path ?? '$'}'`;
  const found = reads === 'keys' ? `JSON_KEYS(${part})` : `JSON_UNQUOTE(JSON_EXTRACT(${part}))`;
  return start(`IF(JSON_VALID(${name}), ${found}, NULL)`, reads === 'keys' ? listLength : textLength);
}

function start(value: string, length: number): string {
  return `LEFT(CAST(${value} AS CHAR), ${length})`;
}
