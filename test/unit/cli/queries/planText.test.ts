import { expect, test } from 'vitest';
import { planLines } from '../../../../src/cli/queries/planText';
import type { PlanNode } from '../../../../src/core/queries/explain/plan';

const node = (more: Partial<PlanNode>): PlanNode => ({
  id: '1',
  selectType: 'SIMPLE',
  access: 'Full scan',
  possibleKeys: [],
  extra: [],
  children: [],
  ...more,
});

test('steps stand below what draws from them', () => {
  const scan = node({ id: '2', table: 'orders', rows: 20_000, filtered: 10 });
  expect(planLines([node({ title: 'Sort', rows: 2_000, children: [scan] })])).toEqual([
    'Sort: about 2,000 rows',
    '  orders: Full scan, about 20,000 rows in, 2,000 out',
  ]);
});

test('an alias shows what it stands for, with its index and what the server adds', () => {
  const extra = [{ text: 'Using where', sentence: 'Rows are checked afterwards.' }];
  expect(
    planLines([
      node({
        table: 'o',
        tableName: 'orders',
        access: 'Index lookup',
        key: 'orders_user_id_index',
        rows: 1,
        extra,
      } as never),
    ]),
  ).toEqual(['orders (o): Index lookup, using orders_user_id_index, about 1 row, Using where']);
});

test('what was counted is not called an estimate', () => {
  const actual = (more: object) => node({ table: 'orders', rows: 5, ...({ actual: more } as Partial<PlanNode>) });
  expect(planLines([actual({ loops: 1, rows: 1 })])).toEqual(['orders: Full scan, 1 row']);
  expect(planLines([actual({ loops: 40, rows: 12 })])).toEqual(['orders: Full scan, 12 rows, 40 times']);
  expect(planLines([actual({ loops: 0 })])).toEqual(['orders: Full scan, never run']);
});

test('a step without a table and without figures is its title', () => {
  expect(planLines([node({ title: 'Union' }), node({})])).toEqual(['Union: ', 'Result: ']);
});
