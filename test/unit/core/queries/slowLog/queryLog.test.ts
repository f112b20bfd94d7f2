import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loggedQuery, momentIn, type QueryLogRecord } from '../../../../../src/core/queries/slowLog/queryLog';

const read = (record: QueryLogRecord) => loggedQuery(record, (written) => Date.parse(`${written}Z`));

describe('statements in the log of the application', () => {
  test('DB::listen with bindings and time', () => {
    expect(
      read({
        at: '2026-01-02 10:11:12',
        message: 'select * from `users` where `id` = ?',
        context: { bindings: [1], time: 12.3 },
      }),
    ).toEqual({
      text: 'select * from `users` where `id` = ?',
      queryMs: 12.3,
      bindings: [1],
      atMs: Date.UTC(2026, 0, 2, 10, 11, 12),
    });
  });

  test('a statement in the context', () => {
    expect(
      read({ message: 'Slow query', context: { sql: 'delete from `jobs` where `id` = 5;', time: '1.5 s' } }),
    ).toEqual({
      text: 'delete from `jobs` where `id` = 5',
      queryMs: 1500,
    });
  });

  test('overtrue/laravel-query-logger', () => {
    expect(read({ message: "[shop] [12.34ms] select * from `a` where `b` = 'x | y' | GET: /cart?id=1" })).toEqual({
      schema: 'shop',
      text: "select * from `a` where `b` = 'x | y'",
      queryMs: 12.34,
    });
    expect(read({ message: '[app] [580μs] select 1 = 1 | CONSOLE: artisan' })?.queryMs).toBeCloseTo(0.58, 9);
    expect(read({ message: '[app] [1.2s] update `a` set `b` = 2 | POST: /x' })?.queryMs).toBe(1200);
  });

  test('times in brackets before or behind', () => {
    for (const message of [
      'SQL (8 ms): insert into `a` (`b`) values (1)',
      '[8ms] insert into `a` (`b`) values (1)',
      'insert into `a` (`b`) values (1) [8ms]',
      'insert into `a` (`b`) values (1) (8.0 ms)',
    ])
      expect(read({ message })).toEqual({ text: 'insert into `a` (`b`) values (1)', queryMs: 8 });
  });

  test('what is not certainly a statement with a time is none', () => {
    for (const [message, context] of [
      ['Update of the user failed', { time: 5 }],
      ['Select a plan', { time: 5 }],
      ['Delete from cart', {}],
      ['User logged in', { time: 12.3 }],
      ['select * from `users`', {}],
      ['select * from `users`', { time: 'long' }],
      ['select * from `users`', { time: Number.NaN }],
      ['[12.34ms] GET /cart', {}],
      ['[shop] [12.34ms] rendered', {}],
      ['with love', { time: 3 }],
    ] as const)
      expect(read({ message, context })).toBeUndefined();
  });

  test('hostile messages neither throw nor take long', () => {
    fc.assert(
      fc.property(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()), (message, context) => {
        read({ message, context });
        read({ message, context: { ...context, time: 1 } });
      }),
      { seed: 7, numRuns: 300 },
    );
    const long = 99_000;
    for (const message of [
      `update ${'a'.repeat(long)}`,
      `update ${'a set '.repeat(long / 6)}`,
      `with ${' '.repeat(long)}`,
      `select ${' '.repeat(long)}`,
      `delete ${'x '.repeat(long / 2)}`,
      `update a set${' '.repeat(long)}`,
      `[a] [1ms] select ?${' | GET: x'.repeat(long / 9)} `,
    ])
      expect(() => read({ message, context: { time: 1 } })).not.toThrow();
  });
});

describe('moments of the log', () => {
  test.each([
    ['2026-11-23 10:11:12', 'UTC', '2026-11-23T10:11:12.000Z'],
    ['2026-11-23 10:11:12', 'Europe/Berlin', '2026-11-23T09:11:12.000Z'],
    ['2026-07-23 10:11:12.250', 'Europe/Berlin', '2026-07-23T08:11:12.250Z'],
    // The offset is that of the moment, not of the same hour in UTC: clocks went forward at 01:00 UTC.
    ['2026-03-29 01:59:00', 'Europe/Berlin', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29 03:01:00', 'Europe/Berlin', '2026-03-29T01:01:00.000Z'],
    ['2026-11-23T10:11:12+02:00', 'Europe/Berlin', '2026-11-23T08:11:12.000Z'],
  ])('%s in %s', (written, zone, expected) => {
    expect(new Date(momentIn(zone)(written) ?? NaN).toISOString()).toBe(expected);
  });

  test('one after the other, back and forth', () => {
    const moment = momentIn('America/New_York');
    const read = ['2026-03-08 01:59:59', '2026-03-08 03:00:01', '2026-03-08 01:59:30'].map((each) => moment(each) ?? 0);
    expect(read.map((each) => new Date(each).toISOString())).toEqual([
      '2026-03-08T06:59:59.000Z',
      '2026-03-08T07:00:01.000Z',
      '2026-03-08T06:59:30.000Z',
    ]);
  });

  test('what is none is none', () => {
    for (const written of ['', 'yesterday', '2026-13-40 10:00:00', '2026-11-23 10:11:12+99:99'])
      expect(momentIn('Europe/Berlin')(written)).toBeUndefined();
    expect(momentIn('Atlantis/Nowhere')('2026-11-23 10:11:12')).toBeUndefined();
  });
});
