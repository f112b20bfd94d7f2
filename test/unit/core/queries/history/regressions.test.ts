import { describe, expect, test } from 'vitest';
import type { CommitMark, HistorySnapshot } from '../../../../../src/core/queries/history/history';
import { seenMarks } from '../../../../../src/core/queries/history/marks';
import { regressions } from '../../../../../src/core/queries/history/regressions';
import { simulate, type Simulation } from './simulated';

const start = Date.UTC(2026, 0, 5);
const day = 86_400_000;
const series = Number(process.env['LARAVEL_OPS_SERIES'] ?? 1000);

const found = (shape: Omit<Simulation, 'seed'>, count: number): number => {
  let sum = 0;
  for (let seed = 1; seed <= count; seed++) sum += regressions(simulate({ seed, ...shape }), []).length;
  return sum;
};

/** A steady statement that becomes slower, without noise worth the name. */
function stepped(over: { readonly rows?: number; readonly commitAt?: number } = {}): HistorySnapshot[] {
  let calls = 0;
  let totalMs = 0;
  let rowsExamined = 0;
  return Array.from({ length: 12 * 48 }, (_, index) => {
    const slow = index > 10 * 48;
    calls += 100;
    totalMs += 100 * (slow ? 30 : 10) * (1 + (index % 7) / 100);
    rowsExamined += 100 * (slow ? (over.rows ?? 100) : 100);
    return {
      at: new Date(start + index * 1_800_000).toISOString(),
      source: 'performance_schema',
      series: 's',
      commit: index > 10 * 48 - (over.commitAt ?? 0) ? 'new' : 'old',
      statements: [{ digest: 'd', calls, totalMs, rowsExamined }],
    };
  });
}

const mark = (commit: string, at: number): CommitMark => ({
  commit,
  short: commit,
  subject: `The ${commit} one`,
  at: new Date(at).toISOString(),
});

/*
 * 1,000 series of each shape: times of calls lognormal, load drifting by 20 %, readings every 10 to 60 minutes; 10 to 11,000
 * calls an hour, so that some have too few to say anything. Called:
 *
 *   stable, weekends 0.8 to 1.4 times as slow, 14 days    0.3 %
 *   the same, 5 days                                      0.0 %
 *   stable, weekends 2 times slower, 14 days              0.1 %
 *   the same, 6 days: the first weekend has just begun    0.0 %
 *   stable, weekends 3 times slower, 21 days              0.5 %
 *
 *   step, of 14 days               ×1.3     ×1.5     ×2       ×3       ×10
 *   5 days ago                     8 %      34 %     87 %     99 %     100 %
 *   a day ago                      8 %      28 %     76 %     95 %     98 %
 *   6 hours ago, at night          3 %      8 %      25 %     39 %     41 %
 *   2 days ago, of 5               0 %      2 %      19 %     38 %     100 %
 *
 * The moment was found within two hours in 65 to 88 % of those of ×3 and more; where it was not, calls were few.
 */
describe('simulated series', () => {
  test('stable ones are called in one of a hundred at most', { timeout: 60_000 }, () => {
    expect(found({ days: 14, minutes: 60 }, series)).toBeLessThanOrEqual(series / 100);
    expect(found({ days: 14, minutes: 60, weekend: 2 }, series / 5)).toBeLessThanOrEqual(series / 500);
    expect(found({ days: 21, minutes: 60, weekend: 3 }, series / 5)).toBeLessThanOrEqual(series / 250);
    expect(found({ days: 6, minutes: 60, weekend: 2 }, series / 5)).toBeLessThanOrEqual(series / 500);
  });

  test('steps are found the surer the larger they are', { timeout: 60_000 }, () => {
    const recall = (factor: number, stepDay: number): number =>
      found({ days: 14, minutes: 30, factor, stepDay }, series / 10) / (series / 10);
    expect(recall(2, 9)).toBeGreaterThan(0.75);
    expect(recall(3, 9)).toBeGreaterThan(0.95);
    expect(recall(3, 13)).toBeGreaterThan(0.85);
  });

  test('what became faster is no regression', () => {
    expect(found({ days: 14, minutes: 60, factor: 0.2, stepDay: 9 }, 100)).toBe(0);
  });
});

describe('a step', () => {
  test('has its moment, both times and the calls of each side', () => {
    const [one, ...others] = regressions(stepped(), []);
    expect(others).toEqual([]);
    expect(one).toMatchObject({ digest: 'd', since: new Date(start + 10 * day).toISOString(), cause: 'time' });
    expect(one).not.toHaveProperty('commit');
    expect((one?.afterMs ?? 0) / (one?.beforeMs ?? 1)).toBeCloseTo(3, 1);
    expect(one?.callsAfter).toBe(95 * 100);
    expect(one?.callsBefore).toBeGreaterThan(30_000);
  });

  test('says that more is read when rows rose as well', () => {
    expect(regressions(stepped({ rows: 5000 }), [])[0]?.cause).toBe('read');
    expect(regressions(stepped({ rows: 110 }), [])[0]?.cause).toBe('time');
  });

  test('names the commit that began to run then, and none of another time', () => {
    const snapshots = stepped();
    const marks = seenMarks([mark('old', start - day), mark('new', start + 9 * day)], snapshots);
    expect(marks.map(({ seenAt }) => seenAt)).toEqual([
      new Date(start).toISOString(),
      new Date(start + 10 * day + 1_800_000).toISOString(),
    ]);
    expect(regressions(snapshots, marks)[0]?.commit).toMatchObject({ commit: 'new', subject: 'The new one' });
    const early = stepped({ commitAt: 96 });
    expect(regressions(early, seenMarks([mark('new', start)], early))[0]).not.toHaveProperty('commit');
  });

  test('that is over again, or a burst, or of few calls is none', () => {
    const all = stepped();
    const few = all.map((snapshot, index) => ({
      ...snapshot,
      statements: snapshot.statements.map((counter) => ({
        ...counter,
        calls: Math.floor(counter.calls / 100 / 20),
        totalMs: counter.totalMs / 2000,
      })),
      at: new Date(start + index * 1_800_000).toISOString(),
    }));
    expect(regressions(few, [])).toEqual([]);
    const back = [...all];
    const last = all.at(-1)?.statements[0];
    for (let index = 1; index <= 96; index++)
      back.push({
        ...(all[0] as HistorySnapshot),
        at: new Date(start + (12 * 48 - 1 + index) * 1_800_000).toISOString(),
        statements: [
          {
            digest: 'd',
            calls: (last?.calls ?? 0) + index * 100,
            totalMs: (last?.totalMs ?? 0) + index * 1000,
            rowsExamined: (last?.rowsExamined ?? 0) + index * 10_000,
          },
        ],
      });
    expect(regressions(back, [])).toEqual([]);
    expect(regressions(all.slice(0, 10 * 48 + 3), [])).toEqual([]);
    expect(regressions([], [])).toEqual([]);
  });
});
