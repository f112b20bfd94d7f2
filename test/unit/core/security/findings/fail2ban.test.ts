import { expect, test } from 'vitest';
import { fail2banJail, type JailSource } from '../../../../../src/core/security/findings/fail2ban';
import type { Finding } from '../../../../../src/core/security/findings/finding';

const none = { total: 0, top: [] };
const finding = (detector: string): Finding => ({
  id: detector,
  detector,
  severity: 'warning',
  title: '',
  summary: '',
  why: '',
  first: 0,
  last: 0,
  events: 1,
  ips: none,
  users: none,
  routes: none,
  filter: '',
  evidence: [],
  advice: '',
});

/** Fields of a date as fail2ban reads them (server/strptime.py). */
const dateFields: Record<string, string> = {
  Y: String.raw`\d{4}`,
  m: String.raw`(?:0?[1-9]|1[0-2])`,
  d: String.raw`(?:[1-2]\d|[0 ]?[1-9]|3[0-1])`,
  b: '(?:[A-Z][a-z]{2})',
  H: String.raw`(?:[0-1]?\d|2[0-3])`,
  M: String.raw`[0-5]?\d`,
  S: String.raw`(?:[0-5]?\d|6[0-1])`,
  f: String.raw`[0-9]{1,6}`,
  z: String.raw`(?:Z|UTC|GMT|[+-][01]\d(?::?\d{2})?)`,
};
const address = String.raw`\[?(?:(?:::f{4,6}:)?((?:\d{1,3}\.){3}\d{1,3})|((?:[0-9a-fA-F]{1,4}::?|:){1,7}[0-9a-fA-F]{1,4}|::))\]?`;

