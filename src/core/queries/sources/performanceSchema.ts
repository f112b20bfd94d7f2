import { OpsError } from '../../base/errors';
import type { QueryOptions, SqlClient, SqlValue } from '../../connections/sql';
import type { DigestSnapshot, StatementDigest, UncapturedLoad } from '../digest';
import { toMoment, toNumber, toText } from '../numbers';
import { explainDenied } from '../serverErrors';

export interface ReadDigestsOptions {
  /** Only statements that ran in this schema; every schema when left out. */
  readonly schema?: string;
  /** Statements to read, most expensive first. */
  readonly limit: number;
  readonly signal?: AbortSignal;
}

type Row = Readonly<Record<string, SqlValue>>;

const table = 'performance_schema.events_statements_summary_by_digest';

/** Longest text that is read of one statement: bounds an answer of 50 statements to half a megabyte. */
const longestText = 4096;

/** Rows read beyond the limit, to make up for statements that are taken out here. */
const spare = 20;

/**
 * Marks our own reading in the digests themselves: comments are not part of a digest, an alias is. Compared from the left
 * at a fixed length, which costs next to nothing; a LIKE over the whole text doubles the time at 10,000 digests.
 */
const mark = 'SELECT 1 AS laravel_ops';
const markDigest = 'SELECT ? AS `laravel_ops`';
const foreign = `LEFT(DIGEST_TEXT, ${markDigest.length}) <> '${markDigest}' AND LEFT(DIGEST_TEXT, 8) <> 'EXPLAIN '`;

/** Questions about the server itself, by whatever tool asks them: not the application's load. */
const catalogue = /\b(?:performance_schema|information_schema)\b|^(?:SHOW|USE|SET) |^SELECT @@/i;

/** The row of statements without a digest has no text either, so that the comparison leaves it out. */
function selection(schema: string | undefined): { readonly where: string; readonly values: readonly SqlValue[] } {
  return schema === undefined
    ? { where: foreign, values: [] }
    : { where: `SCHEMA_NAME = ? AND ${foreign}`, values: [schema] };
}

/** MySQL 8.0 brought the column (reference manual 8.0, 29.12.20.3); no MariaDB up to 10.11 has it. */
function hasQuantiles({ server }: SqlClient): boolean {
  return server.flavour === 'mysql' && server.major >= 8;
}

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
    maxMs: toNumber(row['max_ms']),
    rowsExamined: examined,
    rowsSent: toNumber(row['rows_sent']),
    rowsExaminedPerCall: calls === 0 ? 0 : examined / calls,
    noIndexUsed: toNumber(row['no_index_used']),
    tmpDiskTables: toNumber(row['tmp_disk_tables']),
    sortRows: toNumber(row['sort_rows']),
    firstSeen: toMoment(row['first_seen']),
    lastSeen: toMoment(row['last_seen']),
    loadShare: totalMs === 0 ? 0 : Math.min(1, statementMs / totalMs),
  };
}

/** Rows of the selection, or of one digest in it, most expensive first. */
function readRows(
  client: SqlClient,
  options: ReadDigestsOptions & { readonly digest?: string },
  query: QueryOptions,
): Promise<readonly Row[]> {
  const { where, values } = selection(options.schema);
  const one = options.digest === undefined ? '' : ' AND DIGEST = ?';
  const extra = hasQuantiles(client) ? ', QUANTILE_95 / 1e9 AS p95_ms' : '';
  // Picoseconds become milliseconds on the server: the sums outgrow what a JavaScript number holds exactly.
  const sql = `${mark}, SCHEMA_NAME AS schema_name, DIGEST AS digest, LEFT(DIGEST_TEXT, ${longestText}) AS text,
  COUNT_STAR AS calls, SUM_TIMER_WAIT / 1e9 AS total_ms, MAX_TIMER_WAIT / 1e9 AS max_ms,
  SUM_ROWS_EXAMINED AS rows_examined, SUM_ROWS_SENT AS rows_sent, SUM_NO_INDEX_USED AS no_index_used,
  SUM_CREATED_TMP_DISK_TABLES AS tmp_disk_tables, SUM_SORT_ROWS AS sort_rows,
  UNIX_TIMESTAMP(FIRST_SEEN) AS first_seen, UNIX_TIMESTAMP(LAST_SEEN) AS last_seen${extra}
FROM ${table} WHERE ${where}${one} ORDER BY SUM_TIMER_WAIT DESC LIMIT ${Math.max(1, Math.floor(options.limit)) + spare}`;
  return client.query<Row>(sql, options.digest === undefined ? values : [...values, options.digest], query);
}

