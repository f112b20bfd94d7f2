import { isAbort, isOpsError } from '../../base/errors';
import type { QueryOptions, SqlClient, SqlServer, SqlValue } from '../../connections/sql';
import { toNumber, toText } from '../numbers';
import { mark } from '../sources/digestRows';

/** What a server says of its own work, read at one moment. What the login may not see is left out, never zero. */
export interface HealthReading {
  readonly at: Date;
  readonly server: SqlServer;
  /** SHOW GLOBAL VARIABLES, names in lower case. */
  readonly variables: Readonly<Record<string, string>>;
  /** SHOW GLOBAL STATUS, names in lower case. */
  readonly status: Readonly<Record<string, string>>;
  /** Open InnoDB transactions, oldest first; undefined without the PROCESS privilege. */
  readonly transactions?: readonly OpenTransaction[];
  /** Who waits for whom; undefined where this login may not see it. */
  readonly lockWaits?: readonly LockWait[];
  /** Replication of this server from its source; undefined where this login may not ask, empty where there is none. */
  readonly replicas?: readonly ReplicaState[];
  /** Columns that count ids up, fullest first. */
  readonly increments: readonly { readonly table: string; readonly type: string; readonly share: number }[];
  /** When persistent statistics of tables were last computed; undefined where this login may not read them. */
  readonly statistics?: readonly { readonly table: string; readonly at: Date }[];
}

/** A transaction that is open. */
export interface OpenTransaction {
  readonly connectionId: number;
  readonly seconds: number;
  readonly rowsLocked: number;
  readonly rowsModified: number;
  /** True when its connection runs nothing: the application has left it open. */
  readonly idle: boolean;
}

/** One connection that waits for a lock of another. */
export interface LockWait {
  readonly waiting: number;
  readonly blocking: number;
  readonly seconds: number;
  /** "`shop`.`orders`" */
  readonly table: string;
}

/** How far this server is behind its source. */
export interface ReplicaState {
  readonly source: string;
  /** Undefined: not running, so nobody knows. */
  readonly secondsBehind?: number;
  readonly running: boolean;
  readonly error?: string;
}

type Row = Readonly<Record<string, SqlValue>>;

const variables = [
  'innodb_buffer_pool_size',
  'innodb_buffer_pool_instances',
  'max_connections',
  'wait_timeout',
  'thread_cache_size',
  'tmp_table_size',
  'max_heap_table_size',
  'temptable_max_ram',
  'innodb_stats_persistent',
  'innodb_stats_auto_recalc',
  'read_only',
  'table_open_cache',
  'innodb_flush_log_at_trx_commit',
  'innodb_redo_log_capacity',
  'innodb_log_file_size',
] as const;

const counters = [
  'uptime',
  'innodb_buffer_pool_reads',
  'innodb_buffer_pool_read_requests',
  'innodb_buffer_pool_pages_total',
  'innodb_buffer_pool_pages_free',
  'innodb_buffer_pool_wait_free',
  'max_used_connections',
  'max_used_connections_time',
  'threads_connected',
  'threads_running',
  'threads_created',
  'connections',
  'connection_errors_max_connections',
  'aborted_clients',
  'created_tmp_tables',
  'created_tmp_disk_tables',
  'sort_merge_passes',
  'select_full_join',
  'innodb_row_lock_waits',
  'innodb_row_lock_time',
  'innodb_row_lock_time_avg',
  'innodb_deadlocks',
  'com_select',
  'com_insert',
  'com_update',
  'com_delete',
  'com_replace',
  'com_commit',
  'questions',
] as const;

/** Largest value of each integer type, signed and unsigned (MySQL 9.0 reference manual, 13.1.2). */
const largest: Readonly<Record<string, readonly [signed: number, unsigned: number]>> = {
  tinyint: [127, 255],
  smallint: [32_767, 65_535],
  mediumint: [8_388_607, 16_777_215],
  int: [2_147_483_647, 4_294_967_295],
  bigint: [2 ** 63 - 1, 2 ** 64 - 1],
};

