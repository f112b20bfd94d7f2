import { formatBytes } from '../../base/format';
import { isOpsError, OpsError } from '../../base/errors';

/** What every failure of a load can say: only the new database was written to. */
const safe = 'Only the new database was written to; the live one is as it was.';

/** What to do next, by the reason of the session's error. */
const advice: Readonly<Record<string, string>> = {
  diskFull: 'Make room on the server (data directory, temporary directory, binary logs), then restore again.',
  connectionLost: 'See whether the server runs and why it closed the connection (its error log), then restore again.',
  readOnly: 'The server takes no writes: restore into one that does, or switch its read_only off.',
  packetTooLarge: 'Raise max_allowed_packet on the server (SET GLOBAL max_allowed_packet = …), then restore again.',
  duplicate:
    'The dump holds the same key twice, so the server will not take it: choose another backup, or drop the unique index.',
  unknownCollation:
    'The dump comes from a newer or another server: restore it there, or into a version that knows this collation.',
  timeout: 'Something else holds a lock on the server: see its process list, then restore again.',
};

/** An error of a session, with what was being done; cancelling stays cancelling. */
export function loadError(error: unknown, doing: string): unknown {
  if (!isOpsError(error) || error.reason === 'cancelled' || error.advice.safe !== undefined) return error;
  const next = error.advice.next === undefined || error.reason in advice ? advice[error.reason] : error.advice.next;
  return new OpsError(error.reason, `${doing} failed. ${error.message}`, {
    safe,
    ...(next === undefined ? {} : { next }),
  });
}

/** A failure of the load itself. */
export function loadFailure(reason: string, message: string, next?: string): OpsError {
  return new OpsError(reason, message, { safe, ...(next === undefined ? {} : { next }) });
}

/** A statement that the server does not take in one piece, and that cannot be cut. */
export function tooLarge(what: string, bytes: number, limit: number): OpsError {
  return loadFailure(
    'packetTooLarge',
    `${what} is ${formatBytes(bytes)} long, and the server takes statements of at most ${formatBytes(limit)} (max_allowed_packet).`,
    `Raise it on the server (SET GLOBAL max_allowed_packet = ${packetFor(bytes)}), then restore again.`,
  );
}

/** The next power of two with room to spare: the server rounds to multiples of 1,024. */
function packetFor(bytes: number): number {
  return 2 ** Math.ceil(Math.log2(bytes + 1024));
}
