import { expect, test } from 'vitest';
import { advise, advisor, type GivenOptions } from '../../../../../src/core/queries/advisor/advise';
import type { SqlValue } from '../../../../../src/core/connections/sql';
import type { Workload, WorkloadStatement } from '../../../../../src/core/queries/advisor/workload';
import type { CatalogTable } from '../../../../../src/core/queries/catalog/table';
import {
  after,
  block,
  by,
  catalog,
  column,
  equal,
  index,
  isNull,
  number,
  samples,
  statement,
  tables,
  text,
  withIndexes,
  workload,
} from './shopModel';

const options: GivenOptions = { server: { flavour: 'mariadb', major: 10, minor: 11 } };

async function ids(
  given: Workload | readonly WorkloadStatement[],
  changed: readonly CatalogTable[] = [],
  more: Partial<GivenOptions> = {},
) {
  const whole = 'statements' in given ? given : workload(given);
  const { suggestions } = await advise(whole, catalog(changed), samples, { ...options, ...more });
  return suggestions.map(({ id }) => id);
}

const ofUser = statement('ofUser', 1_000, block(['orders'], { predicates: [equal('user_id')] }));
const latest = statement(
  'latest',
  1_000,
  block(['orders'], { predicates: [equal('city')], order: [by('created_at', true)], limit: { count: 10 } }),
);

test('a column that is compared with "=" gets an index', async () => {
  expect(await ids([ofUser])).toEqual(['orders(user_id)']);
});

test('one wider index serves two statements', async () => {
  const recent = statement(
    'recent',
    1_000,
    block(['orders'], {
      predicates: [equal('status', text('done'))],
      order: [by('created_at', true)],
      limit: { count: 500 },
    }),
  );
  const pending = statement('pending', 1_000, block(['orders'], { predicates: [equal('status', text('pending'))] }));
  const found = await ids([recent, pending]);
  expect(found).toContain('orders(status,created_at)');
  expect(found).not.toContain('orders(status)');
});

test('the order of rows is part of an index when few of many are wanted', async () => {
  const newest = statement('newest', 500, block(['orders'], { order: [by('created_at', true)], limit: { count: 25 } }));
  expect(await ids([newest])).toEqual(['orders(created_at)']);
});

test('opposite directions descend where the server can', async () => {
  const mixed = statement(
    'mixed',
    500,
    block(['orders'], { order: [by('city'), by('created_at', true)], limit: { count: 25 } }),
  );
  expect(await ids([mixed])).toEqual(['orders(city,created_at desc)']);
  expect(await ids([mixed], [], { server: { flavour: 'mariadb', major: 10, minor: 6 } })).toEqual([]);
});

test('joins are read from their small side', async () => {
  const join = statement(
    'join',
    500,
    block(['orders', 'items'], {
      predicates: [equal('user_id', number(70_000))],
      joins: [{ left: { use: 0, column: 'id' }, right: { use: 1, column: 'order_id' } }],
    }),
  );
  expect((await ids([join])).sort()).toEqual(['items(order_id)', 'orders(user_id)']);
});

test('what is counted is covered', async () => {
  const sum = statement(
    'sum',
    2_000,
    block(['items'], {
      predicates: [equal('product_id')],
      columns: [
        { use: 0, column: 'product_id' },
        { use: 0, column: 'quantity' },
      ],
      aggregates: [{ function: 'SUM', column: { use: 0, column: 'quantity' } }],
    }),
  );
  expect(await ids([sum])).toEqual(['items(product_id,quantity)']);
});

test('a soft delete is no reason for an index', async () => {
  const alive = statement('alive', 100, block(['orders'], { predicates: [isNull('deleted_at')] }));
  expect(await ids([alive])).toEqual([]);
});

