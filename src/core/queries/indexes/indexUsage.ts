import { isAbort, isOpsError } from '../../base/errors';
import type { SqlClient, SqlValue } from '../../connections/sql';
import { toMoment, toNumber } from '../numbers';
import { performanceSchemaGrant } from '../serverErrors';
import { mark } from '../sources/digestRows';

/** What a server counted of its reads by index since it began to. It knows nothing of other servers. */
export interface IndexUsage {
  readonly source: 'performance_schema' | 'userstat';
  /** The server's clock. */
  readonly readAt: Date;
  /** When the server started; counting may have begun later where that is not certain. */
  readonly since: Date;
  /** False for userstat: nobody knows when it was turned on. */
  readonly sinceCertain: boolean;
  /** By name of the table; tables that nobody opened since are not in it. */
  readonly tables: ReadonlyMap<string, TableUsage>;
}

export interface TableUsage {
  /** Rows read, by whatever way. */
  readonly reads: number;
  /** Rows read by name of the index. */
  readonly indexes: ReadonlyMap<string, number>;
  /** The last ALTER TABLE: it starts the table's counters anew. */
  readonly since?: Date;
}

/** Why nothing is known of the use of indexes, for people. */
export interface UnknownUsage {
  readonly source: 'unknown';
  readonly reason: string;
}

interface UsageRow {
  readonly tableName: string;
  /** NULL: reads without an index. */
  readonly indexName: string | null;
  readonly readRows: SqlValue;
}

interface CounterRow {
  readonly Variable_name: string;
  readonly Value: string;
}

/**
 * Reads by index, from performance_schema.table_io_waits_summary_by_index_usage (MySQL 9.0 reference manual, 29.12.20.8) or
 * MariaDB's INDEX_STATISTICS (Knowledge Base, "User Statistics") where that is on. Neither counts reads of FULLTEXT indexes, and
 * ALTER TABLE starts a table's counters anew (both seen on MariaDB 10.11 and MySQL 9.7).
 *
 * @throws what the client throws for other reasons than a missing privilege
 */
export async function readIndexUsage(
  client: SqlClient,
  schema: string,
  signal: AbortSignal,
): Promise<IndexUsage | UnknownUsage> {
  const { server } = client;
  const counted = await readUserStatistics(client, schema, signal);
  if (counted !== undefined && !server.performanceSchema) return counted;
  if (!server.performanceSchema)
    return {
      source: 'unknown',
      reason:
        server.flavour === 'mariadb'
          ? 'The server counts no reads by index: performance_schema and userstat are off.'
          : 'The server counts no reads by index: performance_schema is off.',
    };
  try {
    const lost = await client.query<CounterRow>("SHOW GLOBAL STATUS LIKE 'Performance_schema_index_stat_lost'", [], {
      signal,
    });
    if (toNumber(lost[0]?.Value) > 0)
      return { source: 'unknown', reason: 'The server has more indexes than performance_schema counts reads of.' };
    const rows = await client.query<UsageRow>(
      `${mark}, OBJECT_NAME AS tableName, INDEX_NAME AS indexName, COUNT_READ AS readRows
FROM performance_schema.table_io_waits_summary_by_index_usage WHERE OBJECT_TYPE = 'TABLE' AND OBJECT_SCHEMA = ?`,
      [schema],
      { signal },
    );
    if (rows.length === 0) {
      if (counted !== undefined) return counted;
      return {
        source: 'unknown',
        reason: 'performance_schema counted no read of this database since the server started.',
      };
    }
    return usageOf('performance_schema', rows, await readClock(client, schema, signal));
  } catch (error) {
    if (!isOpsError(error) || isAbort(error)) throw error;
    if (counted !== undefined) return counted;
    if (error.reason !== 'noPrivilege') throw error;
    return {
      source: 'unknown',
      reason: `The login cannot read performance_schema. An administrator can allow it: ${performanceSchemaGrant(client)}`,
    };
  }
}

/** MariaDB's counters; undefined where they are off. */
async function readUserStatistics(
  client: SqlClient,
  schema: string,
  signal: AbortSignal,
): Promise<IndexUsage | undefined> {
  if (client.server.flavour !== 'mariadb') return undefined;
  const [setting] = await client.query<CounterRow>("SHOW GLOBAL VARIABLES LIKE 'userstat'", [], { signal });
  if (setting?.Value !== 'ON') return undefined;
  const byIndex = await client.query<UsageRow>(
    `${mark}, TABLE_NAME AS tableName, INDEX_NAME AS indexName, ROWS_READ AS readRows
FROM INFORMATION_SCHEMA.INDEX_STATISTICS WHERE TABLE_SCHEMA = ?`,
    [schema],
    { signal },
  );
  // Of all ways, the indexes among them: what is more than those is counted as read without one.
  const byTable = await client.query<UsageRow>(
    `${mark}, TABLE_NAME AS tableName, NULL AS indexName, ROWS_READ AS readRows
FROM INFORMATION_SCHEMA.TABLE_STATISTICS WHERE TABLE_SCHEMA = ?`,
    [schema],
    { signal },
  );
  return usageOf('userstat', [...byIndex, ...byTable], await readClock(client, schema, signal));
}

interface Clock {
  readonly readAt: Date;
  readonly since: Date;
  readonly altered: ReadonlyMap<string, Date>;
}

async function readClock(client: SqlClient, schema: string, signal: AbortSignal): Promise<Clock> {
  const [uptime] = await client.query<CounterRow>("SHOW GLOBAL STATUS LIKE 'Uptime'", [], { signal });
  const [now] = await client.query<{ readonly now: SqlValue }>(`${mark}, UNIX_TIMESTAMP(NOW(6)) AS now`, [], {
    signal,
  });
  const tables = await client.query<{ readonly name: string; readonly altered: SqlValue }>(
    `${mark}, TABLE_NAME AS name, UNIX_TIMESTAMP(CREATE_TIME) AS altered
FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = ?`,
    [schema],
    { signal },
  );
  const readAt = toMoment(now?.now);
  return {
    readAt,
    since: new Date(readAt.getTime() - toNumber(uptime?.Value) * 1000),
    altered: new Map(
      tables.flatMap(({ name, altered }) => (altered === null ? [] : [[name, toMoment(altered)] as const])),
    ),
  };
}

function usageOf(source: IndexUsage['source'], rows: readonly UsageRow[], clock: Clock): IndexUsage {
  const tables = new Map<string, { reads: number; indexes: Map<string, number>; since?: Date }>();
  for (const { tableName, indexName, readRows } of rows) {
    const altered = clock.altered.get(tableName);
    const table = tables.get(tableName) ?? {
      reads: 0,
      indexes: new Map<string, number>(),
      ...(altered === undefined ? {} : { since: altered }),
    };
    tables.set(tableName, table);
    table.reads += toNumber(readRows);
    if (indexName !== null) table.indexes.set(indexName, toNumber(readRows));
  }
  const { readAt, since } = clock;
  return { source, readAt, since, sinceCertain: source === 'performance_schema', tables };
}
