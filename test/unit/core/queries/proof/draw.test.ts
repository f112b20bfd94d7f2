import { describe, expect, test } from 'vitest';
import { drawCondition, planDraws, type Relation } from '../../../../../src/core/queries/proof/draw';
import { column, table } from './tables';

const relation = (table: string, column: string, otherTable: string, weight = 1): Relation => ({
  table,
  column,
  otherTable,
  otherColumn: 'id',
  weight,
});

const users = table('users', 100_000, ['team_id']);
const orders = table('orders', 400_000, ['user_id']);
const items = table('items', 1_000_000, ['order_id', 'product_id']);

describe('which rows are drawn', () => {
  test('tables are drawn by the values that bring their rows together, the smallest first', () => {
    const { tables, remarks } = planDraws(
      [items, orders, users],
      [relation('orders', 'user_id', 'users'), relation('items', 'order_id', 'orders')],
    );
    expect(tables.map((each) => [each.table.name, each.draw])).toEqual([
      ['users', { kind: 'hash', column: 'id', share: 500, family: 'users', familyColumn: 'id' }],
      ['orders', { kind: 'hash', column: 'user_id', share: 500, family: 'users', familyColumn: 'id' }],
      ['items', { kind: 'related', column: 'order_id', parent: 'orders', parentColumn: 'id' }],
    ]);
    expect(tables.map(({ fraction }) => fraction)).toEqual([0.05, 0.05, 0.05]);
    expect(remarks).toEqual([]);
  });

  test('a small table is whole, and 10,000 rows are drawn where 5 % would be fewer', () => {
    const { tables } = planDraws([table('roles', 9_000, []), table('teams', 40_000, [])], []);
    expect(tables.map(({ draw, fraction }) => [draw.kind, fraction])).toEqual([
      ['whole', 1],
      ['hash', 0.25],
    ]);
  });

  test('the strongest relation decides where two lead to the same table', () => {
    const weak = [relation('items', 'order_id', 'orders', 1), relation('items', 'product_id', 'products', 5)];
    const { tables } = planDraws([items, table('products', 50_000, [])], weak);
    expect(tables.at(-1)?.draw).toMatchObject({ kind: 'hash', column: 'product_id', family: 'products' });
  });

  test('a table that is too large to be read is drawn by ranges of an index, with those that belong to it', () => {
    const large = table('events', 900_000_000, ['user_id'], ['user_id']);
    const { tables } = planDraws([large, users], [relation('events', 'user_id', 'users')]);
    expect(tables.map(({ table: { name }, draw }) => [name, draw.kind, 'column' in draw && draw.column])).toEqual([
      ['users', 'ranges', 'id'],
      ['events', 'ranges', 'user_id'],
    ]);
    expect(tables[1]?.fraction).toBeCloseTo(50_000 / 900_000_000, 9);
  });

  test('without such an index it is drawn apart, and that is said', () => {
    const large = table('events', 9_000_000, ['user_id']);
    const { tables, remarks } = planDraws([large, users], [relation('events', 'user_id', 'users')]);
    expect(tables[1]?.draw).toMatchObject({ kind: 'ranges', column: 'id', family: 'events' });
    expect(remarks).toEqual([
      expect.stringMatching(/^events has more than 2,000,000 rows: its rows were drawn by ranges of id, apart/),
    ]);
    const text = { ...table('logs', 9_000_000, []), columns: [column('id', 'char(36)')] };
    expect(planDraws([text], [])).toMatchObject({
      tables: [{ draw: { kind: 'first' } }],
      remarks: [expect.stringMatching(/only its first rows/)],
    });
  });

  test('rows without a partner are drawn by their own key', () => {
    const some = { ...orders, columns: [column('id'), column('user_id', 'bigint', true)] };
    const { tables } = planDraws([some, users], [relation('orders', 'user_id', 'users')]);
    expect(tables[1]?.draw).toMatchObject({ fallback: 'id' });
  });

  test('long rows make for fewer of them', () => {
    const wide = { ...orders, dataBytes: 400_000 * 100_000 };
    const { tables, remarks } = planDraws([wide], []);
    expect((tables[0]?.fraction ?? 1) * wide.dataBytes).toBeLessThanOrEqual(256 * 1024 * 1024 * 1.01);
    expect(remarks).toHaveLength(1);
  });

  test('the same rows whatever the order of the tables', () => {
    const relations = [relation('orders', 'user_id', 'users'), relation('items', 'order_id', 'orders')];
    const drawOf = (result: ReturnType<typeof planDraws>) =>
      new Map(result.tables.map((each) => [each.table.name, each.draw]));
    expect(drawOf(planDraws([users, orders, items], relations))).toEqual(
      drawOf(planDraws([items, users, orders], relations)),
    );
  });
});

describe('the condition', () => {
  const ranges = { kind: 'ranges', column: 'a`b', share: 500, family: 't', familyColumn: 'a`b' } as const;

  test('a hash reads the whole table, ranges nothing but themselves', () => {
    expect(drawCondition({ ...ranges, kind: 'hash', fallback: 'id' }, undefined, 0)).toBe(
      'CRC32(COALESCE(`a``b`, `id`)) % 10000 < 500',
    );
    const text = drawCondition(ranges, { low: 1n, high: 10_000_000_000_000_000_000n }, 0.5);
    const found = [...text.matchAll(/`a``b` BETWEEN (\d+) AND (\d+)/g)].map(
      ([, from = '0', to = '0']) => [BigInt(from), BigInt(to)] as const,
    );
    expect(found).toHaveLength(50);
    const covered = found.reduce((sum, [from, to]) => sum + to - from + 1n, 0n);
    expect(Number(covered) / 1e19).toBeCloseTo(0.05, 4);
    for (const [place, [from]] of found.entries())
      if (place > 0) expect(from).toBeGreaterThan(found[place - 1]?.[1] ?? 0n);
  });

  test('ranges stay inside, at any place, and are never empty', () => {
    for (const random of [0, 0.37, 0.999999])
      for (const high of [1n, 5n, 60n, 4_999n, 5_001n, 1_000_003n]) {
        const text = drawCondition(ranges, { low: 1n, high }, random);
        for (const [, from = '', to = ''] of text.matchAll(/BETWEEN (\d+) AND (\d+)/g)) {
          expect(BigInt(from)).toBeGreaterThanOrEqual(1n);
          expect(BigInt(to)).toBeLessThanOrEqual(high);
          expect(BigInt(to)).toBeGreaterThanOrEqual(BigInt(from));
        }
      }
  });
});
