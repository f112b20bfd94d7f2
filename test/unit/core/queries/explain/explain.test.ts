import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isOpsError, OpsError } from '../../../../../src/core/base/errors';
import type { SqlValue } from '../../../../../src/core/connections/sql';
import { explainDigest, explainStatement } from '../../../../../src/core/queries/explain/explain';
import type { Plan, PlanNode } from '../../../../../src/core/queries/explain/plan';
import { fakeSqlClient, mariadbServer, mysqlServer, serverError, type Answers } from '../../../../fakes/sqlClient';

interface Captured {
  readonly sql: string;
  readonly rows: readonly Record<string, SqlValue>[];
  readonly json?: string;
}

/** EXPLAIN as the real servers answered it: 5,000 users, 500 products, 30,000 orders, 90,000 order items. */
function captured(file: string): ReadonlyMap<string, Captured> {
  const url = new URL(`../../../../fixtures/explain/${file}.json`, import.meta.url);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own fixture
  const { plans } = JSON.parse(readFileSync(url, 'utf8')) as { plans: Record<string, Captured> };
  return new Map(Object.entries(plans));
}

const servers = [
  ['MariaDB 10.11', captured('mariadb-10.11'), mariadbServer],
  ['MySQL 9.7', captured('mysql-9.7'), mysqlServer],
] as const;

function outline(nodes: readonly PlanNode[], indent = ''): string[] {
  return nodes.flatMap((node) => {
    const name = node.tableName === undefined ? (node.table ?? '-') : `${node.table}=${node.tableName}`;
    const line = [node.access, name, node.key, node.rows].filter((part) => part !== undefined).join(' ');
    return [`${indent}${line}`, ...outline(node.children, `${indent}  `)];
  });
}

async function planOf(server: (typeof servers)[number], name: string): Promise<Plan> {
  const plan = server[1].get(name);
  if (plan === undefined) throw new Error(`no captured plan ${name}`);
  const json = plan.json === undefined ? [] : [{ EXPLAIN: plan.json }];
  const client = fakeSqlClient(server[2], [
    [/FORMAT=JSON/, json],
    [/^EXPLAIN/, plan.rows],
  ]);
  return explainStatement(client, { sql: plan.sql, schema: 'shop' });
}

test.each(servers)('%s: a scan of a large table is the first thing said', async (...server) => {
  const plan = await planOf(server, 'fullScan');
  expect(outline(plan.nodes)).toEqual(['Full scan order_items 89976']);
  expect(plan.warnings).toEqual(['Reads about 89,976 rows of order_items without an index']);
  expect(plan.nodes[0]?.extra).toEqual([
    { text: 'Using where', sentence: 'Rows are checked against conditions after they were read.' },
  ]);
});

test.each(servers)('%s: aliases are resolved, sorting and temporary tables are named', async (...server) => {
  const plan = await planOf(server, 'joinSort');
  expect(outline(plan.nodes)).toEqual(['Full scan i=order_items 89976', 'Unique o=orders PRIMARY 1']);
  expect(plan.warnings).toEqual([
    'Reads about 89,976 rows of order_items (i) without an index',
    'Builds a temporary table and sorts it',
  ]);
  expect(plan.nodes[1]).toMatchObject({ possibleKeys: ['PRIMARY'], keyLength: '8', ref: 'shop.i.order_id' });
  expect(JSON.parse(plan.raw.json ?? '')).toHaveProperty(
    plan.server.startsWith('MySQL') ? 'query_plan' : 'query_block',
  );
});

test('a derived table hangs below the row that reads it', async () => {
  expect(outline((await planOf(servers[0], 'derived')).nodes)).toEqual([
    'Full scan u=users 5000',
    'Lookup <derived2> key0 10',
    '  Full scan orders 29302',
  ]);
  expect(outline((await planOf(servers[1], 'derived')).nodes)).toEqual([
    'Full scan <derived2> 29302',
    '  Full scan orders 29302',
    'Unique u=users PRIMARY 1',
  ]);
});

