import type { QueryOptions, SqlClient, SqlValue } from '../../connections/sql';
import { toNumber } from '../numbers';
import { readingTransaction } from '../readingTransaction';

/** Which statements are read. */
export interface DigestSelection {
  /** Only statements that ran in this schema; every schema when left out. */
  readonly schema?: string;
}

export type Row = Readonly<Record<string, SqlValue>>;

/** What a selection adds up to, as one row: digests, all_calls, all_ms, since, read_at, lost_calls, lost_ms. */
export interface DigestRows {
  readonly totals: Row | undefined;
  /** Most expensive first; some more than asked for, to make up for those that are taken out here. */
  readonly statements: readonly Row[];
}

const table = 'performance_schema.events_statements_summary_by_digest';

/** Longest text that is read of one statement: bounds an answer of 50 statements to half a megabyte. */
const longestText = 4096;

/** Rows read beyond the limit, to make up for statements that are taken out afterwards. */
const spare = 20;

/** The most digests that a server can be told to keep (performance_schema_digests_size, MySQL 8.0 and MariaDB). */
const mostDigests = 1_048_576;

/**
 * Marks our own reading in the digests themselves: comments are not part of a digest, an alias is. Compared from the left
 * at a fixed length, which costs next to nothing; a LIKE over the whole text doubles the time at 10,000 digests.
 */
export const mark = 'SELECT 1 AS laravel_ops';
const markDigest = 'SELECT ? AS `laravel_ops`';
const ours = [markDigest, 'EXPLAIN ', 'ANALYZE FORMAT ', readingTransaction.begin, readingTransaction.end];
const foreign = ours.map((begin) => `LEFT(DIGEST_TEXT, ${begin.length}) <> '${begin}'`).join(' AND ');

/** The row of calls that the full table turned away; it has no text, so that `foreign` leaves it out. */
const turnedAway = 'SCHEMA_NAME IS NULL AND DIGEST IS NULL';

function selected({ schema }: DigestSelection): { readonly where: string; readonly values: readonly SqlValue[] } {
  return schema === undefined
    ? { where: foreign, values: [] }
    : { where: `SCHEMA_NAME = ? AND ${foreign}`, values: [schema] };
}

/** MySQL 8.0 brought quantiles (reference manual 8.0, 29.12.20.3) and WITH; no MariaDB up to 10.11 has the former. */
function isMysql8({ server }: SqlClient): boolean {
  return server.flavour === 'mysql' && server.major >= 8;
}

/** Picoseconds become milliseconds on the server: the sums outgrow what a JavaScript number holds exactly. */
function columns(client: SqlClient): string {
  return `SCHEMA_NAME AS schema_name, DIGEST AS digest, LEFT(DIGEST_TEXT, ${longestText}) AS text,
  COUNT_STAR AS calls, SUM_TIMER_WAIT / 1e9 AS total_ms, MAX_TIMER_WAIT / 1e9 AS max_ms,
  SUM_ROWS_EXAMINED AS rows_examined, SUM_ROWS_SENT AS rows_sent, SUM_NO_INDEX_USED AS no_index_used,
  SUM_CREATED_TMP_DISK_TABLES AS tmp_disk_tables, SUM_SORT_ROWS AS sort_rows, SUM_ERRORS AS errors, SUM_WARNINGS AS warnings,
  UNIX_TIMESTAMP(FIRST_SEEN) AS first_seen, UNIX_TIMESTAMP(LAST_SEEN) AS last_seen${isMysql8(client) ? ', QUANTILE_95 / 1e9 AS p95_ms, QUANTILE_99 / 1e9 AS p99_ms' : ''}`;
}

const atMost = (limit: number): string => `LIMIT ${Math.max(1, Math.floor(limit)) + spare}`;

/** MySQL finds this row by its index. */
const lostByIndex = `(SELECT SUM(COUNT_STAR) FROM ${table} WHERE ${turnedAway}) AS lost_calls,
  (SELECT SUM(SUM_TIMER_WAIT) / 1e9 FROM ${table} WHERE ${turnedAway}) AS lost_ms`;

