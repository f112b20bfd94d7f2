import { appendFile, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { fail2banText } from '../../../../src/services/security/findingActions';
import { findingsKnown, securityView } from '../../../../src/services/security/securityView';
import { temporary } from '../../../services/host';
import { failedLogin, logLine, type OpenedShop, openShop } from './openShop';

const { signal } = new AbortController();
const made = temporary();
let shop: OpenedShop;
beforeEach(async () => void (shop = await openShop(made)));
afterEach(() => shop.workspace.dispose());
afterAll(() => made.remove());

const at = (index: number) => Date.now() - 600_000 + index * 1_000;
const times = (line: (index: number) => string) => Array.from({ length: 60 }, (_, index) => line(index)).join('');
const security = () => shop.log(`security-${new Date().toISOString().slice(0, 10)}.log`);

/** The text for what was found in the logs as they are. */
async function text(): Promise<string> {
  await securityView(shop.workspace, signal);
  const [finding] = findingsKnown(shop.app);
  if (finding === undefined) throw new Error('nothing was found');
  return fail2banText(shop.workspace, shop.app, finding.id, signal);
}

const option = (of: string, name: string) =>
  new RegExp(String.raw`^${name}\s*= (.*)$`, 'm').exec(of)?.[1]?.replaceAll('%%', '%') ?? '';
const address = String.raw`(?<ip>(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f:]{2,39})`;
/** Whom fail2ban would count: it cuts the date out, then tries the expression (fail2ban 1.0, server/filter.py). */
function counted(of: string, line: string): string | undefined {
  const date = option(of, 'datepattern')
    .replaceAll('%Y', String.raw`\d{4}`)
    .replaceAll(/%[mdHMS]/g, String.raw`\d{2}`)
    .replaceAll('%f', String.raw`\d{1,6}`)
    .replaceAll('%z', String.raw`(?:Z|[+-]\d{2}:?\d{2})`);
  const found = new RegExp(date).exec(line);
  if (found === null) return undefined;
  const rest = line.slice(0, found.index) + line.slice(found.index + found[0].length);
  return new RegExp(option(of, 'failregex').replace('<ADDR>', address)).exec(rest)?.groups?.['ip'];
}

test('for what the listener writes as JSON, a file a day: the expression counts its lines and the path is a pattern', async () => {
  await writeFile(
    security(),
    times((index) => failedLogin(at(index), '203.0.113.9', `account${index % 3}`)),
  );
  const jail = await text();
  expect(option(jail, 'logpath')).toBe(`${shop.root}/storage/logs/security-*.log`);
  expect(jail).toContain('# /etc/fail2ban/filter.d/laravel-ops-login.conf\n');
  expect(jail).toContain('# /etc/fail2ban/jail.d/laravel-ops-login.local\n');
  const line = (ip: string, account = 'ab12') => failedLogin(at(0), ip, account).trimEnd();
  expect(counted(jail, line('203.0.113.9'))).toBe('203.0.113.9');
  expect(counted(jail, line('2001:db8::7'))).toBe('2001:db8::7');
  // What somebody sent pretends to be the field.
  expect(counted(jail, line('203.0.113.9', '","ip":"198.51.100.1","x":"'))).toBe('203.0.113.9');
  expect(counted(jail, line('203.0.113.9').replaceAll('login_failed', 'login'))).toBeUndefined();
  expect(jail.split('\n')[0]).toMatch(/^# /);
});

test('for Laravel’s lines in a log of its own', async () => {
  const failed = (index: number, ip = '203.0.113.9') =>
    logLine(at(index), 'login_failed', { event: 'login_failed', account: `a${index % 3}`, ip }, 'WARNING');
  await writeFile(
    shop.log(),
    times((index) => failed(index)),
  );
  const jail = await text();
  expect(counted(jail, failed(0, '203.0.113.7').trimEnd())).toBe('203.0.113.7');
  expect(option(jail, 'logpath')).toBe(shop.log());
});

test('a line of somebody else that looks like JSON does not change the form', async () => {
  const failed = (index: number) =>
    logLine(at(index), 'login_failed', { event: 'login_failed', account: 'a', ip: '203.0.113.9' });
  await writeFile(shop.log(), times(failed));
  await appendFile(
    shop.log(),
    '{"message":"hello","context":{},"level":200,"level_name":"INFO","channel":"x","datetime":"2026-11-22T10:00:00+00:00","extra":{}}\n',
  );
  expect(option(await text(), 'failregex')).toMatch(/^\^ \[/);
});

test('refused where the message of failures is not the same each time', async () => {
  await writeFile(
    security(),
    times((index) =>
      failedLogin(at(index), '203.0.113.9', 'ann').replace(
        '"message":"login_failed"',
        `"message":"login failed for user${index}"`,
      ),
    ),
  );
  await expect(text()).rejects.toMatchObject({
    reason: 'unsupported',
    advice: { next: expect.stringContaining('fixed message') },
  });
});

test('a finding that is not known any more is said to be gone', async () => {
  await expect(fail2banText(shop.workspace, shop.app, 'bruteForceIp x', signal)).rejects.toMatchObject({
    reason: 'gone',
  });
});
