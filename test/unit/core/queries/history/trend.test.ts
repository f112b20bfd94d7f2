import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DigestSnapshot, StatementDigest } from '../../../../../src/core/queries/digest';
import type { HistorySnapshot } from '../../../../../src/core/queries/history/history';
import { sameSeries, snapshotOf } from '../../../../../src/core/queries/history/series';
import { readSnapshotLine, snapshotLine } from '../../../../../src/core/queries/history/snapshotLine';
import { thinned } from '../../../../../src/core/queries/history/thin';
import { trendOf } from '../../../../../src/core/queries/history/trend';

const start = Date.UTC(2026, 0, 5);
const at = (minute: number): string => new Date(start + minute * 60_000).toISOString();

function snapshot(
  minute: number,
  calls: number,
  totalMs: number,
  over: Partial<HistorySnapshot> = {},
): HistorySnapshot {
  const statements = [{ digest: 'd', calls, totalMs, rowsExamined: calls * 10 }];
  return { at: at(minute), source: 'performance_schema', series: 's', statements, ...over };
}

const points = (...snapshots: HistorySnapshot[]) => trendOf(snapshots, 'd', []).points;

describe('a trend', () => {
  test('is what happened between the snapshots', () => {
    expect(points(snapshot(0, 100, 1000), snapshot(10, 160, 1600), snapshot(20, 260, 1800))).toEqual([
      { at: at(10), seconds: 600, calls: 60, averageMs: 10, rowsExaminedPerCall: 10 },
      { at: at(20), seconds: 600, calls: 100, averageMs: 2, rowsExaminedPerCall: 10 },
    ]);
  });

  test('has no point across a restart, a reset, another source or a clock that went back', () => {
    const first = snapshot(0, 100, 1000);
    for (const second of [
      snapshot(10, 5, 50),
      snapshot(10, 160, 900),
      snapshot(10, 160, 1600, { series: 'another' }),
      snapshot(10, 160, 1600, { source: 'slowLogTable' }),
      snapshot(0, 160, 1600),
    ])
      expect(points(first, second)).toEqual([]);
    expect(points(first, snapshot(10, 5, 50), snapshot(20, 15, 150))).toMatchObject([{ at: at(20), calls: 10 }]);
  });

  test('has no mean where nothing was called, and begins where a statement is first seen', () => {
    expect(points(snapshot(0, 100, 1000), snapshot(10, 100, 1000))).toEqual([]);
    const without = snapshot(0, 0, 0, { statements: [] });
    expect(points(without, snapshot(10, 100, 1000), snapshot(20, 110, 1100))).toMatchObject([
      { calls: 10, seconds: 600 },
    ]);
  });

  test('goes on over a snapshot that did not list the statement', () => {
    const without = snapshot(10, 0, 0, { statements: [] });
    expect(points(snapshot(0, 100, 1000), without, snapshot(20, 200, 3000))).toMatchObject([
      { seconds: 1200, calls: 100, averageMs: 20 },
    ]);
  });

  test('knows nothing of rows where one of the snapshots does not', () => {
    const blind = snapshot(10, 200, 2000, { statements: [{ digest: 'd', calls: 200, totalMs: 2000 }] });
    expect(points(snapshot(0, 100, 1000), blind)[0]).not.toHaveProperty('rowsExaminedPerCall');
  });

  test('never has a negative or endless figure, whatever the counters are', () => {
    const counter = fc.record({
      minute: fc.integer({ min: 0, max: 100 }),
      calls: fc.integer({ min: 0, max: 1000 }),
      totalMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
      series: fc.constantFrom('a', 'b'),
    });
    fc.assert(
      fc.property(fc.array(counter), (counters) => {
        const all = counters.map(({ minute, calls, totalMs, series }) => snapshot(minute, calls, totalMs, { series }));
        for (const point of trendOf(all, 'd', []).points) {
          expect(point.calls).toBeGreaterThan(0);
          expect(point.averageMs).toBeGreaterThanOrEqual(0);
          expect(point.seconds).toBeGreaterThan(0);
          expect(Number.isFinite(point.averageMs)).toBe(true);
        }
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});

describe('a snapshot', () => {
  const statement: StatementDigest = {
    digest: 'd1',
    text: 'SELECT `secret`',
    calls: 3,
    totalMs: 1.23456,
    averageMs: 0.4,
    maxMs: 1,
    firstSeen: new Date(start),
    lastSeen: new Date(start),
    loadShare: 1,
    prepared: false,
  };
  const read: DigestSnapshot = {
    source: 'performance_schema',
    readAt: new Date(start),
    since: new Date(start - 1000),
    digests: 1,
    totalCalls: 3,
    totalMs: 2,
    uncaptured: [],
    statements: [statement],
  };

  test('holds counters and no text', () => {
    const taken = snapshotOf(read, { server: 'db:3306 shop', startedAt: new Date(start - 5000), commit: 'abc' });
    expect(taken.statements).toEqual([{ digest: 'd1', calls: 3, totalMs: 1.235 }]);
    expect(snapshotLine(taken)).not.toContain('secret');
    expect(readSnapshotLine(snapshotLine(taken))).toEqual(taken);
  });

  test('is of the same series when the start differs by the seconds of a rounded uptime, and not after a reset', () => {
    const taken = (startedAt: number, since = 0) =>
      snapshotOf({ ...read, since: new Date(start + since) }, { server: 'a', startedAt: new Date(start + startedAt) });
    expect(sameSeries(taken(0), taken(1400))).toBe(true);
    expect(sameSeries(taken(0), taken(60_000))).toBe(false);
    expect(sameSeries(taken(0), taken(0, 60_000))).toBe(false);
    expect(sameSeries(taken(0), { ...taken(0), series: 'damaged' })).toBe(false);
  });

  test('lines that are none are none', () => {
    for (const line of [
      '',
      '{',
      'null',
      '[]',
      '{"v":2}',
      '{"v":1,"at":"x","series":"s","source":"pulse","counters":[]}',
    ])
      expect(readSnapshotLine(line)).toBeUndefined();
    const line = snapshotLine(snapshot(0, 1, 1));
    expect(readSnapshotLine(line.slice(0, -5))).toBeUndefined();
    expect(readSnapshotLine(line.replace('[["d",1', '[["d",-1'))).toBeUndefined();
    expect(readSnapshotLine(line.replace('performance_schema', 'elsewhere'))).toBeUndefined();
  });
});

test('thinning keeps all of a day, the last of each hour for a week and of each day for a year', () => {
  const hour = 3_600_000;
  const now = Date.UTC(2026, 5, 1, 12);
  const all = Array.from({ length: 400 * 144 }, (_, index) => ({ atMs: now - index * 600_000, group: 's' }));
  const keep = thinned(all, now);
  const kept = all.filter((_, index) => keep[index]).map(({ atMs }) => now - atMs);
  const count = (from: number, to: number): number => kept.filter((age) => age > from && age <= to).length;
  expect(count(-1, 24 * hour)).toBe(145);
  expect(count(24 * hour, 7 * 24 * hour)).toBeGreaterThanOrEqual(143);
  expect(count(24 * hour, 7 * 24 * hour)).toBeLessThanOrEqual(146);
  expect(count(7 * 24 * hour, 365 * 24 * hour)).toBeGreaterThanOrEqual(357);
  expect(count(7 * 24 * hour, 365 * 24 * hour)).toBeLessThanOrEqual(360);
  expect(count(365 * 24 * hour, 1000 * 24 * hour)).toBe(0);
  const two = [
    { atMs: now - 30 * hour, group: 'a' },
    { atMs: now - 30 * hour + 1, group: 'b' },
    { atMs: now + hour, group: 'a' },
  ];
  expect(thinned(two, now)).toEqual([true, true, true]);
});
