import { expect, test } from 'vitest';
import { estimateDistinct, frequenciesOf } from '../../../../../../src/core/queries/advisor/model/distinct';
import { random } from '../shopModel';

/** Draws a share of `rows` values and estimates how many there are. */
function estimate(rows: number, share: number, value: (row: number, next: () => number) => number): number {
  const next = random(11);
  const counts = new Map<number, number>();
  for (let row = 0; row < rows; row++) {
    const drawn = value(row, next);
    if (next() < share) counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
  }
  return estimateDistinct(frequenciesOf(counts.values()), share);
}

test.each([
  ['unique values', 100_000, (row: number) => row, 100_000],
  ['three of each', 99_999, (row: number) => Math.floor(row / 3), 33_333],
  ['twenty of each', 100_000, (row: number) => row % 5_000, 5_000],
  ['a handful', 100_000, (row: number) => row % 7, 7],
])('%s are estimated within 15 % from one row in twenty', (_, rows, value, truth) => {
  const found = estimate(rows, 0.05, value);
  expect(found / truth).toBeGreaterThan(0.85);
  expect(found / truth).toBeLessThan(1.15);
});

test('few frequent and many rare values are estimated within a factor of two', () => {
  const seen = new Set<number>();
  const value = (_: number, next: () => number) => {
    const one = Math.floor(next() ** 3 * 40_000);
    seen.add(one);
    return one;
  };
  const found = estimate(200_000, 0.05, value);
  expect(found / seen.size).toBeGreaterThan(0.5);
  expect(found / seen.size).toBeLessThan(2);
});

test('never fewer than were seen, never more than there are rows', () => {
  expect(estimateDistinct(frequenciesOf([5, 5, 5]), 0.5)).toBeGreaterThanOrEqual(3);
  expect(estimateDistinct(frequenciesOf([1, 1, 1]), 0.5)).toBeLessThanOrEqual(6);
  expect(estimateDistinct(frequenciesOf([]), 0.5)).toBe(1);
});
