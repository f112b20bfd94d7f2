import { isOpsError } from '../../base/errors';
import { field, literal, quoted } from '../readRows';
import type { ReadRows } from '../readRows';
import type { DatabaseContents, TableContents } from '../schema';
import type { TableFigures } from './compareContents';

/** Above these, counting a table reads too much to be quick; the server's estimate is said as one. */
const countedRows = 2_000_000;
const countedBytes = 512 * 1024 * 1024;
/** A column without an index is read whole up to this. */
const scannedRows = 200_000;
/** One question may take this long; what takes longer is left unknown. Milliseconds. */
const patience = 10_000;

/**
 * Rows and newest time stamps of every table, in bounded time: exact where the table is small enough, else the estimate. `budget`
 * bounds the whole (60 s when left out); what comes later is estimated.
 */
export async function readFigures(
  read: ReadRows,
  contents: DatabaseContents,
  signal: AbortSignal,
  options: { readonly budget?: number; readonly now?: () => number } = {},
): Promise<ReadonlyMap<string, TableFigures>> {
  const now = options.now ?? Date.now;
  const end = now() + (options.budget ?? 60_000);
  const stamps = await stampColumns(read, contents.database, signal);
  const figures = new Map<string, TableFigures>();
  // Small ones first: whatever the budget, most tables are told exactly.
  for (const table of contents.tables.toSorted((a, b) => a.bytes - b.bytes)) {
    signal.throwIfAborted();
    const hurried = now() > end;
    const rows = hurried ? undefined : await count(read, contents.database, table, signal);
    const newest = hurried
      ? undefined
      : await newestIn(read, contents.database, table, stamps.get(table.name) ?? [], signal);
    figures.set(table.name, {
      rows: rows === undefined ? { rows: table.estimatedRows, exact: false } : { rows, exact: true },
      ...(newest === undefined ? {} : { newest }),
    });
  }
  return figures;
}

interface Stamp {
  readonly column: string;
  /** First column of an index: its newest value is one look. */
  readonly indexed: boolean;
}

async function stampColumns(
  read: ReadRows,
  database: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly Stamp[]>> {
  const rows = await read(
    `SELECT c.TABLE_NAME AS parent, c.COLUMN_NAME AS col,
       (SELECT COUNT(*) FROM information_schema.STATISTICS s WHERE s.TABLE_SCHEMA = c.TABLE_SCHEMA AND s.TABLE_NAME = c.TABLE_NAME
         AND s.COLUMN_NAME = c.COLUMN_NAME AND s.SEQ_IN_INDEX = 1 AND s.INDEX_TYPE = 'BTREE') AS indexes
     FROM information_schema.COLUMNS c
     WHERE c.TABLE_SCHEMA = ${literal(database)} AND c.COLUMN_NAME IN ('created_at', 'updated_at') AND c.DATA_TYPE IN ('timestamp', 'datetime')`,
    signal,
  );
  const byTable = new Map<string, Stamp[]>();
  for (const row of rows) {
    const list = byTable.get(field(row, 'parent')) ?? [];
    list.push({ column: field(row, 'col'), indexed: Number(field(row, 'indexes')) > 0 });
    byTable.set(field(row, 'parent'), list);
  }
  return byTable;
}

async function count(
  read: ReadRows,
  database: string,
  table: TableContents,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (table.rows !== undefined) return table.rows;
  if (table.estimatedRows > countedRows || table.bytes > countedBytes) return undefined;
  const [row] = await quickly(read, `SELECT COUNT(*) AS count FROM ${quoted(database, table.name)}`, signal);
  return row === undefined ? undefined : Number(field(row, 'count'));
}

async function newestIn(
  read: ReadRows,
  database: string,
  table: TableContents,
  stamps: readonly Stamp[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const asked = stamps.filter(({ indexed }) => indexed || table.estimatedRows <= scannedRows);
  const found: string[] = [];
  for (const { column } of asked) {
    const [row] = await quickly(
      read,
      `SELECT CAST(MAX(${quoted(column)}) AS CHAR) AS newest FROM ${quoted(database, table.name)}`,
      signal,
    );
    const value = row?.['newest'];
    if (value !== null && value !== undefined) found.push(value);
  }
  return found.toSorted().at(-1);
}

/** Empty when it took too long. */
async function quickly(read: ReadRows, sql: string, signal: AbortSignal): ReturnType<ReadRows> {
  const limit = AbortSignal.timeout(patience);
  try {
    return await read(sql, AbortSignal.any([signal, limit]));
  } catch (error) {
    if (!signal.aborted && (limit.aborted || isOpsError(error, 'timeout'))) return [];
    throw error;
  }
}

/** Names in the `migrations` table, in the order in which they ran; undefined where there is none. */
export async function readRanMigrations(
  read: ReadRows,
  contents: DatabaseContents,
  signal: AbortSignal,
  table = 'migrations',
): Promise<readonly string[] | undefined> {
  if (!contents.tables.some(({ name, create }) => name === table && /`migration`/.test(create))) return undefined;
  const rows = await read(
    `SELECT migration AS name FROM ${quoted(contents.database, table)} ORDER BY batch, migration`,
    signal,
  );
  return rows.map((row) => field(row, 'name'));
}
