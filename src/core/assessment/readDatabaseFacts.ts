import { isAbort, isOpsError } from '../base/errors';
import type { SqlClient } from '../connections/sql';
import { largestInteger } from '../queries/catalog/largestInteger';
import { readCatalog } from '../queries/catalog/readCatalog';
import type { Catalog } from '../queries/catalog/table';
import { readStatisticsAge } from '../queries/indexes/indexSizes';
import { type IndexUsage, readIndexUsage, type UnknownUsage } from '../queries/indexes/indexUsage';
import { unneededIndexes } from '../queries/indexes/unneeded';
import { describeSources } from '../queries/sources/describeSources';
import { readDigests } from '../queries/sources/performanceSchema';
import { shortText } from '../queries/statementText';
import type { DatabaseFacts } from './facts';

/** Server variables that checks look at. */
const variables = [
  'slow_query_log',
  'long_query_time',
  'log_bin',
  'binlog_format',
  'sync_binlog',
  'innodb_flush_log_at_trx_commit',
  'innodb_buffer_pool_size',
  'max_connections',
  'performance_schema',
  'innodb_stats_persistent',
  'innodb_stats_auto_recalc',
  'version',
  'version_comment',
  'read_only',
  'default_storage_engine',
  'character_set_server',
] as const;

/** Status counters that checks look at. */
const counters = [
  'uptime',
  'max_used_connections',
  'threads_connected',
  'innodb_buffer_pool_reads',
  'innodb_buffer_pool_read_requests',
  'innodb_buffer_pool_pages_total',
  'innodb_buffer_pool_pages_free',
  'slow_queries',
  'queries',
  'created_tmp_disk_tables',
  'created_tmp_tables',
] as const;

interface NameValue {
  readonly Variable_name: string;
  readonly Value: string;
}

interface AutoIncrementRow {
  readonly tableName: string;
  readonly dataType: string;
  readonly columnType: string;
  readonly nextValue: number | string | bigint | null;
}

/**
 * What the default connection's server says of itself, in a reading session. What the login may not see, and statements
 * of a server that keeps none, are left out.
 *
 * @param schema name of the database
 * @throws what the driver throws
 */
export async function readDatabaseFacts(
  client: SqlClient,
  schema: string,
  signal?: AbortSignal,
): Promise<DatabaseFacts> {
  const options = signal === undefined ? {} : { signal };
  const show = async (what: 'VARIABLES' | 'STATUS', names: readonly string[]): Promise<Record<string, string>> => {
    const list = names.map((name) => `'${name}'`).join(', ');
    const rows = await client.query<NameValue>(`SHOW GLOBAL ${what} WHERE Variable_name IN (${list})`, [], options);
    return Object.fromEntries(rows.map(({ Variable_name: name, Value: value }) => [name.toLowerCase(), value]));
  };
  const increments = await client.query<AutoIncrementRow>(
    `SELECT c.TABLE_NAME AS tableName, c.DATA_TYPE AS dataType, c.COLUMN_TYPE AS columnType, t.AUTO_INCREMENT AS nextValue
       FROM INFORMATION_SCHEMA.COLUMNS c
       JOIN INFORMATION_SCHEMA.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
      WHERE c.TABLE_SCHEMA = ? AND c.EXTRA LIKE '%auto_increment%'`,
    [schema],
    options,
  );
  // Not from TABLE_CONSTRAINTS: MariaDB shows that to nobody who may only SELECT, and every table would lack a key.
  const unkeyed = await client.query<{ readonly tableName: string }>(
    `SELECT t.TABLE_NAME AS tableName
       FROM INFORMATION_SCHEMA.TABLES t
       LEFT JOIN INFORMATION_SCHEMA.STATISTICS k
         ON k.TABLE_SCHEMA = t.TABLE_SCHEMA AND k.TABLE_NAME = t.TABLE_NAME AND k.INDEX_NAME = 'PRIMARY'
      WHERE t.TABLE_SCHEMA = ? AND t.TABLE_TYPE = 'BASE TABLE' AND k.INDEX_NAME IS NULL`,
    [schema],
    options,
  );
  const within = signal ?? new AbortController().signal;
  const catalog = await readCatalog(client, schema, within);
  const usage = await readIndexUsage(client, schema, within);
  const ages = await readStatisticsAge(client, schema, within);
  const sources = await describeSources(client, { schema }, signal);
  const named = sources.find(({ id }) => id === 'performance_schema')?.named;
  const statements = await readStatements(client, schema, options);
  return {
    flavor: client.server.flavour,
    variables: await show('VARIABLES', variables),
    status: await show('STATUS', counters),
    withoutPrimaryKey: unkeyed.map(({ tableName }) => tableName).sort(),
    autoIncrement: increments.flatMap(usedShare).toSorted((a, b) => b.share - a.share),
    duplicateIndexes: unneededIndexes(catalog).map(({ table, index }) => `${table}.${index}`),
    indexUse: indexUseOf(catalog, usage),
    sources,
    ...(ages === undefined
      ? {}
      : {
          statisticsAge: ages.flatMap(({ table, updatedAt }) =>
            updatedAt === undefined ? [] : [{ table, at: updatedAt.toISOString() }],
          ),
        }),
    ...(statements === undefined ? {} : { statements: { ...statements, ...(named === undefined ? {} : { named }) } }),
  };
}

/** A unique index is needed whether anybody reads it or not. */
function indexUseOf(catalog: Catalog, usage: IndexUsage | UnknownUsage): NonNullable<DatabaseFacts['indexUse']> {
  if (usage.source === 'unknown') return { reason: usage.reason };
  const unique = new Set(
    catalog.tables.flatMap(({ name, indexes }) =>
      indexes.flatMap((each) => (each.unique ? [`${name}.${each.name}`] : [])),
    ),
  );
  return {
    since: usage.since.toISOString(),
    certain: usage.sinceCertain,
    unused: unneededIndexes(catalog, { usage })
      .filter(({ kind }) => kind === 'unused')
      .map(({ table, index }) => `${table}.${index}`)
      .filter((name) => !unique.has(name)),
  };
}

function usedShare(row: AutoIncrementRow): { table: string; share: number }[] {
  const limit = largestInteger(row.dataType, row.columnType);
  if (limit === undefined || row.nextValue === null) return [];
  return [{ table: row.tableName, share: Number(row.nextValue) / limit }];
}

async function readStatements(
  client: SqlClient,
  schema: string,
  options: { signal?: AbortSignal },
): Promise<DatabaseFacts['statements']> {
  try {
    const { source, digests, statements } = await readDigests(client, { schema, limit: 5, ...options });
    const top = statements.map(({ text, loadShare }) => ({ text: shortText(text, 120), loadShare }));
    return { source, digests, top };
  } catch (error) {
    // Statistics that are off or not this login's to read: that is said by the check, which finds none.
    if (isOpsError(error) && !isAbort(error)) return undefined;
    throw error;
  }
}