/**
 * One row: what the selection adds up to, and what the full table turned away. The time goes into walking the table, for
 * which the server writes out every digest's text: 25 ms on MariaDB 10.11, 55 ms on MySQL 9.7 at 10,000 digests. MySQL
 * finds the row of what was turned away by its index; MariaDB has none there and takes both sums from one walk.
 *
 * Window functions could give sums and statements in one walk, at a higher price than a second one: they carry the texts
 * through a temporary table (160 ms instead of 125 ms on MySQL 9.7), and MIN() OVER () takes MariaDB over a minute.
 */
async function readTotals(
  client: SqlClient,
  options: Pick<ReadDigestsOptions, 'schema'>,
  query: QueryOptions,
): Promise<Row | undefined> {
  const { where, values } = selection(options.schema);
  const turnedAway = 'SCHEMA_NAME IS NULL AND DIGEST IS NULL';
  const sql =
    client.server.flavour === 'mariadb'
      ? `${mark}, COUNT(DIGEST) AS digests, SUM(IF(DIGEST IS NULL, NULL, COUNT_STAR)) AS calls,
  SUM(IF(DIGEST IS NULL, NULL, SUM_TIMER_WAIT)) / 1e9 AS total_ms,
  UNIX_TIMESTAMP(MIN(IF(DIGEST IS NULL, NULL, FIRST_SEEN))) AS since, UNIX_TIMESTAMP(NOW(6)) AS read_at,
  SUM(IF(DIGEST IS NULL, COUNT_STAR, NULL)) AS lost_calls, SUM(IF(DIGEST IS NULL, SUM_TIMER_WAIT, NULL)) / 1e9 AS lost_ms
FROM ${table} WHERE (${where}) OR (${turnedAway})`
      : `${mark}, COUNT(*) AS digests, SUM(COUNT_STAR) AS calls, SUM(SUM_TIMER_WAIT) / 1e9 AS total_ms,
  UNIX_TIMESTAMP(MIN(FIRST_SEEN)) AS since, UNIX_TIMESTAMP(NOW(6)) AS read_at,
  (SELECT SUM(COUNT_STAR) FROM ${table} WHERE ${turnedAway}) AS lost_calls,
  (SELECT SUM(SUM_TIMER_WAIT) / 1e9 FROM ${table} WHERE ${turnedAway}) AS lost_ms
FROM ${table} WHERE ${where}`;
  const [row] = await client.query<Row>(sql, values, query);
  return row;
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
 * The statements that cost the server most, from performance_schema: two bounded SELECTs whatever the number of digests
 * (three on MariaDB). Counts run since the digest table was last emptied, usually the server's start.
 *
 * Rejects with OpsError `performanceSchemaOff`, `digestsOff`, `noPrivilege`, or what the client rejects with.
 */
export async function readDigests(client: SqlClient, options: ReadDigestsOptions): Promise<DigestSnapshot> {
  if (!client.server.performanceSchema) throw offError(client);
  const query: QueryOptions = options.signal === undefined ? {} : { signal: options.signal };
  try {
    const totals = await readTotals(client, options, query);
    const digests = toNumber(totals?.['digests']);
    if (digests === 0) await checkConsumer(client, query);
    const rows = digests === 0 ? [] : await readRows(client, options, query);
    const prepared = await readPrepared(client, query);
    const lostCalls = toNumber(totals?.['lost_calls']);
    const totalMs = toNumber(totals?.['total_ms']);
    return {
      source: 'performance_schema',
      ...(options.schema === undefined ? {} : { schema: options.schema }),
      readAt: toMoment(totals?.['read_at']),
      ...(digests === 0 ? {} : { since: toMoment(totals?.['since']) }),
      digests,
      totalCalls: toNumber(totals?.['calls']),
      totalMs,
      uncaptured: [
        ...(lostCalls === 0
          ? []
          : [{ reason: 'tableFull' as const, calls: lostCalls, totalMs: toNumber(totals?.['lost_ms']) }]),
        ...prepared,
      ],
      statements: rows
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
    const [row] = await readRows(client, { ...options, digest, limit: 1 }, query);
    if (row === undefined) return undefined;
    const totals = await readTotals(client, options, query);
    return digestOf(row, toNumber(totals?.['total_ms']));
  } catch (error) {
    throw explainDenied(client, error);
  }
}
