import { isOpsError } from '../../base/errors';
import type { BulkSession } from '../../connections/bulk';

/** The session that a switch runs in: one statement at a time. Any `BulkSession` is one. */
export type SwitchSession = Pick<BulkSession, 'run' | 'rows'>;

/** Lock wait timeout (1205) and deadlock (1213): the statement did nothing and may be tried again. */
export function isLockTimeout(error: unknown): boolean {
  return isOpsError(error) && /\((?:1205|1213)\)/.test(error.message);
}

/** The server refused the statement, and said so: the session goes on. Anything else may have run or not. */
export function isRefusal(error: unknown): boolean {
  if (!isOpsError(error) || error.reason === 'connectionLost') return false;
  return error.reason === 'cancelled' || error.reason === 'interrupted' || /\(\d{4}\)/.test(error.message);
}
