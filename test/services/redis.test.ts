import { createServer, type Server, type Socket } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { OpsError } from '../../src/core/base/errors';
import type { RedisProfile } from '../../src/core/connections/profile';
import { readRedisOverview } from '../../src/core/redis/overview';
import { createRedisConnector } from '../../src/node/drivers/redis';
import { isThere } from './servers';
import { ofSuite } from './support';

const canary = 'canary-R3dis-9942';
const connector = createRedisConnector();
const quick = { timeoutMs: 400 };

function profileOf(host: string, port: number, over: Partial<RedisProfile> = {}): RedisProfile {
  return {
    id: '.env/redis:default',
    connection: 'default',
    topology: { kind: 'single', address: { kind: 'tcp', host, port } },
    password: { kind: 'config', path: 'database.redis.default.password' },
    database: 5,
    prefix: 'shop_database_',
    origins: [],
    ...over,
  };
}

async function failure(work: Promise<unknown>): Promise<OpsError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof OpsError)) throw new Error('an OpsError was expected', { cause: error });
  for (const text of [error.explanation, error.stack ?? '', String(error.cause)]) expect(text).not.toContain(canary);
  return error;
}

const found = inject('redis');
describe.skipIf(!isThere(found))('a real Redis', () => {
  const server = ofSuite(found);
  const plain = { timeoutMs: 2_000 };
  let admin: Redis;

  beforeAll(async () => {
    admin = new Redis({
      host: server.host,
      port: server.port,
      ...(server.password === '' ? {} : { password: server.password }),
      db: 5,
    });
    await admin.flushdb();
    await admin.rpush('shop_database_queues:default', 'a', 'b', 'c');
    await admin.zadd('shop_database_queues:default:delayed', 1, 'd');
    await admin.sadd('shop_database_monitoring', 'x', 'y');
    await admin.call(
      'ACL',
      'SETUSER',
      'ops_reader',
      'on',
      `>${canary}`,
      '~*',
      '+dbsize',
      '+select',
      '+llen',
      '+client',
    );
  });
  afterAll(async () => {
    await admin.flushdb();
    await admin.call('ACL', 'DELUSER', 'ops_reader');
    admin.disconnect();
  });

  const password = server.password === undefined || server.password === '' ? undefined : server.password;

  test('the overview counts queues by their physical names', async () => {
    const profile = profileOf(server.host, server.port);
    const client = await connector.connect(profile, password, plain);
    const overview = await readRedisOverview(client, profile, { names: ['default', 'mails'] });
    await client.close();
    expect(overview).toMatchObject({
      version: server.version,
      policy: 'noeviction',
      keys: 3,
      queues: [
        { name: 'default', waiting: 3, delayed: 1, reserved: 0 },
        { name: 'mails', waiting: 0, delayed: 0, reserved: 0 },
      ],
    });
    expect(overview.usedMemoryBytes).toBeGreaterThan(100_000);
  });

  test('a set is counted, and a key of another type is an error and no zero', async () => {
    const client = await connector.connect(profileOf(server.host, server.port), password, plain);
    expect(await client.length('shop_database_monitoring', 'set')).toBe(2);
    expect((await failure(client.length('shop_database_monitoring', 'list'))).message).toContain('WRONGTYPE');
    await client.close();
    expect((await failure(client.size())).reason).toBe('connectionLost');
  });

  test('a user logs in with name and password, and what it may not do is told', async () => {
    const client = await connector.connect(profileOf(server.host, server.port, { user: 'ops_reader' }), canary, plain);
    expect(await client.size()).toBe(3);
    expect((await failure(client.info())).reason).toBe('noPrivilege');
    await client.close();
  });

  test('a wrong password is told without the password', async () => {
    const profile = profileOf(server.host, server.port, { user: 'ops_reader' });
    const error = await failure(connector.connect(profile, `${canary}x`, plain));
    expect(error.reason).toBe('accessDenied');
    expect(error.message).toContain(`to 127.0.0.1:${server.port} as ops_reader: access denied`);
    expect(error.advice.next).toBe('The password came from database.redis.default.password.');
  });

  test('no password for a server that wants one', async () => {
    await admin.config('SET', 'requirepass', canary);
    try {
      expect((await failure(connector.connect(profileOf(server.host, server.port), undefined, plain))).reason).toBe(
        'accessDenied',
      );
      const client = await connector.connect(profileOf(server.host, server.port), canary, plain);
      expect(await client.size()).toBe(3);
      await client.close();
    } finally {
      await admin.config('SET', 'requirepass', server.password ?? '');
    }
  });

  test('a database that does not exist', async () => {
    const error = await failure(
      connector.connect(profileOf(server.host, server.port, { database: 99 }), password, plain),
    );
    expect(error.reason).toBe('unknownDatabase');
  });

  test('a server that is no cluster, asked as a cluster', async () => {
    const topology = { kind: 'cluster', nodes: [{ kind: 'tcp', host: server.host, port: server.port }] } as const;
    const error = await failure(connector.connect(profileOf(server.host, server.port, { topology }), password, plain));
    expect(error.reason).toBe('notCluster');
  });

  test('a server that is no sentinel, asked as one', async () => {
    const topology = {
      kind: 'sentinel',
      sentinels: [{ kind: 'tcp', host: server.host, port: server.port }],
      service: 'mymaster',
    } as const;
    await failure(connector.connect(profileOf(server.host, server.port, { topology }), password, plain));
  });

  test('abort while a command waits', async () => {
    const client = await connector.connect(profileOf(server.host, server.port), password, plain);
    await admin.call('CLIENT', 'PAUSE', '300', 'ALL');
    const controller = new AbortController();
    const error = failure(client.size(controller.signal));
    controller.abort();
    expect((await error).reason).toBe('cancelled');
    await client.close();
  });
});

describe('what is no Redis server', () => {
  const open: Server[] = [];
  afterAll(() => {
    for (const server of open) server.close();
  });
  const fake = (behave: (socket: Socket) => void): Promise<number> =>
    new Promise((resolve) => {
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        behave(socket);
      });
      open.push(server);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });

  test('a port where nothing listens', async () => {
    const port = await fake(() => undefined);
    await new Promise((resolve) => open.pop()?.close(resolve));
    const error = await failure(connector.connect(profileOf('127.0.0.1', port), canary, quick));
    expect(error.reason).toBe('refused');
    expect(error.message).toContain(`to 127.0.0.1:${port}: nothing listens there (ECONNREFUSED).`);
  });

  test('a server that accepts and says nothing', async () => {
    const port = await fake(() => undefined);
    expect((await failure(connector.connect(profileOf('127.0.0.1', port), canary, quick))).reason).toBe('timeout');
  });

  test.each(['HTTP/1.1 400 Bad Request\r\n\r\n', 'J\0\0\0\n8.0.36\0'])('another protocol: %j', async (greeting) => {
    const port = await fake((socket) => socket.write(greeting));
    expect((await failure(connector.connect(profileOf('127.0.0.1', port), canary, quick))).reason).toBe('notRedis');
  });

  test('a server that hangs up at once', async () => {
    const port = await fake((socket) => socket.end());
    expect((await failure(connector.connect(profileOf('127.0.0.1', port), canary, quick))).reason).toBe(
      'connectionLost',
    );
  });

  test('a server that hangs in the middle of an answer', async () => {
    const port = await fake((socket) => socket.on('data', () => socket.write('$100\r\nhalf')));
    expect((await failure(connector.connect(profileOf('127.0.0.1', port), canary, quick))).reason).toBe('timeout');
  });
});
