import { isAbort } from '../../base/errors';
import { atLeastVersion } from '../../connections/serverVersion';
import type { SqlClient, SqlServer, SqlValue } from '../../connections/sql';
import { serverErrorNumber } from '../serverErrors';

/** ER_UNKNOWN_SYSTEM_VARIABLE */
const unknownVariable = 1193;

/** What INFORMATION_SCHEMA answers about one schema, row by row. Names of columns are ours, so that both flavours agree. */
export interface CatalogRows {
  readonly tables: readonly TableRow[];
  readonly columns: readonly ColumnRow[];
  readonly indexParts: readonly IndexPartRow[];
  readonly keys: readonly KeyRow[];
}

export interface TableRow {
  readonly name: string;
  /** BASE TABLE, VIEW, SYSTEM VIEW, SYSTEM VERSIONED, SEQUENCE, TEMPORARY */
  readonly kind: string;
  readonly engine: string | null;
  readonly tableRows: SqlValue;
  readonly dataBytes: SqlValue;
  readonly indexBytes: SqlValue;
  readonly collation: string | null;
  readonly rowFormat: string | null;
  readonly options: string | null;
}

export interface ColumnRow {
  readonly tableName: string;
  readonly name: string;
  readonly position: SqlValue;
  readonly dataType: string;
  readonly columnType: string;
  readonly nullable: string;
  readonly octets: SqlValue;
  readonly charset: string | null;
  readonly collation: string | null;
  readonly extra: string | null;
}

export interface IndexPartRow {
  readonly tableName: string;
  readonly indexName: string;
  readonly position: SqlValue;
  /** NULL for an expression. */
  readonly columnName: string | null;
  readonly nonUnique: SqlValue;
  /** "A", "D" for descending, NULL where there is no order. */
  readonly sorting: string | null;
  readonly prefix: SqlValue;
  readonly cardinality: SqlValue;
  readonly type: string;
  readonly expression: string | null;
  readonly hidden: SqlValue;
}

export interface KeyRow {
  readonly schemaName: string;
  readonly tableName: string;
  readonly name: string;
  readonly position: SqlValue;
  readonly columnName: string;
  readonly referencedSchema: string;
  readonly referencedTable: string;
  readonly referencedColumn: string;
}

/** Columns of KEY_COLUMN_USAGE; readable with nothing but SELECT, unlike MariaDB's REFERENTIAL_CONSTRAINTS. */
const keyColumns = `TABLE_SCHEMA AS schemaName, TABLE_NAME AS tableName, CONSTRAINT_NAME AS name, ORDINAL_POSITION AS position,
  COLUMN_NAME AS columnName, REFERENCED_TABLE_SCHEMA AS referencedSchema, REFERENCED_TABLE_NAME AS referencedTable,
  REFERENCED_COLUMN_NAME AS referencedColumn`;

/**
 * Asks INFORMATION_SCHEMA four questions, each about one schema: MariaDB and MySQL 5.7 then open the tables of that schema
 * alone (MySQL 5.7 reference manual, 8.2.3 "Optimizing INFORMATION_SCHEMA Queries").
 */
