import { describe, expect, test } from 'vitest';
import { createLogDigests, type LoggedCall } from '../../../../../src/core/queries/slowLog/digests';
import { createPercentiles } from '../../../../../src/core/queries/slowLog/percentile';
import { entriesOf, mysqlEntry, recorded } from './logs';

const call = (over: Partial<LoggedCall>): LoggedCall => ({ text: 'SELECT 1', queryMs: 1, schema: 'shop', ...over });

describe('the statements of a log by what they cost', () => {
  test('calls that differ in their values are one statement', () => {
    const digests = createLogDigests('slowLogFile');
    for (let id = 1; id <= 100; id++)
      digests.add(
        call({
          text: `select * from \`users\` where \`id\` in (${Array.from({ length: id }, (_, at) => at).join(', ')})`,
          queryMs: id,
          atMs: id * 1000,
          rowsExamined: 10,
          rowsSent: 1,
          fullScan: id > 60,
          tmpDiskTables: id % 2,
          sortRows: 3,
        }),
      );
    digests.add(call({ text: 'DELETE FROM `jobs` WHERE `id` = 7', queryMs: 50 }));
    const { snapshot } = digests.summary(10);
    expect(snapshot).toMatchObject({
      source: 'slowLogFile',
      digests: 2,
      totalCalls: 101,
      totalMs: 5100,
      since: new Date(1000),
      readAt: new Date(100_000),
      uncaptured: [],
    });
    const [users, jobs] = snapshot.statements;
    expect(users).toMatchObject({
      calls: 100,
      totalMs: 5050,
      averageMs: 50.5,
      maxMs: 100,
      rowsExamined: 1000,
      rowsExaminedPerCall: 10,
      rowsSent: 100,
      noIndexUsed: 40,
      tmpDiskTables: 50,
      sortRows: 300,
      firstSeen: new Date(1000),
      lastSeen: new Date(100_000),
      loadShare: 5050 / 5100,
    });
    expect(users?.p95Ms).toBeGreaterThanOrEqual(95);
    expect(users?.p95Ms).toBeLessThanOrEqual(100);
    expect(jobs?.text).not.toContain('7');
    // What the log does not say is not known.
    expect(jobs).not.toHaveProperty('noIndexUsed');
    expect(jobs).not.toHaveProperty('rowsExamined');
  });

  test('samples hold the values: the slowest first, then the latest', () => {
    const digests = createLogDigests('slowLogFile');
    for (const [id, queryMs] of [
      [1, 5],
      [2, 900],
      [3, 7],
      [4, 8],
    ] as const)
      digests.add(call({ text: `SELECT * FROM t WHERE id = ${id}`, queryMs }));
    digests.add(call({ text: 'SELECT * FROM t WHERE id = 99', queryMs: 1000, cut: true }));
    const [digest] = digests.summary(1).snapshot.statements;
    expect(digests.samples(digest?.digest ?? '', 'shop').map(({ text }) => text)).toEqual([
      'SELECT * FROM t WHERE id = 2',
      'SELECT * FROM t WHERE id = 4',
    ]);
    expect(digests.samples('unknown', 'shop')).toEqual([]);
    expect(JSON.stringify(digests.summary(1))).not.toMatch(/id = \d/);
  });

  test('one schema alone, with what is left out counted', () => {
    const digests = createLogDigests('slowLogFile', { schema: 'shop', sinceMs: 1000 });
    digests.add(call({ atMs: 2000 }));
    digests.add(call({ atMs: 500 }));
    digests.add(call({ schema: 'other' }));
    const { schema: _schema, ...unknown } = call({});
    digests.add(unknown);
    digests.add(call({ command: 'Quit', text: '' }));
    digests.add(call({ incomplete: true }));
    digests.add(call({ text: 'SELECT 1 AS laravel_ops, x FROM y' }));
    expect(digests.summary(5)).toMatchObject({
      calls: 1,
      commands: 1,
      incomplete: 1,
      unknownSchema: 1,
      snapshot: { schema: 'shop', totalCalls: 1 },
    });
  });

  test('more kinds than are kept are counted as not captured', () => {
    const digests = createLogDigests('slowLogFile', { maxDigests: 3 });
    for (let kind = 0; kind < 10; kind++) digests.add(call({ text: `SELECT c${kind}x FROM t`, queryMs: 2 }));
    expect(digests.summary(5).snapshot).toMatchObject({
      digests: 3,
      totalCalls: 10,
      totalMs: 20,
      uncaptured: [{ reason: 'tableFull', calls: 7, totalMs: 14 }],
    });
  });

  test('what the servers recorded', async () => {
    const digests = createLogDigests('slowLogFile');
    for (const entry of await entriesOf(recorded('mariadb-10.11.log'))) digests.add(entry);
    const { snapshot } = digests.summary(100);
    expect(snapshot.totalCalls).toBe(39);
    // Sleeping 1.2 s and 0.3 s: one kind.
    expect(snapshot.statements[0]).toMatchObject({ calls: 2, schema: 'shop' });
    expect(snapshot.statements[0]?.maxMs).toBeCloseTo(1200.226, 3);
    expect(snapshot.statements.find(({ text }) => /join/.test(text))).toMatchObject({
      noIndexUsed: 1,
      rowsExamined: 3,
    });
    // Settings of sessions are no load of the application.
    expect(snapshot.statements.filter(({ text }) => /^(?:SET|USE|FLUSH)/i.test(text))).toEqual([]);
  });

  test('entries of a file go in as they are', async () => {
    const digests = createLogDigests('slowLogFile');
    for (const entry of await entriesOf(mysqlEntry({ text: 'SELECT 1', seconds: 0.5 }))) digests.add(entry);
    expect(digests.summary(1).snapshot.statements[0]).toMatchObject({ calls: 1, maxMs: 500, rowsExamined: 30 });
  });
});

test('percentiles are upper bounds of at most 5 %', () => {
  const values = Array.from({ length: 1000 }, (_, index) => 0.01 * 1.01 ** index);
  const percentiles = createPercentiles();
  expect(percentiles.upperBound(0.95)).toBeUndefined();
  for (const value of [...values].reverse()) percentiles.add(value);
  for (const share of [0.5, 0.95, 0.99]) {
    const exact = values[share * 1000 - 1] ?? 0;
    const bound = percentiles.upperBound(share) ?? 0;
    expect(bound).toBeGreaterThanOrEqual(exact * 0.999999);
    expect(bound).toBeLessThanOrEqual(exact * 1.0501);
  }
  expect(percentiles.upperBound(1)).toBe(values.at(-1));
});
