import { isOpsError } from '../../base/errors';
import type { QueryOptions, SqlClient, SqlValue } from '../../connections/sql';
import { quoteName } from '../../connections/sqlNames';
import type { TableSample } from '../advisor/sample';
import type { Catalog, CatalogColumn, CatalogTable } from '../catalog/table';
import { toNumber, toText } from '../numbers';
import { mark } from '../sources/digestRows';
import { planDraws, type DrawnTable, type DrawOptions, type Relation } from './draw';
import { boundsStatement, conditionOf, indexHint, type Bounds } from './fill';
import { columnOf, quoteTable, tableOf } from './sqlText';

/** A table to draw rows of, and the columns that are wanted of it. */
export interface SampleRequest {
  readonly table: string;
  readonly columns: readonly string[];
}

export interface SampleOptions extends DrawOptions {
  /** What brings rows of two tables together. Without it each table is drawn by its primary key. */
  readonly relations?: readonly Relation[];
  /** One table may take this long; then it is left out. Milliseconds; the session's own limit when left out. */
  readonly tableMs?: number;
  /** 0 to 1, Math.random when left out. */
  readonly random?: () => number;
}

export interface Samples {
  readonly samples: readonly TableSample[];
  /** What is not in them and why, for people; names of tables and columns, never values. */
  readonly remarks: readonly string[];
}

/** Characters of a text that are read; the rest tells the advisor nothing. */
const longestText = 64;

const texts = new Set([
  'char',
  'varchar',
  'tinytext',
  'text',
  'mediumtext',
  'longtext',
  'json',
  'enum',
  'set',
  'uuid',
  'inet6',
]);
const bytes = new Set(['binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob']);
const plain = new Set(
  'tinyint smallint mediumint int bigint decimal float double date time datetime timestamp year'.split(' '),
);

/** The values of a family of tables that are drawn. */
interface Family {
  readonly bounds: Bounds | undefined;
  readonly random: number;
}

/**
 * Rows of some tables for the advisor's cost model, as the columns that are asked for. Each table is one consistent read
 * without locks; tables of up to two million rows are read from end to end, larger ones by ranges of their key. Views and
 * what the login may not read are left out with a remark, as is a table that takes longer than the limit.
 *
 * Rejects with OpsError `cancelled`, or when the connection is lost.
 */
export async function readSamples(
  client: SqlClient,
  catalog: Catalog,
  requests: readonly SampleRequest[],
  options: SampleOptions,
  signal: AbortSignal,
): Promise<Samples> {
  const random = options.random ?? Math.random;
  const remarks: string[] = [];
  const own = catalog.tables.filter(({ schema }) => schema.toLowerCase() === catalog.schema.toLowerCase());
  const wanted = new Map<CatalogTable, readonly CatalogColumn[]>();
  for (const { table: name, columns } of requests) {
    const table = catalog.views.includes(name) ? undefined : tableOf(own, name);
    if (table === undefined) {
      remarks.push(`${name} is no table of ${catalog.schema}, so no rows were read of it.`);
      continue;
    }
    const known = columns.flatMap((column) => columnOf(table, column) ?? []);
    wanted.set(table, [...new Set([...(wanted.get(table) ?? []), ...known])]);
  }
  const query: QueryOptions = { signal, ...(options.tableMs === undefined ? {} : { timeoutMs: options.tableMs }) };
  const planned = planDraws([...wanted.keys()], options.relations ?? [], options);
  remarks.push(...planned.remarks);
  const families = new Map<string, Family>();
  const samples: TableSample[] = [];
  for (const drawn of planned.tables) {
    const columns = wanted.get(drawn.table) ?? [];
    try {
      const condition = await conditionFor(client, catalog.schema, planned.tables, drawn, families, random, query);
      samples.push(await readTable(client, catalog.schema, drawn, columns, condition, query, remarks));
    } catch (error) {
      if (
        signal.aborted ||
        !(isOpsError(error, 'noPrivilege') || isOpsError(error, 'timeout') || isOpsError(error, 'server'))
      )
        throw error;
      const why =
        error.reason === 'noPrivilege'
          ? 'the login may not read it'
          : error.reason === 'timeout'
            ? 'it took too long'
            : 'the server refused';
      remarks.push(`No rows were read of ${drawn.table.name}: ${why}.`);
    }
  }
  return { samples, remarks };
}