/**
 * Reads how a server is doing: some ten bounded statements, each of which may be refused by itself.
 *
 * @param schema of the application
 * @throws what the client throws when the connection itself fails, `cancelled`
 */
export async function readHealth(client: SqlClient, schema: string, signal: AbortSignal): Promise<HealthReading> {
  const options: QueryOptions = { signal };
  const show = async (what: 'VARIABLES' | 'STATUS', names: readonly string[]): Promise<Record<string, string>> => {
    const rows = await client.query<Row>(
      `SHOW GLOBAL ${what} WHERE Variable_name IN (${names.map((name) => `'${name}'`).join(', ')})`,
      [],
      options,
    );
    return Object.fromEntries(
      rows.map((row) => [(toText(row['Variable_name']) ?? '').toLowerCase(), toText(row['Value']) ?? '']),
    );
  };
  const transactions = await allowed(() => readTransactions(client, options));
  const lockWaits = await allowed(() => readLockWaits(client, options));
  const replicas = await allowed(() => readReplicas(client, options));
  const statistics = await allowed(() => readStatistics(client, schema, options));
  return {
    at: new Date(),
    server: client.server,
    variables: await show('VARIABLES', variables),
    status: await show('STATUS', counters),
    ...(transactions === undefined ? {} : { transactions }),
    ...(lockWaits === undefined ? {} : { lockWaits }),
    ...(replicas === undefined ? {} : { replicas }),
    increments: await readIncrements(client, schema, options),
    ...(statistics === undefined ? {} : { statistics }),
  };
}

/** What the server refuses to this login, or does not have in this version, is not known. A lost connection is a failure. */
async function allowed<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isAbort(error) || isOpsError(error, 'connectionLost') || isOpsError(error, 'timeout')) throw error;
    if (isOpsError(error) || error instanceof Error) return undefined;
    throw error;
  }
}

async function readTransactions(client: SqlClient, options: QueryOptions): Promise<readonly OpenTransaction[]> {
  const rows = await client.query<Row>(
    `${mark}, t.trx_mysql_thread_id AS id, TIMESTAMPDIFF(SECOND, t.trx_started, NOW()) AS seconds,
  t.trx_rows_locked AS locked, t.trx_rows_modified AS modified, t.trx_query IS NULL AS idle
FROM information_schema.INNODB_TRX t WHERE t.trx_mysql_thread_id <> CONNECTION_ID()
ORDER BY t.trx_started LIMIT 50`,
    [],
    options,
  );
  return rows.map((row) => ({
    connectionId: toNumber(row['id']),
    seconds: toNumber(row['seconds']),
    rowsLocked: toNumber(row['locked']),
    rowsModified: toNumber(row['modified']),
    idle: toNumber(row['idle']) === 1,
  }));
}

/** MySQL 8 moved lock waits to performance_schema.data_lock_waits (reference manual 8.0, 17.15.2.1); MariaDB kept the old table. */
async function readLockWaits(client: SqlClient, options: QueryOptions): Promise<readonly LockWait[]> {
  const { flavour, major } = client.server;
  const moved = flavour === 'mysql' && major >= 8;
  const rows = await client.query<Row>(
    moved
      ? `${mark}, r.trx_mysql_thread_id AS waiting, b.trx_mysql_thread_id AS blocking,
  TIMESTAMPDIFF(SECOND, r.trx_wait_started, NOW()) AS seconds,
  (SELECT CONCAT('\`', l.OBJECT_SCHEMA, '\`.\`', l.OBJECT_NAME, '\`') FROM performance_schema.data_locks l
   WHERE l.ENGINE_LOCK_ID = w.REQUESTING_ENGINE_LOCK_ID LIMIT 1) AS name
FROM performance_schema.data_lock_waits w
JOIN information_schema.INNODB_TRX r ON r.trx_id = w.REQUESTING_ENGINE_TRANSACTION_ID
JOIN information_schema.INNODB_TRX b ON b.trx_id = w.BLOCKING_ENGINE_TRANSACTION_ID LIMIT 50`
      : `${mark}, r.trx_mysql_thread_id AS waiting, b.trx_mysql_thread_id AS blocking,
  TIMESTAMPDIFF(SECOND, r.trx_wait_started, NOW()) AS seconds, l.lock_table AS name
FROM information_schema.INNODB_LOCK_WAITS w
JOIN information_schema.INNODB_TRX r ON r.trx_id = w.requesting_trx_id
JOIN information_schema.INNODB_TRX b ON b.trx_id = w.blocking_trx_id
JOIN information_schema.INNODB_LOCKS l ON l.lock_id = w.requested_lock_id LIMIT 50`,
    [],
    options,
  );
  return rows.map((row) => ({
    waiting: toNumber(row['waiting']),
    blocking: toNumber(row['blocking']),
    seconds: toNumber(row['seconds']),
    table: toText(row['name']) ?? '',
  }));
}

