import type { SqlServer } from '../../connections/sql';

/** What an event does when its time comes, in the words of SHOW CREATE EVENT (MySQL 9 writes REPLICA for SLAVE). */
export type EventStatus = 'ENABLE' | 'DISABLE' | 'DISABLE ON SLAVE';

/** A CREATE EVENT, and what stood in it. */
export interface ParkedEvent {
  /** The statement with another status; the rest is as it was. */
  readonly sql: string;
  /** The status that the given statement had; ENABLE when it named none. */
  readonly was: EventStatus;
}

/**
 * Switches an event off before it is created: a copy beside the live database must never act. An event that was on becomes
 * DISABLE ON SLAVE, which no server runs and which is otherwise only written by replication; so it tells it from one that was off
 * all along. MariaDB 10.11 and MySQL 9.7 take SLAVE and REPLICA (MySQL 9.7 warns that SLAVE will go, so it gets REPLICA; MySQL 5.7
 * and early 8.0 know SLAVE alone) and list it as SLAVESIDE_DISABLED and REPLICA_SIDE_DISABLED. One that was DISABLE ON SLAVE itself, from a dump of a replica, becomes DISABLE: the dump says that
 * it does not act here.
 *
 * @param sql CREATE EVENT as a dump has it, version comments included
 */
export function parkEvent(sql: string, server: Pick<SqlServer, 'flavour' | 'major'>): ParkedEvent | undefined {
  const parked = server.flavour === 'mysql' && server.major >= 9 ? 'DISABLE ON REPLICA' : 'DISABLE ON SLAVE';
  return withStatus(sql, (was) => (was === 'ENABLE' ? parked : 'DISABLE'));
}

/** The way back, for the moment in which the copy becomes the live database. */
export function unparkEvent(sql: string): ParkedEvent | undefined {
  return withStatus(sql, (was) => (was === 'DISABLE ON SLAVE' ? 'ENABLE' : was));
}

/** True for a status of information_schema.EVENTS that `parkEvent` gives to an event that was on. */
export function isParked(status: string): boolean {
  return /^(?:SLAVESIDE|REPLICA_SIDE)_DISABLED$/i.test(status.trim());
}

function withStatus(sql: string, change: (was: EventStatus) => string): ParkedEvent | undefined {
  const place = findStatus(sql);
  if (place === undefined) return undefined;
  const { from, to } = place;
  const written = sql.slice(from, to);
  const was = statusOf(written);
  const status = change(was);
  // Without a status the place is in front of COMMENT or DO.
  const text = written === '' ? `${status} ` : status;
  return { sql: `${sql.slice(0, from)}${text}${sql.slice(to)}`, was };
}

function statusOf(written: string): EventStatus {
  if (!/^disable/i.test(written)) return 'ENABLE';
  return /\bon\b/i.test(written) ? 'DISABLE ON SLAVE' : 'DISABLE';
}

/** Strings, quoted names, plain comments; what is left are words and signs of the statement itself. */
const piece =
  /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`]|``)*`|--[ \t][^\n]*|#[^\n]*|\/\*(?!M?!)[\s\S]*?\*\/|disable\s+on\s+(?:slave|replica)\b|[\w$@.]+/gi;

/** Where the status stands, or would stand: behind ON SCHEDULE, in front of COMMENT and DO. */
function findStatus(sql: string): { readonly from: number; readonly to: number } | undefined {
  let scheduled = false;
  for (const match of sql.matchAll(piece)) {
    const word = match[0].toUpperCase();
    if (word === 'SCHEDULE') scheduled = true;
    if (!scheduled) continue;
    if (word === 'ENABLE' || word.startsWith('DISABLE'))
      return { from: match.index, to: match.index + match[0].length };
    if (word === 'COMMENT' || word === 'DO') return { from: match.index, to: match.index };
  }
  return undefined;
}
