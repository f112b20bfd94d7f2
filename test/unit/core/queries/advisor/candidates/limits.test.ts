import { expect, test } from 'vitest';
import { fitsKey, partFor, usefulPrefix } from '../../../../../../src/core/queries/advisor/candidates/limits';
import { tableModel } from '../../../../../../src/core/queries/advisor/model/table';
import { column, table } from '../shopModel';

const rows = 4_000;
const sample = {
  table: 't',
  tableRows: 40_000,
  fraction: 0.1,
  rows,
  columns: new Map([
    ['url', Array.from({ length: rows }, (_, row) => `https://example.test/${String(row).padStart(6, '0')}/and/so/on`)],
    ['code', Array.from({ length: rows }, (_, row) => `c${String(row)}`)],
  ]),
  bytes: new Map([
    ['url', 70],
    ['code', 5],
  ]),
};
const columns = [
  column('id', 'bigint'),
  column('url', 'text'),
  column('code', 'varchar(255)'),
  { ...column('doc', 'json') },
];
const dynamic = tableModel(table('t', 40_000, columns), sample);
const compact = tableModel(table('t', 40_000, columns, { rowFormat: 'Compact' }), sample);

test('the shortest prefix that keeps values apart', () => {
  // 21 characters are the same in all of them, six digits tell them apart: rounded up to 32.
  expect(usefulPrefix(dynamic, 'url')).toBe(32);
  expect(partFor(dynamic, 'url', false)).toEqual({ column: 'url', prefix: 32 });
});

test('a prefix gives no order, JSON no index', () => {
  expect(partFor(dynamic, 'url', true)).toBeUndefined();
  expect(partFor(dynamic, 'doc', false)).toBeUndefined();
});

test('what fits is indexed whole, by the row format', () => {
  expect(partFor(dynamic, 'code', true)).toEqual({ column: 'code' });
  expect(partFor(compact, 'code', true)).toBeUndefined();
  expect(partFor(compact, 'code', false)).toEqual({ column: 'code', prefix: 8 });
});

test('keys stay below 3072 bytes', () => {
  const wide = tableModel(
    table('w', 1, [
      column('a', 'varchar(255)'),
      column('b', 'varchar(255)'),
      column('c', 'varchar(255)'),
      column('d', 'int'),
    ]),
    undefined,
  );
  expect(fitsKey(wide, [{ column: 'a' }, { column: 'b' }, { column: 'd' }])).toBe(true);
  expect(fitsKey(wide, [{ column: 'a' }, { column: 'b' }, { column: 'c' }, { column: 'd' }])).toBe(true);
  expect(fitsKey(wide, [{ column: 'a' }, { column: 'b' }, { column: 'c', prefix: 300 }])).toBe(false);
});
