import type { CommitMark, HistorySnapshot, Regression } from './history';
import { commitOf } from './marks';
import { findStep, type Step } from './step';
import { intervalsOf, type Interval } from './trend';

/** Rows examined a call that count as "reads more". */
const readsMore = 1.3;

/**
 * Statements that are slower since a moment and still are, those that cost most first. Thresholds: step.ts. With every one
 * goes the commit that began to run just then, when there is one.
 */
export function regressions(
  snapshots: readonly HistorySnapshot[],
  marks: readonly CommitMark[],
): readonly Regression[] {
  const found: Regression[] = [];
  for (const [digest, intervals] of intervalsOf(snapshots)) {
    const step = findStep(intervals);
    if (step !== undefined) found.push(regressionOf(digest, step, marks));
  }
  const cost = ({ beforeMs, afterMs, callsAfter }: Regression): number => (afterMs - beforeMs) * callsAfter;
  return found.sort((a, b) => cost(b) - cost(a));
}

function regressionOf(digest: string, step: Step, marks: readonly CommitMark[]): Regression {
  const last = step.before.at(-1);
  const first = step.after[0];
  const sinceMs = first?.fromMs ?? 0;
  // The change lies in the last interval before or the first one after: either may hold some of both.
  const commit = commitOf(marks, last?.fromMs ?? sinceMs, first?.toMs ?? sinceMs);
  const rowsBefore = perCall(step.before);
  const rowsAfter = perCall(step.after);
  const read = rowsBefore !== undefined && rowsAfter !== undefined && rowsAfter > rowsBefore * readsMore;
  return {
    digest,
    since: new Date(sinceMs).toISOString(),
    beforeMs: step.beforeMs,
    afterMs: step.afterMs,
    callsBefore: callsOf(step.before),
    callsAfter: callsOf(step.after),
    ...(commit === undefined ? {} : { commit }),
    cause: read ? 'read' : 'time',
  };
}

const callsOf = (intervals: readonly Interval[]): number => intervals.reduce((sum, { calls }) => sum + calls, 0);

/** Undefined where one of the intervals does not know. */
function perCall(intervals: readonly Interval[]): number | undefined {
  let rows = 0;
  for (const { rowsExaminedPerCall, calls } of intervals) {
    if (rowsExaminedPerCall === undefined) return undefined;
    rows += rowsExaminedPerCall * calls;
  }
  return rows / Math.max(1, callsOf(intervals));
}
