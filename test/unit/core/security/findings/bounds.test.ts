import { expect, test } from 'vitest';
import { createLru } from '../../../../../src/core/security/findings/lru';
import { createMinuteCounts } from '../../../../../src/core/security/findings/minuteCounts';
import { probeOf } from '../../../../../src/core/security/findings/probePaths';
import { createTally } from '../../../../../src/core/security/findings/tally';
import { accountOf, clientOf } from '../../../../../src/core/security/findings/trace';
import { createWindows } from '../../../../../src/core/security/findings/windows';
import { event } from './events';

test('what is used stays, what is not is forgotten, and the size is bounded', () => {
  const forgotten: number[] = [];
  const lru = createLru<number>(100, (value) => forgotten.push(value));
  lru.set('kept', -1);
  for (let key = 0; key < 10_000; key++) {
    lru.set(`key${key}`, key);
    expect(lru.get('kept')).toBe(-1);
    expect(lru.size).toBeLessThanOrEqual(100);
  }
  expect(lru.get('key9999')).toBe(9_999);
  expect(lru.get('key1')).toBeUndefined();
  expect(forgotten.length + lru.size).toBe(10_001);
});

test('windows forget by time, by subject and altogether', () => {
  const windows = createWindows({ span: 1_000, perSubject: 5, subjects: 50, total: 60 });
  const at = (time: number) => ({ time, source: 's', position: 0 });
  for (let time = 0; time < 9; time++) windows.add('a', at(time));
  expect(windows.get('a', 9)).toHaveLength(5);
  expect(windows.get('a', 1_006).map(({ time }) => time)).toEqual([6, 7, 8]);
  expect(windows.get('a', 5_000)).toEqual([]);
  for (let subject = 0; subject < 1_000; subject++)
    for (let time = 0; time < 9; time++) windows.add(`s${subject}`, at(time));
  expect(windows.size).toBeLessThanOrEqual(60);
  expect(windows.add('back', at(100))).toHaveLength(1);
  expect(windows.add('back', at(-5_000)).map(({ time }) => time)).toEqual([-5_000]);
});

test('minutes are counted for two hours', () => {
  const counts = createMinuteCounts();
  counts.add(1_000, 3);
  counts.add(1_005, 1);
  expect(counts.sum(1_005, 5)).toBe(1);
  expect(counts.sum(1_005, 6)).toBe(4);
  counts.add(1_120, 7);
  expect(counts.sum(1_120, 120)).toBe(8);
});

test('a tally is exact while there are few, and close to it beyond', () => {
  const tally = createTally();
  for (let value = 0; value < 900; value++) tally.add(`v${value}`);
  expect(tally.subjects.total).toBe(900);
  for (let again = 0; again < 50; again++) tally.add('v7');
  for (let value = 0; value < 200_000; value++) tally.add(`w${value}`);
  expect(tally.subjects.top[0]).toEqual({ value: 'v7', events: 51 });
  expect(Math.abs(tally.subjects.total / 200_900 - 1)).toBeLessThan(0.1);
});

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:0:7:aaaa::1', '2001:db8:0:7::/64'],
  ['2001:0DB8:0000:0007::2', '2001:db8:0:7::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('%s is the client %s', (ip, client) => {
  expect(clientOf(event(0, { ip }))).toBe(client);
});

test('accounts are compared without case', () => {
  expect(accountOf(event(0, { user: 'Ann@Example.com' }))).toBe('ann@example.com');
  expect(accountOf(event(0, { user: '' }))).toBeUndefined();
});

test.each([
  '/.env',
  '/api/.env.production',
  '/.git/config',
  '//.git//HEAD',
  '/wp-login.php?redirect=x',
  '/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php',
  '/%2eenv',
  '/actuator/health',
  '/_ignition/execute-solution',
  '/x?f=../../../etc/passwd',
])('%s is a probe', (path) => {
  expect(probeOf(path)).toBeDefined();
});

test.each([
  '/',
  '/environment',
  '/.well-known/security.txt',
  '/products.php-books',
  '/backup-plans',
  '/git',
  '/login',
  '/telescope',
  '/horizon',
  '/storage/products/1.jpg',
  '/blog/actuators',
  '/search?q=.env',
])('%s is none', (path) => {
  expect(probeOf(path)).toBeUndefined();
});

test('a long path costs no more than its beginning', () => {
  const count = 20_000;
  const path = `/phpunit/${'a/'.repeat(50_000)}`;
  const from = process.cpuUsage().user;
  for (let again = 0; again < count; again++) probeOf(path);
  expect(process.cpuUsage().user - from).toBeLessThan(10_000_000);
});
