import { describe, expect, test } from 'vitest';
import { analyzeStatement } from '../../../../../src/core/queries/explain/analyze';
import { explainConnection } from '../../../../../src/core/queries/explain/connection';
import { explainStatement } from '../../../../../src/core/queries/explain/explain';
import { fakeSqlClient, mariadbServer, mysqlServer, serverError } from '../../../../fakes/sqlClient';
import { captured } from './formats';

const mysql = captured('formats-mysql-9.7').get('fullScan');
const mariadb = captured('formats-mariadb-10.11').get('fullScan');
const sql = 'SELECT * FROM order_items WHERE product_id = 7';

describe('formats', () => {
  test('JSON gives the steps, traditional rows what JSON leaves out', async () => {
    const client = fakeSqlClient(mysqlServer, [
      [/FORMAT=JSON/, [{ EXPLAIN: mysql?.['json2'] ?? '' }]],
      [
        /TRADITIONAL/,
        [
          {
            id: 1,
            select_type: 'SIMPLE',
            table: 'order_items',
            type: 'ALL',
            possible_keys: 'a,b',
            rows: 9,
            filtered: 10,
          },
        ],
      ],
      [
        /WARNINGS/,
        [
          { Level: 'Note', Code: 1003, Message: 'select 7' },
          {
            Level: 'Warning',
            Code: 1739,
            Message: "Cannot use ref access on index 'a' due to type or collation conversion on field 'x'",
          },
        ],
      ],
    ]);
    const plan = await explainStatement(client, { sql, format: 'json' });
    expect(plan).toMatchObject({
      format: 'json',
      nodes: [{ operation: 'read', possibleKeys: ['a', 'b'], selectType: 'SIMPLE', share: 1 }],
    });
    expect(plan.problems?.map(({ kind }) => kind)).toEqual(['conversion', 'fullScan']);
    expect(plan.raw.notes).toHaveLength(1);
  });

  test('what cannot be read falls back to the rows', async () => {
    const client = fakeSqlClient(mariadbServer, [
      [/FORMAT=JSON/, [{ EXPLAIN: '{"new": 1}' }]],
      [/EXTENDED/, [{ id: 1, select_type: 'SIMPLE', table: 't', type: 'ALL' }]],
    ]);
    expect(await explainStatement(client, { sql, format: 'json' })).toMatchObject({
      format: 'traditional',
      nodes: [{ table: 't' }],
    });
    expect(await explainStatement(client, { sql, format: 'tree' })).toMatchObject({ format: 'traditional' });
    expect(client.sent.some(({ sql: sent }) => sent.includes('TREE'))).toBe(false);
  });

  test.each([mysqlServer, mariadbServer])('of a change only the reading half is sent ($flavour)', async (server) => {
    const client = fakeSqlClient(server, []);
    const plan = await explainStatement(client, { sql: 'DELETE FROM orders WHERE a = 1;' });
    expect(plan).toMatchObject({
      sql: 'DELETE FROM orders WHERE a = 1',
      source: { text: expect.stringContaining('The part of the DELETE that finds rows') },
    });
    expect(client.sent.filter(({ sql: sent }) => /DELETE|UPDATE|INSERT/.test(sent))).toEqual([]);
    expect(client.sent[1]?.sql).toMatch(/^EXPLAIN \S+ SELECT \* FROM orders WHERE a = 1$/);
  });
});

