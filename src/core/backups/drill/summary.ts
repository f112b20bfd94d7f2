import { formatAge, formatDuration } from '../../base/format';
import type { DrillRecord } from './record';

/** How old the newest passed drill may be for recovery to count as proven: a monthly exercise. Days. */
export const drillFreshDays = 30;
/** After this many days without a passed drill nothing is left of the proof. */
export const drillStaleDays = 90;

const dayMs = 86_400_000;
/** Passed drills that figures are made of: the newest, because databases grow. */
const counted = 12;
/** A restore that takes a quarter more or less than usual is worth a word; below that it is noise. */
const noticeable = 0.25;

/** What drills have proven so far. Times in milliseconds. */
export interface DrillSummary {
  readonly passed: number;
  readonly failed: number;
  /** The newest drill that came to an end; a cancelled one proves nothing either way. */
  readonly newest?: DrillRecord;
  readonly newestPassed?: DrillRecord;
  /** Whole days since the newest passed drill. */
  readonly daysSincePassed?: number;
  /** Time to restore, of the newest twelve passed drills. */
  readonly rto?: { readonly newestMs: number; readonly medianMs: number; readonly worstMs: number };
  /** Age of the data that came back, of the same drills. */
  readonly rpo?: { readonly newestMs: number; readonly worstMs: number };
  /** The newest passed drill against the median of those before it; absent with fewer than three before it. */
  readonly trend?: { readonly direction: 'faster' | 'slower' | 'steady'; readonly ratio: number };
}

/** @param records in the order in which they were written */
export function summariseDrills(records: readonly DrillRecord[], now: Date): DrillSummary {
  const ended = byTime(records.filter(({ outcome }) => outcome !== 'cancelled'));
  const passed = ended.filter(({ outcome }) => outcome === 'passed');
  const newest = ended.at(-1);
  const newestPassed = passed.at(-1);
  const counts = { passed: passed.length, failed: ended.length - passed.length };
  if (newestPassed === undefined) return { ...counts, ...(newest === undefined ? {} : { newest }) };
  const recent = passed.slice(-counted);
  const restore = recent.map(({ restoreMs }) => restoreMs);
  const age = recent.map(({ dataAgeMs }) => dataAgeMs);
  const trend = trendOf(restore);
  return {
    ...counts,
    newest: newest ?? newestPassed,
    newestPassed,
    daysSincePassed: Math.max(0, Math.floor((now.getTime() - Date.parse(newestPassed.at)) / dayMs)),
    rto: { newestMs: newestPassed.restoreMs, medianMs: median(restore), worstMs: Math.max(...restore) },
    rpo: { newestMs: newestPassed.dataAgeMs, worstMs: Math.max(...age) },
    ...(trend === undefined ? {} : { trend }),
  };
}

/** The summary as short sentences, one number each: what a tooltip, a report and the runbook show. */
export function drillSentences(summary: DrillSummary, now: Date): readonly string[] {
  const { newest, newestPassed, daysSincePassed = 0, rto, rpo, trend } = summary;
  if (newest === undefined) return ['No drill is on record.'];
  const sentences: string[] = [];
  if (newest.outcome === 'failed')
    sentences.push(
      `The newest drill failed ${ago(newest.at, now)}: ${newest.problem ?? 'the reason was not recorded'}`,
    );
  if (newestPassed === undefined) return [...sentences, 'No drill has passed yet.'];
  sentences.push(
    daysSincePassed >= drillFreshDays
      ? `No drill has passed for ${daysSincePassed} days.`
      : `The newest passed drill was ${ago(newestPassed.at, now)}.`,
  );
  if (rto !== undefined) {
    sentences.push(`A restore takes ${formatDuration(rto.newestMs)}, measured in the newest passed drill.`);
    if (summary.passed > 1)
      sentences.push(`Median ${formatDuration(rto.medianMs)}.`, `Worst ${formatDuration(rto.worstMs)}.`);
  }
  if (rpo !== undefined) sentences.push(`The data that came back was ${formatDuration(rpo.newestMs)} old.`);
  if (trend !== undefined && trend.direction !== 'steady')
    sentences.push(
      `That restore took ${Math.round(trend.ratio * 100)} % of the time usual before: ${trend.direction}.`,
    );
  return sentences;
}

function ago(at: string, now: Date): string {
  const age = formatAge(new Date(at), now);
  return age === 'just now' ? age : `${age} ago`;
}

/** Two machines may write with clocks apart; the sort is stable, so equal moments keep their order in the file. */
function byTime(records: readonly DrillRecord[]): readonly DrillRecord[] {
  return records.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function trendOf(restore: readonly number[]): DrillSummary['trend'] {
  const before = restore.slice(-6, -1);
  const newest = restore.at(-1);
  const usual = before.length < 3 ? 0 : median(before);
  if (newest === undefined || usual === 0) return undefined;
  const ratio = newest / usual;
  if (ratio > 1 + noticeable) return { direction: 'slower', ratio };
  return { direction: ratio < 1 - noticeable ? 'faster' : 'steady', ratio };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
