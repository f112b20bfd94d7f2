import { severityOf } from '../level';
import type { StreamEntry } from './entry';

/** Records of one span of time, by how loud they are. */
export interface HistogramBucket {
  /** Milliseconds since 1970, from included, to not. */
  readonly from: number;
  readonly to: number;
  /** Below warning, or of no known level. */
  readonly quiet: number;
  readonly warnings: number;
  /** Error and above. */
  readonly errors: number;
}

export interface StreamHistogram {
  /** Without gaps, oldest first; empty when no record has a known moment. */
  readonly buckets: readonly HistogramBucket[];
  /** Records whose moment is unknown or far from all others. */
  readonly outside: number;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const widths = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 7, 14, 30, 91, 365].map((n) => n * day),
];

/**
 * Counts records by time, in at most `most` buckets of one round width. A moment is written by whoever writes the record:
 * what lies further from the middle 90 percent than three times their width is counted as outside, so that one forged
 * year does not squeeze all others into one bar.
 */
export function histogramOf(entries: readonly StreamEntry[], most = 60): StreamHistogram {
  const times: number[] = [];
  for (const { event } of entries) if (event.time !== undefined) times.push(event.time);
  times.sort((a, b) => a - b);
  const low = times[Math.floor(times.length * 0.05)];
  const high = times[Math.floor((times.length - 1) * 0.95)];
  if (low === undefined || high === undefined) return { buckets: [], outside: entries.length };
  const reach = 3 * Math.max(high - low, minute);
  const near = times.filter((time) => time >= low - reach && time <= high + reach);
  const first = near[0] ?? low;
  const last = near.at(-1) ?? high;
  const width =
    widths.find((each) => Math.floor(last / each) - Math.floor(first / each) < most) ??
    Math.ceil((last - first) / (most - 1));
  const start = Math.floor(first / width) * width;
  const counts = Array.from({ length: Math.floor((last - start) / width) + 1 }, () => ({
    quiet: 0,
    warnings: 0,
    errors: 0,
  }));
  let outside = 0;
  for (const { event, record } of entries) {
    const count = event.time === undefined ? undefined : counts[Math.floor((event.time - start) / width)];
    if (count === undefined) outside++;
    else count[kindOf(record.level)]++;
  }
  return {
    buckets: counts.map((count, index) => ({ from: start + index * width, to: start + (index + 1) * width, ...count })),
    outside,
  };
}

function kindOf(level: StreamEntry['record']['level']): 'quiet' | 'warnings' | 'errors' {
  const severity = level === undefined ? 0 : severityOf(level);
  return severity >= severityOf('error') ? 'errors' : severity >= severityOf('warning') ? 'warnings' : 'quiet';
}

/**
 * How far the clock of a log is ahead of UTC, in milliseconds, as its records show: what stands above the rows is said by
 * the same clock as the rows. 0 when no record tells.
 */
export function clockOf(entries: readonly StreamEntry[]): number {
  for (const { record, event } of entries.slice(-20)) {
    const [, date, time] = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})/.exec(record.at ?? '') ?? [];
    if (date === undefined || time === undefined || event.time === undefined) continue;
    const ahead = Date.parse(`${date}T${time}Z`) - Math.floor(event.time / 1000) * 1000;
    if (Math.abs(ahead) <= 15 * hour) return Math.round(ahead / minute) * minute;
  }
  return 0;
}

/** "2026-11-23 13:02:10" by a clock that is `ahead` milliseconds ahead of UTC; without the date when `today` is that day. */
export function momentBy(ahead: number, time: number, today?: number): string {
  const text = isoOf(time + ahead);
  const sameDay = today !== undefined && isoOf(today + ahead).slice(0, 10) === text.slice(0, 10);
  return sameDay ? text.slice(11) : text;
}

function isoOf(time: number): string {
  const moment = new Date(time);
  return Number.isNaN(moment.getTime()) ? String(time) : moment.toISOString().slice(0, 19).replace('T', ' ');
}
