import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Catalog } from '../../../../../src/core/queries/catalog/table';
import type { IndexUsage } from '../../../../../src/core/queries/indexes/indexUsage';
import { neededByKey, keySides } from '../../../../../src/core/queries/indexes/serves';
import { type UnneededOptions, unneededIndexes } from '../../../../../src/core/queries/indexes/unneeded';
import { catalogOf, tableOf } from '../catalog/catalogs';

/** "index kind servedBy" of each. */
const found = (catalog: Catalog, options?: UnneededOptions): readonly string[] =>
  unneededIndexes(catalog, options).map(({ index, kind, servedBy }) => [index, kind, servedBy].join(' ').trim());
const inOrders = (indexes: readonly string[], more: Parameters<typeof tableOf>[2] = {}): readonly string[] =>
  found(catalogOf(tableOf('orders', ['PRIMARY: id', ...indexes], more)));

describe('duplicate and redundant', () => {
  test.each<[says: string, indexes: readonly string[], found: readonly string[]]>([
    ['the same columns twice: the later name goes', ['b: x, y', 'a: x, y'], ['b duplicate a']],
    ['three times: two go', ['a: x', 'b: x', 'c: x'], ['b duplicate a', 'c duplicate a']],
    ['the beginning of another', ['a: x', 'b: x, y'], ['a redundant b']],
    ['a chain: all but the last', ['a: x', 'b: x, y', 'c: x, y, z'], ['a redundant c', 'b redundant c']],
    ['not its end', ['a: y', 'b: x, y'], []],
    ['a unique one stays beside a longer ordinary one', ['unique a: x', 'b: x, y'], []],
    ['an ordinary one goes for a unique one', ['a: x', 'unique b: x'], ['a duplicate b']],
    ['a unique one is implied by a shorter unique one', ['unique a: x', 'unique b: x, y'], ['b redundant a']],
    ['the primary key stands at the end of every index', ['a: x', 'b: x, id'], ['a duplicate b']],
    ['and is not the same as something behind it', ['a: x', 'b: x, id, y'], ['a redundant b']],
    ['the primary key itself serves', ['a: id'], ['a duplicate PRIMARY']],
    ['a whole column serves for its prefix', ['a: t(10)', 'b: t'], ['a redundant b']],
    ['a prefix does not for the whole', ['a: t', 'b: t(10), x'], []],
    ['a longer prefix serves', ['a: t(10)', 'b: t(20), x'], ['a redundant b']],
    ['a unique prefix forbids more than the whole', ['unique a: t(10)', 'unique b: t'], []],
    ['directions differ', ['a: x', 'b: x desc, y'], []],
    ['the same direction', ['a: x desc', 'b: x desc, y'], ['a redundant b']],
    ['expressions', ['a: (lower(x))', 'b: (lower(x)), y', 'c: (upper(x))'], ['a redundant b']],
    ['an invisible one serves nobody', ['a: x', 'invisible b: x, y'], []],
    ['an invisible one can go', ['invisible a: x', 'b: x, y'], ['a redundant b']],
    ['full text of the same columns', ['fulltext a: x, y', 'fulltext b: y, x', 'fulltext c: x'], ['b duplicate a']],
    ['full text is no B-tree', ['fulltext a: x', 'b: x'], []],
  ])('%s', (_, indexes, expected) => {
    expect(inOrders(indexes)).toEqual(expected);
  });

  test('a unique index is not implied by one that takes NULL many times, for lookups', () => {
    expect(inOrders(['unique a: x', 'unique b: x, y'], { nullable: ['x'] })).toEqual([]);
  });

  test('the primary key is appended in InnoDB alone', () => {
    expect(inOrders(['a: x', 'b: x, id'], { engine: 'MyISAM' })).toEqual(['a redundant b']);
  });

  test('what sorted by the primary key may still need the shorter one', () => {
    const [index] = unneededIndexes(catalogOf(tableOf('orders', ['PRIMARY: id', 'a: x', 'b: x, y'])));
    expect(index?.caution).toEqual([
      'Rows with the same x stand in it in the order of id; in b they do not. Statements that sort by id may read it for that.',
    ]);
    const [other] = unneededIndexes(catalogOf(tableOf('orders', ['PRIMARY: id', 'a: x', 'b: x, id, y'])));
    expect(other?.caution).toEqual([]);
  });

  test('bytes are said where there is one secondary index, or where they were read', () => {
    const catalog = catalogOf(tableOf('orders', ['PRIMARY: id', 'a: id']));
    expect(unneededIndexes(catalog)[0]?.bytes).toBe(50_000);
    const sizes = new Map([['orders', new Map([['a', 7]])]]);
    expect(unneededIndexes(catalog, { sizes })[0]?.bytes).toBe(7);
  });
});

describe('foreign keys', () => {
  const key = {
    name: 'k',
    columns: ['x', 'y'],
    referencedSchema: 'shop',
    referencedTable: 'users',
    referencedColumns: ['id', 'team'],
  };

  test('the index of a foreign key stays where the other does not support it', () => {
    expect(inOrders(['a: x, y(5)', 'b: x, y'], { foreignKeys: [key] })).toEqual(['a redundant b']);
    expect(inOrders(['b: x, y(5)', 'a: x, y', 'c: x, y'], { foreignKeys: [key] })).toEqual([
      'b redundant a',
      'c duplicate a',
    ]);
  });

  test('what another table refers to stays, unique and exact', () => {
    const users = tableOf('users', ['PRIMARY: id', 'unique u: id, team', 'i: id, team, x']);
    expect(found(catalogOf(users))).toEqual(['u redundant PRIMARY']);
    const orders = tableOf('orders', ['PRIMARY: id', 'a: x, y'], { foreignKeys: [key] });
    expect(found(catalogOf(users, orders))).toEqual([]);
    const outside = { ...key, schema: 'other', table: 'orders' };
    expect(found({ ...catalogOf(users), referencedFrom: [outside] })).toEqual([]);
  });

  test('where other schemas were not looked at, a unique index says so', () => {
    const { referencedFrom: _, ...catalog } = catalogOf(tableOf('users', ['PRIMARY: id', 'unique u: id, team']));
    expect(unneededIndexes(catalog)[0]?.caution).toContain(
      'Foreign keys of other databases that may refer to it were not looked for.',
    );
  });
});

