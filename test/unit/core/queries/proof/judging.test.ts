// Pure pieces of measuring: names of scratch schemas, kept rows, costs, verdicts.
import { assert, double, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../../../src/core/queries/explain/plan';
import { costOf, readsKeptAlone, type TableAccess } from '../../../../../src/core/queries/proof/cost';
import type { Counters } from '../../../../../src/core/queries/proof/counters';
import { conventionalRelations, keptRows, relationsOf } from '../../../../../src/core/queries/proof/keep';
import { isScratchName, scratchName } from '../../../../../src/core/queries/proof/marker';
import type { Measured, StatementProof } from '../../../../../src/core/queries/proof/proof';
import { relabelled } from '../../../../../src/core/queries/proof/relabel';
import { addIndexClause, quoteText } from '../../../../../src/core/queries/proof/sqlText';
import { savedShare, verdictOf } from '../../../../../src/core/queries/proof/verdict';
import { statementOf } from './statements';
import { table } from './tables';

describe('names of scratch schemas', () => {
  test('ours are known, others are not', () => {
    assert(
      property(double({ min: 0, max: 0.9999999, noNaN: true }), (random) => isScratchName(scratchName(random))),
      { seed: 1 },
    );
    for (const name of [
      'laravel_ops_scratch_0badcafe_00000000',
      'laravel_ops_scratch_',
      'shop',
      `${scratchName(0.5)}x`,
      '',
    ])
      expect(isScratchName(name), name).toBe(false);
  });
});

describe('rows that are kept', () => {
  const users = table('users', 10_000, []);
  const orders = table('orders', 100_000, ['user_id', 'status_id']);
  const statuses = table('statuses', 5, []);
  const all = [users, orders, statuses];
  const statements = [
    statementOf('a', '', { tables: ['orders'], equal: { '0.user_id': 7, '0.status_id': 3 } }),
    statementOf('b', '', { tables: ['users'], equal: { '0.id': "o'x" } }),
  ];

  test('values of a relation are kept on both of its sides; groups that are large are not', () => {
    const relations = [...relationsOf(statements, all), ...conventionalRelations(all)];
    expect(relations.map(({ column, otherTable }) => [column, otherTable])).toEqual([
      ['user_id', 'users'],
      ['status_id', 'statuses'],
    ]);
    expect(keptRows(statements, [users, orders], relations, all)).toEqual([
      { table: 'users', column: 'id', values: ['7', "'o''x'"] },
      { table: 'orders', column: 'user_id', values: ['7', "'o''x'"] },
    ]);
  });

  test('relations of joins add up their weights', () => {
    const joined = { tables: ['users', 'orders'], joins: [['0.id', '1.user_id']] } as const;
    const twice = [
      statementOf('a', '', { ...joined, callsPerHour: 30 }),
      statementOf('b', '', { ...joined, callsPerHour: 12 }),
    ];
    expect(relationsOf(twice, all)).toMatchObject([{ table: 'users', otherTable: 'orders', weight: 42 }]);
  });
});

const counters = (some: Partial<Counters>): Counters => ({
  lookups: 0,
  entries: 0,
  scanned: 0,
  placed: 0,
  filtered: 0,
  sorted: 0,
  tmpRows: 0,
  tmpDiskTables: 0,
  ...some,
});
const access = (some: Partial<TableAccess>): TableAccess => ({
  table: 'o',
  keys: ['i'],
  covering: false,
  type: 'ref',
  ref: 'const',
  how: '',
  ...some,
});

describe('costs', () => {
  test('a covering index costs less for as many entries, and a scan less than fetching every row', () => {
    const counted = counters({ lookups: 1, entries: 1_000 });
    expect(costOf(counted, [access({ covering: true })])).toBeLessThan(costOf(counted, [access({})]));
    expect(costOf(counters({ scanned: 1_000 }), [access({ keys: [] })])).toBeLessThan(costOf(counted, [access({})]));
  });

  test('entries that a pushed condition leaves out are read too', () => {
    const few = counters({ lookups: 1, entries: 5 });
    expect(costOf({ ...few, filtered: 10_000 }, [access({})])).toBeGreaterThan(
      costOf({ ...few, entries: 50 }, [access({})]),
    );
  });

  test('a plan that reaches kept rows by their column reads as much as on the whole table', () => {
    const kept = (index: string): boolean => index === 'i';
    expect(readsKeptAlone([access({})], kept)).toBe(true);
    expect(readsKeptAlone([access({}), access({ keys: ['j'], ref: 'shop.o.id' })], kept)).toBe(true);
    expect(readsKeptAlone([access({ type: 'range' }), access({ type: 'eq_ref', keys: ['PRIMARY'] })], kept)).toBe(true);
    expect(readsKeptAlone([access({ keys: ['j'] })], kept)).toBe(false);
    expect(readsKeptAlone([access({ type: 'ALL', keys: [] })], kept)).toBe(false);
    expect(readsKeptAlone([access({ type: 'index' })], kept)).toBe(false);
  });
});

describe('verdicts', () => {
  const measured = (cost: number, stopped?: true): Measured => ({
    rowsRead: 0,
    rowsSorted: 0,
    tmpRows: 0,
    tmpDiskTables: 0,
    ms: 0,
    runs: 1,
    cost,
    ...(stopped === undefined ? {} : { stopped }),
  });
  const plan: Plan = {
    sql: '',
    source: { kind: 'given', text: '' },
    server: '',
    nodes: [],
    warnings: [],
    raw: { columns: [], rows: [] },
  };
  const proof = (statement: string, used: boolean, before: Measured, after: Measured): StatementProof => {
    const saved = savedShare(before, after);
    return {
      statement,
      used,
      before: { plan, measured: before },
      after: { plan, measured: after },
      ...(saved === undefined ? {} : { saved }),
    };
  };
  const calls = (statement: string): number => (statement === 'often' ? 1_000 : 1);

  test('weighed by what the statements that use it cost', () => {
    expect(verdictOf([proof('a', true, measured(100), measured(89))], calls)).toBe('proven');
    expect(verdictOf([proof('a', true, measured(100), measured(91))], calls)).toBe('noGain');
    expect(verdictOf([proof('a', false, measured(100), measured(1))], calls)).toBe('notUsed');
    const worse = [proof('often', true, measured(100), measured(130)), proof('a', true, measured(100), measured(1))];
    expect(verdictOf(worse, calls)).toBe('noGain');
  });

  test('a run that was stopped proves the index only where it was stopped without it', () => {
    expect(verdictOf([proof('a', true, measured(1_000, true), measured(10))], calls)).toBe('proven');
    expect(verdictOf([proof('a', true, measured(1_000), measured(10, true))], calls)).toBe('noGain');
    expect(verdictOf([proof('a', true, measured(1_000, true), measured(10, true))], calls)).toBe('noGain');
  });

  test('a plan of the copy is shown as one of the live schema, whatever that is named', () => {
    const scratch = scratchName(0.3);
    const found: Plan = {
      ...plan,
      sql: `x ${scratch}.a`,
      raw: { json: `{"a":"${scratch}.b"}`, columns: ['ref'], rows: [[`${scratch}.o.id`]] },
    };
    const shown = relabelled(found, scratch, 'we"ird$&');
    expect(shown.sql).toBe('x we"ird$&.a');
    expect(shown.raw.rows).toEqual([['we"ird$&.o.id']]);
    expect(JSON.parse(shown.raw.json ?? '')).toEqual({ a: 'we"ird$&.b' });
    expect(shown.schema).toBe('we"ird$&');
  });
});

test('parts of an index and texts as SQL wants them', () => {
  const columns = [
    { column: 'a`b', prefix: 20 },
    { column: 'c', descending: true },
    { expression: 'lower(`e`)' },
  ] as const;
  expect(addIndexClause('i`x', { columns })).toBe('ADD INDEX `i``x` (`a``b`(20), `c` DESC, (lower(`e`)))');
  expect(quoteText("o'x")).toBe("'o''x'");
  expect(quoteText("\\' OR 1")).toBe("CONVERT(x'5c27204f522031' USING utf8mb4)");
});
