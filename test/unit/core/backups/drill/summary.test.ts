import { expect, test } from 'vitest';
import type { DrillFields } from '../../../../../src/core/backups/drill/record';
import { drillSentences, summariseDrills } from '../../../../../src/core/backups/drill/summary';
import { drillRecord } from './sample';

const now = new Date('2026-11-22T12:00:00Z');
const daysAgo = (days: number, more: Partial<DrillFields> = {}): ReturnType<typeof drillRecord> =>
  drillRecord({ at: new Date(now.getTime() - days * 86_400_000).toISOString(), ...more });
const failed = { outcome: 'failed', problem: 'No table came out of the backup.' } as const;

test('nothing on record is said, and no figure is made up', () => {
  expect(summariseDrills([], now)).toEqual({ passed: 0, failed: 0 });
  expect(drillSentences(summariseDrills([], now), now)).toEqual(['No drill is on record.']);
});

test('median and worst are of passed drills alone', () => {
  const summary = summariseDrills(
    [
      daysAgo(9, { restoreMs: 60_000, dataAgeMs: 3_600_000 }),
      daysAgo(8, { ...failed, restoreMs: 900_000 }),
      daysAgo(7, { restoreMs: 120_000, dataAgeMs: 7_200_000 }),
      daysAgo(2, { restoreMs: 90_000, dataAgeMs: 5_400_000 }),
      daysAgo(1, { outcome: 'cancelled', restoreMs: 1 }),
    ],
    now,
  );
  expect(summary).toMatchObject({
    passed: 3,
    failed: 1,
    daysSincePassed: 2,
    rto: { newestMs: 90_000, medianMs: 90_000, worstMs: 120_000 },
    rpo: { newestMs: 5_400_000, worstMs: 7_200_000 },
  });
  expect(summary.trend).toBeUndefined();
  expect(drillSentences(summary, now)).toEqual([
    'The newest passed drill was 2 days ago.',
    'A restore takes 1 min 30 s, measured in the newest passed drill.',
    'Median 1 min 30 s.',
    'Worst 2 min.',
    'The data that came back was 1 h 30 min old.',
  ]);
});

test('too long without a passed drill is counted in days', () => {
  expect(drillSentences(summariseDrills([daysAgo(40)], now), now)[0]).toBe('No drill has passed for 40 days.');
});

test('a failed drill after a passed one comes first', () => {
  expect(drillSentences(summariseDrills([daysAgo(3), daysAgo(1, failed)], now), now).slice(0, 2)).toEqual([
    'The newest drill failed 24 h ago: No table came out of the backup.',
    'The newest passed drill was 3 days ago.',
  ]);
  expect(drillSentences(summariseDrills([daysAgo(1, failed)], now), now)).toEqual([
    'The newest drill failed 24 h ago: No table came out of the backup.',
    'No drill has passed yet.',
  ]);
});

test.each([
  [100, 'steady'],
  [160, 'slower'],
  [60, 'faster'],
] as const)('a newest drill of %i s after three of 100 s is %s', (seconds, direction) => {
  const before = [4, 3, 2].map((days) => daysAgo(days, { restoreMs: 100_000 }));
  const summary = summariseDrills([...before, daysAgo(1, { restoreMs: seconds * 1000 })], now);
  expect(summary.trend).toEqual({ direction, ratio: seconds / 100 });
});

test('order is by the drills’ own time, not by the lines', () => {
  const summary = summariseDrills([daysAgo(1, { restoreMs: 1000 }), daysAgo(5, { restoreMs: 2000 })], now);
  expect(summary.rto?.newestMs).toBe(1000);
});
