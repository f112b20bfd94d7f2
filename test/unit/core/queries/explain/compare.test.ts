import { describe, expect, test } from 'vitest';
import { assemble } from '../../../../../src/core/queries/explain/assemble';
import { comparePlans } from '../../../../../src/core/queries/explain/compare';
import type { Plan } from '../../../../../src/core/queries/explain/plan';
import { mysqlServer } from '../../../../fakes/sqlClient';

const source = { kind: 'given', text: 'Given.' } as const;
const sql = 'SELECT * FROM orders o WHERE o.user_id = 7 ORDER BY o.id';
const traditional = (row: Record<string, string | number>): Plan =>
  assemble(mysqlServer, {
    sql,
    source,
    format: 'traditional',
    notes: [],
    rows: [{ id: 1, select_type: 'SIMPLE', table: 'o', filtered: 100, ...row }],
  });
const tree = (text: string): Plan =>
  assemble(mysqlServer, { sql, source, format: 'tree', notes: [], rows: [], tree: text });

test('an index that is used now is the headline', () => {
  const before = traditional({ type: 'ALL', rows: 400_000, Extra: 'Using where; Using filesort' });
  const after = traditional({ type: 'ref', key: 'orders_user_id_index', rows: 12, Extra: '' });
  expect(comparePlans(before, after)).toMatchObject({
    headline: 'orders (o): full scan of about 400,000 rows → lookup by orders_user_id_index, about 12 rows',
    tables: [{ kind: 'changed', differences: ['access', 'key', 'rows'] }],
    stepsGone: ['Sort'],
    stepsAdded: [],
    rowsBefore: 400_000,
    rowsAfter: 12,
  });
  expect(comparePlans(after, before)).toMatchObject({ stepsAdded: ['Sort'], stepsGone: [] });
});

test('the same plan twice has no headline', () => {
  const plan = traditional({ type: 'ref', key: 'k', rows: 12 });
  const { headline, tables } = comparePlans(plan, plan);
  expect([headline, tables.map(({ kind }) => kind)]).toEqual([undefined, ['same']]);
});

describe('trees', () => {
  const before = tree(`-> Nested loop inner join  (cost=9000 rows=100) (actual time=1..9 rows=50 loops=1)
    -> Table scan on o  (cost=100 rows=1000) (actual time=1..2 rows=1000 loops=1)
    -> Filter: (i.order_id = o.id)  (cost=5 rows=1) (actual time=1..2 rows=0.05 loops=1000)
        -> Table scan on i  (cost=5 rows=90) (actual time=1..2 rows=90 loops=1000)
`);
  const after = tree(`-> Nested loop inner join  (cost=900 rows=100) (actual time=1..9 rows=50 loops=1)
    -> Table scan on o  (cost=100 rows=1000) (actual time=1..2 rows=1000 loops=1)
    -> Covering index lookup on i using items_order_id_index (order_id = o.id)  (cost=5 rows=1) (actual time=1..2 rows=0.05 loops=1000)
`);

  test('counts are used where the statement ran, and rows for each of many are said', () => {
    const { headline, rowsBefore, rowsAfter, tables } = comparePlans(before, after);
    expect(headline).toBe(
      'i: full scan of 90 rows for each of 1,000 → lookup by items_order_id_index alone, 0.1 rows for each of 1,000',
    );
    expect([rowsBefore, rowsAfter]).toEqual([91_000, 1050]);
    expect(tables.map(({ table, kind }) => [table, kind])).toEqual([
      ['orders (o)', 'same'],
      ['i', 'changed'],
    ]);
  });

  test('tables that one plan does not have are added or gone', () => {
    const gone = comparePlans(before, tree('-> Table scan on o  (cost=100 rows=1000)\n'));
    expect(gone.tables.map(({ table, kind }) => [table, kind])).toEqual([
      ['orders (o)', 'same'],
      ['i', 'gone'],
    ]);
    expect(comparePlans(traditional({ type: 'ALL', rows: 5 }), before).stepsAdded).toEqual([]);
  });
});
