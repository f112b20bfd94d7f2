import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { isOpsError } from '../../src/core/base/errors';
import type { SqlClient } from '../../src/core/connections/sql';
import type { StatementDigest } from '../../src/core/queries/digest';
import { readDigest, readDigests } from '../../src/core/queries/sources/performanceSchema';
import { readRunning } from '../../src/core/queries/sources/processlist';
import { isThere } from './servers';
import { administrator, makeUser, readingSession } from './sqlSessions';

const schema = 'ops_digests';

for (const name of ['mariadb', 'mysql'] as const) {
  const server = inject(name);
  describe.skipIf(!isThere(server))(name, () => {
    if (!isThere(server)) return;
    let admin: Connection;
    let client: SqlClient;

    beforeAll(async () => {
      admin = await administrator(server);
      await admin.query(`DROP DATABASE IF EXISTS ${schema}; CREATE DATABASE ${schema}; USE ${schema};
        CREATE TABLE orders (id INT PRIMARY KEY AUTO_INCREMENT, user_id INT NOT NULL, note VARCHAR(50));
        INSERT INTO orders (user_id, note) VALUES ${Array.from({ length: 500 }, (_, index) => `(${index % 50}, 'n${index}')`).join(',')}`);
      await makeUser(admin, 'ops_digests', 'secret', [`SELECT ON ${schema}.*`, 'SELECT ON performance_schema.*']);
      await makeUser(admin, 'ops_blind', 'secret', [`SELECT ON ${schema}.*`]);
      for (let index = 0; index < 20; index++) await admin.query(`SELECT * FROM orders WHERE user_id = ${index}`);
      for (let index = 0; index < 300; index++)
        await admin.query(`SELECT id AS c${index} FROM orders WHERE id = ${index}`);
      client = await readingSession(server, 'ops_digests', 'secret', schema);
    });
    afterAll(async () => {
      await client?.close();
      await admin?.query(`DROP DATABASE IF EXISTS ${schema}`);
      await admin?.end();
    });

    test('the statements of one schema come with what the server counted', async () => {
      const snapshot = await readDigests(client, { schema, limit: 400 });
      const scan = snapshot.statements.find(({ text }) => /^SELECT \* FROM `orders` WHERE `user_id` = \?$/.test(text));
      expect(scan).toMatchObject({
        schema,
        calls: 20,
        rowsExamined: 10_000,
        rowsSent: 200,
        rowsExaminedPerCall: 500,
        noIndexUsed: 20,
        prepared: false,
      });
      expect(await readDigest(client, scan?.digest ?? '', { schema })).toMatchObject({
        digest: scan?.digest,
        calls: 20,
      });
      expect(await readDigest(client, 'ffff', { schema })).toBeUndefined();
      expect(scan?.totalMs).toBeGreaterThan(0);
      expect(scan?.averageMs).toBeCloseTo((scan?.totalMs ?? 0) / 20, 9);
      expect(scan?.maxMs).toBeLessThanOrEqual(scan?.totalMs ?? 0);
      expect(scan?.p95Ms === undefined).toBe(name === 'mariadb');
      expect(Math.abs((scan?.lastSeen.getTime() ?? 0) - snapshot.readAt.getTime())).toBeLessThan(600_000);
      expect(scan?.firstSeen.getTime()).toBeLessThanOrEqual(scan?.lastSeen.getTime() ?? 0);
    });

    test('shares add up to one, and the list is sorted by total time', async () => {
      const { statements, digests, totalCalls } = await readDigests(client, { schema, limit: 1000 });
      const sum = (pick: (one: StatementDigest) => number): number =>
        statements.reduce((total, one) => total + pick(one), 0);
      expect(digests).toBeGreaterThanOrEqual(statements.length);
      expect(sum(({ calls }) => calls)).toBeGreaterThanOrEqual(320);
      expect(totalCalls).toBeGreaterThanOrEqual(sum(({ calls }) => calls));
      expect(sum(({ loadShare }) => loadShare)).toBeGreaterThan(0.5);
      expect(sum(({ loadShare }) => loadShare)).toBeLessThan(1.0001);
      const totals = statements.map(({ totalMs }) => totalMs);
      expect(totals).toEqual([...totals].sort((a, b) => b - a));
    });

    test('the list is as short as asked, and holds neither our own questions nor values', async () => {
      for (let round = 0; round < 3; round++) await readDigests(client, { schema, limit: 5 });
      const { statements } = await readDigests(client, { schema, limit: 5 });
      expect(statements).toHaveLength(5);
      const all = (await readDigests(client, { schema, limit: 1000 })).statements.map(({ text }) => text);
      expect(all.filter((text) => /laravel_ops|performance_schema|^EXPLAIN/i.test(text))).toEqual([]);
      expect(JSON.stringify(all)).not.toContain("'n");
    });

    test('without a schema every schema is read', async () => {
      const { statements } = await readDigests(client, { limit: 1000 });
      expect(new Set(statements.map((one) => one.schema)).size).toBeGreaterThan(1);
    });

    test('executions of prepared statements are named on MySQL and counted on MariaDB', async () => {
      for (let index = 0; index < 3; index++)
        await admin.execute('SELECT note FROM orders WHERE user_id = ? LIMIT 3', [index]);
      const { statements, uncaptured } = await readDigests(client, { schema, limit: 1000 });
      const one = statements.find(({ text }) => text.startsWith('SELECT `note` FROM'));
      if (name === 'mysql') expect(one).toMatchObject({ prepared: true, calls: 3 });
      else
        expect([one, uncaptured.find(({ reason }) => reason === 'prepared')?.calls ?? 0]).toEqual([
          undefined,
          expect.toSatisfy((calls: number) => calls >= 3),
        ]);
    });

    test('a login without the privilege learns the GRANT that really helps', async () => {
      await makeUser(admin, 'ops_blind', 'secret', [`SELECT ON ${schema}.*`]);
      const blind = await readingSession(server, 'ops_blind', 'secret', schema);
      try {
        const error = await readDigests(blind, { schema, limit: 5 }).catch((thrown: unknown) => thrown);
        const grant = isOpsError(error, 'noPrivilege') ? /GRANT .*;/.exec(error.explanation)?.[0] : undefined;
        expect(grant).toMatch(/^GRANT SELECT ON performance_schema\.\* TO 'ops_blind'@'.+';$/);
        await admin.query(grant ?? '');
        expect((await readDigests(blind, { schema, limit: 5 })).statements).toHaveLength(5);
      } finally {
        await blind.close();
      }
    });

    test('a schema that nobody used is healthy and empty', async () => {
      expect(await readDigests(client, { schema: 'ops_nobody', limit: 5 })).toMatchObject({
        digests: 0,
        totalMs: 0,
        statements: [],
      });
    });

    test('a statement that runs is listed without its values, for its own login', async () => {
      const other = await readingSession(server, 'ops_digests', 'secret', schema);
      const sleeping = other.query("SELECT SLEEP(3), 'value-7731' AS v");
      try {
        await expect
          .poll(() => readRunning(client, { minSeconds: 1, limit: 5 }), { timeout: 5_000, interval: 200 })
          .toEqual([
            expect.objectContaining({
              user: 'ops_digests',
              schema,
              text: 'SELECT SLEEP(?), ? AS v',
              connectionId: other.server.connectionId,
            }),
          ]);
      } finally {
        await sleeping;
        await other.close();
      }
    });
  });
}

const plain = inject('mariadbPlain');
test.skipIf(!isThere(plain))('a MariaDB as it comes says that its statement history is off', async () => {
  if (!isThere(plain)) return;
  const client = await readingSession(plain, plain.user, plain.password, 'mysql');
  try {
    await expect(readDigests(client, { limit: 5 })).rejects.toMatchObject({ reason: 'performanceSchemaOff' });
    expect(await readRunning(client, { minSeconds: 0, limit: 5 })).toEqual([]);
  } finally {
    await client.close();
  }
});
