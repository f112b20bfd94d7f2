import { describe, expect, test } from 'vitest';
import type { RedisClient } from '../../../../src/core/connections/keyValue';
import { queueKeys, readRedisOverview, redisOverview } from '../../../../src/core/redis/overview';

const single = {
  topology: { kind: 'single', address: { kind: 'tcp', host: 'h', port: 1 } },
  prefix: 'shop_database_',
} as const;
const cluster = { topology: { kind: 'cluster', nodes: [] }, prefix: 'p_' } as const;

describe('keys of a queue', () => {
  test.each([
    [single, 'default', 12, 'shop_database_queues:default'],
    [{ ...single, prefix: '' }, 'mails', undefined, 'queues:mails'],
    [cluster, 'default', 13, 'p_queues:{default}'],
    [cluster, '{default}', 13, 'p_queues:{default}'],
    [cluster, 'default', 12, 'p_queues:default'],
    [cluster, '{default}', undefined, 'p_queues:{default}'],
  ] as const)('%#', (profile, name, major, waiting) => {
    expect(queueKeys(profile, name, major)).toEqual({
      waiting,
      delayed: `${waiting}:delayed`,
      reserved: `${waiting}:reserved`,
    });
  });

  test('are unknown with an unknown prefix, and in a cluster of an unknown Laravel', () => {
    expect(queueKeys({ topology: single.topology }, 'default', 12)).toContain('prefix');
    expect(queueKeys(cluster, 'default', undefined)).toContain('version of Laravel');
  });
});

test('the figures of INFO', () => {
  const info = new Map([
    ['redis_version', '7.0.15'],
    ['used_memory', '1048576'],
    ['maxmemory', '2097152'],
    ['maxmemory_policy', 'allkeys-lru'],
    ['keyspace_hits', '93'],
    ['keyspace_misses', '7'],
  ]);
  expect(redisOverview(info, 12, [])).toEqual({
    version: '7.0.15',
    usedMemoryBytes: 1048576,
    maxMemoryBytes: 2097152,
    policy: 'allkeys-lru',
    hitRatio: 0.93,
    keys: 12,
    queues: [],
  });
});

test('what INFO does not say is not invented', () => {
  const fresh = new Map([
    ['maxmemory', '0'],
    ['keyspace_hits', '0'],
    ['keyspace_misses', '0'],
    ['used_memory', 'lots'],
  ]);
  expect(redisOverview(fresh, 0, [])).toEqual({ keys: 0, queues: [] });
});

test('a queue that cannot be named is not counted', async () => {
  const asked: string[] = [];
  const client: RedisClient = {
    info: async () => new Map(),
    size: async () => 3,
    length: async (key) => asked.push(key),
    close: async () => undefined,
  };
  const overview = await readRedisOverview(client, { topology: single.topology }, { names: ['default'] });
  expect(overview.queues).toEqual([{ name: 'default', unknown: expect.stringContaining('prefix') }]);
  expect(asked).toEqual([]);
});
