import type { SqlClient, SqlValue } from '../../connections/sql';
import { toNumber, toText } from '../numbers';
import { withoutLiterals } from '../statementText';

/** A statement that is being executed. */
export interface RunningStatement {
  readonly connectionId: number;
  readonly user: string;
  /** Host and port of the client, as the server writes it. */
  readonly host: string;
  readonly schema?: string;
  readonly seconds: number;
  /** What the server is doing: "Sending data", "Waiting for table metadata lock". */
  readonly state: string;
  /** Literals replaced by "?": a running statement holds the application's values. */
  readonly text: string;
}

export interface ReadRunningOptions {
  /** Statements that have run for at least so long. */
  readonly minSeconds: number;
  readonly limit: number;
  readonly signal?: AbortSignal;
}

type Row = Readonly<Record<string, SqlValue>>;

/**
 * Statements that run now, longest first, without our own session. A login without the PROCESS privilege sees its own
 * sessions only.
 *
 * MySQL has moved the list: information_schema.PROCESSLIST is gone in 9.7, performance_schema.processlist is there
 * since 8.0.22 and needs no privilege. MariaDB has the former only.
 */
export async function readRunning(
  client: SqlClient,
  options: ReadRunningOptions,
): Promise<readonly RunningStatement[]> {
  const { server } = client;
  const moved = server.flavour === 'mysql' && server.major >= 8 && server.performanceSchema;
  const rows = await client.query<Row>(
    `SELECT 1 AS laravel_ops, ID AS id, USER AS user, HOST AS host, DB AS schema_name, TIME AS seconds, STATE AS state, LEFT(INFO, 4096) AS text
FROM ${moved ? 'performance_schema.processlist' : 'information_schema.PROCESSLIST'}
WHERE COMMAND IN ('Query', 'Execute') AND TIME >= ? AND ID <> CONNECTION_ID() AND INFO IS NOT NULL
ORDER BY TIME DESC LIMIT ${Math.max(1, Math.floor(options.limit))}`,
    [options.minSeconds],
    options.signal === undefined ? {} : { signal: options.signal },
  );
  return rows.map((row) => {
    const schema = toText(row['schema_name']);
    return {
      connectionId: toNumber(row['id']),
      user: toText(row['user']) ?? '',
      host: toText(row['host']) ?? '',
      ...(schema === undefined ? {} : { schema }),
      seconds: toNumber(row['seconds']),
      state: toText(row['state']) ?? '',
      text: withoutLiterals(toText(row['text']) ?? ''),
    };
  });
}
