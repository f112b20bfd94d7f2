import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeExtra } from '../../../../../src/core/queries/explain/extra';
import { tableNames } from '../../../../../src/core/queries/explain/tableNames';
import { planNodes } from '../../../../../src/core/queries/explain/traditional';
import { allNodes, planWarnings } from '../../../../../src/core/queries/explain/warnings';

test.each([
  ['ALL', 'Full scan'],
  ['hash_ALL', 'Full scan'],
  ['index', 'Index scan'],
  ['range|filter', 'Range'],
  ['ref', 'Lookup'],
  ['ref_or_null', 'Lookup'],
  ['eq_ref', 'Unique'],
  ['const', 'Const'],
  ['system', 'Const'],
  ['index_merge', 'Index merge'],
  ['fulltext', 'Full text'],
  ['something_new', 'Unknown'],
])('access type %s reads %s', (type, access) => {
  expect(planNodes([{ id: 1, select_type: 'SIMPLE', table: 't', type }], new Map())[0]?.access).toBe(access);
});

test("MariaDB's rowid filter writes a percentage beside the rows", () => {
  const [node] = planNodes(
    [{ id: 1, select_type: 'SIMPLE', table: 't', type: 'ref|filter', key: 'a|b', rows: '120 (5%)', filtered: '5.00' }],
    new Map(),
  );
  expect(node).toMatchObject({ rows: 120, filtered: 5, key: 'a|b' });
});

test('remarks are split outside parentheses only', () => {
  expect(
    decodeExtra(
      'Using where; Using join buffer (flat, BNL join); Range checked for each record (index map: 0x2; 3)',
    ).map(({ text }) => text),
  ).toEqual(['Using where', 'Using join buffer (flat, BNL join)', 'Range checked for each record (index map: 0x2; 3)']);
  expect(decodeExtra('')).toEqual([]);
  expect(decodeExtra('Brand new remark')).toEqual([{ text: 'Brand new remark', sentence: 'Brand new remark' }]);
});

test('every row is shown once, whatever the server wrote', () => {
  const cell = fc.oneof(
    fc.constantFrom('<derived1>', '<derived2>', '<union1,2>', '<subquery3>', 't', null),
    fc.string(),
  );
  const row = fc.record({
    id: fc.option(fc.integer({ min: 1, max: 4 })),
    select_type: cell,
    table: cell,
    type: cell,
    rows: cell,
    Extra: cell,
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
      const nodes = planNodes(rows, new Map());
      planWarnings(nodes);
      expect(
        allNodes(nodes)
          .map(({ id }) => Number(id))
          .sort((a, b) => a - b),
      ).toEqual(rows.map((_, index) => index));
    }),
  );
});

test('table names come from FROM clauses, by alias', () => {
  const names = (sql: string): Record<string, string> => Object.fromEntries(tableNames(sql));
  expect(names('SELECT 1 FROM `orders` AS `o` JOIN shop.order_items i ON i.a = o.a, users u WHERE x')).toEqual({
    o: 'orders',
    i: 'order_items',
    u: 'users',
  });
  expect(names('SELECT 1 FROM orders WHERE a = 1')).toEqual({});
  expect(names("SELECT 'from a b' FROM orders LEFT JOIN users ON 1")).toEqual({});
  expect(names('(SELECT 1 FROM a x) UNION (SELECT 1 FROM b x)')).toEqual({});
});
