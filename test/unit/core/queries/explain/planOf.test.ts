import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanNode } from '../../../../../src/core/queries/explain/plan';
import { planOf } from '../../../../../src/core/queries/explain/planOf';
import { allNodes, isTable } from '../../../../../src/core/queries/explain/warnings';
import { captured, outline, stepsOf } from './formats';

const mysql = captured('formats-mysql-9.7');
const mariadb = captured('formats-mariadb-10.11');
const every = [
  ...['json1', 'json2', 'tree', 'analyzeTree', 'analyzeJson2'].map((format) => ['MySQL 9.7', format, mysql] as const),
  ...['json', 'analyzeJson'].map((format) => ['MariaDB 10.11', format, mariadb] as const),
];
const table = (nodes: readonly PlanNode[], name: string): PlanNode => {
  const found = allNodes(nodes).find((node) => node.table === name || node.tableName === name);
  if (found === undefined) throw new Error(`no table ${name}`);
  return found;
};

describe.each(every)('%s %s', (_server, format, plans) => {
  test('every captured plan is read', () => {
    for (const name of plans.keys()) {
      const nodes = allNodes(stepsOf(plans, name, format));
      expect(nodes.length, name).toBeGreaterThan(0);
      expect(new Set(nodes.map(({ id }) => id)).size, name).toBe(nodes.length);
      for (const node of nodes) if (isTable(node)) expect(node.access, `${name} ${node.table}`).not.toBe('Unknown');
    }
  });

  test('shares are parts of one whole, or nowhere', () => {
    for (const name of plans.keys()) {
      const shares = allNodes(stepsOf(plans, name, format)).flatMap(({ share }) => share ?? []);
      if (shares.length === 0) continue;
      expect(Math.min(...shares), name).toBeGreaterThanOrEqual(0);
      expect(
        shares.reduce((sum, share) => sum + share, 0),
        name,
      ).toBeCloseTo(1, 6);
    }
  });

  test('rows are counted where the statement was executed, and only there', () => {
    const scan = table(stepsOf(plans, 'fullScan', format), 'order_items');
    expect(scan).toMatchObject({ access: 'Full scan', condition: expect.stringMatching(/product_id`? = 7/) });
    if (!format.startsWith('analyze')) return expect(scan.actual).toBeUndefined();
    expect(scan.actual).toMatchObject({ rows: 20_000, loops: 1 });
    expect(scan.actual?.rowsOut).toBeCloseTo(67, 6);
    expect(scan.actual?.ms).toBeGreaterThan(0);
  });

  test('the tables of a join stand in the order in which they are read', () => {
    const nodes = allNodes(stepsOf(plans, 'nestedLoop', format)).filter(isTable);
    expect(nodes.map((node) => [node.table, node.key])).toEqual([
      ['u', 'users_phone_index'],
      ['o', 'orders_user_id_status_index'],
    ]);
    expect(table(nodes, 'o').keyParts).toEqual(['user_id', 'status']);
  });

  test('an index condition is told from what is checked after reading', () => {
    const { indexCondition, condition } = table(stepsOf(plans, 'indexCondition', format), 'orders');
    expect(indexCondition).toContain("like '%pen'");
    expect(condition).toBeUndefined();
  });

  test('a subquery that runs for every row says so', () => {
    const subquery = allNodes(stepsOf(plans, 'dependent', format)).find(({ operation }) => operation === 'subquery');
    expect(subquery).toMatchObject({ select: 2, subquery: { dependent: true } });
    const scalar = allNodes(stepsOf(plans, 'scalar', format)).find(({ operation }) => operation === 'subquery');
    expect(scalar?.subquery?.dependent).toBe(false);
  });

  test('a derived table is no table of the schema, and what fills it hangs below', () => {
    const nodes = allNodes(stepsOf(plans, 'derived', format));
    expect(nodes.flatMap((node) => (isTable(node) ? (node.table ?? '') : [])).sort()).toEqual(['orders', 'u']);
    const result = nodes.find((node) => node.result === true && node.operation === 'read');
    expect(result?.children.map(({ operation }) => operation)).toEqual(['materialize']);
  });

  test('sorting, grouping, windows and unions are steps of their own', () => {
    const operations = (name: string) =>
      new Set(allNodes(stepsOf(plans, name, format)).map(({ operation }) => operation));
    expect(operations('sortLimit')).toContain('sort');
    expect(operations('window')).toContain('window');
    expect(operations('union')).toContain('union');
    expect(operations('joinSort')).toContain('join');
  });

  test('an index that has every column is covering', () => {
    expect(table(stepsOf(plans, 'covering', format), 'orders')).toMatchObject({ access: 'Lookup', covering: true });
    expect(table(stepsOf(plans, 'indexCondition', format), 'orders').covering).toBe(false);
  });

  test('what reads nothing says why', () => {
    const [node] = stepsOf(plans, 'impossible', format);
    expect(node).toMatchObject({ operation: 'message', title: 'Impossible WHERE' });
  });

  test('a range that is checked for each record is marked', () => {
    expect(table(stepsOf(plans, 'rangeChecked', format), 'o').rangeChecked).toBe(true);
  });
});

test('a join that is grouped and sorted, in each format', () => {
  expect(outline(stepsOf(mysql, 'joinSort', 'json1'))).toEqual([
    'Sort',
    '  Group',
    '    Temporary table',
    '      Nested loop join',
    '        Full scan i 22 %',
    '        Unique o by PRIMARY (id) 78 %',
  ]);
  for (const format of ['json2', 'tree'])
    expect(
      outline(stepsOf(mysql, 'joinSort', format)).map((line) => line.replace(/ (?:order_items|orders|[io]) /, ' T ')),
    ).toEqual([
      'Limit 0 %',
      '  Sort 0 %',
      '    Full scan <temporary> 0 %',
      '      Group 0 %',
      '        Nested loop inner join',
      '          Full scan T 22 %',
      '          Unique T by PRIMARY (id) 78 %',
    ]);
  expect(outline(stepsOf(mariadb, 'joinSort', 'json'))).toEqual([
    'Sort',
    '  Temporary table',
    '    Nested loop join',
    '      Full scan i',
    '      Unique o by PRIMARY (id)',
  ]);
});

test('a subquery for every row costs as often as it runs', () => {
  for (const format of ['json1', 'json2', 'tree'])
    expect(table(stepsOf(mysql, 'dependent', format), 'p').share ?? 0, format).toBeLessThan(0.01);
});

test('limits and offsets are read', () => {
  const limits = (format: string) => allNodes(stepsOf(mysql, 'sortLimit', format)).flatMap(({ limit }) => limit ?? []);
  expect(limits('tree')).toEqual([{ count: 15, offset: 30 }, { count: 45 }]);
  expect(limits('json2')).toEqual([{ count: 15, offset: 30 }, { count: 45 }]);
});

test('what never ran has no rows and no loops', () => {
  for (const format of ['analyzeTree', 'analyzeJson2']) {
    const users = table(stepsOf(mysql, 'unionAll', format), 'users');
    expect(users.actual, format).toEqual({ loops: 0 });
  }
});

describe('documented plans of servers that are not here', () => {
  const documented = captured('documented');

  test('MySQL 5.7 joins by blocks, with end markers in its JSON', () => {
    const nodes = allNodes(stepsOf(documented, 'mysql57BlockNestedLoop', 'json'));
    expect(nodes.map(({ operation }) => operation)).toEqual(['join', 'read', 'read']);
    expect(nodes[2]).toMatchObject({ table: 't2', joinBuffer: 'Block Nested Loop', rows: 3 });
    expect(nodes[1]?.share).toBeCloseTo(0.5, 6);
  });

  test('MariaDB before 10.9 writes the key "table" once for each table', () => {
    const nodes = allNodes(stepsOf(documented, 'mariadb10Join', 'json'));
    expect(nodes.map(({ operation, table: name }) => [operation, name])).toEqual([
      ['join', undefined],
      ['read', 'A'],
      ['read', 'B'],
    ]);
    expect(nodes[2]).toMatchObject({ joinBuffer: 'BNL' });
  });

  test('and so when both tables are read the same way', () => {
    const nodes = allNodes(stepsOf(documented, 'mariadb10TwoTables', 'json')).filter(isTable);
    expect(nodes.map(({ table: name, access, loops }) => [name, access, loops])).toEqual([
      ['t0', 'Full scan', 1],
      ['t1', 'Lookup', 10],
    ]);
  });

  test('an insert stands above what it reads', () => {
    const nodes = allNodes(stepsOf(documented, 'mysql57InsertSelect', 'json'));
    expect(nodes.map(({ operation, table: name }) => [operation, name])).toEqual([
      ['write', 'talks'],
      ['temporary', undefined],
      ['read', 'talks'],
    ]);
  });

  test('MariaDB 11 gives costs', () => {
    const nodes = allNodes(stepsOf(documented, 'mariadb11Costs', 'json'));
    expect(nodes.map(({ table: name, share }) => [name, share])).toEqual([
      [undefined, undefined],
      ['t0', 0.25],
      ['t1', 0.75],
    ]);
  });

  test('TREE of MySQL 8.0 without costs has no shares', () => {
    const nodes = allNodes(stepsOf(documented, 'mysqlTreeWithoutCost', 'tree'));
    expect(nodes.map(({ operation }) => operation)).toEqual(['read', 'subquery', 'group', 'read']);
    expect(nodes.map(({ share }) => share)).toEqual([undefined, undefined, undefined, undefined]);
    expect(nodes[3]).toMatchObject({ condition: '(i.f1 > t1.f1)', rows: 3, rowsOut: 1 });
  });
});

describe('hostile texts', () => {
  const texts = [...mysql.values(), ...mariadb.values()].flatMap((plan) =>
    Object.values(plan).filter((text) => typeof text === 'string'),
  );

  test('no text throws, and no cut one', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.json()),
        fc.constantFrom('json' as const, 'tree' as const),
        (text, format) => {
          expect(() => planOf(format, text)).not.toThrow();
        },
      ),
      { numRuns: 300, seed: 7 },
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.nat(5000),
        fc.constantFrom('json' as const, 'tree' as const),
        (text, cut, format) => {
          const nodes = planOf(format, text.slice(0, cut));
          if (format === 'json' && cut < text.length) expect(nodes).toBeUndefined();
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });

  test('any JSON of the right names is read without throwing', () => {
    const keys = [
      'query_block',
      'query_plan',
      'table',
      'nested_loop',
      'inputs',
      'operation',
      'subqueries',
      'filesort',
      'materialized',
      'union_result',
      'query_specifications',
      'rows',
      'cost',
      'table_name',
      'message',
      'actual_loops',
      'heading',
    ];
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 6 }, fc.string(), fc.integer(), fc.constant(null), tie('list'), tie('object')),
      list: fc.array(tie('value'), { maxLength: 3 }),
      object: fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 4 }),
    }));
    fc.assert(
      fc.property(value, (inner) => {
        for (const root of ['query_block', 'query_plan'])
          expect(() => planOf('json', JSON.stringify({ [root]: inner }))).not.toThrow();
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  test('depth costs no stack', () => {
    expect(planOf('json', '['.repeat(1_000_000))).toBeUndefined();
    expect(planOf('json', `${'{"query_block":'.repeat(100_000)}1`)).toBeUndefined();
    const deep = Array.from({ length: 1000 }, (_, depth) => `${'    '.repeat(depth)}-> Sort: a`);
    expect(planOf('tree', deep.join('\n'))?.length).toBe(1);
  });

  test('a literal with line breaks and arrows in parentheses stays with its line', () => {
    const [node] =
      planOf(
        'tree',
        "-> Filter: (t.a = 'x\n(cost=1 rows=2) y')  (cost=5 rows=1)\n    -> Table scan on t  (cost=4 rows=9)\n",
      ) ?? [];
    expect(node).toMatchObject({
      operation: 'read',
      table: 't',
      rows: 9,
      rowsOut: 1,
      condition: "(t.a = 'x\n(cost=1 rows=2) y')",
    });
  });

  test('more steps than anybody looks at are cut', () => {
    const tables = Array.from({ length: 9000 }, (_, index) => ({
      table: { table_name: `t${index}`, access_type: 'ALL' },
    }));
    const nodes = planOf('json', JSON.stringify({ query_block: { select_id: 1, nested_loop: tables } })) ?? [];
    expect(allNodes(nodes).length).toBe(5000);
  });
});
