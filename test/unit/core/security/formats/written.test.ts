import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { timeOf } from '../../../../../src/core/security/moment';
import { parseText } from './parseText';

// What Laravel 8 (Monolog 2) and 13 (Monolog 3) really wrote: test/fixtures/security/writeLogs.php.
const read = (name: string) =>
  parseText(readFileSync(new URL(`../../../../fixtures/security/${name}.log`, import.meta.url), 'utf8'));

test.each(['laravel8-json', 'laravel8-logstash', 'laravel13-json', 'laravel13-logstash', 'laravel13-laravel-json'])(
  '%s',
  (name) => {
    const records = read(name);
    expect(records).toMatchObject([
      {
        level: 'info',
        channel: 'production',
        event: 'login',
        user: '42',
        ip: '203.0.113.9',
        userAgent: 'Mozilla/5.0 (é)',
      },
      { level: 'warning', message: 'Multi\nline message', context: { a: { b: 1 } } },
      { level: 'error', message: 'plain no context' },
      { level: 'error', message: 'Oops', context: { userId: 7 }, user: '7' },
      {
        message: 'With extra',
        context: { order: 1 },
        extra: { trace_id: '0b1c' },
        route: '/reset?token',
        method: 'POST',
      },
      { level: 'alert', event: 'login_failed', ip: '198.51.100.7' },
    ]);
    expect(records[3]?.stack).toContain('RuntimeException: SQLSTATE[HY000] say "x" {y}\nat App\\notify');
    expect(records.map(({ at }) => Math.floor((timeOf(at ?? '') ?? 0) / 1000))).toEqual(
      Array.from({ length: 6 }, (_, second) => Date.parse('2026-11-22T19:42:43Z') / 1000 + second),
    );
  },
);

test.each(['line', 'line-iso', 'line-custom'].flatMap((name) => [`laravel8-${name}`, `laravel13-${name}`]))(
  '%s',
  (name) => {
    const records = read(name);
    // The last message has a line break and a header in it: two records, as no reader of this format can tell for certain.
    expect(records).toMatchObject([
      {
        level: 'info',
        channel: 'production',
        event: 'login',
        user: '42',
        ip: '203.0.113.9',
        userAgent: 'Mozilla/5.0 (é)',
      },
      { level: 'warning', message: 'Multi\nline message', context: { a: { b: 1 } } },
      { level: 'error', message: 'plain no context' },
      { level: 'error', message: 'Oops', context: { userId: 7 }, user: '7' },
      {
        message: 'With extra',
        context: { order: 1 },
        extra: { trace_id: '0b1c' },
        route: '/reset?token',
        method: 'POST',
      },
      { level: 'alert', event: 'login_failed' },
      { level: 'info', event: 'login', ip: '198.51.100.7' },
    ]);
    expect(records[3]?.stack).toContain('[previous exception]');
    const times = records.slice(0, 5).map(({ at }) => Math.floor((timeOf(at ?? '', 'Europe/Berlin') ?? 0) / 1000));
    expect(times).toEqual(Array.from({ length: 5 }, (_, second) => Date.parse('2026-11-22T19:42:43Z') / 1000 + second));
  },
);

test("Monolog 1's moment keeps its zone, and its Logstash format of version 0 is read", () => {
  expect(
    parseText(
      `{"message":"x","context":[],"level":200,"level_name":"INFO","channel":"local","datetime":{"date":"2026-11-22 20:42:43.151400","timezone_type":3,"timezone":"Europe/Berlin"},"extra":[]}`,
    ),
  ).toMatchObject([{ at: '2026-11-22 20:42:43.151400 Europe/Berlin', level: 'info' }]);
  expect(
    parseText(
      `{"@timestamp":"2026-11-22T20:42:43+00:00","@source":"web1","@fields":{"channel":"local","level":400,"ctxt_ip":"::1","ctxt_event":"login"},"@message":"x","@type":"shop"}`,
    ),
  ).toMatchObject([{ level: 'error', channel: 'local', message: 'x', ip: '::1', event: 'login' }]);
});

test("the context of an exception that Laravel 13's JsonFormatter adds stays", () => {
  const exception = { userId: 7, class: 'E', message: 'm', code: 0, file: '/a.php:1' };
  expect(parseText(JSON.stringify({ message: 'x', context: { exception } }))).toMatchObject([
    { context: { exception: { userId: 7 } }, stack: 'E: m at /a.php:1' },
  ]);
});

test('bombs of JSON are text', () => {
  const deep = `${'{"a":'.repeat(16_000)}1${'}'.repeat(16_000)}`;
  for (const text of [`{"message":"x","context":${deep}}`, deep, `[2026-11-22 20:42:43] a.INFO: x ${deep} `]) {
    const [record, ...none] = parseText(text);
    expect(none).toEqual([]);
    expect(record).not.toHaveProperty('context');
  }
  const wide = `{"message":"x","context":{${Array.from({ length: 6000 }, (_, index) => `"k${index}":[]`).join(',')}}}`;
  expect(parseText(wide)).toMatchObject([{ message: 'x' }]);
});

test('bytes that were no UTF-8, escapes of terminals and directions of text stay as they are', () => {
  const message = 'a\uFFFD\u001b[31mb\u202Ec\rd';
  expect(parseText(`[2026-11-22 20:42:43] a.INFO: ${message}  \r\n`)).toMatchObject([{ message }]);
});
