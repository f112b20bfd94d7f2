import { expect, test } from 'vitest';
import { treatAs } from '../../../../src/core/connections/environment';
import { resolveEnvironment } from '../../../../src/core/connections/resolve';
import { projectOf, unknownValue, type Plain } from './values';

const mysql = { driver: 'mysql', host: '127.0.0.1', port: 3306, database: 'shop', username: 'app', password: 'x' };

function config(connections: Plain, more: { readonly [key: string]: Plain } = {}): { readonly [key: string]: Plain } {
  return { database: { default: 'second', connections }, ...more };
}

test('the default connection comes first, and the others that cannot be used are told', () => {
  const connections = {
    sqlite: { driver: 'sqlite', database: '/srv/shop/database.sqlite' },
    first: mysql,
    second: { ...mysql, driver: 'mariadb' },
    vault: { ...mysql, host: unknownValue('APP_SECRETS decides') },
  };
  const environment = resolveEnvironment(projectOf(config(connections), { env: {} }), { id: '.env', name: '.env' }, {});
  expect(environment.sql.map(({ id, driver }) => [id, driver])).toEqual([
    ['.env/second', 'mariadb'],
    ['.env/first', 'mysql'],
  ]);
  expect(environment.unusable.map(({ connection, reason }) => [connection, reason])).toEqual([
    ['sqlite', 'Laravel Ops reads MySQL and MariaDB; this connection is sqlite.'],
    ['vault', 'host is decided by APP_SECRETS.'],
  ]);
  expect(environment).toMatchObject({
    envFile: '/srv/shop/.env',
    defaultConnection: 'second',
    role: 'unknown',
    suspicions: [],
  });
});

test('connections that are unknown as a whole are one unusable entry', () => {
  const environment = resolveEnvironment(
    projectOf(config(unknownValue('calls connections()'))),
    { id: '.env', name: '.env' },
    {},
  );
  expect(environment.sql).toEqual([]);
  expect(environment.unusable[0]?.reason).toBe(
    'database.connections cannot be known from the files: calls connections().',
  );
});

test.each([
  ['production', 'production'],
  ['Prod', 'production'],
  ['live', 'production'],
  ['local', 'local'],
  ['testing', 'local'],
  ['staging', 'staging'],
  ['acme', 'unknown'],
] as const)('APP_ENV=%s is %s', (written, role) => {
  const project = projectOf(config({ second: mysql }), { env: { APP_ENV: written } });
  expect(resolveEnvironment(project, { id: '.env', name: '.env' }, {}).role).toBe(role);
});

test("Laravel's default for APP_ENV is not what somebody wrote", () => {
  const project = projectOf(config({ second: mysql }, { app: { env: 'production' } }), { env: {} });
  expect(resolveEnvironment(project, { id: '.env', name: '.env' }, {}).role).toBe('unknown');
});

test('a role in settings wins over APP_ENV', () => {
  const project = projectOf(config({ second: mysql }), { env: { APP_ENV: 'production' } });
  expect(resolveEnvironment(project, { id: 'x', name: 'X', role: 'staging' }, {}).role).toBe('staging');
});

test('an unknown role with a remote host is treated as production', () => {
  const project = projectOf(config({ second: { ...mysql, host: 'db.example.com' } }), { env: {} });
  const environment = resolveEnvironment(project, { id: '.env', name: '.env' }, {});
  expect(environment.suspicions).toEqual(['Host db.example.com is neither this machine nor a private network.']);
  expect(treatAs(environment)).toBe('production');
});
