import { formatCount, formatDuration } from '../../base/format';
import { attention, good, type HealthFact, unknown } from './fact';
import type { HealthReading } from './reading';

/** A transaction that is older than this keeps old versions of rows alive and may hold locks. Seconds. */
const old = 60;

/** Transactions that have been open for long. */
export function longTransactions({ transactions }: HealthReading): HealthFact {
  const id = 'longTransactions';
  const title = 'Long transactions';
  if (transactions === undefined)
    return unknown(id, title, 'this login may not see it', { details: ['It needs the PROCESS privilege.'] });
  const long = transactions.filter(({ seconds }) => seconds >= old);
  const [oldest] = long.toSorted((a, b) => b.seconds - a.seconds);
  if (oldest === undefined) return good(id, title, 'none over a minute');
  return attention(id, title, `${long.length}, the oldest ${formatDuration(oldest.seconds * 1000)}`, {
    details: long
      .slice(0, 10)
      .map(
        ({ connectionId, seconds, rowsLocked, rowsModified, idle }) =>
          `Connection ${connectionId}: ${formatDuration(seconds * 1000)}, ${formatCount(rowsLocked)} rows locked, ${formatCount(rowsModified)} changed${idle ? ', running nothing' : ''}.`,
      ),
    remedies: [{ title: 'Look for a transaction that waits for something else: a request, a mail, a person' }],
  });
}

/** Connections that wait for a lock now, and how often that happened. */
export function lockWaits({ lockWaits: waits, status }: HealthReading): HealthFact {
  const id = 'lockWaits';
  const title = 'Lock waits';
  const counted = Number(status['innodb_row_lock_waits'] ?? Number.NaN);
  const average = Number(status['innodb_row_lock_time_avg'] ?? Number.NaN);
  const since = Number.isNaN(counted)
    ? []
    : [
        `${formatCount(counted)} waits for row locks since the server started${Number.isNaN(average) ? '' : `, ${formatDuration(average)} on average`}.`,
      ];
  if (waits === undefined)
    return unknown(id, title, 'this login may not see it', { details: ['It needs the PROCESS privilege.', ...since] });
  if (waits.length === 0) return good(id, title, 'nobody waits now', { details: since });
  return attention(id, title, waits.length === 1 ? '1 connection waits' : `${waits.length} connections wait`, {
    details: [
      ...waits
        .slice(0, 10)
        .map(
          ({ waiting, blocking, seconds, table }) =>
            `Connection ${waiting} has waited for ${formatDuration(seconds * 1000)} for ${blocking} on ${table}.`,
        ),
      ...since,
    ],
  });
}
