import { expect, test } from 'vitest';
import type { Catalog } from '../../../../../src/core/queries/catalog/table';
import { fillingText, steadyWrites } from '../../../../../src/core/queries/workload/steadyWrites';

const catalog = {
  tables: [
    { name: 'orders', rows: 300_000 },
    { name: 'carts', rows: 5_000 },
  ],
} as unknown as Catalog;
const inserted = (table: string, rows: number, hours: number) => ({
  table,
  insertsPerHour: rows / hours,
  deletesPerHour: 0,
  updates: [],
});

test('a table that was imported an hour ago has no rate of writes; one that is written to keeps its own', () => {
  const writes = [inserted('orders', 300_400, 1), inserted('carts', 900, 1)];
  const steady = steadyWrites({ from: 'tableIo', hours: 1, writes }, catalog);
  expect(steady).toEqual({ writes: [writes[1]], filled: ['orders'] });
});

test('after a day what was counted is a rate, whatever the table holds', () => {
  const writes = [inserted('orders', 300_400, 30)];
  expect(steadyWrites({ from: 'tableIo', hours: 30, writes }, catalog)).toEqual({ writes, filled: [] });
});

test('user statistics count all kinds together', () => {
  const writes = [{ table: 'orders', insertsPerHour: 0, deletesPerHour: 0, updates: [{ perHour: 400_000 }] }];
  expect(steadyWrites({ from: 'userstat', hours: 1, writes }, catalog).filled).toEqual(['orders']);
});

test('updates of named columns are no filling', () => {
  const updates = [{ perHour: 400_000, columns: ['seen_at'] }];
  const writes = [{ table: 'orders', insertsPerHour: 0, deletesPerHour: 0, updates }];
  expect(steadyWrites({ from: 'tableIo', hours: 1, writes }, catalog).filled).toEqual([]);
});

test('people are told which tables, not all of a hundred', () => {
  expect(fillingText([])).toBeUndefined();
  expect(fillingText(['a', 'b'])).toBe(
    'a, b: filled since the server began to count, so how often rows are written is not known and weighs nothing here.',
  );
  expect(fillingText(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toContain('a, b, c, d, e and 2 more:');
});
