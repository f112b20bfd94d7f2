import { expect, test } from 'vitest';
import type { Catalog } from '../../../../../src/core/queries/catalog/table';
import type { StatementDigest } from '../../../../../src/core/queries/digest';
import { workloadOf } from '../../../../../src/core/queries/workload/workloadOf';

const never = new AbortController().signal;
const catalog = { schema: 'shop', tables: [], views: [] } as unknown as Catalog;
const moment = new Date(0);
const statement = (digest: string, text: string, more: Partial<StatementDigest> = {}): StatementDigest => ({
  digest,
  text,
  calls: 120,
  totalMs: 1_200,
  averageMs: 10,
  maxMs: 20,
  firstSeen: moment,
  lastSeen: moment,
  loadShare: 1,
  prepared: false,
  ...more,
});
const orders = 'SELECT * FROM `orders` WHERE `user_id` = ?';

function workload(
  statements: readonly StatementDigest[],
  calls: readonly (readonly [string, readonly string[]])[] = [],
  hours = 2,
) {
  return workloadOf({ statements, hours, calls: new Map(calls), writes: [] }, catalog, never);
}

test('a statement has its calls an hour, its figures, and the calls with their values', async () => {
  const { statements, unread } = await workload(
    [statement('d1', orders, { schema: 'shop', rowsExaminedPerCall: 300 })],
    [['d1', ['SELECT * FROM orders WHERE user_id = 7']]],
  );
  expect(unread).toEqual([]);
  expect(statements).toMatchObject([
    {
      id: 'd1',
      text: orders,
      schema: 'shop',
      callsPerHour: 60,
      averageMs: 10,
      rowsExamined: 300,
      calls: [{ sql: 'SELECT * FROM orders WHERE user_id = 7', runnable: true }],
    },
  ]);
  expect(statements[0]?.calls[0]?.blocks.blocks).toHaveLength(1);
});

test('without a known call the normalised text stands in, and is not run', async () => {
  const { statements } = await workload([statement('d1', orders)]);
  expect(statements[0]?.calls).toMatchObject([{ sql: orders, runnable: false }]);
});

test('a call that was cut is left aside; where no call can be read, the text is', async () => {
  const cut = 'SELECT * FROM orders WHERE name = "Ann…';
  const { statements } = await workload(
    [statement('d1', orders), statement('d2', orders)],
    [
      ['d1', [cut, 'SELECT * FROM orders WHERE user_id = 7']],
      ['d2', [cut]],
    ],
  );
  expect(statements.map(({ calls }) => calls.map(({ sql }) => sql))).toEqual([
    ['SELECT * FROM orders WHERE user_id = 7'],
    [orders],
  ]);
});

test('what cannot be read is kept with its load and the reason, never lost', async () => {
  const { statements, unread } = await workload([
    statement('d0', 'DROP TABLE `orders`'), // concerns no index
    statement('d1', 'CALL `report` (?)'),
    statement('d2', 'SELECT * FROM `orders` WHERE ('),
    statement('d3', ''),
  ]);
  expect(statements).toEqual([]);
  expect(unread.map(({ id, callsPerHour }) => [id, callsPerHour])).toEqual([
    ['d1', 60],
    ['d2', 60],
    ['d3', 60],
  ]);
  for (const { reason } of unread) expect(reason).not.toBe('');
});

test('only what reads rows may be run: a DELETE is read, and is not', async () => {
  const { statements } = await workload(
    [statement('d1', 'DELETE FROM `orders` WHERE `id` = ?')],
    [['d1', ['DELETE FROM orders WHERE id = 7', 'SELECT 1; DROP TABLE orders']]],
  );
  expect(statements[0]?.calls.map(({ sql }) => sql)).toEqual(['DELETE FROM orders WHERE id = 7']);
});

test('a moment of counting does not become a flood of calls', async () => {
  const { statements } = await workload([statement('d1', orders, { calls: 1 })], [], 0);
  expect(statements[0]?.callsPerHour).toBeLessThanOrEqual(60);
});

test('it can be stopped', async () => {
  const stopped = AbortSignal.abort();
  const many = Array.from({ length: 200 }, (_, n) => statement(`d${n}`, orders));
  await expect(
    workloadOf({ statements: many, hours: 1, calls: new Map(), writes: [] }, catalog, stopped),
  ).rejects.toThrow();
});
