import { OpsError } from '../../base/errors';
import type { QueryOptions, SqlClient, SqlValue } from '../../connections/sql';
import type { StatementDigest } from '../digest';
import { toText } from '../numbers';
import { explainDenied } from '../serverErrors';
import { explainObstacle, type ObstacleReason } from './explainable';
import type { StatementSource } from './plan';
import { readingHalf } from './readingHalf';
import { mark } from '../sources/digestRows';
import { trimmedStatement } from './statementEnd';

export interface Sample {
  readonly sql: string;
  readonly schema?: string;
  readonly source: StatementSource;
}

/** Which statement: its digest, and the schema it ran in. */
export type Wanted = Pick<StatementDigest, 'digest' | 'schema'>;

const sources = {
  sample: { kind: 'sample', text: 'A real call that the server kept with the statement.' },
  history: { kind: 'history', text: "A real call from the server's list of recent statements." },
} as const satisfies Record<string, StatementSource>;

type Row = Readonly<Record<string, SqlValue>>;

/** Widest first: the last thousands of the server, the last ten of each open session, what runs now. */
const recent = ['events_statements_history_long', 'events_statements_history', 'events_statements_current'] as const;

async function recentTexts(client: SqlClient, digest: string, query: QueryOptions): Promise<readonly Row[]> {
  const parts = recent.map(
    (table) =>
      `(SELECT SQL_TEXT AS text, CURRENT_SCHEMA AS schema_name FROM performance_schema.${table}
WHERE DIGEST = ? AND SQL_TEXT IS NOT NULL ORDER BY TIMER_START DESC LIMIT 5)`,
  );
  return client.query<Row>(
    // The mark stands at the very beginning: that is how a digest of ours is told.
    `${mark}, recent.* FROM (\n${parts.join('\nUNION ALL\n')}\n) AS recent`,
    recent.map(() => digest),
    query,
  );
}

/** The lists of recent statements are fed by events_statements_current: without it they stay empty, though switched on. */
async function historyIsOff(client: SqlClient, query: QueryOptions): Promise<boolean> {
  const rows = await client.query<Row>(
    `SELECT 1 AS laravel_ops, NAME AS name FROM performance_schema.setup_consumers
WHERE ENABLED = 'YES' AND NAME LIKE 'events_statements_%'`,
    [],
    query,
  );
  const on = rows.map((row) => toText(row['name']) ?? '');
  return !on.includes('events_statements_current') || !on.some((name) => name.startsWith('events_statements_history'));
}

/** Of a change, the reading half is what will be explained. */
function sampleObstacle(sql: string): ObstacleReason | undefined {
  const obstacle = explainObstacle(sql);
  const half = obstacle === 'notSelect' ? readingHalf(trimmedStatement(sql)) : undefined;
  return half === undefined ? obstacle : explainObstacle(half.sql);
}

function noSample(what: string, next: string): OpsError {
  return new OpsError('noSample', `There is no runnable call of this statement to explain: ${what}`, {
    safe: 'Nothing was executed.',
    next,
  });
}

async function missing(
  client: SqlClient,
  obstacle: ObstacleReason | undefined,
  query: QueryOptions,
): Promise<OpsError> {
  if (obstacle === 'placeholders')
    return noSample(
      'the application sends it as a prepared statement, and the server keeps no values of those.',
      'Run EXPLAIN by hand with values of your own; Copy Statement gives the text.',
    );
  if (obstacle === 'cut')
    return noSample(
      'the server kept only its beginning.',
      'Raise performance_schema_max_sql_text_length in my.cnf (bytes a statement) and restart the server.',
    );
  if (obstacle !== undefined) return noSample('what the server kept could not be read with certainty.', '');
  if (await historyIsOff(client, query))
    return noSample(
      'the server keeps no recent statements.',
      "An administrator can turn that on without a restart: UPDATE performance_schema.setup_consumers SET ENABLED = 'YES' WHERE NAME IN ('events_statements_current', 'events_statements_history', 'events_statements_history_long'); then wait for the next call.",
    );
  return noSample('it is not among the statements that the server kept.', 'Try again when it has run once more.');
}

/** The call kept with the digest: MySQL 8 and later (reference manual 8.0, 29.12.20.3). One row, found by its index. */
async function keptText(client: SqlClient, statement: Wanted, query: QueryOptions): Promise<readonly Row[]> {
  if (client.server.flavour !== 'mysql' || client.server.major < 8) return [];
  const inSchema = statement.schema === undefined ? 'SCHEMA_NAME IS NULL' : 'SCHEMA_NAME = ?';
  return client.query<Row>(
    `SELECT 1 AS laravel_ops, QUERY_SAMPLE_TEXT AS text, SCHEMA_NAME AS schema_name
FROM performance_schema.events_statements_summary_by_digest WHERE ${inSchema} AND DIGEST = ?`,
    statement.schema === undefined ? [statement.digest] : [statement.schema, statement.digest],
    query,
  );
}

/**
 * A call of the statement with its real values: the one kept with the digest (MySQL 8 and later), else one of the
 * server's recent statements. Values are never made up.
 *
 * Rejects with OpsError `noSample`, which says what is missing and how to get it, or `noPrivilege`.
 */
export async function findSample(client: SqlClient, statement: Wanted, signal?: AbortSignal): Promise<Sample> {
  const query: QueryOptions = signal === undefined ? {} : { signal };
  let obstacle: ObstacleReason | undefined;
  const firstRunnable = (rows: readonly Row[], source: StatementSource): Sample | undefined => {
    for (const row of rows) {
      const sql = toText(row['text']) ?? '';
      const schema = toText(row['schema_name']);
      if (sql === '' || (statement.schema !== undefined && schema !== statement.schema)) continue;
      const found = sampleObstacle(sql);
      if (found === undefined) return { sql, ...(schema === undefined ? {} : { schema }), source };
      obstacle ??= found;
    }
    return undefined;
  };
  try {
    const found =
      firstRunnable(await keptText(client, statement, query), sources.sample) ??
      firstRunnable(await recentTexts(client, statement.digest, query), sources.history);
    if (found !== undefined) return found;
    throw await missing(client, obstacle, query);
  } catch (error) {
    throw explainDenied(client, error);
  }
}