describe('unused', () => {
  const since = new Date('2026-11-01T00:00:00Z');
  const usage = (indexes: Record<string, number>, more: Partial<IndexUsage> = {}, altered?: Date): IndexUsage => ({
    source: 'performance_schema',
    readAt: new Date('2026-11-23T00:00:00Z'),
    since,
    sinceCertain: true,
    tables: new Map([
      [
        'orders',
        { reads: 5, indexes: new Map(Object.entries(indexes)), ...(altered === undefined ? {} : { since: altered }) },
      ],
    ]),
    ...more,
  });
  const orders = tableOf('orders', ['PRIMARY: id', 'a: x', 'b: y', 'unique c: z', 'fulltext d: t']);

  test('an index that nobody read', () => {
    const [a, c, ...others] = unneededIndexes(catalogOf(orders), { usage: usage({ PRIMARY: 3, b: 2 }) });
    expect(a).toMatchObject({ index: 'a', kind: 'unused', since: since.toISOString(), caution: [] });
    expect(c?.caution).toEqual(['It is unique: it forbids doubles, whether anybody reads it or not.']);
    expect(others).toEqual([]);
  });

  test('counting for less than a week, since the last ALTER TABLE, and replicas', () => {
    const altered = new Date('2026-11-20T00:00:00Z');
    const [a] = unneededIndexes(catalogOf(orders), { usage: usage({ b: 1, c: 1 }, {}, altered), replicas: true });
    expect(a?.since).toBe(altered.toISOString());
    expect(a?.caution).toEqual([
      'Counted for less than a week: what runs monthly, or on some days only, may need it.',
      'Replicas count for themselves: it may be read there.',
    ]);
  });

  test('nothing is said of a table that nobody read, or of which nothing is known', () => {
    expect(found(catalogOf({ ...orders, name: 'others' }), { usage: usage({}) })).toEqual([]);
    const idle = usage({}, { tables: new Map([['orders', { reads: 0, indexes: new Map() }]]) });
    expect(found(catalogOf(orders), { usage: idle })).toEqual([]);
    expect(found(catalogOf(orders), { usage: { source: 'unknown', reason: 'off' } })).toEqual([]);
  });

  test('the index of a foreign key is never unused; of two that support it one can go', () => {
    const key = {
      name: 'k',
      columns: ['x'],
      referencedSchema: 'shop',
      referencedTable: 'users',
      referencedColumns: ['id'],
    };
    const one = tableOf('orders', ['PRIMARY: id', 'a: x'], { foreignKeys: [key] });
    expect(found(catalogOf(one), { usage: usage({}) })).toEqual([]);
    const two = tableOf('orders', ['PRIMARY: id', 'a: x, y', 'b: x, z'], { foreignKeys: [key] });
    expect(found(catalogOf(two), { usage: usage({}) })).toEqual(['a unused']);
  });

  test('an index that takes over the reads of a redundant one is not unused', () => {
    const both = tableOf('orders', ['PRIMARY: id', 'a: x', 'b: x, y']);
    expect(found(catalogOf(both), { usage: usage({ a: 9 }) })).toEqual(['a redundant b']);
    expect(found(catalogOf(both), { usage: usage({}) })).toEqual(['a redundant b', 'b unused']);
  });
});

test('all of them can go together: what is left serves what went, and every foreign key has its index', () => {
  const column = fc.constantFrom('id', 'x', 'y', 'x(5)', 'y desc');
  const index = fc.record({
    kind: fc.constantFrom('', 'unique ', 'invisible '),
    columns: fc.uniqueArray(column, { minLength: 1, maxLength: 3 }),
  });
  const keys = fc.array(fc.uniqueArray(fc.constantFrom('id', 'x', 'y'), { minLength: 1, maxLength: 2 }), {
    maxLength: 2,
  });
  fc.assert(
    fc.property(fc.array(index, { maxLength: 6 }), keys, (indexes, foreign) => {
      const made = indexes.map(({ kind, columns }, at) => `${kind}i${at}: ${columns.join(', ')}`);
      const table = tableOf('orders', ['PRIMARY: id', ...made], {
        foreignKeys: foreign.map((columns, at) => ({
          name: `k${at}`,
          columns,
          referencedSchema: 'shop',
          referencedTable: 'users',
          referencedColumns: columns,
        })),
      });
      const gone = unneededIndexes(catalogOf(table));
      const left = table.indexes.filter(({ name }) => !gone.some((each) => each.index === name));
      for (const { servedBy } of gone) expect(left.map(({ name }) => name)).toContain(servedBy);
      const sides = keySides(table, []);
      for (const side of sides) {
        const supports = (each: (typeof left)[number]): boolean => neededByKey(each, [each], [side]);
        expect(left.some(supports)).toBe(table.indexes.some(supports));
      }
    }),
    { numRuns: 300, seed: 20261123 },
  );
});
