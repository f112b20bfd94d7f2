import type { SqlClient } from '../../connections/sql';
import { toMoment, toNumber, toText } from '../numbers';
import { isOwn, ownBeginning, within } from './ask';
import type { Row } from './digestRows';

/** Statements of one reading; more run at once on no server that still answers. */
const mostRunning = 1_000;

/** One session that is executing a statement. */
export interface RunningSession {
  readonly connection: number;
  /** With its values: for counting kinds of statements, never for lists. */
  readonly sql: string;
  readonly schema?: string;
  /** How long it runs; whole seconds on MySQL. */
  readonly ms: number;
}

/** What runs at one moment, without our own sessions, and the server's clock then. */
export async function readRunningSessions(
  client: SqlClient,
  schema: string | undefined,
  signal: AbortSignal,
): Promise<{ readonly sessions: readonly RunningSession[]; readonly readAt: Date }> {
  const { server } = client;
  const mariadb = server.flavour === 'mariadb';
  const table =
    !mariadb && server.major >= 8 && server.performanceSchema
      ? 'performance_schema.processlist'
      : 'information_schema.PROCESSLIST';
  const rows = await client.query<Row>(
    `${ownBeginning}, clock.read_at, list.* FROM (SELECT UNIX_TIMESTAMP(NOW(6)) AS read_at) AS clock LEFT JOIN
(SELECT ID AS id, DB AS db, ${mariadb ? 'TIME_MS' : 'TIME * 1000'} AS ms, LEFT(INFO, 4096) AS text FROM ${table}
WHERE COMMAND IN ('Query', 'Execute') AND INFO IS NOT NULL AND ID <> CONNECTION_ID()${schema === undefined ? '' : ' AND DB = ?'}
LIMIT ${mostRunning}) AS list ON 1 = 1`,
    schema === undefined ? [] : [schema],
    within(signal),
  );
  const sessions = rows.flatMap((row): readonly RunningSession[] => {
    const sql = toText(row['text']);
    if (sql === undefined || isOwn(sql)) return [];
    const db = toText(row['db']);
    return [
      {
        connection: toNumber(row['id']),
        sql,
        ...(db === undefined ? {} : { schema: db }),
        ms: toNumber(row['ms']),
      },
    ];
  });
  return { sessions, readAt: toMoment(rows[0]?.['read_at']) };
}
