import { expect, test } from 'vitest';
import { readCalls } from '../../../../../src/core/queries/workload/readCalls';
import { fakeSqlClient, mariadbServer, mysqlServer, serverError } from '../../../../fakes/sqlClient';

const signal = new AbortController().signal;
const call = (digest: string, text: unknown) => ({ digest, text });

test('calls are given by digest: those of asked digests alone, each once', async () => {
  const client = fakeSqlClient(mariadbServer, [
    [/events_statements_history_long/, [call('d1', 'SELECT 1'), call('d2', 'SELECT 2'), call('other', 'SELECT 3')]],
    [
      /events_statements_history\b/,
      [call('d1', ' SELECT 1 '), call('d1', 'SELECT 4'), call('d2', ''), call('d2', null)],
    ],
  ]);
  expect(await readCalls(client, 'shop', ['d1', 'd2', 'd9'], signal)).toEqual(
    new Map([
      ['d1', ['SELECT 1', 'SELECT 4']],
      ['d2', ['SELECT 2']],
    ]),
  );
});

test('MySQL keeps a call with the digest; MariaDB is not asked for what it has not', async () => {
  const mysql = fakeSqlClient(mysqlServer, [[/summary_by_digest/, [call('d1', 'SELECT 7')]]]);
  expect(await readCalls(mysql, 'shop', ['d1'], signal)).toEqual(new Map([['d1', ['SELECT 7']]]));
  expect(mysql.sent[0]?.values).toEqual(['shop', 'd1']);
  const mariadb = fakeSqlClient(mariadbServer, []);
  await readCalls(mariadb, 'shop', ['d1'], signal);
  expect(mariadb.sent.some(({ sql }) => sql.includes('QUERY_SAMPLE_TEXT'))).toBe(false);
});

test('names go as values, never into the statement; each statement is marked as ours', async () => {
  const client = fakeSqlClient(mysqlServer, []);
  await readCalls(client, "shop'; DROP TABLE x", ["d' OR 1"], signal);
  expect(client.sent.length).toBeGreaterThan(2);
  for (const { sql } of client.sent) {
    expect(sql).not.toMatch(/DROP TABLE|OR 1/);
    expect(sql).toMatch(/laravel_ops/);
  }
});

test('of one statement a few calls are kept, however many there are', async () => {
  const many = Array.from({ length: 500 }, (_, n) => call('d1', `SELECT ${n}`));
  const client = fakeSqlClient(mariadbServer, [[/history_long/, many]]);
  expect((await readCalls(client, 'shop', ['d1'], signal)).get('d1')).toHaveLength(8);
});

test('nothing is asked for no digest, nor of a server that keeps none', async () => {
  const idle = fakeSqlClient(mysqlServer, []);
  expect(await readCalls(idle, 'shop', [], signal)).toEqual(new Map());
  const off = fakeSqlClient({ ...mariadbServer, performanceSchema: false }, []);
  expect(await readCalls(off, 'shop', ['d1'], signal)).toEqual(new Map());
  expect([...idle.sent, ...off.sent]).toEqual([]);
});

test('a refusal of the server is the caller’s to judge', async () => {
  const client = fakeSqlClient(mariadbServer, [[/history/, serverError(1142, 'SELECT command denied')]]);
  await expect(readCalls(client, 'shop', ['d1'], signal)).rejects.toThrow('denied');
});
