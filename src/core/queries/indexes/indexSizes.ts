import { isAbort, isOpsError } from '../../base/errors';
import type { SqlClient, SqlValue } from '../../connections/sql';
import { toMoment, toNumber } from '../numbers';
import { mark } from '../sources/digestRows';

/** How old the optimizer's statistics of a table are. */
export interface StatisticsAge {
  readonly table: string;
  /** When InnoDB last counted; undefined where it keeps none for the table. */
  readonly updatedAt?: Date;
}

interface SizeRow {
  readonly tableName: string;
  readonly indexName: string;
  readonly bytes: SqlValue;
}

/**
 * Bytes by table and index, as InnoDB counted them with its last statistics (mysql.innodb_index_stats, MySQL 9.0 reference
 * manual, 17.8.10.1). Applications' logins seldom may read it.
 *
 * @returns undefined where the login may not
 */
export async function readIndexSizes(
  client: SqlClient,
  schema: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ReadonlyMap<string, number>> | undefined> {
  const rows = await unlessDenied(
    client.query<SizeRow>(
      `${mark}, table_name AS tableName, index_name AS indexName, stat_value * @@innodb_page_size AS bytes
FROM mysql.innodb_index_stats WHERE database_name = ? AND stat_name = 'size'`,
      [schema],
      { signal },
    ),
  );
  if (rows === undefined) return undefined;
  const sizes = new Map<string, Map<string, number>>();
  for (const { tableName, indexName, bytes } of rows) {
    const name = withoutPartition(tableName);
    const table = sizes.get(name) ?? new Map<string, number>();
    sizes.set(name, table);
    table.set(indexName, (table.get(indexName) ?? 0) + toNumber(bytes));
  }
  return sizes;
}

/**
 * When InnoDB last counted each table's rows (mysql.innodb_table_stats); of a partitioned table, the partition that waits
 * longest.
 *
 * @returns undefined where the login may not read that: INFORMATION_SCHEMA does not say it
 */
export async function readStatisticsAge(
  client: SqlClient,
  schema: string,
  signal: AbortSignal,
): Promise<readonly StatisticsAge[] | undefined> {
  const rows = await unlessDenied(
    client.query<{ readonly tableName: string; readonly updatedAt: SqlValue }>(
      `${mark}, table_name AS tableName, UNIX_TIMESTAMP(last_update) AS updatedAt
FROM mysql.innodb_table_stats WHERE database_name = ? ORDER BY last_update`,
      [schema],
      { signal },
    ),
  );
  if (rows === undefined) return undefined;
  const ages = new Map<string, StatisticsAge>();
  for (const { tableName, updatedAt } of rows) {
    const table = withoutPartition(tableName);
    if (!ages.has(table)) ages.set(table, { table, ...(updatedAt === null ? {} : { updatedAt: toMoment(updatedAt) }) });
  }
  return [...ages.values()];
}

/** "orders#P#p2026", in MySQL 8 "orders#p#p2026". */
function withoutPartition(table: string): string {
  return table.replace(/#p#.*$/is, '');
}

async function unlessDenied<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (!isAbort(error) && isOpsError(error, 'noPrivilege')) return undefined;
    throw error;
  }
}
