import type { CommitMark, HistoryCounter, HistorySnapshot, Trend, TrendPoint } from './history';
import { sameSeries } from './series';

/** One point, and when its interval began. */
export interface Interval extends TrendPoint {
  /** Milliseconds since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * What happened to one statement between the snapshots, oldest first. A restart, a reset, another source, a counter that went back
 * or a clock that did begins a new series: no point is made across it. Intervals without a call have no point: a mean of nothing is
 * not known.
 */
export function trendOf(snapshots: readonly HistorySnapshot[], digest: string, marks: readonly CommitMark[]): Trend {
  const points = (intervalsOf(snapshots).get(digest) ?? []).map(({ fromMs: _from, toMs: _to, ...point }) => point);
  return { digest, points, marks };
}

/** The intervals of every statement, oldest first. Snapshots of several sources may be mixed. */
export function intervalsOf(snapshots: readonly HistorySnapshot[]): ReadonlyMap<string, readonly Interval[]> {
  const found = new Map<string, Interval[]>();
  const last = new Map<string, { readonly snapshot: HistorySnapshot; readonly counter: HistoryCounter }>();
  const sorted = [...snapshots].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  for (const snapshot of sorted) {
    for (const counter of snapshot.statements) {
      const key = `${snapshot.source} ${counter.digest}`;
      const before = last.get(key);
      last.set(key, { snapshot, counter });
      if (before === undefined || !sameSeries(before.snapshot, snapshot)) continue;
      const interval = between(before.snapshot, before.counter, snapshot, counter);
      if (interval === undefined || interval.calls === 0) continue;
      const list = found.get(counter.digest);
      if (list === undefined) found.set(counter.digest, [interval]);
      else list.push(interval);
    }
  }
  return found;
}

/** What one statement did between two snapshots of a series; undefined when a counter or the clock went back. */
function between(
  from: HistorySnapshot,
  earlier: HistoryCounter,
  to: HistorySnapshot,
  later: HistoryCounter,
): Interval | undefined {
  const fromMs = Date.parse(from.at);
  const toMs = Date.parse(to.at);
  const calls = later.calls - earlier.calls;
  const totalMs = later.totalMs - earlier.totalMs;
  if (!(toMs > fromMs) || calls < 0 || totalMs < 0) return undefined;
  const rows =
    later.rowsExamined === undefined || earlier.rowsExamined === undefined
      ? undefined
      : later.rowsExamined - earlier.rowsExamined;
  if (rows !== undefined && rows < 0) return undefined;
  return {
    fromMs,
    toMs,
    at: to.at,
    seconds: (toMs - fromMs) / 1000,
    calls,
    averageMs: calls === 0 ? 0 : totalMs / calls,
    ...(rows === undefined || calls === 0 ? {} : { rowsExaminedPerCall: rows / calls }),
  };
}
