import { expect, test } from 'vitest';
import { laravelIndexName, newIndexName } from '../../../../../src/core/queries/migration/indexName';
import { migrationName } from '../../../../../src/core/queries/migration/migrationName';
import { indexOf } from '../catalog/catalogs';

const rules = { prefix: '', prefixIndexes: true };
const nameOf = (index: string, table = 'orders', more = rules): string => laravelIndexName(indexOf(index), table, more);

test('names as Blueprint::createIndexName makes them', () => {
  expect(nameOf('i: user_id, created_at')).toBe('orders_user_id_created_at_index');
  expect(nameOf('unique i: Email')).toBe('orders_email_unique');
  expect(nameOf('fulltext i: body')).toBe('orders_body_fulltext');
  expect(nameOf('spatial i: place')).toBe('orders_place_spatialindex');
  expect(nameOf('i: a-b', 'My.Table')).toBe('my_table_a_b_index');
  expect(nameOf('i: größe_Ä')).toBe('orders_größe_Ä_index');
});

test('the prefix is in it, unless the connection says otherwise', () => {
  expect(nameOf('i: a', 'shop_orders', { prefix: 'shop_', prefixIndexes: true })).toBe('shop_orders_a_index');
  expect(nameOf('i: a', 'shop_orders', { prefix: 'shop_', prefixIndexes: false })).toBe('orders_a_index');
});

test('a new name fits the server and the table', () => {
  const long = indexOf(`i: ${Array.from({ length: 16 }, (_, at) => `a_rather_long_column_${at}`).join(', ')}`);
  const name = newIndexName(long, 'a_rather_long_table', rules, []);
  expect(name.length).toBeLessThanOrEqual(64);
  expect(name).toMatch(/_index$/);
  const taken = [name, name.toUpperCase()];
  const next = newIndexName(long, 'a_rather_long_table', rules, taken);
  expect(next.length).toBeLessThanOrEqual(64);
  expect(next).toMatch(/_2$/);
  expect(newIndexName(indexOf('i: a'), 't', rules, ['T_A_INDEX', 't_a_index_2'])).toBe('t_a_index_3');
});

const now = new Date('2026-11-23T10:15:00Z');

test('a file is later than all others, and its class is new', () => {
  expect(migrationName('add_a_index_to_orders_table', [], now)).toEqual({
    name: '2026_11_23_101500_add_a_index_to_orders_table',
    className: 'AddAIndexToOrdersTable',
  });
  const names = ['2014_10_12_000000_add_a_index_to_orders_table', '2027_12_31_235959_later', '9999_12_31_235959_last'];
  expect(migrationName('add_a_index_to_orders_table', names.slice(0, 2), now)).toEqual({
    name: '2028_01_01_000000_add_a_index_to_orders_table_2',
    className: 'AddAIndexToOrdersTable2',
  });
  expect(migrationName('x', names, now).name).toBe('2026_11_23_101500_x');
});

test('whatever the words are, the file can be written and the class parses', () => {
  for (const words of ['../../etc/passwd', '☃', '', '1 two', 'add_'.repeat(200), "a'b`c\n?>"]) {
    const { name, className } = migrationName(words, [], now);
    expect(name).toMatch(/^2026_11_23_101500_[a-z][a-z0-9_]{0,120}$/);
    expect(className).toMatch(/^[A-Z][A-Za-z0-9]*$/);
  }
});
