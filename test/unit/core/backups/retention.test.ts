import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { retention, type Retained, type Retention } from '../../../../src/core/backups/retention';
import type { CleanupRules } from '../../../../src/core/backups/retentionConfig';
import { decided, recorded } from '../../../fixtures/retention/decided';
import { seriesOf } from '../../../fixtures/retention/series';

const rules: CleanupRules = {
  allDays: 7,
  dailyDays: 16,
  weeklyWeeks: 8,
  monthlyMonths: 4,
  yearlyYears: 2,
  megabytes: 5000,
};
const now = new Date('2026-11-22T12:00:00Z');
const megabyte = 1024 * 1024;
const at = (text: string, sizeMegabytes = 10): Retained => ({
  path: text,
  date: new Date(`${text}Z`),
  zone: 'UTC',
  sizeBytes: sizeMegabytes * megabyte,
});
const decide = (archives: readonly Retained[], more: Partial<CleanupRules> = {}): Record<string, Retention> =>
  Object.fromEntries(retention(archives, { ...rules, ...more }, now, 'UTC') ?? []);

test('300 seeded series lose what the package itself deleted', () => {
  const answered = JSON.parse(readFileSync(recorded, 'utf8')) as number[][];
  expect(answered).toHaveLength(300);
  const wrong = answered.flatMap((theirs, index) => {
    const { zone } = seriesOf(index + 1);
    const ours = decided(index + 1, { app: zone, modified: zone });
    return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [index + 1];
  });
  expect(wrong).toEqual([]);
});

test('each archive is told by which period it is kept, and until when', () => {
  const verdicts = decide([
    at('2026-11-22T02:00:00'),
    at('2026-11-21T02:00:00'),
    at('2026-11-10T14:00:00'),
    at('2026-11-10T02:00:00'),
    at('2026-10-20T02:00:00'),
    at('2026-07-15T02:00:00'),
    at('2025-03-10T02:00:00'),
    at('2023-01-01T02:00:00'),
  ]);
  expect(verdicts).toEqual({
    '2026-11-22T02:00:00': { kind: 'newest' },
    '2026-11-21T02:00:00': { kind: 'kept', as: 'all', until: new Date('2026-11-28T02:00:00Z') },
    '2026-11-10T14:00:00': { kind: 'kept', as: 'daily', until: new Date('2026-12-03T14:00:00Z') },
    '2026-11-10T02:00:00': { kind: 'superseded', in: 'daily', by: '2026-11-10T14:00:00' },
    '2026-10-20T02:00:00': { kind: 'kept', as: 'weekly', until: new Date('2027-01-07T02:00:00Z') },
    '2026-07-15T02:00:00': { kind: 'kept', as: 'monthly', until: new Date('2027-02-02T02:00:00Z') },
    '2025-03-10T02:00:00': { kind: 'kept', as: 'yearly', until: new Date('2027-09-27T02:00:00Z') },
    '2023-01-01T02:00:00': { kind: 'tooOld' },
  });
});

test('the one of a week goes when a newer one of that week comes into the weekly period', () => {
  // Thursday is weekly since 12:00 of 19 November + 23 days back; Friday of the same week is still daily.
  const verdicts = decide([at('2026-11-22T02:00:00'), at('2026-10-31T02:00:00'), at('2026-10-29T02:00:00')]);
  expect(verdicts['2026-10-29T02:00:00']).toEqual({
    kind: 'kept',
    as: 'weekly',
    until: new Date('2026-11-23T02:00:00Z'),
  });
  expect(verdicts['2026-10-31T02:00:00']).toMatchObject({ kind: 'kept', as: 'daily' });
});

test('what does not fit is deleted from the oldest on; the newest stays whatever it takes', () => {
  const archives = [at('2026-11-22T02:00:00', 900), at('2026-11-21T02:00:00', 60), at('2026-11-20T02:00:00', 60)];
  expect(decide(archives, { megabytes: 960 })['2026-11-20T02:00:00']).toEqual({ kind: 'noRoom', megabytes: 960 });
  expect(decide(archives, { megabytes: 960 })['2026-11-21T02:00:00']).toMatchObject({ kind: 'kept' });
  expect(Object.values(decide(archives, { megabytes: 1 })).map(({ kind }) => kind)).toEqual([
    'noRoom',
    'noRoom',
    'newest',
  ]);
  expect(decide(archives, { megabytes: null })['2026-11-20T02:00:00']).toMatchObject({ kind: 'kept', as: 'all' });
});

test('until is never early: a cleanup before that moment keeps the archive, one after it may not', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const { zone, now: then, rules: given, files } = seriesOf(seed);
    const unlimited = { ...given, megabytes: null };
    const archives = files.map(
      ({ name, modifiedAt, sizeBytes }): Retained => ({ path: name, date: modifiedAt, zone, sizeBytes }),
    );
    const survivors = archives.filter(({ path }) => {
      const kind = retention(archives, unlimited, then, zone)?.get(path)?.kind;
      return kind === 'kept' || kind === 'newest';
    });
    for (const [path, verdict] of retention(survivors, unlimited, then, zone) ?? []) {
      // Calendar months of different lengths and clock changes: a day to either side.
      if (verdict.kind !== 'kept' || verdict.until.getTime() - then.getTime() < 2 * 86_400_000) continue;
      const before = new Date(verdict.until.getTime() - 2 * 86_400_000);
      const still = retention(survivors, unlimited, before, zone)?.get(path);
      expect(still, `${seed} ${path} ${verdict.as} ${verdict.until.toISOString()}`).toMatchObject({ kind: 'kept' });
    }
  }
});

test('no archive, and a time zone that nobody knows', () => {
  expect(decide([])).toEqual({});
  expect(retention([at('2026-11-22T02:00:00')], rules, now, 'Not/AZone')).toBeUndefined();
});