test('small tables, rare statements and what is there already get nothing', async () => {
  const small = statement('small', 5_000, block(['small'], { predicates: [equal('name')] }));
  const rare = statement('rare', 2, block(['orders'], { predicates: [equal('user_id')] }));
  expect(await ids([small, rare])).toEqual([]);
  expect(await ids([ofUser], [withIndexes('orders', index('mine', ['user_id']))])).toEqual([]);
  expect(await ids([ofUser], [withIndexes('orders', index('wider', ['user_id', 'status']))])).toEqual([]);
});

test('a small table counts when it is read so often that it comes to the same', async () => {
  const few = tables.find(({ name }) => name === 'small');
  const [sample] = samples.filter((one) => one.table === 'small');
  if (few === undefined || sample === undefined) throw new Error('small');
  const rows = 800;
  const larger = { ...few, rows };
  const all = samples.map((one) =>
    one === sample
      ? {
          ...sample,
          tableRows: rows,
          fraction: 1,
          rows,
          columns: new Map<string, SqlValue[]>([
            ['id', Array.from({ length: rows }, (_, row) => row + 1)],
            ['name', Array.from({ length: rows }, (_, row) => `name ${String(row)}`)],
          ]),
        }
      : one,
  );
  const called = async (calls: number) => {
    const byName = statement('byName', calls, block(['small'], { predicates: [equal('name', text('name 7'))] }));
    return (await advise(workload([byName]), catalog([larger]), all, options)).suggestions.map(({ id }) => id);
  };
  expect(await called(4_000)).toEqual(['small(name)']);
  expect(await called(400)).toEqual([]);
});

test('one statement that costs more than all others and cannot be helped hides nothing', async () => {
  const cross = statement('cross', 5_000, block(['items', 'users', 'orders']));
  const alone = await advise(workload([ofUser]), catalog(), samples, options);
  const beside = await advise(workload([ofUser, cross]), catalog(), samples, options);
  const ofCross = beside.costBefore - alone.costBefore;
  expect(ofCross / beside.costBefore).toBeGreaterThan(0.99);
  expect(beside.suggestions.map(({ id }) => id)).toEqual(['orders(user_id)']);
});

test('read backwards, an index does not test before the row is fetched', () => {
  const since = (id: string, descending: boolean) =>
    statement(
      id,
      100,
      block(['orders'], {
        predicates: [equal('city', text('city 3')), after('created_at', text('2026-09-01 00:00:00'))],
        order: [by('created_at', descending)],
      }),
    );
  const model = advisor(workload([since('up', false), since('down', true)]), catalog(), samples, options);
  const having = [{ table: 'orders', columns: [{ column: 'created_at' }, { column: 'city' }] }];
  const cost = (id: string) => model.figures(id, having)?.cost ?? 0;
  expect(cost('down')).toBeGreaterThan(3 * cost('up'));
});

test('an index that a wider one serves in place of is named, one that keeps values unique is not', async () => {
  const there = withIndexes('orders', index('mine', ['city']));
  const { suggestions } = await advise(workload([latest]), catalog([there]), samples, options);
  expect(suggestions).toHaveLength(1);
  expect(suggestions[0]).toMatchObject({ id: 'orders(city,created_at)', widens: 'mine', makesRedundant: ['mine'] });
  const unique = withIndexes('orders', index('mine', ['city'], true));
  const other = await advise(workload([latest]), catalog([unique]), samples, options);
  expect(other.suggestions.flatMap(({ makesRedundant }) => makesRedundant)).toEqual([]);
});

test('an index that a foreign key points at is not called redundant', async () => {
  const orders = withIndexes('orders', index('mine', ['city']));
  const key = {
    name: 'k',
    columns: ['product_id'],
    referencedSchema: 'shop',
    referencedTable: 'orders',
    referencedColumns: ['city'],
  };
  const items = tables.find(({ name }) => name === 'items');
  if (items === undefined) throw new Error('items');
  const { suggestions } = await advise(
    workload([latest]),
    catalog([orders, { ...items, foreignKeys: [key] }]),
    samples,
    options,
  );
  expect(suggestions.map(({ id }) => id)).toEqual(['orders(city,created_at)']);
  expect(suggestions[0]?.makesRedundant).toEqual([]);
});

