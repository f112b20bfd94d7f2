import type { Interval } from './trend';

/** A lasting rise of the mean time of a call. */
export interface Step {
  readonly before: readonly Interval[];
  readonly after: readonly Interval[];
  /** Median of the intervals' means, milliseconds. */
  readonly beforeMs: number;
  readonly afterMs: number;
}

const hour = 3_600_000;
const day = 24 * hour;

/** What is called a regression: meant to be quiet. Figures of simulated series are in regressions.test.ts. */
const thresholds = {
  /** The median after must be so many times the median before, and so many milliseconds more. */
  ratio: 1.5,
  addedMs: 0.5,
  /** Intervals are merged until each holds so many calls: a mean of fewer says little. */
  callsPerPoint: 20,
  /** Points and time needed on each side. */
  pointsBefore: 12,
  pointsAfter: 6,
  hoursBefore: 24,
  hoursAfter: 1,
  /** What is before is looked at so far back: a week and a day, so that each kind of day is in it. */
  hoursOfBaseline: 8 * 24,
  /** Where less than a week is known, days and nights may differ more than is known: a larger step is needed. */
  ratioOfShortBaseline: 2,
  /** Where no such day (working day, weekend) is known at all, a much larger one. */
  ratioOfUnknownDay: 4,
  /** A kind of day is known of which so many hours are. */
  hoursOfKnownDay: 20,
  /** Against the same hours a week before (a day, where no week is known): median and lowest quarter of the ratios. */
  ratioToSameHours: 1.5,
  lowRatioToSameHours: 1.15,
  /** Mann and Whitney's U in standard deviations. */
  deviations: 4,
} as const;

/** Ends of a series that are looked at, one after the other: a step of today is lost in a month, one of last week in a day. */
const windows = [Infinity, 9 * day, 3 * day];

/**
 * The lasting rise in a series, or undefined. Where it is: the place at which Mann and Whitney's U of the points on both sides is
 * largest (Pettitt, "A non-parametric approach to the change-point problem", Applied Statistics 28, 1979, with U in standard
 * deviations): ranks only, so that single slow calls move nothing. Whether it is one: `thresholds`.
 */
export function findStep(intervals: readonly Interval[]): Step | undefined {
  const points = joined(intervals, (point) => point.calls >= thresholds.callsPerPoint);
  const end = points.at(-1)?.toMs ?? 0;
  for (const window of windows) {
    const recent = points.filter(({ fromMs }) => fromMs >= end - window);
    const at = changePoint(recent);
    if (at === undefined) continue;
    const step = stepAt(points, points.length - recent.length + at);
    if (step !== undefined) return step;
  }
  return undefined;
}

/** Index of the first point behind the change; undefined when there is none. */
function changePoint(points: readonly Interval[]): number | undefined {
  const order = points
    .map((_, index) => index)
    .sort((a, b) => (points[a]?.averageMs ?? 0) - (points[b]?.averageMs ?? 0));
  const ranks = points.map(() => 0);
  order.forEach((index, rank) => (ranks[index] = rank + 1));
  const all = points.length;
  let sum = 0;
  let best: number | undefined;
  let most: number = thresholds.deviations;
  for (let at = 1; at < all; at++) {
    sum += ranks[at - 1] ?? 0;
    if (at < thresholds.pointsBefore || all - at < thresholds.pointsAfter) continue;
    const expected = (at * (all + 1)) / 2;
    const deviation = Math.sqrt((at * (all - at) * (all + 1)) / 12);
    const rise = (expected - sum) / deviation;
    if (rise <= most) continue;
    most = rise;
    best = at;
  }
  return best;
}

