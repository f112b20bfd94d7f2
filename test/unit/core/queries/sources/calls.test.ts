import { assert, asyncProperty, string } from 'fast-check';
import { expect, test } from 'vitest';
import {
  callsOf,
  digestsOf as groupCalls,
  type CallDigests,
  type SeenCall,
} from '../../../../../src/core/queries/sources/calls';
import { relativeToApplication } from '../../../../../src/core/queries/sources/codePlaces';
import { timeMs } from '../../../../../src/core/queries/sources/slowLogTable';

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 23, 8, 0, second));
const call = (sql: string, ms: number, second = 0, more: Partial<SeenCall> = {}): SeenCall => ({
  sql,
  ms,
  at: at(second),
  ...more,
});

const digestsOf = (calls: readonly SeenCall[], limit: number): Promise<CallDigests> =>
  groupCalls(calls, limit, undefined);

test('calls that differ in their values alone are one statement, and its values are gone', async () => {
  const { statements, digests, totalCalls, totalMs, since } = await digestsOf(
    [
      call("select * from users where email = 'ann@example.test'", 30, 5, { rowsExamined: 10, rowsSent: 1 }),
      call("select * from users where email = 'bob@example.test'", 10, 1, { rowsExamined: 30, rowsSent: 1 }),
      call('select 1', 10, 9),
    ],
    10,
  );
  expect({ digests, totalCalls, totalMs, since }).toEqual({ digests: 2, totalCalls: 3, totalMs: 50, since: at(1) });
  expect(statements[0]).toMatchObject({
    calls: 2,
    totalMs: 40,
    averageMs: 20,
    maxMs: 30,
    rowsExamined: 40,
    rowsExaminedPerCall: 20,
    rowsSent: 2,
    loadShare: 0.8,
    firstSeen: at(1),
    lastSeen: at(5),
  });
  expect(JSON.stringify(statements)).not.toContain('example.test');
  expect(statements[1]).not.toHaveProperty('rowsExamined');
});

test('lists of values of any length are the same statement', async () => {
  const { digests } = await digestsOf(
    ['in (1)', 'in (1, 2, 3)', 'in (4,5)'].map((list) => call(`select * from t where id ${list}`, 1)),
    10,
  );
  expect(digests).toBe(1);
});

test('the same text in two schemas is two statements, and the list is as long as asked while sums count all', async () => {
  const calls = [call('select 1', 5, 0, { schema: 'a' }), call('select 1', 7, 0, { schema: 'b' })];
  const { digests, totalMs, statements } = await digestsOf(calls, 1);
  expect({ digests, totalMs }).toEqual({ digests: 2, totalMs: 12 });
  expect(statements.map(({ schema }) => schema)).toEqual(['b']);
});

test('percentiles are times that were measured, and only where there are enough of them', async () => {
  const times = Array.from({ length: 100 }, (_, index) => call('select 1', 100 - index));
  expect((await digestsOf(times, 1)).statements[0]).toMatchObject({ p95Ms: 95, p99Ms: 99, maxMs: 100 });
  expect((await digestsOf(times.slice(0, 19), 1)).statements[0]).not.toHaveProperty('p95Ms');
});

test('the places that sent it come with how often, the most frequent first', async () => {
  const place = (line: number) => ({ location: { file: 'app/A.php', line, by: 'pulse' as const } });
  const calls = [call('select 1', 1, 0, place(3)), call('select 1', 1, 0, place(9)), call('select 1', 1, 0, place(9))];
  expect((await digestsOf(calls, 1)).statements[0]?.locations).toEqual([
    { file: 'app/A.php', line: 9, by: 'pulse', calls: 2 },
    { file: 'app/A.php', line: 3, by: 'pulse', calls: 1 },
  ]);
});

test('no calls are no statements and no moment', async () => {
  expect(await digestsOf([], 5)).toEqual({ digests: 0, totalCalls: 0, totalMs: 0, statements: [] });
});

test.each([
  ['00:00:04.999900', 4_999.9],
  ['838:59:59', 3_020_399_000],
  ['00:00:00.000001', 0.001],
  ['', 0],
  ['-00:00:01', 0],
])('the time "%s" of the slow log is %d ms', (text, ms) => expect(timeMs(text)).toBe(ms));

test('paths are written relative to the application, wherever it was', async () => {
  const files = ['/srv/app/current/app/Models/User.php', '/srv/app/current/routes/web.php'];
  const place = relativeToApplication(files, '/home/ann/shop');
  expect(files.map(place)).toEqual(['app/Models/User.php', 'routes/web.php']);
  expect(place('/elsewhere/x.php')).toBeUndefined();
  expect(relativeToApplication(['/home/ann/shop/app/A.php'], '/home/ann/shop/')('/home/ann/shop/app/A.php')).toBe(
    'app/A.php',
  );
  const windows = ['C:\\shop\\app\\Http\\A.php', 'C:\\shop\\database\\seeders\\B.php'];
  expect(windows.map(relativeToApplication(windows, undefined))).toEqual(['app/Http/A.php', 'database/seeders/B.php']);
  expect(relativeToApplication(['/a.php', 'x'], undefined)('/a.php')).toBeUndefined();
});

test('calls of one statement are found again by its id, as many as asked for, and grouping can be stopped', async () => {
  const calls = ['select 1', 'select a from t where b = 2', 'select 7', 'select 8'].map((sql) => call(sql, 1));
  const { statements } = await digestsOf(calls, 5);
  const id = statements.find(({ text }) => text === 'select ?')?.digest ?? '';
  expect((await callsOf(calls, id, 2, undefined)).map(({ sql }) => sql)).toEqual(['select 1', 'select 7']);
  expect(await callsOf(calls, 'none', 2, undefined)).toEqual([]);
  await expect(groupCalls(calls, 5, AbortSignal.abort())).rejects.toMatchObject({ reason: 'cancelled' });
});

test('values never come out, whatever the text is', async () => {
  await assert(
    asyncProperty(string(), string(), async (around, secret) => {
      const sql = `select ${around.replaceAll(/['"`\\/*#-]/g, '')} from t where a = '${secret.replaceAll(/['\\]/g, '')}4711secret'`;
      expect(JSON.stringify(await digestsOf([call(sql, 1)], 1))).not.toContain('4711secret');
    }),
    { seed: 20261123, numRuns: 300 },
  );
});
