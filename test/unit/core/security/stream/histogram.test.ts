import { expect, test } from 'vitest';
import { clockOf, histogramOf, momentBy } from '../../../../../src/core/security/stream/histogram';
import { entry } from './entries';

const base = Date.parse('2026-11-23T11:00:00Z');

test('records are counted by time and level, without gaps', () => {
  const { buckets, outside } = histogramOf([
    entry('a', { time: base, level: 'error' }),
    entry('b', { time: base + 500, level: 'warning' }),
    entry('c', { time: base + 3000 }),
    entry('d'),
  ]);
  expect(outside).toBe(1);
  expect(buckets.map(({ from, quiet, warnings, errors }) => [(from - base) / 1000, quiet, warnings, errors])).toEqual([
    [0, 0, 1, 1],
    [1, 0, 0, 0],
    [2, 0, 0, 0],
    [3, 1, 0, 0],
  ]);
});

test('there are never more buckets than wanted, and their borders are round', () => {
  for (const span of [1, 59, 3600, 86_400, 40 * 86_400, 3000 * 86_400]) {
    const { buckets } = histogramOf(
      Array.from({ length: 100 }, (_, n) => entry('x', { time: base + (n * span * 1000) / 99 })),
    );
    expect(buckets.length).toBeLessThanOrEqual(60);
    expect(buckets.reduce((sum, { quiet }) => sum + quiet, 0)).toBe(100);
    expect((buckets[0]?.from ?? 1) % 1000).toBe(0);
  }
});

test('a forged year is counted as outside and leaves the others their bars', () => {
  const honest = Array.from({ length: 50 }, (_, n) => entry('x', { time: base + n * 1000 }));
  const { buckets, outside } = histogramOf([
    ...honest,
    entry('forged', { time: Date.parse('9999-01-01') }),
    entry('forged', { time: 0 }),
  ]);
  expect(outside).toBe(2);
  expect(buckets).toHaveLength(50);
});

test('nothing with a moment gives no buckets', () => {
  expect(histogramOf([entry('x')])).toEqual({ buckets: [], outside: 1 });
});

test('moments are said by the clock of the log', () => {
  const ahead = clockOf([entry('x', { at: '2026-11-23 13:00:00', time: base })]);
  expect(ahead).toBe(2 * 3_600_000);
  expect(momentBy(ahead, base)).toBe('2026-11-23 13:00:00');
  expect(momentBy(ahead, base, base + 1000)).toBe('13:00:00');
  expect(clockOf([entry('x', { at: 'noon', time: base }), entry('y', { at: '1970-01-01 00:00:00', time: base })])).toBe(
    0,
  );
});