/** Whom fail2ban would count: the date is found and cut out (its group, or all of it), then the expression is tried. */
function banned(source: JailSource, line: string, detector = 'bruteForceIp'): string | undefined {
  const { filter } = fail2banJail(finding(detector), source);
  const option = (name: string) =>
    new RegExp(String.raw`^${name} = (.*)$`, 'm').exec(filter)?.[1]?.replaceAll('%%', '%') ?? '';
  const written = option('datepattern').replace(/%([A-Za-z])/g, (_, field: string) => dateFields[field] ?? 'UNKNOWN');
  const grouped = /(?<!\\)\((?!\?)/.test(written) ? written : written.replace(/^(\^?)(.*)$/, '$1($2)');
  const date = new RegExp(grouped, 'd').exec(line);
  const cut = date?.indices?.[1];
  if (cut === undefined) return undefined;
  const rest = line.slice(0, cut[0]) + line.slice(cut[1]);
  const found = new RegExp(option('failregex').replace('<ADDR>', address)).exec(rest);
  return found?.[1] ?? found?.[2];
}

const line: JailSource = {
  path: '/srv/shop/storage/logs/security-2026-02-02.log',
  format: 'line',
  message: 'login_failed',
};
const json: JailSource = { path: '/srv/shop/storage/logs/security.log', format: 'json', message: 'login_failed' };
const access: JailSource = { path: '/var/log/nginx/access.log', format: 'access' };

const context = (more: object) =>
  JSON.stringify({ event: 'login_failed', identifier: 'ab12', ...more }).replaceAll('/', '\\/');
const lineOf = (values: string, message = 'login_failed') =>
  `[2026-02-02 12:00:00] production.WARNING: ${message} ${values} `;
const jsonOf = (values: string, message = 'login_failed') =>
  `{"message":"${message}","context":${values},"level":300,"level_name":"WARNING","channel":"security","datetime":"2026-02-02T12:00:00.151400+00:00","extra":{}}`;

test.each([
  ['Laravel’s line format', line, lineOf(context({ ip: '203.0.113.9', user_agent: 'Mozilla/5.0' }))],
  ['the address last', line, lineOf(context({ remember: false, user_id: null, n: -1.5, ip: '203.0.113.9' }))],
  ['JSON', json, jsonOf(context({ guard: 'web', ip: '203.0.113.9', user_agent: 'a"b' }))],
  [
    'an access log',
    access,
    '203.0.113.9 - - [02/Feb/2026:12:00:00 +0000] "POST /login HTTP/1.1" 422 512 "-" "Mozilla"',
  ],
  [
    'a name of basic authentication',
    access,
    '203.0.113.9 - a b [02/Feb/2026:12:00:00 +0000] "POST /api/login?x=1 HTTP/2.0" 401 0 "-" "-"',
  ],
])('%s: the address of the failure is counted', (_, source, text) => {
  expect(banned(source, text)).toBe('203.0.113.9');
});

test('addresses of IPv6 are counted', () => {
  expect(banned(json, jsonOf(context({ ip: '2001:db8::7' })))).toBe('2001:db8::7');
  expect(banned(access, '2001:db8::7 - - [02/Feb/2026:12:00:00 +0000] "POST /login HTTP/1.1" 429 1')).toBe(
    '2001:db8::7',
  );
});

test.each([
  [
    'a user agent that pretends to be the field',
    line,
    lineOf(context({ user_agent: '","ip":"198.51.100.1","x":"', ip: '203.0.113.9' })),
    '203.0.113.9',
  ],
  [
    'the same in JSON',
    json,
    jsonOf(context({ user_agent: '\\","ip":"198.51.100.1","x":"', ip: '203.0.113.9' })),
    '203.0.113.9',
  ],
  [
    'an identifier that is a whole record',
    line,
    lineOf(
      context({
        name: '[2026-02-02 12:00:00] production.WARNING: login_failed {"ip":"198.51.100.1"}',
        ip: '203.0.113.9',
      }),
    ),
    '203.0.113.9',
  ],
  [
    'a line break that LineFormatter left in, as it stands in the file',
    line,
    '[2026-02-02 12:00:00] production.WARNING: login_failed {\\"ip\\":\\"198.51.100.1\\"} ',
    undefined,
  ],
  ['an address inside another object', line, lineOf(context({ input: { ip: '198.51.100.1' } })), undefined],
  [
    'a date inside the context',
    json,
    jsonOf(context({ name: '","datetime":"2020-01-01T00:00:00+00:00","extra":', ip: '203.0.113.9' })),
    '203.0.113.9',
  ],
  [
    'another message that quotes this one',
    line,
    lineOf(context({ ip: '203.0.113.9' }), 'Mail sent: login_failed'),
    undefined,
  ],
  ['a success', json, jsonOf(context({ ip: '203.0.113.9' }), 'login'), undefined],
  [
    'a referrer that looks like a line',
    access,
    '203.0.113.9 - - [02/Feb/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 5 "198.51.100.1 - - [] \\x22POST /login HTTP/1.1\\x22 401 " "-"',
    undefined,
  ],
  [
    'a name with a date in it',
    access,
    '203.0.113.9 - x [01/Jan/2020:00:00:00 +0000] [02/Feb/2026:12:00:00 +0000] "POST /login HTTP/1.1" 401 5',
    '203.0.113.9',
  ],
  [
    'a form that answered 302',
    access,
    '203.0.113.9 - - [02/Feb/2026:12:00:00 +0000] "POST /login HTTP/1.1" 302 5',
    undefined,
  ],
])('text of an attacker bans nobody else: %s', (_, source, text, expected) => {
  expect(banned(source, text)).toBe(expected);
});

test('for a scanner, requests for what only scanners ask for are counted', () => {
  const ask = (path: string, status: number) =>
    `203.0.113.9 - - [02/Feb/2026:12:00:00 +0000] "GET ${path} HTTP/1.1" ${status} 5 "-" "-"`;
  expect(banned(access, ask('/.env', 404), 'scanner')).toBe('203.0.113.9');
  expect(banned(access, ask('/blog/wp-login.php', 404), 'scanner')).toBe('203.0.113.9');
  expect(banned(access, ask('/products', 404), 'scanner')).toBeUndefined();
});

test('a long hostile line costs no more than its length', () => {
  const hostile = lineOf(`{${'"a":"b",'.repeat(20_000)}"ip":"x"}`);
  const from = process.cpuUsage().user;
  expect(banned(line, hostile)).toBeUndefined();
  expect(banned(json, jsonOf(`{${'"a":"\\\\",'.repeat(20_000)}"x":1}`))).toBeUndefined();
  expect(process.cpuUsage().user - from).toBeLessThan(5_000_000);
});

test('files to copy: a pattern for daily logs, an empty ignoreregex, twice the usual retries', () => {
  const { name, filter, jail, remarks } = fail2banJail(finding('bruteForceIp'), line);
  expect(name).toBe('laravel-ops-login');
  expect(filter).toContain('[Definition]\nfailregex = ^ ');
  expect(filter).toContain('\nignoreregex =\n');
  expect(jail).toContain('logpath  = /srv/shop/storage/logs/security-*.log');
  expect(jail).toMatch(/maxretry = 10\nfindtime = 10m\nbantime {2}= 1h\n/);
  expect(remarks.join(' ')).toContain('proxy');
});

test('no filter where none is safe', () => {
  for (const message of [undefined, 'Failed login for {user}', 'a\nb', 'x'.repeat(200)]) {
    expect(() =>
      fail2banJail(finding('bruteForceIp'), {
        path: '/a.log',
        format: 'line',
        ...(message === undefined ? {} : { message }),
      }),
    ).toThrow(/No safe fail2ban filter/);
  }
  expect(() => fail2banJail(finding('bruteForceIp'), { path: '/a\nb', format: 'access' })).toThrow(/absolute path/);
  expect(() => fail2banJail(finding('bruteForceIp'), { path: 'a.log', format: 'access' })).toThrow(/absolute path/);
});
