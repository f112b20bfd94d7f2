import { formatCount, formatDuration } from '../../base/format';
import { refusedFact } from './asked';
import { attention, good, type HealthFact, numberOf, secondsText } from './fact';
import type { LockWait } from './lockWaits';
import type { HealthReading } from './reading';
import type { OpenTransaction } from './transactionRows';

/** A web request that holds locks for longer than PHP's usual 60 seconds is not one any more. Seconds. */
const longWithLocks = 60;
/** One that only reads (a dump, a report) keeps old versions of rows from being purged: that hurts after a while. Seconds. */
const longReading = 30 * 60;

function isLong({ seconds, rowsLocked, rowsModified }: OpenTransaction): boolean {
  return seconds >= (rowsLocked > 0 || rowsModified > 0 ? longWithLocks : longReading);
}

/** Transactions that have been open for long. */
export function longTransactions({ transactions }: HealthReading): HealthFact {
  const id = 'longTransactions';
  const title = 'Long transactions';
  if ('refused' in transactions) return refusedFact(id, title, transactions.refused);
  const long = transactions.known.filter(isLong).toSorted((a, b) => b.seconds - a.seconds);
  const [oldest] = long;
  if (oldest === undefined) {
    const open = transactions.known.length;
    return good(id, title, 'none', { details: open === 0 ? [] : [`${open} open, none for long.`] });
  }
  return attention(id, title, `${long.length}, the oldest ${secondsText(oldest.seconds)}`, {
    details: long.slice(0, 10).map(transactionText),
    remedies: [{ title: 'Look for a transaction that waits for something else: a request, a mail, a person' }],
  });
}

function transactionText({ connectionId, seconds, rowsLocked, rowsModified, running }: OpenTransaction): string {
  const who = connectionId === 0 ? 'A prepared XA transaction without connection' : `Connection ${connectionId}`;
  const what = running === undefined ? 'running nothing' : running;
  return `${who}: ${secondsText(seconds)}, about ${formatCount(rowsLocked)} rows locked, ${formatCount(rowsModified)} changed, ${what}.`;
}

/** Connections that wait for a row lock now, for whom, and how often that happened. */
export function lockWaits({ lockWaits: asked, status, transactions }: HealthReading): HealthFact {
  const id = 'lockWaits';
  const title = 'Lock waits';
  const counted = numberOf(status, 'innodb_row_lock_waits');
  const average = numberOf(status, 'innodb_row_lock_time_avg');
  const since =
    counted === undefined
      ? []
      : [
          `${formatCount(counted)} waits for row locks since the server started${average === undefined || counted === 0 ? '' : `, ${formatDuration(average)} on average`}.`,
        ];
  if ('refused' in asked) {
    const open = 'known' in transactions ? [`${transactions.known.length} transactions are open.`] : [];
    return refusedFact(id, title, asked.refused, [...open, ...since]);
  }
  const waits = asked.known;
  if (waits.length === 0) return good(id, title, 'nobody waits now', { details: since });
  const waiting = new Set(waits.map((wait) => wait.waiting)).size;
  const details = [...waits.slice(0, 10).map(waitText), ...since];
  const text = waiting === 1 ? '1 connection waits' : `${waiting} connections wait`;
  // A wait of a moment is how row locks work.
  if (waits.every(({ seconds }) => seconds < 2)) return good(id, title, `${text}, for a moment`, { details });
  return attention(id, title, text, { details });
}

function waitText({ waiting, blocking, seconds, table, waitingText, blockingText, blockingIdle }: LockWait): string {
  const last = blockingText === undefined ? '' : `, its last statement: ${blockingText}`;
  const does = blockingIdle ? `which runs nothing${last}` : `which runs: ${blockingText ?? ''}`;
  const what = waitingText === undefined ? '' : ` to run: ${waitingText}.`;
  return `Connection ${waiting} has waited ${secondsText(seconds)} on ${table} for connection ${blocking}, ${does}.${what === '' ? '' : ` It waits${what}`}`;
}

/**
 * Above one in six minutes somebody notices: InnoDB's manual calls deadlocks harmless unless they are so frequent that
 * transactions cannot run (17.7.5.2), and Laravel repeats a transaction only where it is told how often.
 */
const manyAnHour = 10;

/** Deadlocks since the server started. */
export function deadlocks({ deadlocks: asked, status }: HealthReading): HealthFact {
  const id = 'deadlocks';
  const title = 'Deadlocks';
  if ('refused' in asked) return refusedFact(id, title, asked.refused);
  const uptime = numberOf(status, 'uptime');
  const count = asked.known;
  const text = count === 0 ? 'none since the server started' : `${formatCount(count)} since the server started`;
  if (uptime === undefined || uptime < 3600 || (count / uptime) * 3600 < manyAnHour) return good(id, title, text);
  return attention(id, title, `${formatCount((count / uptime) * 3600)} an hour`, {
    details: [
      `${text} (on average since then).`,
      'SHOW ENGINE INNODB STATUS names the two statements of the last one.',
    ],
    remedies: [
      {
        title: 'Change rows in the same order everywhere, and repeat what lost',
        copies: 'DB::transaction($callback, 3);',
      },
    ],
  });
}
