import type { QueryOptions, SqlClient, SqlServer } from '../../connections/sql';
import { toText } from '../numbers';
import { mark, type Row } from '../sources/digestRows';
import type { Asked } from './asked';
import { type LockWait, readLockWaits } from './lockWaits';
import { readReplicas, type ReplicaState } from './replicas';
import { counters, variables } from './serverNames';
import { readOwnFiles, readStatistics, readTables, type TableState } from './tableRows';
import { type OpenTransaction, readDeadlocks, readTransactions } from './transactionRows';

/** What a server says of its own work, read at one moment. What the login may not see is refused, never zero. */
export interface HealthReading {
  /** This machine's clock. */
  readonly at: Date;
  readonly server: SqlServer;
  /** Global variables, names in lower case. What this server does not have is missing. */
  readonly variables: Readonly<Record<string, string>>;
  /** Global status counters, names in lower case. */
  readonly status: Readonly<Record<string, string>>;
  /** Open InnoDB transactions, oldest first, at most 50. */
  readonly transactions: Asked<readonly OpenTransaction[]>;
  /** Who waits for whom, at most 50. */
  readonly lockWaits: Asked<readonly LockWait[]>;
  /** Deadlocks since the server started. */
  readonly deadlocks: Asked<number>;
  /** Replication of this server from its sources; empty where there is none. */
  readonly replicas: Asked<readonly ReplicaState[]>;
  /** Tables of the application's schema: what changes faster than their structure. */
  readonly tables: readonly TableState[];
  /** Names of tables with much unused space that certainly have a file of their own. */
  readonly ownFiles: Asked<ReadonlySet<string>>;
  /** When persistent statistics of tables were last computed; of a partitioned table, those of its oldest partition. */
  readonly statistics: Asked<readonly { readonly table: string; readonly at: Date }[]>;
}

/**
 * Reads how a server is doing: some ten bounded statements, each of which may be refused by itself.
 *
 * @param schema of the application
 * @throws what the client throws when the connection itself fails, `cancelled`
 */
export async function readHealth(client: SqlClient, schema: string, signal: AbortSignal): Promise<HealthReading> {
  const options: QueryOptions = { signal };
  const tables = await readTables(client, schema, options);
  return {
    at: new Date(),
    server: client.server,
    variables: await readNames(client, 'variables', variables, options),
    status: await readNames(client, 'status', counters, options),
    transactions: await readTransactions(client, options),
    lockWaits: await readLockWaits(client, options),
    deadlocks: await readDeadlocks(client, options),
    replicas: await readReplicas(client, options),
    tables,
    ownFiles: await readOwnFiles(client, schema, tables, options),
    statistics: await readStatistics(client, schema, options),
  };
}

/**
 * Global variables or counters by name. Not by SHOW, which could not carry our mark. Anybody may read these tables (checked on
 * MariaDB 10.11 and MySQL 9.7, with performance_schema on and off; MySQL 5.7 reference manual, 25.12.13 and 25.12.14).
 */
async function readNames(
  client: SqlClient,
  what: 'variables' | 'status',
  names: readonly string[],
  options: QueryOptions,
): Promise<Readonly<Record<string, string>>> {
  const table =
    client.server.flavour === 'mysql'
      ? `performance_schema.global_${what}`
      : `information_schema.GLOBAL_${what.toUpperCase()}`;
  const rows = await client.query<Row>(
    `${mark}, VARIABLE_NAME AS name, VARIABLE_VALUE AS value FROM ${table}
WHERE VARIABLE_NAME IN (${names.map(() => '?').join(', ')})`,
    names,
    options,
  );
  return Object.fromEntries(rows.map((row) => [(toText(row['name']) ?? '').toLowerCase(), toText(row['value']) ?? '']));
}
