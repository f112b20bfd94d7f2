import { expect, test } from 'vitest';
import { isPrivateHost, suspicions, type SuspicionFacts } from '../../../../src/core/connections/suspicion';

const quiet: SuspicionFacts = { root: '/home/mia/shop', hosts: ['127.0.0.1'], databases: ['shop'], users: ['shop'] };

test('a laptop is not suspicious', () => {
  const facts = { ...quiet, appUrl: 'http://localhost', hosts: ['mysql', 'db.internal', '192.168.10.2'] };
  expect(suspicions(facts)).toEqual([]);
  expect(suspicions({ ...quiet, appUrl: 'https://shop.test' })).toEqual([]);
});

test.each<[string, Partial<SuspicionFacts>, RegExp]>([
  ['a public host', { hosts: ['db.example.com'] }, /db\.example\.com is neither/],
  ['a public address', { hosts: ['172.32.0.1'] }, /172\.32\.0\.1 is neither/],
  [
    'a managed service',
    { hosts: ['shop.abc.eu-west-1.rds.amazonaws.com'] },
    /managed database service \(rds\.amazonaws\.com\)/,
  ],
  ["the user's own pattern", { hosts: ['10.9.0.4'], hostPatterns: ['10.9.*'] }, /your production pattern 10\.9\.\*/],
  ['a database called prod', { databases: ['shop_prod'] }, /called shop_prod/],
  ['a user called live', { users: ['liveApp'] }, /called liveApp/],
  [
    'a public https address',
    { appUrl: 'https://shop.example.com/x' },
    /APP_URL is a public https address \(shop\.example\.com\)/,
  ],
  ['a Forge site over SSH', { root: '/home/forge/shop.example', remoteName: 'ssh-remote' }, /deployed release/],
  ['a current link over SSH', { root: '/var/www/shop/current', remoteName: 'ssh-remote' }, /deployed release/],
  ['a release over SSH', { root: '/srv/shop/releases/20261122', remoteName: 'ssh-remote' }, /deployed release/],
])('%s', (_, facts, reason) => {
  const reasons = suspicions({ ...quiet, ...facts });
  expect(reasons).toHaveLength(1);
  expect(reasons[0]).toMatch(reason);
});

test.each<[string, Partial<SuspicionFacts>]>([
  ['products and delivery', { databases: ['products', 'delivery', 'olive_prodigy'] }],
  ['the same folder on this machine', { root: '/home/forge/shop.example' }],
  ['a Compose service with a dot', { hosts: ['db.shop'], composeServices: ['db.shop'] }],
  ['plain http', { appUrl: 'http://shop.example.com' }],
])('not suspicious: %s', (_, facts) => {
  expect(suspicions({ ...quiet, ...facts })).toEqual([]);
});

test.each([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['10.0.0.1', true],
  ['172.16.0.1', true],
  ['172.31.255.255', true],
  ['172.15.0.1', false],
  ['192.168.1.1', true],
  ['192.169.1.1', false],
  ['169.254.1.1', true],
  ['8.8.8.8', false],
  ['::1', true],
  ['[::1]', true],
  ['fd12:3456::1', true],
  ['fe80::1', true],
  ['2001:db8::1', false],
  ['localhost', true],
  ['shop.localhost', true],
  ['db.test', true],
  ['DB.LOCAL', true],
  ['db.internal.', true],
  ['mysql', true],
  ['test.example.com', false],
  ['localhost.example.com', false],
  ['10.0.0.1.example.com', false],
])('%s is private: %s', (host, expected) => {
  expect(isPrivateHost(host)).toBe(expected);
});
