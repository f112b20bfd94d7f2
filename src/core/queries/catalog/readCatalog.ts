import type { SqlClient } from '../../connections/sql';
import { toNumber } from '../numbers';
import {
  type CatalogRows,
  type ColumnRow,
  type IndexPartRow,
  type KeyRow,
  type TableRow,
  readCatalogRows,
  readForeignKeyRows,
} from './catalogRows';
import { keyBytes } from './keyBytes';
import type {
  Catalog,
  CatalogColumn,
  CatalogForeignKey,
  CatalogIndex,
  CatalogTable,
  IndexColumn,
  OutsideForeignKey,
} from './table';

/**
 * The tables, indexes and foreign keys of one schema, from INFORMATION_SCHEMA of MySQL 5.7 to 9 and MariaDB 10 to 12 (MySQL
 * 9.0 reference manual, chapter 28; MariaDB Knowledge Base, "Information Schema Tables"). SELECT on the schema is enough.
 * What the login may not see is not in it.
 *
 * @param schema name of the database
 * @throws what the client throws; OpsError `cancelled`
 */
export async function readCatalog(client: SqlClient, schema: string, signal: AbortSignal): Promise<Catalog> {
  const rows = await readCatalogRows(client, schema, signal);
  const outside = await readForeignKeyRows(client, schema, signal);
  return catalogOf(schema, rows, outside);
}

/** What the rows say together. Tables, and the secondary indexes of each, are in the order of their names. */
function catalogOf(schema: string, rows: CatalogRows, outside: readonly KeyRow[] | undefined): Catalog {
  const columns = groupBy(rows.columns, ({ tableName }) => tableName);
  const indexParts = groupBy(rows.indexParts, ({ tableName }) => tableName);
  const keys = groupBy(rows.keys, ({ tableName }) => tableName);
  const named = [...rows.tables].sort((a, b) => compare(a.name, b.name));
  return {
    schema,
    tables: named.filter(isTable).map((row) => ({
      ...tableOf(schema, row),
      columns: inPosition(columns.get(row.name) ?? []).map(columnOf),
      indexes: indexesOf(indexParts.get(row.name) ?? []),
      foreignKeys: foreignKeysOf(keys.get(row.name) ?? []),
    })),
    views: named.filter(({ kind }) => kind.includes('VIEW')).map(({ name }) => name),
    ...(outside === undefined ? {} : { referencedFrom: outsideKeysOf(outside) }),
  };
}

function isTable({ kind }: TableRow): boolean {
  return kind === 'BASE TABLE' || kind === 'SYSTEM VERSIONED';
}

function tableOf(schema: string, row: TableRow): Omit<CatalogTable, 'columns' | 'indexes' | 'foreignKeys'> {
  return {
    schema,
    name: row.name,
    engine: row.engine ?? '',
    rows: toNumber(row.tableRows),
    dataBytes: toNumber(row.dataBytes),
    indexBytes: toNumber(row.indexBytes),
    ...(row.collation === null ? {} : { collation: row.collation }),
    ...(row.rowFormat === null ? {} : { rowFormat: row.rowFormat }),
    partitioned: /\bpartitioned\b/i.test(row.options ?? ''),
  };
}

function columnOf(row: ColumnRow): CatalogColumn {
  const type = row.dataType.toLowerCase();
  const extra = (row.extra ?? '').toUpperCase();
  const bytes = keyBytes({
    type,
    columnType: row.columnType,
    ...(row.octets === null ? {} : { octets: toNumber(row.octets) }),
  });
  const generated = generation(extra);
  return {
    name: row.name,
    type,
    columnType: row.columnType,
    nullable: row.nullable === 'YES',
    ...(row.charset === null ? {} : { charset: row.charset }),
    ...(row.collation === null ? {} : { collation: row.collation }),
    ...(bytes === undefined ? {} : { keyBytes: bytes }),
    autoIncrement: extra.includes('AUTO_INCREMENT'),
    ...(generated === undefined ? {} : { generated }),
  };
}

