import { isOpsError } from '../../base/errors';
import type { QueryOptions, SqlClient, SqlValue } from '../../connections/sql';
import { quoteName } from '../../connections/sqlNames';
import { toText } from '../numbers';
import { serverErrorNumber } from '../serverErrors';
import type { TableName } from '../sql/ast';

/** So many rows at the beginning of a table are looked at for typical values. */
export const rowsLookedAt = 1_000;

/** How long one look may take. Milliseconds. */
const timeoutMs = 1_000;

const numbers = new Set('tinyint smallint mediumint int bigint decimal float double year'.split(' '));
const texts = new Set('char varchar enum date datetime timestamp time uuid inet4 inet6'.split(' '));

/** A column of a base table whose values can stand in a statement. */
export interface ValueColumn {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  readonly numeric: boolean;
}

type Row = Readonly<Record<string, SqlValue>>;

/**
 * The one table of `tables` that has the column; undefined when none or several have it, or when its values are no plain numbers,
 * texts or times.
 */
export async function findColumn(
  client: SqlClient,
  tables: readonly TableName[],
  column: string,
  options: { readonly schema?: string; readonly signal?: AbortSignal },
): Promise<ValueColumn | undefined> {
  const places = tables.flatMap(({ schema = options.schema, name }) =>
    schema === undefined ? [] : [{ schema, name }],
  );
  if (places.length === 0 || places.length !== tables.length) return undefined;
  const rows = await asked(
    client,
    `SELECT 1 AS laravel_ops, TABLE_SCHEMA AS table_schema, TABLE_NAME AS table_name, COLUMN_NAME AS column_name, DATA_TYPE AS data_type
FROM information_schema.COLUMNS
WHERE COLUMN_NAME = ? AND (${places.map(() => '(TABLE_SCHEMA = ? AND TABLE_NAME = ?)').join(' OR ')})`,
    [column, ...places.flatMap(({ schema, name }) => [schema, name])],
    options.signal,
  );
  const [row, other] = rows ?? [];
  const type = (toText(row?.['data_type']) ?? '').toLowerCase();
  if (row === undefined || other !== undefined || (!numbers.has(type) && !texts.has(type))) return undefined;
  return {
    schema: toText(row['table_schema']) ?? '',
    table: toText(row['table_name']) ?? '',
    column: toText(row['column_name']) ?? '',
    numeric: numbers.has(type),
  };
}

/** Values of a column as literals of SQL. */
export interface TypicalValues {
  /** Most frequent first. */
  readonly frequent: readonly string[];
  /** From the smallest to the largest, each as often as it occurs. */
  readonly sorted: readonly string[];
}

/**
 * Values of the first thousand rows of a table: a bounded, read-only look, nothing of it is kept. Undefined when the
 * server does not let us, or not in time.
 */
export async function typicalValues(
  client: SqlClient,
  { schema, table, column, numeric }: ValueColumn,
  signal?: AbortSignal,
): Promise<TypicalValues | undefined> {
  const name = quoteName(column);
  const rows = await asked(
    client,
    `SELECT 1 AS laravel_ops, CAST(seen.value AS CHAR) AS value, COUNT(*) AS times
FROM (SELECT ${name} AS value FROM ${quoteName(schema)}.${quoteName(table)} LIMIT ${rowsLookedAt}) AS seen
WHERE seen.value IS NOT NULL GROUP BY seen.value ORDER BY seen.value`,
    [],
    signal,
  );
  const values = (rows ?? []).flatMap((row) => {
    const text = toText(row['value']);
    const literal = text === undefined ? undefined : literalOf(text, numeric);
    return literal === undefined ? [] : [{ literal, times: Number(row['times'] ?? 0) }];
  });
  if (values.length === 0) return undefined;
  return {
    frequent: [...values].sort((a, b) => b.times - a.times).map(({ literal }) => literal),
    sorted: values.flatMap(({ literal, times }) =>
      Array.from({ length: Math.min(times, rowsLookedAt) }, () => literal),
    ),
  };
}

/** Rows, or undefined when the server does not give them: not allowed, gone, a name that it cannot have, too slow. */
async function asked(
  client: SqlClient,
  sql: string,
  values: readonly SqlValue[],
  signal: AbortSignal | undefined,
): Promise<readonly Row[] | undefined> {
  const options: QueryOptions = signal === undefined ? { timeoutMs } : { timeoutMs, signal };
  try {
    return await client.query<Row>(sql, values, options);
  } catch (error) {
    if (serverErrorNumber(error) !== undefined || isOpsError(error, 'timeout') || isOpsError(error, 'noPrivilege'))
      return undefined;
    throw error;
  }
}

/** A value as a literal for a session without NO_BACKSLASH_ESCAPES, which ours are; undefined for a number that is none. */
export function literalOf(text: string, numeric: boolean): string | undefined {
  if (numeric) return /^-?\d{1,60}(?:\.\d{1,60})?(?:e[+-]?\d{1,3})?$/i.test(text) ? text : undefined;
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll('\0', '\\0')}'`;
}