export async function readCatalogRows(client: SqlClient, schema: string, signal: AbortSignal): Promise<CatalogRows> {
  const { server } = client;
  await askForFreshStatistics(client, signal);
  const ask = <Row extends object>(sql: string): Promise<readonly Row[]> =>
    client.query<Row>(sql, [schema], { signal });
  const tables = await ask<TableRow>(
    `SELECT TABLE_NAME AS name, TABLE_TYPE AS kind, ENGINE AS engine, TABLE_ROWS AS tableRows, DATA_LENGTH AS dataBytes,
  INDEX_LENGTH AS indexBytes, TABLE_COLLATION AS collation, ROW_FORMAT AS rowFormat, CREATE_OPTIONS AS options
FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = ?`,
  );
  const columns = await ask<ColumnRow>(
    `SELECT TABLE_NAME AS tableName, COLUMN_NAME AS name, ORDINAL_POSITION AS position, DATA_TYPE AS dataType,
  COLUMN_TYPE AS columnType, IS_NULLABLE AS nullable, CHARACTER_OCTET_LENGTH AS octets, CHARACTER_SET_NAME AS charset,
  COLLATION_NAME AS collation, EXTRA AS extra
FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = ?`,
  );
  const indexParts = await ask<IndexPartRow>(
    `SELECT TABLE_NAME AS tableName, INDEX_NAME AS indexName, SEQ_IN_INDEX AS position, COLUMN_NAME AS columnName,
  NON_UNIQUE AS nonUnique, COLLATION AS sorting, SUB_PART AS prefix, CARDINALITY AS cardinality, INDEX_TYPE AS type,
  ${expressionColumn(server)} AS expression, ${hiddenColumn(server)} AS hidden
FROM INFORMATION_SCHEMA.STATISTICS WHERE TABLE_SCHEMA = ?`,
  );
  const keys = await ask<KeyRow>(
    `SELECT ${keyColumns}
FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = ? AND REFERENCED_TABLE_NAME IS NOT NULL`,
  );
  return { tables, columns, indexParts, keys };
}

/** Otherwise sizes and cardinalities of MySQL 8 are up to a day old, and those of a table that was just filled are 0. */
async function askForFreshStatistics(client: SqlClient, signal: AbortSignal): Promise<void> {
  if (client.server.flavour !== 'mysql' || client.server.major < 8) return;
  try {
    await client.query('SET SESSION information_schema_stats_expiry = 0', [], { signal });
  } catch (error) {
    // Servers that only speak MySQL's protocol may not know it: their estimates are as old as they are.
    if (isAbort(error) || serverErrorNumber(error) !== unknownVariable) throw error;
  }
}

/** Tables of other schemas that MariaDB and MySQL 5.7 may open to look for foreign keys that lead here. */
const mostForeignTables = 2_000;

/**
 * Foreign keys of other schemas that refer to this one, as far as this login sees them.
 *
 * @returns undefined where looking would open more tables than is decent
 */
export async function readForeignKeyRows(
  client: SqlClient,
  schema: string,
  signal: AbortSignal,
): Promise<readonly KeyRow[] | undefined> {
  const { server } = client;
  if (server.flavour === 'mariadb' || server.major < 8) {
    // Names alone: no table is opened for them.
    const others = await client.query<{ readonly schemaName: string; readonly tables: SqlValue }>(
      `SELECT TABLE_SCHEMA AS schemaName, COUNT(*) AS tables FROM INFORMATION_SCHEMA.TABLES
WHERE TABLE_SCHEMA NOT IN (?, 'information_schema', 'performance_schema', 'mysql', 'sys') GROUP BY TABLE_SCHEMA`,
      [schema],
      { signal },
    );
    if (others.reduce((sum, { tables }) => sum + Number(tables), 0) > mostForeignTables) return undefined;
    const rows: KeyRow[] = [];
    for (const { schemaName } of others)
      rows.push(
        ...(await client.query<KeyRow>(
          `SELECT ${keyColumns}
FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = ? AND REFERENCED_TABLE_SCHEMA = ?`,
          [schemaName, schema],
          { signal },
        )),
      );
    return rows;
  }
  return client.query<KeyRow>(
    `SELECT ${keyColumns}
FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE WHERE REFERENCED_TABLE_SCHEMA = ? AND TABLE_SCHEMA <> ?`,
    [schema, schema],
    { signal },
  );
}

/** MySQL 8.0.13 brought indexes of expressions; MariaDB has none. */
function expressionColumn({ flavour, version }: SqlServer): string {
  return flavour === 'mysql' && atLeastVersion(version, [8, 0, 13]) ? 'EXPRESSION' : 'NULL';
}

/** MySQL 8.0: INVISIBLE; MariaDB 10.6: IGNORED. */
function hiddenColumn({ flavour, version }: SqlServer): string {
  if (flavour === 'mysql') return atLeastVersion(version, [8, 0]) ? "IS_VISIBLE = 'NO'" : '0';
  return atLeastVersion(version, [10, 6]) ? "IGNORED = 'YES'" : '0';
}