test('an index whose rows come in the order of the primary key stays needed where that order is asked for', async () => {
  const byId = statement(
    'byId',
    5_000,
    block(['orders'], { predicates: [equal('status', text('done'))], order: [by('id', true)], limit: { count: 10 } }),
  );
  const recent = statement(
    'recent',
    5_000,
    block(['orders'], {
      predicates: [equal('status', text('done')), equal('city')],
      order: [by('created_at', true)],
      limit: { count: 10 },
    }),
  );
  const { suggestions } = await advise(
    workload([byId, recent]),
    catalog([withIndexes('orders', index('mine', ['status']))]),
    samples,
    options,
  );
  expect(suggestions.flatMap(({ makesRedundant }) => makesRedundant)).toEqual([]);
});

test('long texts are indexed by a prefix that tells them apart', async () => {
  const bio = statement('bio', 1_000, block(['users'], { predicates: [equal('bio', text('cedar fern 21'))] }));
  const [found] = await ids([bio]);
  expect(found).toMatch(/^users\(bio\((?:16|24)\)\)$/);
});

test('a function of a column gets an index only where the server has such indexes', async () => {
  const lower = statement(
    'lower',
    1_000,
    block(['users'], {
      predicates: [
        {
          kind: 'expression',
          expression: 'lower(`email`)',
          columns: [{ use: 0, column: 'email' }],
          comparison: 'equal',
        },
      ],
    }),
  );
  expect(await ids([lower], [], { server: { flavour: 'mysql', major: 8, minor: 4 } })).toEqual([
    'users((lower(`email`)))',
  ]);
  const { suggestions, remarks } = await advise(workload([lower]), catalog(), samples, options);
  expect(suggestions).toEqual([]);
  expect(remarks.join()).toContain('generated column');
});

test('each branch of OR gets its index, or none does', async () => {
  const either = statement(
    'either',
    2_000,
    block(['orders'], {
      predicates: [{ kind: 'or', branches: [[equal('user_id', number(70_000))], [equal('total', number(12.5))]] }],
    }),
  );
  expect((await ids([either])).sort()).toEqual(['orders(total)', 'orders(user_id)']);
});

test('EXISTS is joined in, from either side', async () => {
  const outer = block(['orders'], { predicates: [equal('status', text('pending'))], limit: { count: 20 } });
  const inner = block(['items'], {
    id: 1,
    role: 'exists',
    parent: 0,
    predicates: [equal('product_id', number(4_900))],
    outer: [{ inner: { use: 0, column: 'order_id' }, block: 0, outer: { use: 0, column: 'id' } }],
    columns: [
      { use: 0, column: 'order_id' },
      { use: 0, column: 'product_id' },
    ],
  });
  const found = await ids([statement('has', 500, outer, inner)]);
  expect(found.some((id) => /^items\((?:order_id,product_id|product_id(?:,order_id)?)\)$/.test(id))).toBe(true);
});

test('writes that cost more than reading gains keep an index away', async () => {
  const rarely = { ...ofUser, callsPerHour: 12 };
  const writes = [{ table: 'orders', insertsPerHour: 3_000_000, deletesPerHour: 0, updates: [] }];
  expect(await ids([rarely])).toHaveLength(1);
  expect(await ids(workload([rarely], writes))).toEqual([]);
});

test('writes are counted where they are known', async () => {
  const writes = [
    {
      table: 'orders',
      insertsPerHour: 100,
      deletesPerHour: 10,
      updates: [
        { columns: ['status'], perHour: 50 },
        { columns: ['user_id'], perHour: 5 },
      ],
    },
  ];
  const known = await advise(workload([ofUser], writes), catalog(), samples, options);
  expect(known.suggestions[0]?.writesPerHour).toBe(120);
  const not = await advise(workload([ofUser]), catalog(), samples, options);
  expect(not.suggestions[0]).not.toHaveProperty('writesPerHour');
});

