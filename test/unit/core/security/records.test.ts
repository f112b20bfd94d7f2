import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LogLine } from '../../../../src/core/security/logLine';
import { createRecordParser, type LogRecord } from '../../../../src/core/security/records';

function linesOf(text: string, offset = 0): LogLine[] {
  let at = offset;
  const lines = text.split('\n').map((line) => {
    const start = at;
    at += Buffer.byteLength(line) + 1;
    return { offset: start, text: line };
  });
  return lines.at(-1)?.text === '' ? lines.slice(0, -1) : lines;
}

function parse(text: string, offset = 0): LogRecord[] {
  const parser = createRecordParser();
  return [...parser.push(linesOf(text, offset)), ...parser.flush()];
}

const sample = readFileSync(new URL('../../../fixtures/logs/laravel-13.log', import.meta.url), 'utf8');

test("Laravel's own format: message, context, extra and stack are told apart", () => {
  const [login, multi, plain, failed, extra, ...none] = parse(sample);
  expect(none).toEqual([]);
  expect(login).toMatchObject({
    at: '2026-11-22 20:42:43',
    offset: 0,
    level: 'info',
    channel: 'production',
    message: 'User logged in.',
    context: { user_id: 42, ip: '203.0.113.9', guard: 'web' },
    event: 'login',
    user: '42',
    ip: '203.0.113.9',
    truncated: false,
  });
  expect(multi).toMatchObject({ level: 'warning', message: 'Multi\nline message', context: { a: { b: 1 } } });
  expect(plain).toMatchObject({ level: 'error', message: 'plain no context' });
  expect(plain).not.toHaveProperty('context');
  expect(failed?.message).toBe(
    'SQLSTATE[HY000] [2002] Connection refused (SQL: select * from `users` where `email` = a@b.c)',
  );
  expect(failed?.context).toEqual({ userId: 7 });
  expect(failed?.stack).toMatch(/^\[object\] \(RuntimeException\(code: 2002\).*\n\[stacktrace\]\n#0 /);
  expect(failed?.stack).toContain('inner "quoted" [brackets] {x}');
  expect(extra).toMatchObject({ message: 'With extra', context: { order: 1 }, extra: { trace_id: '0b1c' } });
});

test('offsets are the bytes before a record', () => {
  for (const { offset, raw } of parse(sample)) {
    expect(Buffer.from(sample).subarray(offset).toString().startsWith(raw)).toBe(true);
  }
});

test('CRLF files read the same', () => {
  const fields = (record: LogRecord): unknown => [record.message, record.context, record.level];
  expect(parse(sample.replaceAll('\n', '\r\n')).map(fields)).toEqual(parse(sample).map(fields));
});

test('a record whose end can be seen does not wait for the next one', () => {
  const parser = createRecordParser();
  const [first, , , fourth] = linesOf(sample);
  if (first === undefined || fourth === undefined) throw new Error('the sample has four lines');
  expect(parser.push([first])).toHaveLength(1);
  expect(parser.push([fourth])).toHaveLength(1);
  expect(parser.flush()).toEqual([]);
});

test('a record that is still open comes with the next one, or with flush', () => {
  const parser = createRecordParser();
  expect(parser.push(linesOf('[2026-11-22 20:42:43] local.ERROR: one'))).toEqual([]);
  expect(parser.push(linesOf('two\nthree'))).toEqual([]);
  expect(parser.push(linesOf('[2026-11-22 20:42:44] local.INFO: next')).map(({ message }) => message)).toEqual([
    'one\ntwo\nthree',
  ]);
  expect(parser.flush().map(({ message }) => message)).toEqual(['next']);
});

test('it makes no difference where the lines are cut into pieces', () => {
  const lines = linesOf(sample);
  const whole = parse(sample);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), (sizes) => {
      const parser = createRecordParser();
      const records: LogRecord[] = [];
      for (let at = 0, index = 0; at < lines.length; index++) {
        const size = sizes[index % sizes.length] ?? 1;
        records.push(...parser.push(lines.slice(at, at + size)));
        at += size;
      }
      expect([...records, ...parser.flush()]).toEqual(whole);
    }),
  );
});

