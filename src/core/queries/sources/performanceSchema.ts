import { OpsError } from '../../base/errors';
import type { QueryOptions, SqlClient } from '../../connections/sql';
import type { DigestSnapshot, StatementDigest, UncapturedLoad } from '../digest';
import { toMoment, toNumber, toText } from '../numbers';
import { explainDenied } from '../serverErrors';
import { mark, readDigestRows, readStatements, readTotals, type Row } from './digestRows';

export interface ReadDigestsOptions {
  /** Only statements that ran in this schema; every schema when left out. */
  readonly schema?: string;
  /** Statements to read, most expensive first. */
  readonly limit: number;
  readonly signal?: AbortSignal;
}

/** Questions about the server itself, by whatever tool asks them: not the application's load. */
const catalogue = /\b(?:performance_schema|information_schema)\b|^(?:SHOW|USE|SET) |^SELECT @@/i;

function digestOf(row: Row, totalMs: number): StatementDigest {
  const calls = toNumber(row['calls']);
  const statementMs = toNumber(row['total_ms']);
  const examined = toNumber(row['rows_examined']);
  const text = (toText(row['text']) ?? '').trim();
  const schema = toText(row['schema_name']);
  return {
    digest: toText(row['digest']) ?? '',
    // MySQL 9 keeps executions of prepared statements as digests of their own, behind this word.
    text: text.replace(/^EXECUTE (?=\S)/, ''),
    prepared: /^EXECUTE \S/.test(text),
    ...(schema === undefined ? {} : { schema }),
    calls,
    totalMs: statementMs,
    averageMs: calls === 0 ? 0 : statementMs / calls,
    ...(row['p95_ms'] === undefined ? {} : { p95Ms: toNumber(row['p95_ms']) }),
    ...(row['p99_ms'] === undefined ? {} : { p99Ms: toNumber(row['p99_ms']) }),
    maxMs: toNumber(row['max_ms']),
    rowsExamined: examined,
    rowsSent: toNumber(row['rows_sent']),
    rowsExaminedPerCall: calls === 0 ? 0 : examined / calls,
    noIndexUsed: toNumber(row['no_index_used']),
    tmpDiskTables: toNumber(row['tmp_disk_tables']),
    sortRows: toNumber(row['sort_rows']),
    ...(row['errors'] === undefined ? {} : { errors: toNumber(row['errors']) }),
    ...(row['warnings'] === undefined ? {} : { warnings: toNumber(row['warnings']) }),
    firstSeen: toMoment(row['first_seen']),
    lastSeen: toMoment(row['last_seen']),
    loadShare: totalMs === 0 ? 0 : Math.min(1, statementMs / totalMs),
  };
}

/** MariaDB counts executions of prepared statements under their event alone. Server-wide: there is no schema in it. */
async function readPrepared(client: SqlClient, query: QueryOptions): Promise<readonly UncapturedLoad[]> {
  if (client.server.flavour !== 'mariadb') return [];
  const [row] = await client.query<Row>(
    `${mark}, COUNT_STAR AS calls, SUM_TIMER_WAIT / 1e9 AS total_ms
FROM performance_schema.events_statements_summary_global_by_event_name WHERE EVENT_NAME = 'statement/com/Execute'`,
    [],
    query,
  );
  const calls = toNumber(row?.['calls']);
  return calls === 0 ? [] : [{ reason: 'prepared', calls, totalMs: toNumber(row?.['total_ms']) }];
}

/** An empty answer is healthy only when the server was told to keep digests. */
async function checkConsumer(client: SqlClient, query: QueryOptions): Promise<void> {
  const [row] = await client.query<Row>(
    `${mark}, ENABLED AS enabled FROM performance_schema.setup_consumers WHERE NAME = 'statements_digest'`,
    [],
    query,
  );
  if (row !== undefined && toText(row['enabled']) !== 'YES')
    throw new OpsError('digestsOff', 'performance_schema is on, but its consumer statements_digest is off.', {
      safe: 'Nothing was changed.',
      next: "An administrator can turn it on without a restart: UPDATE performance_schema.setup_consumers SET ENABLED = 'YES' WHERE NAME = 'statements_digest';",
    });
}

function offError(client: SqlClient): OpsError {
  const name = client.server.flavour === 'mariadb' ? 'MariaDB' : 'MySQL';
  return new OpsError('performanceSchemaOff', `Statement history is off on this ${name} server (performance_schema).`, {
    safe: 'It is not switchable at run time, and nothing was changed.',
    next: 'To turn it on, write under [mysqld] in my.cnf: performance_schema = ON, and restart the server.',
  });
}

/**
 * The statements that cost the server most, from performance_schema: one bounded SELECT whatever the number of digests
 * (three on MariaDB, two on MySQL 5.7). Counts run since the digest table was last emptied, usually the server's start.
 *
 * Rejects with OpsError `performanceSchemaOff`, `digestsOff`, `noPrivilege`, or what the client rejects with.
 */
export async function readDigests(client: SqlClient, options: ReadDigestsOptions): Promise<DigestSnapshot> {
  if (!client.server.performanceSchema) throw offError(client);
  const query: QueryOptions = options.signal === undefined ? {} : { signal: options.signal };
  try {
    const { totals, statements } = await readDigestRows(client, options, query);
    const digests = toNumber(totals?.['digests']);
    if (digests === 0) await checkConsumer(client, query);
    const prepared = await readPrepared(client, query);
    const lostCalls = toNumber(totals?.['lost_calls']);
    const totalMs = toNumber(totals?.['all_ms']);
    return {
      source: 'performance_schema',
      ...(options.schema === undefined ? {} : { schema: options.schema }),
      readAt: toMoment(totals?.['read_at']),
      ...(digests === 0 ? {} : { since: toMoment(totals?.['since']) }),
      digests,
      totalCalls: toNumber(totals?.['all_calls']),
      totalMs,
      uncaptured: [
        ...(lostCalls === 0
          ? []
          : [{ reason: 'tableFull' as const, calls: lostCalls, totalMs: toNumber(totals?.['lost_ms']) }]),
        ...prepared,
      ],
      statements: statements
        .map((row) => digestOf(row, totalMs))
        .filter(({ text }) => !catalogue.test(text))
        .slice(0, options.limit),
    };
  } catch (error) {
    throw explainDenied(client, error);
  }
}

/**
 * One statement of the list as it stands now; undefined when the server does not keep it any more. Without a schema the
 * most expensive of that digest. Rejects as `readDigests` does.
 */
export async function readDigest(
  client: SqlClient,
  digest: string,
  options: Omit<ReadDigestsOptions, 'limit'>,
): Promise<StatementDigest | undefined> {
  if (!client.server.performanceSchema) throw offError(client);
  const query: QueryOptions = options.signal === undefined ? {} : { signal: options.signal };
  try {
    const [row] = await readStatements(client, { ...options, digest, limit: 1 }, query);
    if (row === undefined) return undefined;
    const totals = await readTotals(client, options, query);
    return digestOf(row, toNumber(totals?.['all_ms']));
  } catch (error) {
    throw explainDenied(client, error);
  }
}
