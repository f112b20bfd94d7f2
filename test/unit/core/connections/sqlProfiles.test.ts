import { describe, expect, test } from 'vitest';
import type { SqlProfile } from '../../../../src/core/connections/profile';
import { sqlProfiles } from '../../../../src/core/connections/sqlProfiles';
import { arrayOf, unknownValue, type Plain } from './values';

const base = {
  driver: 'mysql',
  host: '127.0.0.1',
  port: '3306',
  database: 'shop',
  username: 'app',
  password: 's3cret',
};

function profiles(over: { readonly [key: string]: Plain }): readonly SqlProfile[] {
  return sqlProfiles({ root: '/srv/shop', environment: '.env' }, 'mysql', arrayOf({ ...base, ...over }));
}

function only(over: { readonly [key: string]: Plain }): SqlProfile {
  const all = profiles(over);
  expect(all).toHaveLength(1);
  return all[0]!;
}

test('a plain connection, without its password', () => {
  const profile = only({ prefix: 'sh_', charset: 'latin1' });
  expect(profile).toEqual({
    id: '.env/mysql',
    connection: 'mysql',
    driver: 'mysql',
    serves: 'both',
    address: { kind: 'tcp', host: '127.0.0.1', port: 3306 },
    user: 'app',
    password: { kind: 'config', path: 'database.connections.mysql.password' },
    database: 'shop',
    charset: 'latin1',
    prefix: 'sh_',
    origins: [],
  });
  expect(JSON.stringify(profile)).not.toContain('s3cret');
});

test('url wins over the parts, and its query over everything', () => {
  const profile = only({ url: 'mysql://bob:pw@db.internal:3307/other?prefix=z_' });
  expect(profile).toMatchObject({
    address: { host: 'db.internal', port: 3307 },
    user: 'bob',
    database: 'other',
    prefix: 'z_',
    password: { kind: 'config', path: 'database.connections.mysql.url' },
  });
});

test('unix_socket wins over host; an empty one does not', () => {
  expect(only({ unix_socket: '/run/mysqld/mysqld.sock' }).address).toEqual({
    kind: 'socket',
    path: '/run/mysqld/mysqld.sock',
  });
  expect(only({ unix_socket: '' }).address.kind).toBe('tcp');
});

test('every host of a list is a server', () => {
  const all = profiles({ host: ['10.0.0.2', '10.0.0.3'] });
  expect(all.map(({ id, serves }) => [id, serves])).toEqual([
    ['.env/mysql', 'both'],
    ['.env/mysql#host2', 'both'],
  ]);
});

test('host:port is taken as it is written', () => {
  expect(only({ host: 'db:3307' }).address).toEqual({ kind: 'tcp', host: 'db:3307', port: 3306 });
});

test('read and write arrays override the connection, writers first', () => {
  const all = profiles({
    read: { host: ['10.0.0.2', '10.0.0.3'], username: 'reader' },
    write: { host: '10.0.0.1' },
    sticky: true,
  });
  expect(
    all.map(({ id, serves, user, address }) => [id, serves, user, address.kind === 'tcp' && address.host]),
  ).toEqual([
    ['.env/mysql', 'write', 'app', '10.0.0.1'],
    ['.env/mysql#read1', 'read', 'reader', '10.0.0.2'],
    ['.env/mysql#read2', 'read', 'reader', '10.0.0.3'],
  ]);
});

test('read can be a list of connections, each with its own password', () => {
  const all = profiles({ read: [{ host: 'a', password: 'x' }, { host: 'b' }], write: { host: 'w' } });
  expect(all.map(({ password }) => password)).toEqual([
    { kind: 'config', path: 'database.connections.mysql.password' },
    { kind: 'config', path: 'database.connections.mysql.read.0.password' },
    { kind: 'config', path: 'database.connections.mysql.password' },
  ]);
});

test('write without read is ignored, as Laravel does', () => {
  expect(only({ write: { host: '10.0.0.1' } }).address).toMatchObject({ host: '127.0.0.1' });
});

describe('TLS', () => {
  test.each([['PDO::MYSQL_ATTR_SSL_CA'], ['Pdo\\Mysql::ATTR_SSL_CA'], ['1009']])(
    '%s switches it on, and checks',
    (key) => {
      expect(only({ options: { [key]: '/etc/ssl/ca.pem' } }).tls).toEqual({ ca: '/etc/ssl/ca.pem', verify: true });
    },
  );

  test('verification can be switched off', () => {
    const options = { 'PDO::MYSQL_ATTR_SSL_CA': '/ca.pem', 'PDO::MYSQL_ATTR_SSL_VERIFY_SERVER_CERT': false };
    expect(only({ options }).tls).toEqual({ ca: '/ca.pem', verify: false });
  });

  test('without a certificate there is none', () => {
    expect(only({ options: [] }).tls).toBeUndefined();
    expect(only({ options: { 'PDO::MYSQL_ATTR_SSL_CA': null } }).tls).toBeUndefined();
  });
});

test.each<[string, { readonly [key: string]: Plain }, string]>([
  ['another driver', { driver: 'sqlite' }, 'Laravel Ops reads MySQL and MariaDB; this connection is sqlite.'],
  ['a driver from a url', { url: 'postgres://h/db' }, 'Laravel Ops reads MySQL and MariaDB; this connection is pgsql.'],
  ['an unknown host', { host: unknownValue('APP_SECRETS decides') }, 'host is decided by APP_SECRETS.'],
  [
    'an unknown user',
    { username: unknownValue('calls user()') },
    'username cannot be known from the files: calls user().',
  ],
  ['an unknown url', { url: unknownValue('VAULT decides') }, 'url is decided by VAULT.'],
  ['unknown options', { options: unknownValue('TLS decides') }, 'options (where TLS is set) is decided by TLS.'],
  ['a malformed url', { url: 'mysql://u:p#w@h/db' }, 'url is malformed: Laravel cannot read it either.'],
  [
    'read without write',
    { read: { host: 'a' } },
    'read is set and write is not: Laravel stops with an error on this connection.',
  ],
  ['an empty list of hosts', { host: [] }, 'The list of hosts is empty.'],
  ['an empty host', { host: null }, 'host is empty.'],
  ['a strange port', { port: 'three' }, 'port is not a number.'],
])('%s is unusable', (_, over, reason) => {
  expect(() => profiles(over)).toThrow(reason);
});

test('a password that no file tells is asked for and bound to host, port and user', () => {
  const { password } = only({ password: unknownValue('calls vault()') });
  expect(password).toEqual({ kind: 'stored', key: 'laravelOps.password:["/srv/shop",".env","127.0.0.1",3306,"app"]' });
});

test("a password withheld in Restricted Mode is still the application's own", () => {
  expect(only({ password: unknownValue('secret', 'withheld') }).password.kind).toBe('config');
});

test.each([[''], [null]])('no password: %j', (password) => {
  expect(only({ password }).password).toEqual({ kind: 'none' });
});
