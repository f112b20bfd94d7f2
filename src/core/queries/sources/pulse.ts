import { OpsError } from '../../base/errors';
import type { SqlClient } from '../../connections/sql';
import type { DigestSnapshot, StatementLocation } from '../digest';
import { toMoment, toNumber, toText } from '../numbers';
import { quotedAccount } from '../serverErrors';
import { refusal, within } from './ask';
import { digestsOf, type SeenCall } from './calls';
import type { Row } from './digestRows';
import { packageTable, type PackageTables } from './packageTables';

export interface ReadPulseOptions {
  readonly tables: PackageTables;
  /** Schema that statements are said to run in: Pulse does not record it. Usually that of the default connection. */
  readonly schema?: string;
  readonly limit: number;
  /** Seconds back from now. Pulse keeps a week at most. */
  readonly seconds: number;
  readonly signal?: AbortSignal;
}

/** Newest entries that are looked at. */
const mostEntries = 20_000;

/** Longest key that is read, characters: a key that is cut is no JSON any more, and is counted as not read. */
const longestKey = 16_384;

/**
 * Slow queries that Laravel Pulse recorded, with the line of the application that sent each.
 *
 * From `pulse_entries`, which holds every recorded query with its milliseconds and is kept at least as long as
 * `pulse_aggregates` (DatabaseStorage::trim): aggregates know a maximum and a count alone, from which no total follows. Only
 * the newest 20,000 are read, found by the index on `type`. A key is the JSON of [sql, "app/File.php:12" | "" | null]
 * (Recorders/SlowQueries.php, laravel/pulse 1.x); sql holds "?" where values were bound, is cut by `max_query_length`, and a
 * time is the query's beginning.
 *
 * Rejects with OpsError `noPrivilege`, `absent` when there is no such table, or what the client rejects with.
 */
export async function readPulse(client: SqlClient, options: ReadPulseOptions): Promise<DigestSnapshot> {
  const { tables, schema, seconds, signal } = options;
  const entries = packageTable(tables, 'pulse_entries');
  let rows: readonly Row[];
  try {
    rows = await client.query<Row>(
      `SELECT 1 AS laravel_ops, \`timestamp\` AS at, \`value\` AS ms, LEFT(\`key\`, ${longestKey}) AS entry, UNIX_TIMESTAMP(NOW(6)) AS read_at
FROM ${entries} WHERE \`type\` = 'slow_query' AND \`timestamp\` > UNIX_TIMESTAMP() - ? ORDER BY id DESC LIMIT ${mostEntries}`,
      [Math.max(1, Math.floor(seconds))],
      within(signal),
    );
  } catch (error) {
    throw packageError(client, 'Laravel Pulse', entries, error);
  }
  const calls = rows.map((row) => callOf(row, schema));
  const unread = calls.filter((call) => call === undefined).length;
  const known = calls.filter((call) => call !== undefined);
  return {
    source: 'pulse',
    ...(schema === undefined ? {} : { schema }),
    readAt: rows[0] === undefined ? new Date() : toMoment(rows[0]['read_at']),
    uncaptured: [],
    ...(await digestsOf(known, options.limit, signal)),
    remarks: [
      'Pulse records queries over its threshold only (1 s unless its configuration says otherwise), and a share of them where it has a sample rate.',
      ...(rows.length >= mostEntries
        ? [`Only the newest ${mostEntries.toLocaleString('en-US')} entries were read.`]
        : []),
      ...(unread === 0 ? [] : [`${unread} of ${rows.length} entries could not be read.`]),
    ],
  };
}

function callOf(row: Row, schema: string | undefined): SeenCall | undefined {
  const key = parseKey(toText(row['entry']) ?? '');
  if (key === undefined) return undefined;
  const location = parseLocation(key.location);
  return {
    sql: key.sql,
    ...(schema === undefined ? {} : { schema }),
    ms: toNumber(row['ms']),
    at: toMoment(row['at']),
    ...(location === undefined ? {} : { location }),
  };
}

function parseKey(text: string): { readonly sql: string; readonly location: string } | undefined {
  try {
    const key: unknown = JSON.parse(text);
    if (!Array.isArray(key) || typeof key[0] !== 'string') return undefined;
    return { sql: key[0], location: typeof key[1] === 'string' ? key[1] : '' };
  } catch {
    // Cut, or written by something else: counted by the caller.
    return undefined;
  }
}

/** "app/Models/User.php:12"; undefined for "" (no frame of the application) and for a place without a line. */
function parseLocation(text: string): Omit<StatementLocation, 'calls'> | undefined {
  const [, file, line] = /^(.+):(\d{1,9})$/.exec(text) ?? [];
  if (file === undefined || line === undefined) return undefined;
  return { file: file.replaceAll('\\', '/'), line: Number(line), by: 'pulse' };
}

/** What a refused read of a package's table means, for people. */
export function packageError(client: SqlClient, title: string, table: string, error: unknown): unknown {
  const refused = refusal(error);
  if (refused === undefined) return error;
  return refused === 'denied'
    ? new OpsError(
        'noPrivilege',
        `The login ${client.server.currentUser} cannot read the table of ${title}.`,
        { safe: 'Nothing was changed.', next: `Ask an administrator to run: ${packageGrant(client, table)}` },
        { cause: error },
      )
    : new OpsError(
        'absent',
        `There is no table ${table}: ${title} is not installed, or keeps its tables elsewhere.`,
        { safe: 'Nothing was changed.' },
        { cause: error },
      );
}

/** What lets a login read one table, whose name is quoted already. */
export function packageGrant({ server }: Pick<SqlClient, 'server'>, table: string): string {
  return `GRANT SELECT ON ${table} TO ${quotedAccount(server.currentUser)};`;
}
