import { describe, expect, test } from 'vitest';
import type { Environment } from '../../../../src/core/connections/environment';
import type { RedisProfile } from '../../../../src/core/connections/profile';
import { resolveEnvironment } from '../../../../src/core/connections/resolve';
import { projectOf, unknownValue, type Plain } from './values';

const server = { host: '127.0.0.1', port: '6379', password: 's3cret', database: '0' };

function resolve(redis: { readonly [key: string]: Plain }, major?: number): Environment {
  const project = projectOf({ database: { redis } }, major === undefined ? {} : { major });
  return resolveEnvironment(project, { id: '.env', name: '.env' }, {});
}

function only(redis: { readonly [key: string]: Plain }, major?: number): RedisProfile {
  const environment = resolve(redis, major);
  expect(environment.unusable).toEqual([]);
  expect(environment.redis).toHaveLength(1);
  return environment.redis[0]!;
}

test('a plain connection, without its password', () => {
  const profile = only({
    client: 'phpredis',
    options: { prefix: 'shop_database_' },
    default: { ...server, database: '2' },
  });
  expect(profile).toEqual({
    id: '.env/redis:default',
    connection: 'default',
    topology: { kind: 'single', address: { kind: 'tcp', host: '127.0.0.1', port: 6379 } },
    password: { kind: 'config', path: 'database.redis.default.password' },
    database: 2,
    prefix: 'shop_database_',
    origins: [],
  });
});

test('url wins: user, password, database, TLS', () => {
  const profile = only({ default: { ...server, url: 'rediss://ops:pw@cache.internal:6380/3' } });
  expect(profile).toMatchObject({
    topology: { address: { host: 'cache.internal', port: 6380 } },
    user: 'ops',
    password: { kind: 'config', path: 'database.redis.default.url' },
    database: 3,
    tls: { verify: true },
  });
});

test.each<[string, { readonly [key: string]: Plain }]>([
  ['scheme', { scheme: 'tls' }],
  ['host', { host: 'tls://127.0.0.1' }],
])('TLS by %s', (_, over) => {
  const profile = only({
    default: { ...server, ...over, context: { ssl: { cafile: '/ca.pem', verify_peer: false } } },
  });
  expect(profile.tls).toEqual({ ca: '/ca.pem', verify: false });
  expect(profile.topology).toMatchObject({ address: { host: '127.0.0.1' } });
});

test.each<[string, { readonly [key: string]: Plain }]>([
  ['phpredis', { host: '/run/redis.sock', port: 0 }],
  ['predis', { scheme: 'unix', path: '/run/redis.sock' }],
])('a socket the way %s names it', (_, over) => {
  const address = { kind: 'socket', path: '/run/redis.sock' };
  expect(only({ default: { ...server, ...over } }).topology).toEqual({ kind: 'single', address });
});

describe('the prefix', () => {
  const redis = { options: { prefix: 'global_' }, default: { ...server, prefix: 'own_' } };
  test.each([
    ['phpredis', 8, 'global_'],
    ['phpredis', 9, undefined],
    ['phpredis', undefined, undefined],
    ['phpredis', 12, 'own_'],
    ['predis', 8, 'own_'],
  ] as const)('of a connection against the global one: %s, Laravel %s', (client, major, expected) => {
    expect(only({ client, ...redis }, major).prefix).toBe(expected);
  });

  test('is empty when nobody sets one, and unknown when it is decided elsewhere', () => {
    expect(only({ default: server }).prefix).toBe('');
    const options = { prefix: unknownValue('APP_NAME decides') };
    expect(only({ options, default: server })).not.toHaveProperty('prefix');
  });
});

test('user names are for Laravel 9 and later with phpredis', () => {
  expect(only({ default: { ...server, username: 'ops' } }, 8)).not.toHaveProperty('user');
  expect(only({ default: { ...server, username: 'ops' } }, 11).user).toBe('ops');
});

describe('clusters', () => {
  const nodes = [
    { host: 'a', port: 7000, password: 'x' },
    { host: 'b', port: 7001, password: 'x' },
  ];

  test('phpredis makes a native cluster of them', () => {
    const profile = only({
      client: 'phpredis',
      options: { prefix: 'p_' },
      clusters: { options: { cluster: 'redis' }, default: nodes },
    });
    expect(profile).toMatchObject({
      id: '.env/redis:default',
      topology: {
        kind: 'cluster',
        nodes: [
          { kind: 'tcp', host: 'a', port: 7000 },
          { kind: 'tcp', host: 'b', port: 7001 },
        ],
      },
      password: { kind: 'config', path: 'database.redis.clusters.default.0.password' },
      prefix: 'p_',
    });
  });

  test('Predis spreads keys itself unless it is told otherwise', () => {
    const clusters = { default: nodes };
    expect(resolve({ client: 'predis', clusters }).unusable[0]?.reason).toContain('Predis itself spreads the keys');
    expect(only({ client: 'predis', options: { cluster: 'redis' }, clusters }).topology.kind).toBe('cluster');
  });

  test('a plain connection of the same name comes first', () => {
    expect(only({ default: server, clusters: { default: nodes } }).topology.kind).toBe('single');
  });
});

test('a sentinel set as Predis is told of it', () => {
  const profile = only({
    client: 'predis',
    default: {
      '0': 'tcp://10.0.0.1:26379',
      '1': { host: '10.0.0.2', port: 26379 },
      options: { replication: 'sentinel', service: 'shop', parameters: { password: 's3cret', database: 4 } },
    },
  });
  expect(profile).toMatchObject({
    topology: {
      kind: 'sentinel',
      service: 'shop',
      sentinels: [
        { kind: 'tcp', host: '10.0.0.1', port: 26379 },
        { kind: 'tcp', host: '10.0.0.2', port: 26379 },
      ],
    },
    database: 4,
    password: { kind: 'config', path: 'database.redis.default.options.parameters.password' },
  });
});

test.each<[string, { readonly [key: string]: Plain }, string]>([
  [
    'an unknown host',
    { default: { ...server, host: unknownValue('REDIS_SERVERS decides') } },
    'host is decided by REDIS_SERVERS.',
  ],
  [
    'an unknown connection',
    { default: unknownValue('calls redis()') },
    'the connection cannot be known from the files: calls redis().',
  ],
  [
    'a sentinel set without a name',
    { default: { '0': 'tcp://h', options: { replication: 'sentinel' } } },
    'options.service',
  ],
])('%s is unusable', (_, redis, reason) => {
  const environment = resolve(redis);
  expect(environment.redis).toEqual([]);
  expect(environment.unusable.map((entry) => entry.reason).join()).toContain(reason);
});
