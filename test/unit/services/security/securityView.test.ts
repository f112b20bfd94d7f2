import { appendFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { TreeNode } from '../../../../src/core/tree';
import { criticalToTell } from '../../../../src/services/security/criticalFindings';
import { knownFinding } from '../../../../src/services/security/findingActions';
import { mute, mutesOf, unmute } from '../../../../src/services/security/mutes';
import { findingsKnown, securityView } from '../../../../src/services/security/securityView';
import { rows, temporary } from '../../../services/host';
import { failedLogin, type OpenedShop, openShop } from './openShop';

const { signal } = new AbortController();
const made = temporary();
let shop: OpenedShop;
beforeEach(async () => void (shop = await openShop(made)));
afterEach(() => shop.workspace.dispose());
afterAll(() => made.remove());

const hour = 3_600_000;
const today = () => shop.log(`security-${new Date().toISOString().slice(0, 10)}.log`);
const attack = (before: number, ip = '203.0.113.9', account = (index: number) => `account${index % 3}`) =>
  Array.from({ length: 60 }, (_, index) => failedLogin(Date.now() - before + index * 1_000, ip, account(index))).join(
    '',
  );
/** A login after many failures: what is critical. */
const broken = (before: number) =>
  attack(before, '203.0.113.9', () => 'ann') +
  failedLogin(Date.now() - before + 61_000, '203.0.113.9', 'ann').replaceAll('login_failed', 'login');

const view = () => securityView(shop.workspace, signal);
async function group(id: string): Promise<TreeNode | undefined> {
  return (await view()).nodes.find((node) => node.id === id);
}

test('a quiet application: nothing found, its rate limits, its events and its logs', async () => {
  const { nodes, condition, badge } = await view();
  expect(condition).toBe('ready');
  expect(badge).toBeUndefined();
  const found = nodes.find(({ id }) => id === 'findings');
  expect(found).toMatchObject({ label: 'Recent Findings', description: 'none' });
  expect(rows(nodes).map(({ label }) => label)).toEqual(
    expect.arrayContaining(['Nothing found', 'Auth Event Coverage', 'Log Sources', 'security', 'single']),
  );
  const ids = rows(nodes).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('what was found in a day is listed, its sources with their size; a mute takes it away, and back', async () => {
  await writeFile(today(), attack(600_000));
  const found = await group('findings');
  expect(found?.description).toBe('1');
  expect(found?.children?.[0]).toMatchObject({
    opens: { kind: 'finding' },
    subject: { kind: 'finding', root: shop.root },
  });
  expect(rows((await view()).nodes).find(({ id }) => id === 'source:channel security')?.description).toMatch(/ KB · /);
  const [finding] = findingsKnown(shop.app);
  if (finding === undefined) throw new Error('nothing was found');
  const scope = mute(shop.host, shop.root, finding, hour);
  expect(await group('findings')).toMatchObject({ description: 'none · 1 muted' });
  unmute(shop.host, shop.root, scope);
  expect(await group('findings')).toMatchObject({ description: '1' });
});

test('a mute holds in a window that is opened later, with other first events', async () => {
  await writeFile(today(), attack(600_000));
  await view();
  const [finding] = findingsKnown(shop.app);
  if (finding === undefined) throw new Error('nothing was found');
  mute(shop.host, shop.root, finding, hour);
  // The same attack a little later: its oldest events are not read any more, so its id is another.
  await writeFile(today(), attack(580_000));
  expect((await group('findings'))?.description).toBe('none · 1 muted');
  expect(findingsKnown(shop.app)[0]?.id).not.toBe(finding.id);
});

test('critical ones are counted on the badge and told once, until they are muted or old', async () => {
  await writeFile(today(), broken(120_000));
  const { badge } = await view();
  expect(badge).toEqual({ value: 1, tooltip: '1 critical finding' });
  const { host } = shop.workspace;
  expect(criticalToTell({ host }, shop.app, Date.now() + 16 * 60_000)).toEqual([]);
  expect(criticalToTell({ host }, shop.app)).toMatchObject([{ severity: 'critical' }]);
  expect(criticalToTell({ host }, shop.app)).toEqual([]);
  const [finding] = findingsKnown(shop.app);
  if (finding === undefined) throw new Error('nothing was found');
  mute(host, shop.root, finding, hour);
  expect((await view()).badge).toBeUndefined();
  expect(mutesOf(host, shop.root)).toHaveLength(1);
});

test('what is appended is found at the next look', async () => {
  await writeFile(today(), failedLogin(Date.now() - hour, '198.51.100.1', 'cy'));
  expect((await group('findings'))?.description).toBe('none');
  await appendFile(today(), attack(600_000));
  expect((await group('findings'))?.description).toBe('1');
});

test('a day later it is history, although the log was not written since', async () => {
  await writeFile(today(), attack(24 * hour - 62_000));
  const { setSystemTime, useFakeTimers, useRealTimers } = (await import('vitest')).vi;
  const before = await group('findings');
  useFakeTimers({ toFake: ['Date'] });
  setSystemTime(Date.now() + 2 * hour);
  try {
    expect(before?.description).toBe('1');
    expect((await group('findings'))?.description).toBe('none');
  } finally {
    useRealTimers();
  }
});

test('one log that cannot be read leaves the rest of the view', async () => {
  await symlink(shop.log(), shop.log());
  await writeFile(today(), attack(600_000));
  const { nodes } = await view();
  expect(nodes.find(({ id }) => id === 'findings')).toMatchObject({
    description: '1',
    tooltip: expect.stringContaining('single: '),
  });
  expect(rows(nodes).find(({ id }) => id === 'source:channel single')).toMatchObject({
    description: expect.stringMatching(/cannot be read$/),
    icon: { id: 'warning' },
  });
});

test('a log of the future or the past by its clock changes nothing', async () => {
  await writeFile(today(), attack(600_000));
  await utimes(today(), 0, 0);
  expect((await group('findings'))?.description).toBe('1');
});

test('a finding that is gone is said to be', async () => {
  await view();
  expect(() => knownFinding(shop.app, 'bruteForceIp x')).toThrowError(expect.objectContaining({ reason: 'gone' }));
});

test('nothing is read of a folder that nobody trusts', async () => {
  await writeFile(today(), attack(600_000));
  shop.host.state.trusted = false;
  expect((await view()).nodes).toEqual([]);
});