test('says why, how much, and for whom', async () => {
  const { suggestions, costBefore, costAfter } = await advise(workload([latest]), catalog(), samples, options);
  const [first] = suggestions;
  expect(first?.index).toEqual({ table: 'orders', columns: [{ column: 'city' }, { column: 'created_at' }] });
  expect(first?.gains[0]).toMatchObject({ statement: 'latest', uses: ['lookup', 'order'] });
  expect(first?.gains[0]?.rowsAfter).toBeLessThan(30);
  expect(first?.gains[0]?.rowsBefore).toBeGreaterThan(300_000);
  expect(first?.saves).toBeCloseTo((costBefore - costAfter) / costBefore, 6);
  expect(first?.reasons).toEqual(
    expect.arrayContaining([
      'city first: it is compared with "=".',
      'created_at last: it gives the order, nothing has to be sorted.',
    ]),
  );
  // 400,000 entries of two keys and a primary key: between 8 and 16 MB on a real server.
  expect(first?.bytes).toBeGreaterThan(8e6);
  expect(first?.bytes).toBeLessThan(16e6);
});

test('views, unknown tables and statements that could not be read are said, not guessed', async () => {
  const view = statement('view', 100, block(['totals'], { predicates: [equal('user_id')] }));
  const gone = statement('gone', 100, block(['nowhere'], { predicates: [equal('user_id')] }));
  const given: Workload = {
    ...workload([view, gone]),
    unread: [{ id: 'x', text: 'x', reason: 'y', callsPerHour: 1 }],
  };
  const { suggestions, remarks } = await advise(given, catalog(), samples, options);
  expect(suggestions).toEqual([]);
  expect(remarks.join('\n')).toContain('totals');
  expect(remarks.join('\n')).toContain('1 statements could not be read');
});

test('a table without a sample gets nothing, and that is said', async () => {
  const { suggestions, remarks } = await advise(workload([ofUser]), catalog(), [], options);
  expect(suggestions).toEqual([]);
  expect(remarks.join()).toContain('orders');
});

test('a hint keeps its statement out', async () => {
  const hinted = statement(
    'hinted',
    1_000,
    block(['orders'], {
      tables: [{ name: 'orders', table: 'orders', join: 'first', hint: 'PRIMARY' }],
      predicates: [equal('user_id')],
    }),
  );
  expect(await ids([hinted])).toEqual([]);
});

test('the key stays within what the row format allows', async () => {
  const long = [column('id', 'bigint'), ...['a', 'b', 'c', 'd'].map((name) => column(name, 'varchar(255)'))];
  const wide = { ...(tables[1] as CatalogTable), columns: long };
  const values = new Map(
    long.map(({ name }) => [
      name,
      Array.from({ length: 5_000 }, (_, row) =>
        name === 'id' ? row : `v${String((row * 7919) % (name === 'a' ? 40 : 31))}`,
      ),
    ]),
  );
  const sample = {
    table: 'orders',
    tableRows: 400_000,
    fraction: 1 / 80,
    rows: 5_000,
    columns: values,
    bytes: new Map(),
  };
  const all = statement(
    'all',
    5_000,
    block(['orders'], { predicates: ['a', 'b', 'c', 'd'].map((name) => equal(name, text('v3'))) }),
  );
  const { suggestions } = await advise(workload([all]), catalog([wide]), [sample], options);
  expect(suggestions.length).toBeGreaterThan(0);
  for (const one of suggestions) expect(one.index.columns.length).toBeLessThanOrEqual(3);
  expect(after('a')).toBeDefined();
});

test('stops when told to', async () => {
  const stop = AbortSignal.abort();
  await expect(advise(workload([ofUser]), catalog(), samples, options, stop)).rejects.toMatchObject({
    reason: 'cancelled',
  });
});
