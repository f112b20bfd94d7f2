import type { QueryOptions, SqlClient } from '../../connections/sql';
import { toNumber, toText } from '../numbers';
import { mark, type Row } from '../sources/digestRows';
import { type Asked, ask } from './asked';

/** What the server says of one base table. */
export interface TableState {
  readonly name: string;
  /** Next value of its AUTO_INCREMENT column. */
  readonly nextId?: number;
  /** Unused bytes in its tablespace, which may be a shared one. */
  readonly freeBytes: number;
}

/** The base tables of a schema. */
export async function readTables(
  client: SqlClient,
  schema: string,
  options: QueryOptions,
): Promise<readonly TableState[]> {
  const rows = await client.query<Row>(
    `${mark}, TABLE_NAME AS name, AUTO_INCREMENT AS next_id, DATA_FREE AS free_bytes
FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_TYPE = 'BASE TABLE'`,
    [schema],
    options,
  );
  return rows.map((row) => ({
    name: toText(row['name']) ?? '',
    ...(row['next_id'] === null ? {} : { nextId: toNumber(row['next_id']) }),
    freeBytes: toNumber(row['free_bytes']),
  }));
}

/** Asked only for tables with so much unused space: the list is long. Bytes. */
const muchFree = 1_000_000_000;

/**
 * Which of the tables with much unused space have a file of their own: for the others the server says what is free in the shared
 * one (DATA_FREE; MySQL 9.0 reference manual, 28.3.38). Names that InnoDB writes in another way than people are left out.
 */
export async function readOwnFiles(
  client: SqlClient,
  schema: string,
  tables: readonly TableState[],
  options: QueryOptions,
): Promise<Asked<ReadonlySet<string>>> {
  const plain = /^[\w]+$/;
  const names = tables
    .filter(({ name, freeBytes }) => freeBytes >= muchFree && plain.test(name) && plain.test(schema))
    .toSorted((a, b) => b.freeBytes - a.freeBytes)
    .slice(0, 20)
    .map(({ name }) => `${schema}/${name}`);
  if (names.length === 0) return { known: new Set() };
  const { flavour, major } = client.server;
  const renamed = flavour === 'mysql' && major >= 8;
  return ask(client, ['PROCESS ON *.*'], async () => {
    const rows = await client.query<Row>(
      `${mark}, NAME AS name FROM information_schema.${renamed ? 'INNODB_TABLESPACES' : 'INNODB_SYS_TABLESPACES'}
WHERE NAME IN (${names.map(() => '?').join(', ')})${flavour === 'mysql' ? " AND SPACE_TYPE = 'Single'" : ''}`,
      names,
      options,
    );
    return new Set(rows.map((row) => (toText(row['name']) ?? '').slice(schema.length + 1)));
  });
}

/** When persistent statistics were last computed (mysql.innodb_table_stats, MySQL 9.0 reference manual, 17.8.10.1). */
export function readStatistics(
  client: SqlClient,
  schema: string,
  options: QueryOptions,
): Promise<Asked<readonly { readonly table: string; readonly at: Date }[]>> {
  return ask(client, ['SELECT ON mysql.innodb_table_stats'], async () => {
    const rows = await client.query<Row>(
      `${mark}, table_name AS name, UNIX_TIMESTAMP(last_update) AS at FROM mysql.innodb_table_stats
WHERE database_name = ? ORDER BY last_update`,
      [schema],
      options,
    );
    const oldest = new Map<string, Date>();
    for (const row of rows) {
      // "orders#P#p2026", in MySQL 8 "orders#p#p2026"
      const name = (toText(row['name']) ?? '').replace(/#p#.*$/is, '');
      if (!oldest.has(name)) oldest.set(name, new Date(toNumber(row['at']) * 1000));
    }
    return [...oldest].map(([table, at]) => ({ table, at }));
  });
}
