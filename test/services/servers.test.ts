import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { Redis } from 'ioredis';
import { expect, inject, test } from 'vitest';
import { isThere, type TestServer } from './servers';

async function performanceSchemaOf(server: TestServer): Promise<unknown> {
  const { host, port, user, password } = server;
  const connection = await createConnection({ host, port, user, password });
  try {
    const [rows] = await connection.query<RowDataPacket[]>(
      'SELECT @@performance_schema AS p, @@performance_schema_digests_size AS size',
    );
    return rows[0];
  } finally {
    await connection.end();
  }
}

for (const [name, expected] of [
  ['mariadb', { p: 1, size: 10000 }],
  ['mysql', { p: 1, size: 10000 }],
  ['mariadbPlain', { p: 0 }],
] as const) {
  const server = inject(name);
  test.skipIf(!isThere(server))(`${name} answers its administrator and keeps statement digests as asked`, async () => {
    if (isThere(server)) expect(await performanceSchemaOf(server)).toMatchObject(expected);
  });
}

const redis = inject('redis');
test.skipIf(!isThere(redis))('redis answers', async () => {
  if (!isThere(redis)) return;
  const { host, port } = redis;
  const client = new Redis({ host, port, lazyConnect: true });
  await client.connect();
  expect(await client.ping()).toBe('PONG');
  client.disconnect();
});