/** SHOW REPLICA STATUS since MySQL 8.0.22 and MariaDB 10.5.1; the old words were removed in MySQL 8.4. */
async function readReplicas(client: SqlClient, options: QueryOptions): Promise<readonly ReplicaState[]> {
  const { flavour, major, minor } = client.server;
  const renamed = flavour === 'mysql' ? major >= 8 : major > 10 || (major === 10 && minor >= 6);
  const rows = await client.query<Row>(renamed ? 'SHOW REPLICA STATUS' : 'SHOW SLAVE STATUS', [], options);
  return rows.map((row) => {
    const of = (...names: readonly string[]): string | undefined =>
      names.map((name) => toText(row[name])).find((value) => value !== undefined && value !== '');
    const behind = of('Seconds_Behind_Source', 'Seconds_Behind_Master');
    const error = of('Last_SQL_Error', 'Last_IO_Error');
    return {
      source: of('Source_Host', 'Master_Host') ?? '',
      ...(behind === undefined ? {} : { secondsBehind: Number(behind) }),
      running:
        of('Replica_SQL_Running', 'Slave_SQL_Running') === 'Yes' &&
        of('Replica_IO_Running', 'Slave_IO_Running') === 'Yes',
      ...(error === undefined ? {} : { error }),
    };
  });
}

async function readStatistics(
  client: SqlClient,
  schema: string,
  options: QueryOptions,
): Promise<readonly { table: string; at: Date }[]> {
  const rows = await client.query<Row>(
    `${mark}, table_name AS name, UNIX_TIMESTAMP(last_update) AS at FROM mysql.innodb_table_stats WHERE database_name = ?`,
    [schema],
    options,
  );
  return rows.map((row) => ({ table: toText(row['name']) ?? '', at: new Date(toNumber(row['at']) * 1000) }));
}

async function readIncrements(
  client: SqlClient,
  schema: string,
  options: QueryOptions,
): Promise<HealthReading['increments']> {
  const rows = await client.query<Row>(
    `${mark}, c.TABLE_NAME AS name, c.DATA_TYPE AS type, c.COLUMN_TYPE AS whole, t.AUTO_INCREMENT AS next
FROM information_schema.COLUMNS c
JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
WHERE c.TABLE_SCHEMA = ? AND c.EXTRA LIKE '%auto_increment%'`,
    [schema],
    options,
  );
  return rows
    .flatMap((row) => {
      const type = (toText(row['type']) ?? '').toLowerCase();
      const whole = toText(row['whole']) ?? '';
      const limit = largest[type]?.[/unsigned/i.test(whole) ? 1 : 0];
      const next = row['next'];
      if (limit === undefined || next === null || next === undefined) return [];
      return [{ table: toText(row['name']) ?? '', type: whole, share: toNumber(next) / limit }];
    })
    .toSorted((a, b) => b.share - a.share);
}
