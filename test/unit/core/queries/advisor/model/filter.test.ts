import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Filter, filterOf } from '../../../../../../src/core/queries/advisor/model/filter';
import { shareOf } from '../../../../../../src/core/queries/advisor/model/share';
import { tableModel } from '../../../../../../src/core/queries/advisor/model/table';
import type { TableSample } from '../../../../../../src/core/queries/advisor/sample';
import type { Predicate } from '../../../../../../src/core/queries/blocks/block';
import { after, column, equal, isNull, number, samples, table, tables, text, unknown } from '../shopModel';

const orders = tableModel(
  tables.find(({ name }) => name === 'orders') ?? table('', 0, []),
  samples.find((one) => one.table === 'orders'),
);
const filter = (predicate: Predicate): Filter => filterOf(orders, predicate, 0, 0);

test('known values are counted on the sample', () => {
  expect(filter(equal('status', text('pending'))).share).toBeCloseTo(0.02, 2);
  expect(filter(equal('status', text('PENDING'))).share).toBeCloseTo(0.02, 2);
  expect(filter(isNull('note')).share).toBeCloseTo(0.9, 1);
  expect(filter(isNull('note', true)).share).toBeCloseTo(0.1, 1);
  expect(filter(after('total', number(900))).share).toBeCloseTo(0.1, 1);
});

test('placeholders count as an average value', () => {
  expect(filter(equal('city', unknown)).share).toBeCloseTo(1 / 50, 3);
});

test('columns that depend on each other are counted together', () => {
  const rows = 20_000;
  const sample: TableSample = {
    table: 't',
    tableRows: 400_000,
    fraction: 0.05,
    rows,
    columns: new Map<string, (string | number)[]>([
      ['id', Array.from({ length: rows }, (_, row) => row)],
      ['country', Array.from({ length: rows }, (_, row) => `c${String(row % 40)}`)],
      ['city', Array.from({ length: rows }, (_, row) => `c${String(row % 40)}-${String(row % 200)}`)],
    ]),
    bytes: new Map(),
  };
  const dependent = tableModel(
    table('t', 400_000, [column('id', 'bigint'), column('country', 'varchar(9)'), column('city', 'varchar(9)')]),
    sample,
  );
  const both = [equal('country', text('c3')), equal('city', text('c3-43'))].map((one, id) =>
    filterOf(dependent, one, 0, id),
  );
  expect(shareOf(dependent, both)).toBeCloseTo(1 / 200, 4);
  expect(dependent.distinct(['country', 'city'])).toBeCloseTo(200, 0);
});

test('a value that the sample does not have is rare, not absent', () => {
  const share = shareOf(orders, [filter(equal('user_id', number(99_999)))]);
  expect(share).toBeGreaterThan(0);
  expect(share).toBeLessThan(1 / 10_000);
});

test('where all rows of a value are drawn or none, values are as frequent as in the sample', () => {
  // 1,000 of 20,000 orders with 3 items each.
  const rows = 3_000;
  const sample: TableSample = {
    table: 'items',
    tableRows: 60_000,
    fraction: 0.05,
    rows,
    by: 'order_id',
    columns: new Map([
      ['id', Array.from({ length: rows }, (_, row) => row)],
      ['order_id', Array.from({ length: rows }, (_, row) => Math.floor(row / 3) * 20)],
    ]),
    bytes: new Map(),
  };
  const items = tableModel(table('items', 60_000, [column('id', 'bigint'), column('order_id', 'bigint')]), sample);
  expect(items.distinct(['order_id'])).toBeCloseTo(20_000, -2);
  expect(shareOf(items, [filterOf(items, equal('order_id', number(40)), 0, 0)]) * 60_000).toBeCloseTo(3, 5);
  expect(shareOf(items, [filterOf(items, equal('order_id', number(41)), 0, 0)]) * 60_000).toBeLessThan(5);
});

test('every condition has a share between 0 and 1, alone and together', () => {
  const value = fc.oneof(fc.constant(unknown), fc.string().map(text), fc.integer().map(number));
  const name = fc.constantFrom('id', 'user_id', 'status', 'city', 'total', 'note', 'created_at');
  const predicate: fc.Arbitrary<Predicate> = fc.oneof(
    fc.tuple(name, value).map(([one, own]) => equal(one, own)),
    fc.tuple(name, value).map(([one, own]) => after(one, own)),
    fc
      .tuple(name, fc.string())
      .map(([one, pattern]): Predicate => ({ kind: 'like', column: { use: 0, column: one }, value: text(pattern) })),
    fc
      .tuple(name, fc.array(value))
      .map(([one, values]): Predicate => ({ kind: 'notEqual', column: { use: 0, column: one }, values })),
  );
  fc.assert(
    fc.property(fc.array(predicate, { minLength: 1, maxLength: 4 }), (list) => {
      const filters = list.map((one, id) => filterOf(orders, one, 0, id));
      for (const share of [...filters.map((one) => one.share), shareOf(orders, filters)]) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 100, seed: 5 },
  );
});

test.each([
  ['ab%', 'abc', true],
  ['%b%', 'abc', true],
  ['a_c', 'abc', true],
  ['a_c', 'abbc', false],
  ['%', '', true],
  ['b%', 'abc', false],
])('LIKE %s on %s: %s', (pattern, value, passes) => {
  const rows = 2_000;
  const sample: TableSample = {
    table: 't',
    tableRows: rows,
    fraction: 1,
    rows,
    columns: new Map([['name', Array.from({ length: rows }, () => value)]]),
    bytes: new Map(),
  };
  const one = tableModel(table('t', rows, [column('id', 'bigint'), column('name', 'varchar(20)')]), sample);
  const { share } = filterOf(one, { kind: 'like', column: { use: 0, column: 'name' }, value: text(pattern) }, 0, 0);
  expect(share > 0.5).toBe(passes);
});
