import { describe, expect, test } from 'vitest';
import type { HistorySnapshot } from '../../../../../src/core/queries/history/history';
import { proveAfter } from '../../../../../src/core/queries/proof/after';

const snapshot = (
  hour: number,
  calls: number,
  totalMs: number,
  rowsExamined?: number,
  series = 'a',
): HistorySnapshot => ({
  at: `2026-11-01T${String(hour).padStart(2, '0')}:00:00Z`,
  source: 'performance_schema',
  series,
  statements: [{ digest: 'd', calls, totalMs, ...(rowsExamined === undefined ? {} : { rowsExamined }) }],
});
const appeared = { after: '2026-11-01T02:00:00Z', before: '2026-11-01T03:00:00Z' };

describe('after the index was there', () => {
  test('calls on both sides are compared; the hour in which it appeared belongs to neither', () => {
    const history = [
      snapshot(0, 1000, 50_000, 1_000_000),
      snapshot(2, 1200, 70_000, 1_400_000),
      snapshot(3, 9_000, 900_000, 90_000_000),
      snapshot(5, 9_100, 900_100, 90_001_000),
    ];
    expect(proveAfter(history.toReversed(), ['d', 'unknown'], appeared)).toEqual([
      {
        digest: 'd',
        before: { calls: 200, averageMs: 100, rowsExaminedPerCall: 2_000, seconds: 7_200 },
        after: { calls: 100, averageMs: 1, rowsExaminedPerCall: 10, seconds: 7_200 },
        rowsSaved: 0.995,
        timeSaved: 0.99,
        verdict: 'proven',
      },
    ]);
  });

  test.each([
    { what: 'too few calls', end: snapshot(5, 1_310, 70_110, 1_401_010), verdict: 'unknown' },
    { what: 'faster, and as many rows are read', end: snapshot(5, 1_400, 71_000, 1_800_000), verdict: 'noGain' },
    { what: 'less is read, and it is slower', end: snapshot(5, 1_400, 170_000, 1_600_100), verdict: 'noGain' },
    { what: 'rows are not counted, and it is faster', end: snapshot(5, 1_400, 71_000), verdict: 'proven' },
  ])('$what: $verdict', ({ end, verdict }) => {
    const history = [
      snapshot(0, 1000, 50_000, 1_000_000),
      snapshot(2, 1200, 70_000, 1_400_000),
      snapshot(3, 1300, 70_100, 1_600_000),
      end,
    ];
    expect(proveAfter(history, ['d'], appeared)[0]?.verdict).toBe(verdict);
  });

  test('counters that began anew are not subtracted from each other', () => {
    const restarted = [
      snapshot(0, 1000, 50_000, 1_000_000),
      snapshot(1, 1100, 60_000, 1_200_000),
      snapshot(2, 50, 5_000, 100_000, 'b'),
      snapshot(3, 60, 6_000, 120_000, 'b'),
      snapshot(4, 160, 6_100, 120_100, 'b'),
    ];
    expect(proveAfter(restarted, ['d'], appeared)).toMatchObject([
      { before: { calls: 100, averageMs: 100 }, after: { calls: 100, averageMs: 1 } },
    ]);
    expect(proveAfter(restarted.slice(0, 3), ['d'], appeared)).toEqual([]);
  });
});
