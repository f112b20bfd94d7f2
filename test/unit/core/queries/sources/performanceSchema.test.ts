import { expect, test } from 'vitest';
import { isOpsError, OpsError } from '../../../../../src/core/base/errors';
import { classifyStatement } from '../../../../../src/core/connections/statement';
import { quotedAccount, serverErrorNumber } from '../../../../../src/core/queries/serverErrors';
import { readDigest, readDigests } from '../../../../../src/core/queries/sources/performanceSchema';
import { fakeSqlClient, mariadbServer, mysqlServer, serverError, type Answers } from '../../../../fakes/sqlClient';

// Rows as MariaDB 10.11 and MySQL 9.7 sent them: sums as text or number, times in seconds.
const row = (text: string, more: object = {}): object => ({
  laravel_ops: 1,
  schema_name: 'shop',
  digest: `d${text.length}`,
  text,
  calls: 214,
  total_ms: 380.5,
  max_ms: 12.25,
  rows_examined: '6420000',
  rows_sent: 2140,
  no_index_used: 214,
  tmp_disk_tables: 0,
  sort_rows: 0,
  first_seen: '1763816520.000000',
  last_seen: 1763816580,
  ...more,
});
const totals = [
  {
    digests: 42,
    all_calls: '1000',
    all_ms: 1000,
    since: '1763816500.123456',
    read_at: '1763816600.000000',
    lost_calls: null,
    lost_ms: null,
  },
];
const answers = (rows: readonly object[], sums: readonly object[] = totals): Answers => [
  // MySQL 8 and later: sums beside every statement, and beside NULLs where there is none.
  [/WITH d AS/, rows.length === 0 ? [{ digest: null, ...sums[0] }] : rows.map((one) => ({ ...sums[0], ...one }))],
  [/AS lost_calls/, sums],
  [/AS total_ms, MAX_TIMER_WAIT/, rows],
];

test('statements come with shares of the whole selection and with averages', async () => {
  const client = fakeSqlClient(mariadbServer, answers([row('SELECT * FROM `orders` WHERE `user_id` = ? ')]));
  const snapshot = await readDigests(client, { schema: 'shop', limit: 10 });
  expect(snapshot).toMatchObject({
    source: 'performance_schema',
    schema: 'shop',
    digests: 42,
    totalCalls: 1000,
    since: new Date(1763816500123),
    readAt: new Date(1763816600000),
    uncaptured: [],
  });
  expect(snapshot.statements).toEqual([
    {
      digest: expect.any(String),
      text: 'SELECT * FROM `orders` WHERE `user_id` = ?',
      prepared: false,
      schema: 'shop',
      calls: 214,
      totalMs: 380.5,
      averageMs: 380.5 / 214,
      maxMs: 12.25,
      rowsExamined: 6420000,
      rowsSent: 2140,
      rowsExaminedPerCall: 30000,
      noIndexUsed: 214,
      tmpDiskTables: 0,
      sortRows: 0,
      firstSeen: new Date(1763816520000),
      lastSeen: new Date(1763816580000),
      loadShare: 0.3805,
    },
  ]);
});

test('columns that MariaDB lacks are asked of MySQL 8 and later alone', async () => {
  const mariadb = fakeSqlClient(mariadbServer, answers([row('SELECT ?')]));
  await readDigests(mariadb, { limit: 10 });
  const mysql = fakeSqlClient(mysqlServer, answers([row('EXECUTE SELECT ?', { p95_ms: 1200 })]));
  const { statements } = await readDigests(mysql, { limit: 10 });
  expect(mariadb.sent.some(({ sql }) => /QUANTILE/.test(sql))).toBe(false);
  expect(mysql.sent.some(({ sql }) => /QUANTILE_95/.test(sql))).toBe(true);
  expect(statements[0]).toMatchObject({ text: 'SELECT ?', prepared: true, p95Ms: 1200 });
});

test.each([
  ['MySQL 9', mysqlServer, 1],
  ['MySQL 5.7', { ...mysqlServer, major: 5, minor: 7 }, 2],
  ['MariaDB', mariadbServer, 2],
])('%s reads the table of digests in as few walks as it can', async (_, server, walks) => {
  const client = fakeSqlClient(server, answers([row('SELECT ?')]));
  const snapshot = await readDigests(client, { schema: 'shop', limit: 10 });
  expect(snapshot).toMatchObject({ digests: 42, totalMs: 1000, statements: [{ text: 'SELECT ?', loadShare: 0.3805 }] });
  expect(client.sent.filter(({ sql }) => sql.includes('summary_by_digest'))).toHaveLength(walks);
  expect(client.sent.every(({ sql }) => classifyStatement(sql) === 'read')).toBe(true);
});