/**
 * The statements of a selection that cost most, and what the whole selection adds up to.
 *
 * The time goes into walking the table, for which the server writes out every digest's text: 35 ms on MariaDB 10.11 and
 * 60 ms on MySQL 9.7 at 10,000 digests. MySQL 8 and later walk once, into a temporary table that both answers are taken
 * from (79 ms); MariaDB and older versions of MySQL walk twice, because MariaDB fills such a table for each use of it.
 * Window functions would do it in one statement too, but take 150 ms on MySQL and, for a minimum, over a minute on MariaDB.
 */
export async function readDigestRows(
  client: SqlClient,
  options: DigestSelection & { readonly limit: number },
  query: QueryOptions,
): Promise<DigestRows> {
  if (isMysql8(client)) return readAtOnce(client, options, query);
  const totals = await readTotals(client, options, query);
  const none = toNumber(totals?.['digests']) === 0;
  return { totals, statements: none ? [] : await readStatements(client, options, query) };
}

/** A table expression is only filled, rather than merged into each use, when it has a LIMIT (manual 8.0, 10.2.2.4). */
async function readAtOnce(
  client: SqlClient,
  options: DigestSelection & { readonly limit: number },
  query: QueryOptions,
): Promise<DigestRows> {
  const { where, values } = selected(options);
  const rows = await client.query<Row>(
    `${mark}, answer.* FROM (WITH d AS (SELECT ${columns(client)}
FROM ${table} WHERE ${where} LIMIT ${mostDigests})
SELECT * FROM (SELECT COUNT(*) AS digests, SUM(calls) AS all_calls, SUM(total_ms) AS all_ms, MIN(first_seen) AS since,
  UNIX_TIMESTAMP(NOW(6)) AS read_at, ${lostByIndex} FROM d) AS sums
LEFT JOIN (SELECT * FROM d ORDER BY total_ms DESC ${atMost(options.limit)}) AS top ON TRUE) AS answer ORDER BY total_ms DESC`,
    values,
    query,
  );
  // An empty selection has its sums still, beside a statement of nothing but NULL.
  return { totals: rows[0], statements: rows.filter((row) => row['digest'] !== null) };
}

/** Statements of the selection, or one digest of it, most expensive first. */
export function readStatements(
  client: SqlClient,
  options: DigestSelection & { readonly limit: number; readonly digest?: string },
  query: QueryOptions,
): Promise<readonly Row[]> {
  const { where, values } = selected(options);
  const one = options.digest === undefined ? '' : ' AND DIGEST = ?';
  return client.query<Row>(
    `${mark}, ${columns(client)}
FROM ${table} WHERE ${where}${one} ORDER BY SUM_TIMER_WAIT DESC ${atMost(options.limit)}`,
    options.digest === undefined ? values : [...values, options.digest],
    query,
  );
}

/** What the selection adds up to. MariaDB has no index for what was turned away and takes both sums from one walk. */
export async function readTotals(
  client: SqlClient,
  options: DigestSelection,
  query: QueryOptions,
): Promise<Row | undefined> {
  const { where, values } = selected(options);
  const sql =
    client.server.flavour === 'mariadb'
      ? `${mark}, COUNT(DIGEST) AS digests, SUM(IF(DIGEST IS NULL, NULL, COUNT_STAR)) AS all_calls,
  SUM(IF(DIGEST IS NULL, NULL, SUM_TIMER_WAIT)) / 1e9 AS all_ms,
  UNIX_TIMESTAMP(MIN(IF(DIGEST IS NULL, NULL, FIRST_SEEN))) AS since, UNIX_TIMESTAMP(NOW(6)) AS read_at,
  SUM(IF(DIGEST IS NULL, COUNT_STAR, NULL)) AS lost_calls, SUM(IF(DIGEST IS NULL, SUM_TIMER_WAIT, NULL)) / 1e9 AS lost_ms
FROM ${table} WHERE (${where}) OR (${turnedAway})`
      : `${mark}, COUNT(*) AS digests, SUM(COUNT_STAR) AS all_calls, SUM(SUM_TIMER_WAIT) / 1e9 AS all_ms,
  UNIX_TIMESTAMP(MIN(FIRST_SEEN)) AS since, UNIX_TIMESTAMP(NOW(6)) AS read_at, ${lostByIndex}
FROM ${table} WHERE ${where}`;
  const [row] = await client.query<Row>(sql, values, query);
  return row;
}