function stepAt(points: readonly Interval[], at: number): Step | undefined {
  const after = points.slice(at);
  const first = after[0];
  const last = after.at(-1);
  if (first === undefined || last === undefined || last.toMs - first.fromMs < thresholds.hoursAfter * hour)
    return undefined;
  const earliest = first.fromMs - thresholds.hoursOfBaseline * hour;
  const before = points.slice(0, at).filter(({ toMs }) => toMs > earliest);
  const known = first.fromMs - (before[0]?.fromMs ?? first.fromMs);
  if (before.length < thresholds.pointsBefore || known < thresholds.hoursBefore * hour) return undefined;
  const low = sortedMeans(before);
  const high = sortedMeans(after);
  const beforeMs = quantile(low, 0.5);
  const afterMs = quantile(high, 0.5);
  if (afterMs < beforeMs * ratioWanted(before, after, known) || afterMs < beforeMs + thresholds.addedMs)
    return undefined;
  if (afterMs <= quantile(low, 0.95) || quantile(high, 0.25) <= quantile(low, 0.75)) return undefined;
  // It lasts: the end of the series is slow still.
  if (quantile(sortedMeans(after.slice(-5)), 0.5) <= quantile(low, 0.75)) return undefined;
  if (!isSlowerThanSameHours(before, after, known >= 7 * day ? 7 * day : day)) return undefined;
  return { before, after, beforeMs, afterMs };
}

function ratioWanted(before: readonly Interval[], after: readonly Interval[], known: number): number {
  if (known >= 7 * day) return thresholds.ratio;
  const isKnown = (weekend: boolean): boolean =>
    before.reduce((sum, point) => sum + (isWeekend(point) === weekend ? point.seconds : 0), 0) >=
    thresholds.hoursOfKnownDay * 3600;
  return after.every((point) => isKnown(isWeekend(point)))
    ? thresholds.ratioOfShortBaseline
    : thresholds.ratioOfUnknownDay;
}

/** By UTC: nobody knows where the users are, so the hours around it count to either. */
function isWeekend({ toMs }: Interval): boolean {
  const weekday = new Date(toMs).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/** Compares points with those of the same hours one period (or several) before the change, where there are enough. */
function isSlowerThanSameHours(before: readonly Interval[], after: readonly Interval[], period: number): boolean {
  const start = after[0]?.fromMs ?? 0;
  const ratios: number[] = [];
  for (const point of after) {
    const middle = (point.fromMs + point.toMs) / 2;
    const moment = middle - Math.ceil((middle - start) / period) * period;
    const reach = Math.max(1.5 * hour, (point.toMs - point.fromMs) / 2);
    const same = before.filter(({ fromMs, toMs }) => Math.abs((fromMs + toMs) / 2 - moment) <= reach);
    if (same.length > 0) ratios.push(point.averageMs / Math.max(1e-6, quantile(sortedMeans(same), 0.5)));
  }
  if (ratios.length < after.length / 2) return true;
  ratios.sort((a, b) => a - b);
  return (
    quantile(ratios, 0.5) >= thresholds.ratioToSameHours && quantile(ratios, 0.25) >= thresholds.lowRatioToSameHours
  );
}

const sortedMeans = (points: readonly Interval[]): readonly number[] =>
  points.map(({ averageMs }) => averageMs).sort((a, b) => a - b);

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** Joins from the left until `isFull`; what is left over at the end and never was full is dropped. */
function joined(intervals: readonly Interval[], isFull: (point: Interval) => boolean): readonly Interval[] {
  const points: Interval[] = [];
  let open: Interval | undefined;
  for (const interval of intervals) {
    open = open === undefined ? interval : join(open, interval);
    if (!isFull(open)) continue;
    points.push(open);
    open = undefined;
  }
  return points;
}

function join(a: Interval, b: Interval): Interval {
  const calls = a.calls + b.calls;
  const rows =
    a.rowsExaminedPerCall === undefined || b.rowsExaminedPerCall === undefined
      ? undefined
      : (a.rowsExaminedPerCall * a.calls + b.rowsExaminedPerCall * b.calls) / calls;
  return {
    fromMs: a.fromMs,
    toMs: b.toMs,
    at: b.at,
    seconds: a.seconds + b.seconds,
    calls,
    averageMs: (a.averageMs * a.calls + b.averageMs * b.calls) / calls,
    ...(rows === undefined ? {} : { rowsExaminedPerCall: rows }),
  };
}