test.each(servers)('%s: the parts of a union hang below its result', async (...server) => {
  const plan = await planOf(server, 'union');
  expect(outline(plan.nodes)).toEqual([
    'Full scan <union1,2>',
    '  Index scan orders orders_created_at_index 29302',
    '  Index scan users users_email_unique 5000',
  ]);
  expect(plan.warnings[0]).toBe('Reads all of index orders_created_at_index: about 29,302 rows of orders');
});

test.each(servers)('%s: a dependent subquery is read again for every row', async (...server) => {
  const { warnings } = await planOf(server, 'subquery');
  expect(warnings[0]).toBe(
    'Reads about 89,976 rows of order_items (i) without an index, again for every row of the query around it',
  );
});

test.each(servers)('%s: good plans raise no warning', async (...server) => {
  for (const [name, access] of [
    ['uniqueKey', 'Const'],
    ['range', 'Range'],
    ['lookup', 'Lookup'],
    ['impossible', 'No table'],
    ['noTable', 'No table'],
    ['locking', 'Range'],
  ] as const) {
    const plan = await planOf(server, name);
    expect([name, plan.nodes[0]?.access, plan.warnings]).toEqual([name, access, []]);
  }
});

test.each(servers)('%s: no remark of the captured plans goes untranslated', async (...server) => {
  for (const name of server[1].keys())
    for (const node of (await planOf(server, name)).nodes)
      for (const { text, sentence } of node.extra) expect(sentence, text).not.toBe(text);
});

test('EXPLAIN runs in a read-only transaction of the right schema, and ends it', async () => {
  const client = fakeSqlClient(mysqlServer, [[/^EXPLAIN FORMAT=TRADITIONAL/, [{ id: 1, select_type: 'SIMPLE' }]]]);
  await explainStatement(client, { sql: ' SELECT 1 ; ', schema: 'shop' });
  expect(client.sent.map(({ sql, options }) => [sql, options.database])).toEqual([
    ['START TRANSACTION READ ONLY', 'shop'],
    ['EXPLAIN FORMAT=TRADITIONAL SELECT 1', 'shop'],
    // Without a schema: USE would forget the warnings.
    ['SHOW WARNINGS', undefined],
    ['EXPLAIN FORMAT=JSON SELECT 1', 'shop'],
    ['ROLLBACK WORK', undefined],
  ]);
});

test.each(['FOR UPDATE', 'for update skip locked', 'LOCK IN SHARE MODE', 'FOR UPDATE WAIT 5'])(
  'MariaDB explains %s without the lock, MySQL as it is',
  async (clause) => {
    const sql = `SELECT * FROM orders ${clause}`;
    const mariadb = fakeSqlClient(mariadbServer, []);
    const plan = await explainStatement(mariadb, { sql });
    expect(mariadb.sent[1]?.sql).toBe('EXPLAIN EXTENDED SELECT * FROM orders');
    expect(plan).toMatchObject({ sql, source: { text: expect.stringContaining('without its locking clause') } });
    const mysql = fakeSqlClient(mysqlServer, []);
    await explainStatement(mysql, { sql });
    expect(mysql.sent[1]?.sql).toBe(`EXPLAIN FORMAT=TRADITIONAL ${sql}`);
  },
);

test('a failed EXPLAIN still ends the transaction, and a refused view says what to grant', async () => {
  const client = fakeSqlClient(mariadbServer, [
    [/^EXPLAIN/, serverError(1345, 'lack privileges for underlying table')],
  ]);
  const error = await explainStatement(client, { sql: 'SELECT * FROM v' }).catch((thrown: unknown) => thrown);
  expect(isOpsError(error, 'noPrivilege') && error.explanation).toContain("'shop_app'@'localhost'");
  expect(client.sent.at(-1)?.sql).toBe('ROLLBACK WORK');
});

test('what cannot be explained is not sent', async () => {
  const client = fakeSqlClient(mariadbServer, []);
  for (const sql of ['DROP TABLE orders', 'INSERT INTO orders VALUES (1)', 'CALL purge()', 'SELECT 1 INTO @x'])
    await expect(explainStatement(client, { sql })).rejects.toMatchObject({ reason: 'notSelect' });
  await expect(explainStatement(client, { sql: 'SELECT ?' })).rejects.toMatchObject({ reason: 'placeholders' });
  expect(client.sent).toEqual([]);
});