test.each([
  ['[2026-11-22T20:42:43.151400+00:00] production.INFO: iso  ', '2026-11-22T20:42:43.151400+00:00'],
  ['[22/Nov/2026 20:42] production.INFO: custom  ', '22/Nov/2026 20:42'],
  ['[1763843000] production.INFO: unix  ', '1763843000'],
])('the date is taken as written: %s', (line, at) => {
  expect(parse(line)).toMatchObject([{ at, level: 'info' }]);
});

test.each([
  ['no context', 'hello  ', { message: 'hello' }],
  ['braces in the message', 'a {x} b  ', { message: 'a {x} b' }],
  ['a list in the message', 'ids [1,2]  ', { message: 'ids [1,2]' }],
  [
    'JSON in the message and a context',
    'got {"a":1} from {"b":2} ',
    { message: 'got {"a":1} from', context: { b: 2 } },
  ],
  ['empty context and extra that are written', 'hello [] []', { message: 'hello' }],
  ['empty context before extra', 'hello [] {"a":1}', { message: 'hello', extra: { a: 1 } }],
  ['a context alone', '{"a":1} ', { message: '', context: { a: 1 } }],
  ['escapes', 'x {"a":"\\" } {\\\\","b":"\\u00e9"} ', { message: 'x', context: { a: '" } {\\', b: 'é' } }],
  ['raw line breaks and tabs', 'x {"a":"1\n2\t3"} ', { message: 'x', context: { a: '1\n2\t3' } }],
  [
    'a backslash that Monolog before 2.8 broke',
    'x {"a":"App\\\notify"} ',
    { message: 'x', context: { a: 'App\\notify' } },
  ],
  ['a trace in the message', 'Oops\nStack trace:\n#0 a\n#1 b', { message: 'Oops', stack: 'Stack trace:\n#0 a\n#1 b' }],
  [
    'a context that never closes',
    'x {"exception":"[object] (A\n#0 b',
    { message: 'x', stack: '{"exception":"[object] (A\n#0 b' },
  ],
])('a body with %s', (_, body, expected) => {
  const [record, ...none] = parse(`[2026-11-22 20:42:43] local.ERROR: ${body}`);
  expect(none).toEqual([]);
  expect(record).toMatchObject(expected);
  expect(Object.hasOwn(record ?? {}, 'context')).toBe(Object.hasOwn(expected, 'context'));
});

test.each([
  '[object] (X.ERROR: ',
  '[stacktrace]',
  '[today] production.INFO: x',
  '[2026] production.info: x',
  'x [2026] a.INFO: ',
])('%j starts no record', (line) => {
  expect(parse(`[2026-11-22 20:42:43] local.ERROR: x\n${line}`)).toHaveLength(1);
});

test("Monolog's JSON format", () => {
  const line = JSON.stringify({
    message: 'login_failed',
    context: {
      identifier: '9f2c',
      ip: '198.51.100.7',
      route: 'login',
      exception: {
        class: 'E',
        message: 'm',
        code: 0,
        file: '/a.php:1',
        trace: ['/b.php:2'],
        previous: { class: 'P', message: 'q' },
      },
    },
    level: 300,
    level_name: 'WARNING',
    channel: 'security',
    datetime: '2026-11-22T20:42:43.151400+00:00',
    extra: {},
  });
  expect(parse(line)).toEqual([
    {
      at: '2026-11-22T20:42:43.151400+00:00',
      offset: 0,
      level: 'warning',
      channel: 'security',
      message: 'login_failed',
      context: { identifier: '9f2c', ip: '198.51.100.7', route: 'login' },
      stack: 'E: m at /a.php:1\n#0 /b.php:2\n[previous exception]\nP: q',
      event: 'login_failed',
      user: '9f2c',
      ip: '198.51.100.7',
      route: 'login',
      raw: line,
      truncated: false,
    },
  ]);
});

