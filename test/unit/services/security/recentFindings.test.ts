import { rm, symlink, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { type FindingsAsked, findingsOf } from '../../../../src/services/security/recentFindings';
import { temporary } from '../../../services/host';
import { failedLogin, logLine, type OpenedShop, openShop } from './openShop';

const { signal } = new AbortController();
const made = temporary();
let shop: OpenedShop;
beforeEach(async () => void (shop = await openShop(made)));
afterEach(() => shop.workspace.dispose());
afterAll(() => made.remove());

const second = 1_000;
const start = Date.UTC(2026, 10, 22, 10);
const quiet = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) =>
    logLine(start + (from + index) * second, `event ${from + index}`),
  ).join('');
const attack = (from: number, ip: string, count = 60) =>
  Array.from({ length: count }, (_, index) =>
    failedLogin(start + from + index * second, ip, `account${index % 3}`),
  ).join('');
const security = () => shop.log('security-2026-11-22.log');
const look = (asked: FindingsAsked = {}) => findingsOf(shop.workspace, shop.app, asked, signal);
const addresses = async (asked: FindingsAsked = {}) =>
  [...new Set((await look(asked)).findings.flatMap(({ ips }) => ips.top.map(({ value }) => value)))].sort();

test('every log is looked at from its beginning; each record once, over pages', async () => {
  await writeFile(shop.log(), quiet(0, 4_500));
  await writeFile(security(), attack(0, '203.0.113.9'));
  const found = await look();
  expect(found.records).toBe(4_560);
  expect(found.remarks).toEqual([]);
  expect(found.sources.map(({ title }) => title)).toContain('single');
  expect(found.findings[0]).toMatchObject({ ips: { total: 1 }, events: 60 });
});

test('since: what is older is not looked at', async () => {
  await writeFile(security(), attack(0, '203.0.113.9') + attack(7_200 * second, '203.0.113.10'));
  expect(await addresses()).toEqual(['203.0.113.10', '203.0.113.9']);
  expect(await addresses({ since: start + 3_600 * second })).toEqual(['203.0.113.10']);
  const none = await look({ since: start + 86_400 * second });
  expect([none.records, none.findings, none.since]).toEqual([0, [], start + 86_400 * second]);
});

test('most: the newest of each log, and it is said', async () => {
  await writeFile(shop.log(), quiet(0, 100));
  const found = await look({ source: 'single', most: 40 });
  expect(found.records).toBe(40);
  expect(found.remarks).toEqual(['single: the newest 40 records.']);
  expect((await look({ source: 'single', most: 100 })).remarks).toEqual([]);
  expect((await look({ source: 'single', most: 5_000 })).records).toBe(100);
});

test.each([
  ['the newest are fewer than those since', 10, 40, 40, 1],
  ['those since are fewer than the newest', 80, 40, 20, 0],
  ['they are the same', 60, 40, 40, 0],
])('most and since together, %s', async (_, from, most, records, remarks) => {
  await writeFile(shop.log(), quiet(0, 100));
  const found = await look({ source: 'single', most, since: start + from * second });
  expect([found.records, found.remarks.length]).toEqual([records, remarks]);
});

test('records without a moment do not undo the bound', async () => {
  await writeFile(shop.log(), `${quiet(0, 100)}[2026-99-99 99:99:99] local.INFO: odd {} \n`.concat(quiet(100, 139)));
  const found = await look({ source: 'single', most: 40, since: start });
  expect(found.records).toBeLessThanOrEqual(41);
});

test('a log that cannot be read is a remark; the others are looked at', async () => {
  await symlink(shop.log(), shop.log());
  await writeFile(security(), attack(0, '203.0.113.9'));
  const found = await look();
  expect(found.remarks).toEqual([expect.stringMatching(/^single: .*laravel\.log cannot be read/)]);
  expect(found.findings.length).toBeGreaterThan(0);
});

test('when none can be read, that is no "nothing found"', async () => {
  await symlink(shop.log(), shop.log());
  await expect(look({ source: 'single' })).rejects.toMatchObject({ reason: 'unreadable' });
  await rm(shop.log());
  expect(await look({ source: 'single' })).toMatchObject({ records: 0, findings: [], remarks: [] });
});

test('stopped, it ends', async () => {
  await writeFile(shop.log(), quiet(0, 100));
  await expect(findingsOf(shop.workspace, shop.app, {}, AbortSignal.abort())).rejects.toMatchObject({
    reason: 'cancelled',
  });
});