test('every statement is bounded and marked as ours', async () => {
  const client = fakeSqlClient(mariadbServer, answers([row('SELECT ?')]));
  await readDigests(client, { schema: "o'shop", limit: 10 });
  expect(client.sent).toHaveLength(3);
  for (const { sql, values } of client.sent) {
    expect(sql).toMatch(/^SELECT 1 AS laravel_ops/);
    expect(sql).not.toContain("o'shop");
    expect(values.length).toBe(sql.split('?').length - 1 - (sql.includes('SELECT ? AS `laravel_ops`') ? 1 : 0));
  }
  expect(client.sent[1]?.sql).toMatch(/LIMIT 30$/);
});

test('questions about the server itself are left out, and the limit holds', async () => {
  const rows = [
    row('SELECT * FROM `information_schema` . `TABLES`'),
    row('SHOW STATUS LIKE ?'),
    row('SELECT @@SESSION . `x`'),
    row('COMMIT'),
    row('SELECT `show_at` FROM `events`'),
    row('SELECT `id` FROM `orders`'),
  ];
  const { statements } = await readDigests(fakeSqlClient(mysqlServer, answers(rows)), { limit: 2 });
  expect(statements.map(({ text }) => text)).toEqual(['COMMIT', 'SELECT `show_at` FROM `events`']);
});

test('one statement is found by its digest, with its share', async () => {
  const client = fakeSqlClient(mysqlServer, answers([row('SELECT ?')]));
  expect(await readDigest(client, 'abc', { schema: 'shop' })).toMatchObject({ text: 'SELECT ?', loadShare: 0.3805 });
  expect(client.sent[0]?.values).toEqual(['shop', 'abc']);
  expect(await readDigest(fakeSqlClient(mysqlServer, answers([])), 'abc', {})).toBeUndefined();
});

test('load that nobody can name is counted, not hidden', async () => {
  const sums = [{ ...totals[0], lost_calls: 411, lost_ms: 317.4 }];
  const client = fakeSqlClient(mariadbServer, [
    ...answers([row('SELECT ?')], sums),
    [/summary_global_by_event_name/, [{ calls: 12, total_ms: 70.5 }]],
  ]);
  expect((await readDigests(client, { limit: 1 })).uncaptured).toEqual([
    { reason: 'tableFull', calls: 411, totalMs: 317.4 },
    { reason: 'prepared', calls: 12, totalMs: 70.5 },
  ]);
});

test('a server without performance_schema says how to turn it on, and is asked nothing', async () => {
  const client = fakeSqlClient({ ...mariadbServer, performanceSchema: false }, []);
  const error = await readDigests(client, { limit: 1 }).catch((thrown: unknown) => thrown);
  expect(isOpsError(error, 'performanceSchemaOff') && error.explanation).toMatch(
    /not switchable at run time.*\[mysqld\].*performance_schema = ON/,
  );
  expect(client.sent).toEqual([]);
});

test.each([
  ["the driver's error", serverError(1142, "SELECT command denied to user 'shop_app'@'localhost' for table x")],
  ["our client's error", new OpsError('noPrivilege', 'From a to b: SELECT command denied to user … (1142).')],
])('a missing privilege gives the exact GRANT: %s', async (_, refused) => {
  const client = fakeSqlClient(mariadbServer, [[/summary_by_digest/, refused]]);
  const error = await readDigests(client, { limit: 1 }).catch((thrown: unknown) => thrown);
  expect(isOpsError(error, 'noPrivilege') && error.explanation).toContain(
    "GRANT SELECT ON performance_schema.* TO 'shop_app'@'localhost';",
  );
});

test('other errors pass unchanged', async () => {
  const lost = new OpsError('timeout', 'Stopped after 5 s.');
  await expect(readDigests(fakeSqlClient(mysqlServer, [[/./, lost]]), { limit: 1 })).rejects.toBe(lost);
});

test('an empty answer is healthy only when digests are kept', async () => {
  const none = [{ ...totals[0], digests: 0, all_calls: null, all_ms: null, since: null }];
  const on = fakeSqlClient(mysqlServer, [...answers([], none), [/setup_consumers/, [{ enabled: 'YES' }]]]);
  const snapshot = await readDigests(on, { limit: 5 });
  expect(snapshot).toMatchObject({ digests: 0, statements: [], readAt: new Date(1763816600000) });
  expect(snapshot.since).toBeUndefined();
  const off = fakeSqlClient(mysqlServer, [...answers([], none), [/setup_consumers/, [{ enabled: 'NO' }]]]);
  await expect(readDigests(off, { limit: 5 })).rejects.toMatchObject({ reason: 'digestsOff' });
});

test('accounts are quoted as GRANT wants them', () => {
  expect(quotedAccount('shop_app@%')).toBe("'shop_app'@'%'");
  expect(quotedAccount("o'brien@mail.test@10.0.0.%")).toBe("'o''brien@mail.test'@'10.0.0.%'");
  expect(quotedAccount('only')).toBe("'only'");
});

test('the number of an error is found in its causes', () => {
  const inner = serverError(1345, 'x');
  expect(serverErrorNumber(new Error('y', { cause: inner }))).toBe(1345);
  expect(serverErrorNumber(new Error('failed (1142)'))).toBeUndefined();
  expect(serverErrorNumber('text')).toBeUndefined();
});