describe('analyze', () => {
  test('is never sent to production, nor anything that it must not run', async () => {
    const client = fakeSqlClient(mysqlServer, []);
    await expect(analyzeStatement(client, { sql }, 'production')).rejects.toMatchObject({ reason: 'production' });
    await expect(analyzeStatement(client, { sql: 'DELETE FROM orders' }, 'local')).rejects.toMatchObject({
      reason: 'notSelect',
    });
    await expect(analyzeStatement(client, { sql: 'SELECT SLEEP(9)' }, 'local')).rejects.toMatchObject({
      reason: 'function',
    });
    const old = fakeSqlClient({ ...mysqlServer, major: 5, minor: 7, version: '5.7.44' }, []);
    await expect(analyzeStatement(old, { sql }, 'local')).rejects.toMatchObject({ reason: 'tooOld' });
    expect([...client.sent, ...old.sent]).toEqual([]);
  });

  test('runs once, in a read-only transaction with a limit, and ends it', async () => {
    const client = fakeSqlClient(mariadbServer, [[/^ANALYZE/, [{ ANALYZE: mariadb?.['analyzeJson'] ?? '' }]]]);
    const plan = await analyzeStatement(client, { sql, schema: 'shop', timeoutMs: 4000 }, 'staging');
    expect(plan).toMatchObject({ executed: true, nodes: [{ actual: { rows: 20_000, loops: 1 } }] });
    expect(client.sent.map(({ sql: sent, options }) => [sent.slice(0, 24), options.timeoutMs])).toEqual([
      ['START TRANSACTION READ O', undefined],
      ['EXPLAIN EXTENDED SELECT ', undefined],
      ['SHOW WARNINGS', undefined],
      ['ANALYZE FORMAT=JSON SELE', 4000],
      ['ROLLBACK WORK', undefined],
    ]);
  });

  test('MySQL 9 is asked for JSON, and for TREE where JSON is set to version 1', async () => {
    const tree = [/ANALYZE FORMAT=TREE/, [{ EXPLAIN: mysql?.['analyzeTree'] ?? '' }]] as const;
    const json = [/ANALYZE FORMAT=JSON/, [{ EXPLAIN: mysql?.['analyzeJson2'] ?? '' }]] as const;
    const refused = [/ANALYZE FORMAT=JSON/, serverError(6412, 'version 1')] as const;
    expect(await analyzeStatement(fakeSqlClient(mysqlServer, [json]), { sql }, 'local')).toMatchObject({
      format: 'json',
    });
    expect(await analyzeStatement(fakeSqlClient(mysqlServer, [refused, tree]), { sql }, 'local')).toMatchObject({
      format: 'tree',
      executed: true,
      raw: { tree: mysql?.['analyzeTree'] },
    });
    const failed = fakeSqlClient(mysqlServer, [[/ANALYZE FORMAT=JSON/, serverError(1146, 'no such table')], tree]);
    await expect(analyzeStatement(failed, { sql }, 'local')).rejects.toThrow('no such table');
  });

  test('counts of a stopped statement are said to be of a part', async () => {
    const stopped = '-> Table scan on t  (cost=9 rows=90000) (actual time=0.1..2000 rows=4000 loops=1)\n';
    const client = fakeSqlClient({ ...mysqlServer, major: 8, minor: 4, version: '8.4.0' }, [
      [/TREE/, [{ EXPLAIN: stopped }]],
    ]);
    const plan = await analyzeStatement(client, { sql: 'SELECT * FROM t', timeoutMs: 2000 }, 'local');
    expect(plan.interrupted).toBe(true);
    expect(plan.warnings).toEqual([
      'Stopped after 2.0 s: the counts are of what ran until then',
      'Reads 4,000 rows of t without an index',
    ]);
  });
});

describe('a running connection', () => {
  test('gives the plan of what it executes', async () => {
    const client = fakeSqlClient(mysqlServer, [
      [/FORMAT=JSON FOR CONNECTION 7$/, [{ EXPLAIN: mysql?.['json2'] ?? '' }]],
    ]);
    expect(await explainConnection(client, 7)).toMatchObject({
      source: { kind: 'running' },
      nodes: [{ table: 'order_items' }],
    });
    const old = fakeSqlClient({ ...mariadbServer, minor: 6 }, [
      [/^SHOW EXPLAIN FOR 7$/, [{ id: 1, table: 't', type: 'ALL' }]],
    ]);
    expect(await explainConnection(old, 7)).toMatchObject({ format: 'traditional', nodes: [{ table: 't' }] });
    expect(old.sent.map(({ sql: sent }) => sent)).toEqual(['SHOW EXPLAIN FOR 7']);
  });

  test.each([
    [1094, 'finished'],
    [1933, 'finished'],
    [3012, 'notExplainable'],
    [1045, 'noPrivilege'],
    [1227, 'noPrivilege'],
  ])('error %i is told as %s', async (errno, reason) => {
    const client = fakeSqlClient(mariadbServer, [[/EXPLAIN/, serverError(errno, 'x')]]);
    await expect(explainConnection(client, 7)).rejects.toMatchObject({ reason });
  });

  test('no answer means that it has finished; a number that is none is not sent', async () => {
    const client = fakeSqlClient(mysqlServer, []);
    await expect(explainConnection(client, 7)).rejects.toMatchObject({ reason: 'finished' });
    const count = client.sent.length;
    await expect(explainConnection(client, Number.NaN)).rejects.toMatchObject({ reason: 'finished' });
    expect(client.sent).toHaveLength(count);
  });
});
