import type { SqlClient } from '../connections/sql';
import type { LiveFacts, LiveTable } from '../lint/liveFacts';

/** Tables beyond this are left out, the largest kept: rules ask about large tables. */
const mostTables = 2_000;

interface TableRow {
  readonly name: string;
  readonly tableRows: number | string | null;
  readonly bytes: number | string | null;
  readonly engine: string | null;
}

interface IndexRow {
  readonly tableName: string;
  readonly indexName: string;
  readonly columnName: string | null;
}

/**
 * What rules and checks want to know of a schema, from INFORMATION_SCHEMA alone (MySQL 9.0 reference manual, chapter 28;
 * MariaDB Knowledge Base, "Information Schema Tables"). Row counts are the server's estimates. Asks four small questions
 * of a reading session.
 *
 * @param schema name of the database
 * @param connection its name in config/database.php
 * @throws what the driver throws
 */
export async function readLiveFacts(
  client: SqlClient,
  schema: string,
  connection: string,
  now: Date,
  signal?: AbortSignal,
): Promise<LiveFacts> {
  const options = signal === undefined ? {} : { signal };
  const tables = await client.query<TableRow>(
    `SELECT TABLE_NAME AS name, TABLE_ROWS AS tableRows, DATA_LENGTH + INDEX_LENGTH AS bytes, ENGINE AS engine
       FROM INFORMATION_SCHEMA.TABLES
      WHERE TABLE_SCHEMA = ? AND TABLE_TYPE = 'BASE TABLE'
      ORDER BY DATA_LENGTH + INDEX_LENGTH DESC
      LIMIT ${mostTables}`,
    [schema],
    options,
  );
  const columns = await client.query<IndexRow>(
    `SELECT TABLE_NAME AS tableName, INDEX_NAME AS indexName, COLUMN_NAME AS columnName
       FROM INFORMATION_SCHEMA.STATISTICS
      WHERE TABLE_SCHEMA = ?
      ORDER BY TABLE_NAME, INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX`,
    [schema],
    options,
  );
  const routines = await countOf(client, 'ROUTINES', 'ROUTINE_SCHEMA', schema, options);
  const events = await countOf(client, 'EVENTS', 'EVENT_SCHEMA', schema, options);
  const indexes = indexesOf(columns);
  return {
    readAt: now.toISOString(),
    connection,
    flavor: client.server.flavour,
    version: /^\d+(?:\.\d+)*/.exec(client.server.version)?.[0] ?? client.server.version,
    tables: tables.map((row): LiveTable => {
      const { name, engine } = row;
      return {
        name,
        rows: Number(row.tableRows ?? 0),
        bytes: Number(row.bytes ?? 0),
        indexes: indexes.get(name) ?? [],
        ...(engine === null ? {} : { engine }),
      };
    }),
    routines,
    events,
    costlyReads: [],
  };
}

async function countOf(
  client: SqlClient,
  table: 'ROUTINES' | 'EVENTS',
  column: string,
  schema: string,
  options: { signal?: AbortSignal },
): Promise<number> {
  const [row] = await client.query<{ readonly counted: number | string }>(
    `SELECT COUNT(*) AS counted FROM INFORMATION_SCHEMA.${table} WHERE ${column} = ?`,
    [schema],
    options,
  );
  return Number(row?.counted ?? 0);
}

/** Columns of each index; an index ends where it is on an expression, which no column of a migration matches. */
function indexesOf(rows: readonly IndexRow[]): ReadonlyMap<string, readonly (readonly string[])[]> {
  const byTable = new Map<string, Map<string, { columns: string[]; ended: boolean }>>();
  for (const { tableName, indexName, columnName } of rows) {
    const table = byTable.get(tableName) ?? new Map<string, { columns: string[]; ended: boolean }>();
    byTable.set(tableName, table);
    const index = table.get(indexName) ?? { columns: [], ended: false };
    table.set(indexName, index);
    if (columnName === null) index.ended = true;
    else if (!index.ended) index.columns.push(columnName);
  }
  return new Map(
    [...byTable].map(([table, all]) => [
      table,
      [...all.values()].map(({ columns }) => columns).filter((columns) => columns.length > 0),
    ]),
  );
}
