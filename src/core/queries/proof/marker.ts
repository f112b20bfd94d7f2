import { OpsError } from '../../base/errors';
import type { BulkSession } from '../../connections/bulk';
import { quoteName } from '../../connections/sqlNames';
import { quoteTable, quoteText } from './sqlText';

/** The table that says whose scratch schema this is. */
export const markerTable = 'laravel_ops_marker';

const prefix = 'laravel_ops_scratch_';

/** What stands in the marker table. */
export interface Marker {
  /** The schema that carries it: a copied marker proves nothing. */
  readonly schema: string;
  /** Login, machine and process that made it, for people. */
  readonly who: string;
  /** ISO 8601, UTC, by the server's clock. */
  readonly at: string;
}

/**
 * A name that nobody else makes by chance: eight random hexadecimal digits, and their checksum. Tells a schema of ours that was
 * left before its marker was written.
 *
 * @param random 0 to 1
 */
export function scratchName(random: number): string {
  const part = Math.floor(random * 0x1_0000_0000)
    .toString(16)
    .padStart(8, '0');
  return `${prefix}${part}_${checksum(part)}`;
}

export function isScratchName(name: string): boolean {
  const match = /^laravel_ops_scratch_([0-9a-f]{8})_([0-9a-f]{8})$/.exec(name);
  return match !== null && checksum(match[1] ?? '') === match[2];
}

/** FNV-1a, 32 bits. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`laravel-ops ${text}`)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}

/**
 * Takes the server's named lock of a scratch schema. The server gives it back when the session ends: as long as it is held the
 * owner lives. False when another session has it.
 */
export async function holdScratch(session: BulkSession, schema: string, signal: AbortSignal): Promise<boolean> {
  const [row] = await session.rows(`SELECT GET_LOCK(${quoteText(schema)}, 0) AS held`, signal);
  if (row?.['held'] === '0') return false;
  if (row?.['held'] === '1') return true;
  throw new OpsError(
    'noLock',
    'The server has no named locks (GET_LOCK), so a scratch copy could not be told from one left behind.',
    {
      safe: 'Nothing was made.',
    },
  );
}

export async function releaseScratch(session: BulkSession, schema: string, signal: AbortSignal): Promise<void> {
  await session.rows(`SELECT RELEASE_LOCK(${quoteText(schema)}) AS released`, signal);
}

export async function writeMarker(
  session: BulkSession,
  schema: string,
  who: string,
  signal: AbortSignal,
): Promise<void> {
  const table = quoteTable(schema, markerTable);
  await session.run(
    `CREATE TABLE ${table} (\`schema\` VARCHAR(64) NOT NULL, who VARCHAR(255) NOT NULL, at VARCHAR(30) NOT NULL, server VARCHAR(255) NOT NULL)
COMMENT = 'Scratch copy of Laravel Ops; dropped when it is done, or at its next start.'`,
    signal,
  );
  await session.run(
    `INSERT INTO ${table} SELECT ${quoteText(schema)}, ${quoteText(who.slice(0, 250))}, DATE_FORMAT(UTC_TIMESTAMP(), '%Y-%m-%dT%H:%i:%sZ'), @@hostname`,
    signal,
  );
}

/**
 * Why a schema with a name of ours may be dropped: it holds our marker, or nothing at all. Undefined: it is not there, not ours, or somebody
 * else put something into it before it was marked.
 */
export async function ownership(
  session: BulkSession,
  schema: string,
  signal: AbortSignal,
): Promise<Marker | 'empty' | undefined> {
  if (!isScratchName(schema)) return undefined;
  const name = quoteText(schema);
  const [found] = await session.rows(
    `SELECT (SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ${name}) AS there,
(SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${name}) AS tables,
(SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${name} AND TABLE_NAME = '${markerTable}' AND TABLE_TYPE = 'BASE TABLE') AS markers,
(SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${name} AND TABLE_TYPE <> 'BASE TABLE') AS views,
(SELECT COUNT(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ${name}) +
(SELECT COUNT(*) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${name}) +
(SELECT COUNT(*) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ${name}) AS others`,
    signal,
  );
  const count = (column: string): number => Number(found?.[column] ?? Number.NaN);
  if (count('there') !== 1) return undefined;
  // We make no views, routines, events or triggers: whoever did wants them.
  if (count('views') !== 0 || count('others') !== 0) return undefined;
  if (count('markers') === 0) return count('tables') === 0 ? 'empty' : undefined;
  const [row] = await session.rows(
    `SELECT \`schema\`, who, at, server = @@hostname AS here FROM ${quoteTable(schema, markerTable)} WHERE \`schema\` = ${name}`,
    signal,
  );
  // Named locks are one server's: in a cluster the owner may hold it on another.
  if (row !== undefined && row['here'] !== '1') return undefined;
  // The marker's table without its row: its maker died between the two statements, when there was nothing else.
  if (row === undefined) return count('tables') === 1 ? 'empty' : undefined;
  return { schema, who: row['who'] ?? '', at: row['at'] ?? '' };
}

/** Names of schemas that look like ours and that this login sees. */
export async function scratchNames(session: BulkSession, signal: AbortSignal): Promise<readonly string[]> {
  const rows = await session.rows(
    `SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE LEFT(SCHEMA_NAME, ${prefix.length}) = '${prefix}' ORDER BY 1`,
    signal,
  );
  return rows.flatMap(({ name }) => (typeof name === 'string' && isScratchName(name) ? [name] : []));
}

/** Drops it, whatever the signal of the work says: only a time limit stops this. */
export async function dropSchema(session: BulkSession, schema: string): Promise<void> {
  const limit = AbortSignal.timeout(60_000);
  const drop = (): Promise<unknown> => session.run(`DROP DATABASE IF EXISTS ${quoteName(schema)}`, limit);
  // The KILL QUERY of a cancelled statement may arrive late and hit this one.
  await drop().catch(drop);
}