test.each([
  ['{"message":"x","level":"error","@timestamp":"t"}', { message: 'x', level: 'error', at: 't' }],
  ['{"message":"x","level":550,"datetime":{"date":"d","timezone_type":3}}', { message: 'x', level: 'alert', at: 'd' }],
  ['{"message":"x","context":[]}\r', { message: 'x' }],
])('other JSON logs: %s', (line, expected) => {
  const [record] = parse(line);
  expect(record).toMatchObject(expected);
  expect(record).not.toHaveProperty('context');
});

test('a file that is read from its middle starts with its first whole record', () => {
  const records = parse(`#12 /srv/a.php(1): b()\n#13 {main}\n"} \n[2026-11-22 20:42:43] local.INFO: x  `, 5000);
  expect(records.map(({ message }) => message)).toEqual(['x']);
});

test('lines before the first record of a file are shown', () => {
  expect(parse('started\n[2026-11-22 20:42:43] local.INFO: x  ').map(({ message }) => message)).toEqual([
    'started',
    'x',
  ]);
});

test('a file of an unknown format gives one record a line', () => {
  const records = parse('one\ntwo\nthree', 100);
  expect(records.map(({ message, level }) => [message, level])).toEqual([
    ['one', undefined],
    ['two', undefined],
    ['three', undefined],
  ]);
});

test('lines that follow a record that was already given are a record of their own', () => {
  const parser = createRecordParser();
  expect(parser.push(linesOf('[2026-11-22 20:42:43] local.INFO: ends with two spaces  '))).toHaveLength(1);
  parser.push(linesOf('but goes\non'));
  expect(parser.flush()).toMatchObject([{ message: 'but goes\non' }]);
});

test('a record longer than 100,000 characters keeps its start and says so', () => {
  const parser = createRecordParser();
  parser.push(
    linesOf(
      `[2026-11-22 20:42:43] local.ERROR: x {"a":"\n${'y'.repeat(99)}`.concat(`\n${'y'.repeat(99)}`.repeat(5000)),
    ),
  );
  const [record] = parser.flush();
  expect(record).toMatchObject({ level: 'error', message: 'x', truncated: true });
  expect(record?.raw.length).toBeLessThanOrEqual(101_100);
});

test('a line that the tail cut is a truncated record', () => {
  const parser = createRecordParser();
  const line = { offset: 0, text: `{"message":"${'x'.repeat(1000)}`, cut: true };
  expect([...parser.push([line]), ...parser.flush()]).toMatchObject([{ truncated: true }]);
});

test('hostile texts cost no more than their length', () => {
  const start = '[2026-11-22 20:42:43] local.ERROR: ';
  for (const body of [
    ' {'.repeat(40_000),
    ' {"a":'.repeat(15_000),
    '['.repeat(90_000),
    `{"a":${'['.repeat(40_000)}${']'.repeat(40_000)}}`,
    `${' {"a":"'.repeat(10_000)}"}`,
    'failed '.repeat(14_000),
  ]) {
    expect(parse(start + body)).toHaveLength(1);
    expect(parse(body)).toHaveLength(1);
  }
});

test('any lines are read without an exception, and nothing of them is lost', () => {
  const piece = fc.constantFrom(
    '[2026-11-22 20:42:43] local.ERROR: ',
    '{"message":"x"}',
    ' {"a":"',
    '"}',
    '} ',
    '[]',
    '\\',
    '\r',
    '\u001b[31m',
    '\uFFFD',
    'x',
    '  ',
  );
  fc.assert(
    fc.property(fc.array(fc.array(piece, { maxLength: 6 }), { maxLength: 12 }), (pieces) => {
      const text = pieces.map((line) => line.join('')).join('\n');
      const records = parse(text);
      const raw = records.map((record) => record.raw).join('\n');
      expect(raw.replaceAll('\r', '')).toBe(
        linesOf(text)
          .map((line) => line.text)
          .join('\n')
          .replaceAll('\r', ''),
      );
    }),
    { numRuns: 1000 },
  );
});
