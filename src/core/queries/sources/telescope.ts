import { instantInZone } from '../../base/clock';
import type { SqlClient } from '../../connections/sql';
import type { DigestSnapshot } from '../digest';
import { toMoment, toText } from '../numbers';
import { within } from './ask';
import { callsOf, digestsOf, type SeenCall, textsOf } from './calls';
import type { Row } from './digestRows';
import { relativeToApplication } from './codePlaces';
import { packageTable, type PackageTables } from './packageTables';
import { packageError } from './pulse';

export interface ReadTelescopeOptions {
  readonly tables: PackageTables;
  /** Schemas by name of connection: Telescope records the latter. */
  readonly schemas?: ReadonlyMap<string, string>;
  readonly limit: number;
  /** Time zone of the application (app.timezone, IANA), in which Telescope writes; UTC when left out, as Laravel has it. */
  readonly timeZone?: string;
  /** Absolute path of the application as it is on this machine; it may be elsewhere where Telescope recorded. */
  readonly root?: string;
  readonly signal?: AbortSignal;
}

/** Newest entries that are looked at. */
const mostEntries = 5_000;

/** Bytes of the largest entry that is read: bounds what the server sends. */
const largestEntry = 65_536;

interface Entry {
  readonly sql: string;
  readonly connection?: string;
  readonly ms: number;
  readonly file?: string;
  readonly line?: number;
}

/**
 * Queries that Laravel Telescope recorded, slow and fast, with the line of the application that sent each.
 *
 * From `telescope_entries` of type `query`, newest 5,000 by `sequence`, found by its index on (type,
 * should_display_on_index). Content is JSON: `time` is text of milliseconds with two decimals, written with commas between
 * thousands up to version 3 ("1,234.56"); `sql` has its values written into it from version 2 on, and "?" with `bindings`
 * beside it before (Watchers/QueryWatcher.php, laravel/telescope 1.0 to 5.2). `file` is absolute.
 *
 * Rejects with OpsError `noPrivilege`, `absent`, or what the client rejects with.
 */
export async function readTelescope(client: SqlClient, options: ReadTelescopeOptions): Promise<DigestSnapshot> {
  const { calls, rows, unread, readAt } = await readEntries(client, options);
  return {
    source: 'telescope',
    readAt,
    uncaptured: [],
    ...(await digestsOf(calls, options.limit, options.signal)),
    remarks: [
      ...(rows >= mostEntries ? [`Only the newest ${mostEntries.toLocaleString('en-US')} queries were read.`] : []),
      ...(unread === 0 ? [] : [`${unread} of ${rows} entries could not be read.`]),
    ],
  };
}

/** Calls of one kind of statement with their values, newest first, for a person who asked for it. Rejects as `readTelescope`. */
export async function readTelescopeCalls(
  client: SqlClient,
  id: string,
  options: ReadTelescopeOptions,
): Promise<readonly SeenCall[]> {
  const { calls } = await readEntries(client, options);
  return callsOf(calls, id, options.limit, options.signal);
}

/**
 * Different texts with their values of several kinds of statements, by id, at most `limit` of each. Those that were recorded on a
 * connection of another schema are left out. Rejects as `readTelescope`.
 *
 * @param schema only calls that ran in it, or of which nobody knows where
 */
export async function readTelescopeTexts(
  client: SqlClient,
  ids: readonly string[],
  schema: string,
  options: ReadTelescopeOptions,
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (ids.length === 0) return new Map();
  const { calls } = await readEntries(client, options);
  const here = calls.filter((call) => call.schema === undefined || call.schema === schema);
  return textsOf(here, new Set(ids), options.limit, options.signal);
}

async function readEntries(
  client: SqlClient,
  { tables, schemas, timeZone, root, signal }: ReadTelescopeOptions,
): Promise<{
  readonly calls: readonly SeenCall[];
  readonly rows: number;
  readonly unread: number;
  readonly readAt: Date;
}> {
  const table = packageTable(tables, 'telescope_entries');
  let rows: readonly Row[];
  try {
    rows = await client.query<Row>(
      `SELECT 1 AS laravel_ops, CAST(created_at AS CHAR) AS at, UNIX_TIMESTAMP(NOW(6)) AS read_at,
  IF(LENGTH(content) > ${largestEntry}, NULL, content) AS entry
FROM ${table} WHERE \`type\` = 'query' AND should_display_on_index = 1 ORDER BY sequence DESC LIMIT ${mostEntries}`,
      [],
      within(signal),
    );
  } catch (error) {
    throw packageError(client, 'Laravel Telescope', table, error);
  }
  const readAt = rows[0] === undefined ? new Date() : toMoment(rows[0]['read_at']);
  const entries = rows.flatMap((row) => {
    const entry = parseEntry(toText(row['entry']) ?? '');
    return entry === undefined ? [] : [{ entry, at: momentOf(toText(row['at']) ?? '', timeZone) ?? readAt }];
  });
  const place = relativeToApplication(
    entries.flatMap(({ entry }) => (entry.file === undefined ? [] : [entry.file])),
    root,
  );
  const calls = entries.map(({ entry, at }): SeenCall => {
    const file = entry.file === undefined ? undefined : place(entry.file);
    const schema = entry.connection === undefined ? undefined : schemas?.get(entry.connection);
    return {
      sql: entry.sql,
      ...(schema === undefined ? {} : { schema }),
      ms: entry.ms,
      at,
      ...(file === undefined || entry.line === undefined
        ? {}
        : { location: { file, line: entry.line, by: 'telescope' } }),
    };
  });
  return { calls, rows: rows.length, unread: rows.length - entries.length, readAt };
}

function parseEntry(text: string): Entry | undefined {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // Too long, or not written by Telescope: counted by the caller.
    return undefined;
  }
  if (typeof content !== 'object' || content === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(content));
  const sql = fields.get('sql');
  const time = fields.get('time');
  const ms = typeof time === 'string' ? Number(time.replaceAll(',', '')) : time;
  if (typeof sql !== 'string' || typeof ms !== 'number' || !Number.isFinite(ms)) return undefined;
  const file = fields.get('file');
  const line = fields.get('line');
  const connection = fields.get('connection');
  return {
    sql,
    ms,
    ...(typeof connection === 'string' ? { connection } : {}),
    ...(typeof file === 'string' && file !== '' ? { file } : {}),
    ...(typeof line === 'number' && line > 0 ? { line } : {}),
  };
}

/** "2026-11-23 08:37:22" on the application's clocks. */
function momentOf(text: string, timeZone: string | undefined): Date | undefined {
  const wall = new Date(`${text.replace(' ', 'T')}Z`);
  if (Number.isNaN(wall.getTime())) return undefined;
  return timeZone === undefined ? wall : instantInZone(wall, timeZone);
}
