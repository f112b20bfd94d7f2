import { isOpsError } from '../../base/errors';
import type { BulkSession } from '../../connections/bulk';
import type { SessionState } from '../dump/statement';

/** What clients speak when a dump names no charset: mysqldump's default since 8.0, mariadb-dump's since 10.6. */
const usualCharset = 'utf8mb4';

/**
 * Begins every session of a load. Foreign keys unchecked, as the dump's own preamble has it; values as they are (no strict mode, 0
 * is a value of an AUTO_INCREMENT column); a transaction for each group of rows; no shorter limits than the work may need, as a
 * session waits while others work. `sql_log_bin` stays: replicas get what the server gets.
 *
 * `unique_checks` stays on, unlike in dumps: large tables get their unique keys by ALTER TABLE anyway, and MariaDB 10.11 would
 * otherwise load an empty table in a way that says of a duplicate no more than "error 1 during COMMIT".
 */
export const loadSetup: readonly string[] = [
  [
    "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
    'SESSION unique_checks = 1',
    'SESSION foreign_key_checks = 0',
    'SESSION sql_notes = 0',
    'SESSION autocommit = 0',
    'SESSION wait_timeout = 28800',
    'SESSION net_read_timeout = 600',
    'SESSION net_write_timeout = 600',
    'SESSION lock_wait_timeout = 600',
  ].join(', '),
];

/**
 * Settings that make building indexes faster, or keep a limit of the server from stopping it. Each may be unknown to a version
 * or kept from an account; then the server's own value holds.
 */
const tuning: Readonly<Record<'mysql' | 'mariadb', readonly string[]>> = {
  // MySQL 8.4 Reference Manual, "Configuring Parallel Threads for Online DDL Operations".
  mysql: [
    'innodb_ddl_threads = 4',
    'innodb_parallel_read_threads = 4',
    'innodb_ddl_buffer_size = 67108864',
    'sql_require_primary_key = 0',
    'sql_generate_invisible_primary_key = 0',
  ],
  mariadb: ['max_statement_time = 0'],
};

/** Applies what the server takes of `tuning`. */
export async function tuneSession(session: BulkSession, signal: AbortSignal): Promise<void> {
  for (const setting of tuning[session.server.flavour]) {
    try {
      await session.run(`SET SESSION ${setting}`, signal);
    } catch (error) {
      // Only refusals of the setting itself; a session that is gone is met by the next statement.
      if (!isOpsError(error) || (error.reason !== 'server' && error.reason !== 'noPrivilege')) throw error;
    }
  }
}

/** A session whose settings follow the dump's. */
export interface FollowingSession {
  /** Brings the session into this state; what the dump does not say becomes as it was at the beginning. */
  enter(state: SessionState, signal: AbortSignal): Promise<void>;
}

/** Remembers in which state a session is, so that a SET is sent only where something changes. */
export function followSession(session: BulkSession): FollowingSession {
  let current = '';
  return {
    async enter(state, signal) {
      const wanted = sessionStatement(state);
      if (wanted === current) return;
      await session.run(wanted, signal);
      current = wanted;
    },
  };
}

function sessionStatement({ characterSetClient, collationConnection, sqlMode, timeZone }: SessionState): string {
  const charset = characterSetClient ?? usualCharset;
  return [
    `SET SESSION character_set_client = ${quoteText(charset)}`,
    collationConnection === undefined
      ? `SESSION character_set_connection = ${quoteText(charset)}`
      : `SESSION collation_connection = ${quoteText(collationConnection)}`,
    `SESSION sql_mode = ${quoteText(sqlMode ?? 'NO_AUTO_VALUE_ON_ZERO')}`,
    `SESSION time_zone = ${timeZone === undefined ? 'DEFAULT' : quoteText(timeZone)}`,
  ].join(', ');
}

/** Modes that change how a statement's quotes are read. */
const readingModes: ReadonlySet<string> = new Set(['NO_BACKSLASH_ESCAPES', 'ANSI_QUOTES', 'ANSI']);

/** The state in which tables are made and filled: the dump's charset and time zone, values taken as they are. */
export function rowState({ characterSetClient, timeZone, sqlMode = '' }: SessionState): SessionState {
  const reading = sqlMode.split(',').filter((mode) => readingModes.has(mode.toUpperCase()));
  return {
    ...(characterSetClient === undefined ? {} : { characterSetClient }),
    ...(timeZone === undefined ? {} : { timeZone }),
    sqlMode: ['NO_AUTO_VALUE_ON_ZERO', ...reading].join(','),
  };
}

/** Charsets in which no byte of a longer character looks like a quote, a bracket or a backslash, as LOAD DATA names them. */
const plainCharsets: ReadonlySet<string> = new Set(['utf8mb4', 'utf8mb3', 'utf8', 'latin1', 'ascii']);

/** The charset for LOAD DATA; undefined when rows in this state should not go through it. */
export function loadCharset({ characterSetClient = usualCharset, sqlMode = '' }: SessionState): string | undefined {
  const charset = characterSetClient.toLowerCase();
  return plainCharsets.has(charset) && !sqlMode.includes(',') ? charset : undefined;
}

/** A text as a literal. */
export function quoteText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