async function conditionFor(
  client: SqlClient,
  schema: string,
  all: readonly DrawnTable[],
  { draw }: DrawnTable,
  families: Map<string, Family>,
  random: () => number,
  query: QueryOptions,
): Promise<string> {
  if (draw.kind === 'related') {
    // Nothing is kept between two reads: the rows of the parent are named by what drew them.
    const parent = all.find(({ table }) => table.name === draw.parent);
    if (parent === undefined) throw new Error('a parent is drawn before its children');
    const inner = await conditionFor(client, schema, all, parent, families, random, query);
    return `${quoteName(draw.column)} IN (SELECT ${quoteName(draw.parentColumn)} FROM ${quoteTable(schema, draw.parent)} WHERE ${inner})`;
  }
  if (draw.kind !== 'hash' && draw.kind !== 'ranges') return 'TRUE';
  const key = `${draw.family}.${draw.familyColumn}`;
  const known = families.get(key);
  const family = known ?? {
    bounds: draw.kind === 'ranges' ? await readBounds(client, boundsStatement(schema, draw), query) : undefined,
    random: random(),
  };
  families.set(key, family);
  return conditionOf(draw, family.bounds, family.random, schema);
}

async function readBounds(client: SqlClient, sql: string, query: QueryOptions): Promise<Bounds | undefined> {
  const [row] = await client.query<Record<string, SqlValue>>(sql.replace(/^SELECT /, `${mark}, `), [], query);
  const [low, high] = [toText(row?.['low']), toText(row?.['high'])];
  return low === undefined || high === undefined ? undefined : { low: BigInt(low), high: BigInt(high) };
}

/** A column as it is read: its value, and its length where the value may be cut. */
interface Reading {
  readonly column: CatalogColumn;
  readonly value: string;
  readonly length?: string;
}

function readingOf(column: CatalogColumn): Reading | undefined {
  const name = quoteName(column.name);
  if (texts.has(column.type)) return { column, value: `LEFT(${name}, ${longestText})`, length: `LENGTH(${name})` };
  if (bytes.has(column.type))
    return { column, value: `HEX(LEFT(${name}, ${longestText / 2}))`, length: `LENGTH(${name})` };
  if (column.type === 'bit') return { column, value: `${name} + 0` };
  return plain.has(column.type) ? { column, value: name } : undefined;
}

async function readTable(
  client: SqlClient,
  schema: string,
  drawn: DrawnTable,
  columns: readonly CatalogColumn[],
  condition: string,
  query: QueryOptions,
  remarks: string[],
): Promise<TableSample> {
  const { table, atMost } = drawn;
  const readings = columns.flatMap((column) => readingOf(column) ?? []);
  for (const { name, type } of columns)
    if (!readings.some(({ column }) => column.name === name))
      remarks.push(`The column ${name} of ${table.name} has the type ${type}, of which no values are read.`);
  const selected = readings.flatMap(({ value, length }, place) => [
    `${value} AS c${place}`,
    ...(length === undefined ? [] : [`${length} AS l${place}`]),
  ]);
  const rows = await client.query<Record<string, SqlValue>>(
    `${[mark, ...selected].join(', ')} FROM ${quoteTable(schema, table.name)}${indexHint(drawn)} WHERE ${condition} LIMIT ${atMost}`,
    [],
    query,
  );
  const cut = rows.length === atMost;
  if (cut && drawn.draw.kind !== 'first')
    remarks.push(`${table.name} has more rows than the server estimates: only some were read.`);
  const estimate = Math.max(table.rows, rows.length);
  const wholeTable = drawn.draw.kind === 'whole' && !cut;
  return {
    table: table.name,
    tableRows: wholeTable ? rows.length : estimate,
    fraction: wholeTable ? 1 : estimate === 0 ? 1 : rows.length / estimate,
    rows: rows.length,
    ...('column' in drawn.draw && !cut && { by: drawn.draw.column }),
    columns: new Map(readings.map(({ column }, place) => [column.name, rows.map((row) => row[`c${place}`] ?? null)])),
    bytes: new Map(readings.map((reading, place) => [reading.column.name, averageBytes(reading, place, rows)])),
  };
}

/** Average bytes of a column's values: measured where their lengths vary, else what the type takes. */
function averageBytes(
  { column, length }: Reading,
  place: number,
  rows: readonly Readonly<Record<string, SqlValue>>[],
): number {
  // Of an ENUM and a SET the length is that of the words; numbers are stored.
  if (length === undefined || column.type === 'enum' || column.type === 'set') return column.keyBytes ?? 8;
  const sum = rows.reduce((total, row) => total + toNumber(row[`l${place}`]), 0);
  return rows.length === 0 ? (column.keyBytes ?? 0) : sum / rows.length;
}
