import { isOpsError, OpsError } from '../../base/errors';
import type { SqlClient, SqlValue } from '../../connections/sql';
import type { DigestSnapshot } from '../digest';
import { toMoment, toNumber, toText } from '../numbers';
import { quotedAccount } from '../serverErrors';
import { isOwn, ownBeginning, refusal, within } from './ask';
import { callsOf, digestsOf, type SeenCall, textsOf } from './calls';
import type { Row } from './digestRows';
import { readVariables } from './serverVariables';

export interface ReadSlowLogTableOptions {
  /** Only statements that ran in this schema; every schema when left out. */
  readonly schema?: string;
  /** Statements to list, most expensive first. */
  readonly limit: number;
  /** Only what was logged from then on. */
  readonly since?: Date;
  readonly signal?: AbortSignal;
}

/** Newest entries that are looked at; with the text's limit it bounds an answer to some megabytes. */
const mostEntries = 20_000;

/** Longest text that is read of one statement, characters. */
const longestText = 4_096;

/**
 * How long the server may look. The table is CSV without an index, so every reading walks all of it: measured 130,000 to
 * 200,000 entries a second on MariaDB 10.11 and MySQL 9.7, five seconds are a table of 200 MB.
 */
const mostMs = 5_000;

/** What MySQL logs for commands of the protocol that hold no statement ("Prepare"). */
const commands = new Set([
  'Prepare',
  'Quit',
  'Ping',
  'Close stmt',
  'Reset stmt',
  'Init DB',
  'Field List',
  'Reset Connection',
]);

/**
 * What the slow log in `mysql.slow_log` (log_output = TABLE) adds up to, over its newest 20,000 entries. Executions of
 * prepared statements are in it, on both servers, with their values; these do not leave this function.
 *
 * Every call walks the whole table on the server: for people who ask, not for a poll of every half minute.
 * Format: MySQL reference manual 8.4, 7.4.1 and 7.4.5; MariaDB "mysql.slow_log Table".
 *
 * Rejects with OpsError `noPrivilege`, `tooLarge` when the table cannot be walked in 5 s, or what the client rejects with.
 */
export async function readSlowLogTable(client: SqlClient, options: ReadSlowLogTableOptions): Promise<DigestSnapshot> {
  const variables = await readVariables(client, ['long_query_time'], options.signal);
  const { calls, readAt, cut } = await readEntries(client, options);
  const threshold = Number(variables.get('long_query_time') ?? '0');
  return {
    source: 'slowLogTable',
    ...(options.schema === undefined ? {} : { schema: options.schema }),
    readAt,
    uncaptured: [],
    ...(await digestsOf(calls, options.limit, options.signal)),
    remarks: [
      ...(threshold > 0 ? [`The slow log's threshold is ${threshold} s now: faster statements are not seen.`] : []),
      ...(cut ? [`Only the newest ${mostEntries.toLocaleString('en-US')} entries of the slow log were read.`] : []),
    ],
  };
}

/**
 * Calls of one kind of statement with their values, newest first: to explain one, for a person who asked for it. `id` is the
 * `digest` that `readSlowLogTable` gave. Rejects as that does.
 */
export async function readSlowLogCalls(
  client: SqlClient,
  id: string,
  options: ReadSlowLogTableOptions,
): Promise<readonly SeenCall[]> {
  const { calls } = await readEntries(client, options);
  return callsOf(calls, id, options.limit, options.signal);
}

/**
 * Texts of calls with their values by digest, at most `limit` of each, the newest first: for the advisor and its proofs, which
 * show none of them. Rejects as `readSlowLogTable` does.
 */
export async function readSlowLogTexts(
  client: SqlClient,
  ids: readonly string[],
  options: ReadSlowLogTableOptions,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { calls } = await readEntries(client, options);
  return textsOf(calls, new Set(ids), options.limit, options.signal);
}

async function readEntries(
  client: SqlClient,
  { schema, since, signal }: ReadSlowLogTableOptions,
): Promise<{ readonly calls: readonly SeenCall[]; readonly readAt: Date; readonly cut: boolean }> {
  const conditions = [
    `LEFT(sql_text, ${ownBeginning.length}) <> ?`,
    ...(schema === undefined ? [] : ['db = ?']),
    ...(since === undefined ? [] : ['start_time >= FROM_UNIXTIME(?)']),
  ];
  const values: SqlValue[] = [
    ownBeginning,
    ...(schema === undefined ? [] : [schema]),
    ...(since === undefined ? [] : [since.getTime() / 1000]),
  ];
  try {
    // The log is written in the server's order already, but only a sort finds the newest: the walk costs more than that.
    const rows = await client.query<Row>(
      `SELECT 1 AS laravel_ops, UNIX_TIMESTAMP(start_time) AS at, UNIX_TIMESTAMP(NOW(6)) AS read_at, query_time, rows_sent, rows_examined, db,
  LEFT(CONVERT(sql_text USING utf8mb4), ${longestText}) AS text
FROM mysql.slow_log WHERE ${conditions.join(' AND ')} ORDER BY start_time DESC LIMIT ${mostEntries}`,
      values,
      within(signal, mostMs),
    );
    const first = rows[0];
    const calls = rows.flatMap((row) => callOf(row));
    return {
      calls,
      readAt: first === undefined ? new Date() : toMoment(first['read_at']),
      cut: rows.length >= mostEntries,
    };
  } catch (error) {
    throw explained(client, error);
  }
}

function callOf(row: Row): readonly SeenCall[] {
  const sql = (toText(row['text']) ?? '').trim();
  if (sql === '' || commands.has(sql) || isOwn(sql) || sql.startsWith('administrator command:')) return [];
  const schema = toText(row['db']) ?? '';
  return [
    {
      sql,
      ...(schema === '' ? {} : { schema }),
      ms: timeMs(toText(row['query_time']) ?? ''),
      at: toMoment(row['at']),
      rowsExamined: toNumber(row['rows_examined']),
      rowsSent: toNumber(row['rows_sent']),
    },
  ];
}

/** "00:00:04.999900" in milliseconds; TIME goes up to 838:59:59. TIME_TO_SEC is no help: MariaDB keeps the fraction, MySQL not. */
export function timeMs(time: string): number {
  const [, hours = '0', minutes = '0', seconds = '0'] = /^(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(time) ?? [];
  return (Number(hours) * 3600 + Number(minutes) * 60) * 1000 + Math.round(Number(seconds) * 1e6) / 1000;
}

/** What lets a login read the table. */
export function slowLogGrant({ server }: Pick<SqlClient, 'server'>): string {
  return `GRANT SELECT ON mysql.slow_log TO ${quotedAccount(server.currentUser)};`;
}

function explained(client: SqlClient, error: unknown): unknown {
  if (isOpsError(error, 'timeout'))
    return new OpsError(
      'tooLarge',
      `The table mysql.slow_log could not be read in ${mostMs / 1000} s: it has no index, so all of it is read each time.`,
      {
        safe: 'The server stopped reading, and nothing was changed.',
        next: 'Empty it when nobody needs its entries any more: TRUNCATE TABLE mysql.slow_log;',
      },
      { cause: error },
    );
  if (refusal(error) !== 'denied') return error;
  return new OpsError(
    'noPrivilege',
    `The login ${client.server.currentUser} cannot read the slow log in mysql.slow_log.`,
    { safe: 'Nothing was changed.', next: `Ask an administrator to run: ${slowLogGrant(client)}` },
    { cause: error },
  );
}