/** "VIRTUAL GENERATED", "STORED GENERATED", of old MariaDB "VIRTUAL", "PERSISTENT"; MySQL's DEFAULT_GENERATED is none. */
function generation(extra: string): CatalogColumn['generated'] {
  if (/\bVIRTUAL\b/.test(extra)) return 'virtual';
  return /\b(?:STORED|PERSISTENT)\b/.test(extra) ? 'stored' : undefined;
}

const types: ReadonlySet<string> = new Set<CatalogIndex['type']>(['BTREE', 'FULLTEXT', 'SPATIAL', 'HASH', 'VECTOR']);

function isType(type: string): type is CatalogIndex['type'] {
  return types.has(type);
}

function indexesOf(rows: readonly IndexPartRow[]): readonly CatalogIndex[] {
  const indexes = [...groupBy(rows, ({ indexName }) => indexName)].map(([name, parts]) => indexOf(name, parts));
  return indexes.sort((a, b) => Number(b.name === 'PRIMARY') - Number(a.name === 'PRIMARY') || compare(a.name, b.name));
}

function indexOf(name: string, rows: readonly IndexPartRow[]): CatalogIndex {
  const parts = inPosition(rows);
  const type = parts[0]?.type.toUpperCase() ?? '';
  const known = isType(type) ? type : 'BTREE';
  const ordered = known === 'BTREE' || known === 'HASH';
  const cardinality = parts.flatMap((part) => (part.cardinality === null ? [] : [toNumber(part.cardinality)]));
  return {
    name,
    type: known,
    unique: toNumber(parts[0]?.nonUnique ?? 1) === 0,
    visible: toNumber(parts[0]?.hidden) !== 1,
    columns: parts.map((part) => partOf(part, ordered)),
    ...(ordered && cardinality.length === parts.length ? { cardinality } : {}),
  };
}

/** @param ordered false: the length that stands with the columns of SPATIAL indexes is the server's own, no prefix */
function partOf({ columnName, expression, prefix, sorting }: IndexPartRow, ordered: boolean): IndexColumn {
  const direction = sorting === 'D' ? { descending: true as const } : {};
  if (columnName === null) return { expression: unescaped(expression ?? ''), ...direction };
  return { column: columnName, ...(prefix === null || !ordered ? {} : { prefix: toNumber(prefix) }), ...direction };
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', 0: '\0', Z: '\x1a' };

/** MySQL escapes the text of an expression once more than SHOW CREATE TABLE does (seen on 9.7). */
function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, (_, character: string) => escapes[character] ?? character);
}

function foreignKeysOf(rows: readonly KeyRow[]): readonly CatalogForeignKey[] {
  return [...groupBy(rows, ({ name }) => name)]
    .map(([name, parts]) => foreignKeyOf(name, parts))
    .sort((a, b) => compare(a.name, b.name));
}

function foreignKeyOf(name: string, rows: readonly KeyRow[]): CatalogForeignKey {
  const parts = inPosition(rows);
  return {
    name,
    columns: parts.map(({ columnName }) => columnName),
    referencedSchema: parts[0]?.referencedSchema ?? '',
    referencedTable: parts[0]?.referencedTable ?? '',
    referencedColumns: parts.map(({ referencedColumn }) => referencedColumn),
  };
}

function outsideKeysOf(rows: readonly KeyRow[]): readonly OutsideForeignKey[] {
  const tables = groupBy(rows, ({ schemaName, tableName }) => JSON.stringify([schemaName, tableName]));
  return [...tables.values()].flatMap((ofTable) =>
    foreignKeysOf(ofTable).map((key) => ({
      ...key,
      schema: ofTable[0]?.schemaName ?? '',
      table: ofTable[0]?.tableName ?? '',
    })),
  );
}

function inPosition<Row extends Pick<ColumnRow, 'position'>>(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort((a, b) => toNumber(a.position) - toNumber(b.position));
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
