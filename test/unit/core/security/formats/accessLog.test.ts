import { expect, test } from 'vitest';
import { parseText } from './parseText';

const start = '203.0.113.9 - - [22/Nov/2026:20:42:43 +0100]';
const combined = `${start} "POST /login?token=abc&next=%2Fhome HTTP/1.1" 302 512 "https://shop.test/reset?key=s3cret" "Mozilla/5.0 (X11)"`;

test('a line of nginx, without the values of its query', () => {
  expect(parseText(combined)).toEqual([
    {
      at: '22/Nov/2026:20:42:43 +0100',
      offset: 0,
      level: 'info',
      message: 'POST /login?token&next 302',
      method: 'POST',
      route: '/login?token&next',
      status: 302,
      ip: '203.0.113.9',
      userAgent: 'Mozilla/5.0 (X11)',
      context: { bytes: 512, referer: 'https://shop.test/reset?key' },
      raw: combined,
      truncated: false,
    },
  ]);
});

test.each([
  [' 0.123 0.120', { seconds: 0.123, upstreamSeconds: 0.12 }],
  [' 0.123 -', { seconds: 0.123 }],
  [' 0.123', { seconds: 0.123 }],
  [' 0.123 0.001, 0.120', { seconds: 0.123, upstreamSeconds: 0.121 }],
  [' 0.123 0.001 : 0.120', { seconds: 0.123, upstreamSeconds: 0.121 }],
  [' 1 1234567', { seconds: 1.234567 }],
  [' 1234567', { time: '1234567' }],
  [' 0', { time: '0' }],
  [' "-" gzip', {}],
])('figures behind the user agent: %j', (rest, expected) => {
  const [{ context } = {}] = parseText(combined + rest);
  expect(context).toEqual({ bytes: 512, referer: 'https://shop.test/reset?key', ...expected });
});

test.each([
  ['Apache common', `${start} "GET / HTTP/1.1" 200 -`, { message: 'GET / 200', context: {} }],
  ['Apache common with %D', `${start} "GET / HTTP/1.1" 200 12 2345`, { context: { bytes: 12, time: '2345' } }],
  ['a virtual host before', `shop.test:443 ${combined}`, { ip: '203.0.113.9', route: '/login?token&next' }],
  ['IPv6', combined.replace('203.0.113.9', '2001:db8::1'), { ip: '2001:db8::1' }],
  ['a user', combined.replace(' - - [', ' - jane doe ['), { user: 'jane doe' }],
  ['quotes of Apache', `${start} "GET / HTTP/1.1" 200 1 "-" "a \\"b\\" c"`, { userAgent: 'a \\"b\\" c' }],
  ['a TLS handshake', `${start} "\\x16\\x03\\x01" 400 150 "-" "-"`, { message: 'no request 400', level: 'warning' }],
  ['an empty request', `${start} "-" 408 0 "-" "-"`, { message: 'no request 408' }],
  ['an absolute target', `${start} "GET http://evil.test/a?b=c HTTP/1.1" 404 0`, { route: '/a?b' }],
  ['a query without names', `${start} "GET /a?c2VjcmV0 HTTP/1.1" 200 0`, { route: '/a' }],
  ['a server error', `${start} "GET / HTTP/1.1" 502 0`, { level: 'error', status: 502 }],
])('%s', (_, line, expected) => {
  expect(parseText(line)).toMatchObject([expected]);
});

test.each([
  [429, 'rate_limited'],
  [419, 'csrf_mismatch'],
  [401, 'denied'],
  [403, 'denied'],
  [404, undefined],
  [200, undefined],
])('status %i is the event %s, whatever the path says', (status, event) => {
  const [record] = parseText(`${start} "GET /logout/failed-login HTTP/1.1" ${status} 0 "-" "login failed"`);
  expect(record?.event).toBe(event);
});

test('what only looks like an access log is none', () => {
  for (const line of [
    `${start} GET / 200 5`,
    `${start} "GET / 200 5`,
    `x ${start} "GET /" 2xx 5`,
    'a - - [x] "GET /" 200 5',
  ]) {
    expect(parseText(line)[0]).not.toHaveProperty('status');
  }
});

test('hostile lines cost no more than their length', () => {
  for (const line of [
    'a '.repeat(50_000),
    `${'a'.repeat(100_000)} - - [`,
    `a b ${' ['.repeat(45_000)}`,
    `${start} "${'\\'.repeat(99_000)}`,
    `${start} "GET /?${'a=b&'.repeat(24_000)} HTTP/1.1" 200 5`,
    `${start} "GET / HTTP/1.1" 200 5 "-" "-" ${'1.0, '.repeat(18_000)}`,
  ]) {
    expect(parseText(line)).toHaveLength(1);
    expect((parseText(line)[0]?.route ?? '').length).toBeLessThanOrEqual(200);
  }
});

test('a line of an access log inside an unfinished message belongs to the message', () => {
  const records = parseText(`[2026-11-22 20:42:43] production.INFO: seen\n${combined}\nend  \n`);
  expect(records.map(({ message }) => message)).toEqual([`seen\n${combined}\nend`]);
});

test('one file may hold both formats', () => {
  const records = parseText(`${combined}\n[2026-11-22 20:42:43] production.INFO: seen  \n${combined}\n`);
  expect(records.map(({ message }) => message)).toEqual([
    'POST /login?token&next 302',
    'seen',
    'POST /login?token&next 302',
  ]);
});