test('a server that has no JSON plan still gives its rows; a timeout is a failure', async () => {
  const rows: Answers = [[/^EXPLAIN EXTENDED/, [{ id: 1, select_type: 'SIMPLE', Extra: 'No tables used' }]]];
  const without = fakeSqlClient(mariadbServer, [[/FORMAT=JSON/, serverError(1064, 'x')], ...rows]);
  expect((await explainStatement(without, { sql: 'SELECT 1' })).raw).toEqual({
    columns: ['id', 'select_type', 'Extra'],
    rows: [['1', 'SIMPLE', 'No tables used']],
  });
  const slow = fakeSqlClient(mariadbServer, [[/FORMAT=JSON/, new OpsError('timeout', 'stopped (1969)')], ...rows]);
  await expect(explainStatement(slow, { sql: 'SELECT 1' })).rejects.toMatchObject({ reason: 'timeout' });
});

const digest = { digest: 'abc', schema: 'shop', text: 'SELECT * FROM `orders` WHERE `id` = ?' };
const plan: Answers = [[/^EXPLAIN/, [{ id: 1, select_type: 'SIMPLE', table: 'orders', type: 'const', rows: 1 }]]];

test("MySQL's own sample is explained, and the plan says where it came from", async () => {
  const kept: Answers = [[/QUERY_SAMPLE_TEXT/, [{ text: 'SELECT * FROM orders WHERE id = 7', schema_name: 'shop' }]]];
  const result = await explainDigest(fakeSqlClient(mysqlServer, [...kept, ...plan]), digest);
  expect(result).toMatchObject({
    sql: 'SELECT * FROM orders WHERE id = 7',
    schema: 'shop',
    source: { kind: 'sample' },
  });
});

test('MariaDB is asked for a recent call, and only one of the same schema counts', async () => {
  const history: Answers = [
    [
      /events_statements_history_long/,
      [
        { text: 'SELECT * FROM orders WHERE id = 1', schema_name: 'other' },
        { text: 'SELECT * FROM orders WHERE note = "x...', schema_name: 'shop' },
        { text: 'SELECT * FROM orders WHERE id = 9', schema_name: 'shop' },
      ],
    ],
  ];
  const client = fakeSqlClient(mariadbServer, [...history, ...plan]);
  expect(await explainDigest(client, digest)).toMatchObject({
    sql: 'SELECT * FROM orders WHERE id = 9',
    source: { kind: 'history' },
  });
  expect(client.sent[0]?.values).toEqual(['abc', 'abc', 'abc']);
});

test.each<[string, Answers, RegExp]>([
  ['the history is off', [], /UPDATE performance_schema.setup_consumers/],
  [
    'the history is on and not fed',
    [[/setup_consumers/, [{ name: 'events_statements_history' }]]],
    /UPDATE performance_schema/,
  ],
  [
    'it has not run lately',
    [[/setup_consumers/, [{ name: 'events_statements_current' }, { name: 'events_statements_history' }]]],
    /when it has run once more/,
  ],
  [
    'it is sent prepared',
    [[/UNION ALL/, [{ text: 'SELECT * FROM orders WHERE id = ?', schema_name: 'shop' }]]],
    /prepared statement/,
  ],
  [
    'it was cut',
    [[/UNION ALL/, [{ text: "SELECT 'aaa...", schema_name: 'shop' }]]],
    /performance_schema_max_sql_text_length/,
  ],
])('without a runnable call nothing is made up: %s', async (_, answers, next) => {
  const client = fakeSqlClient(mariadbServer, answers);
  const error = await explainDigest(client, digest).catch((thrown: unknown) => thrown);
  expect(isOpsError(error, 'noSample') && error.explanation).toMatch(next);
  expect(client.sent.some(({ sql }) => sql.startsWith('EXPLAIN'))).toBe(false);
});

test('a statement that is no query is refused before the server is asked', async () => {
  const client = fakeSqlClient(mysqlServer, []);
  await expect(explainDigest(client, { digest: 'a', text: 'ALTER TABLE `a` ADD `b` INTEGER' })).rejects.toMatchObject({
    reason: 'notSelect',
  });
  expect(client.sent).toEqual([]);
});
