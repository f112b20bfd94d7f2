import { messageOf, OpsError } from '../../base/errors';
import type { SwitchSession } from './session';
import { literal } from '../readRows';

/**
 * Holds the server's named lock for a live database (GET_LOCK): one switch, undo, recovery or drop at a time, from any
 * machine. The server gives it back when the session ends, and a session whose client was killed ends only when its last
 * statement is done: so a recovery that holds it knows that nothing of the one before still runs.
 *
 * @param seconds how long to wait for it
 * @throws OpsError `busy`
 */
export async function holdName(
  session: SwitchSession,
  live: string,
  seconds: number,
  signal: AbortSignal,
): Promise<void> {
  const [row] = await session.rows(`SELECT GET_LOCK(${literal(lockName(live))}, ${seconds}) AS held`, signal);
  if (row?.['held'] === '1') return;
  throw new OpsError('busy', `A switch of ${live} is running in another window or on another machine.`, {
    safe: 'Nothing was changed here.',
    next: 'Wait until it is done.',
  });
}

/** Gives it back. A lost connection has done so already. */
export async function releaseName(session: SwitchSession, live: string): Promise<void> {
  await session
    .rows(`SELECT RELEASE_LOCK(${literal(lockName(live))}) AS released`, AbortSignal.timeout(5_000))
    .catch((error: unknown) => messageOf(error));
}

/** At most 64 characters (MySQL 5.7): the name's end, and a hash (FNV-1a, 32 bits) of all of it. */
function lockName(live: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(live)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return `laravel-ops ${hash.toString(16)} ${Array.from(live).slice(-32).join('')}`;
}
