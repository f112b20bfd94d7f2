import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { BulkSession } from '../../src/core/connections/bulk';
import type { SqlClient } from '../../src/core/connections/sql';
import type { Catalog } from '../../src/core/queries/catalog/table';
import { readCatalog } from '../../src/core/queries/catalog/readCatalog';
import { hideIndex, showIndex, tryInvisible, type InvisibleTrial } from '../../src/core/queries/proof/invisible';
import { readSamples } from '../../src/core/queries/proof/samples';
import { indexOf, statementOf } from '../unit/core/queries/proof/statements';
import { isThere } from './servers';
import { administrator, makeUser, readingSession } from './sqlSessions';
import { bulkSession, never } from './switching';

const schema = 'ops_samples';

const shop = `DROP DATABASE IF EXISTS ${schema}; CREATE DATABASE ${schema} CHARACTER SET utf8mb4; USE ${schema};
  CREATE TABLE d (n INT PRIMARY KEY); INSERT INTO d VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9);
  CREATE TABLE users (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, name VARCHAR(200) NOT NULL, secret VARCHAR(20) NOT NULL, raw VARBINARY(40), flags BIT(3), place POINT, settings JSON);
  INSERT INTO users (id, name, secret, raw, flags, settings) SELECT 1 + a.n + 10 * b.n + 100 * c.n + 1000 * e.n, REPEAT('ä', 100), 'x', x'00ff27', b'101', '{"a": 1}' FROM d a, d b, d c, d e WHERE e.n < 6;
  CREATE TABLE orders (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, user_id BIGINT UNSIGNED NOT NULL, total DECIMAL(10,2) NOT NULL, at DATETIME NULL, KEY orders_user (user_id));
  INSERT INTO orders (user_id, total, at) SELECT u.id, 1.5, IF(u.id % 2, NULL, '2026-01-01 00:00:00') FROM users u, d;
  CREATE TABLE hidden (id INT PRIMARY KEY);
  CREATE VIEW paid AS SELECT * FROM orders;
  ANALYZE TABLE users, orders;`;

for (const kind of ['mariadb', 'mysql'] as const) {
  const server = inject(kind);
  describe.skipIf(!isThere(server))(`rows for the advisor on ${kind}`, () => {
    if (!isThere(server)) return;
    let admin: Connection;
    let client: SqlClient;
    let catalog: Catalog;
    const relations = [{ table: 'orders', column: 'user_id', otherTable: 'users', otherColumn: 'id', weight: 1 }];

    beforeAll(async () => {
      admin = await administrator(server);
      await admin.query(shop);
      const root = await readingSession(server, server.user, server.password, schema);
      catalog = await readCatalog(root, schema, never);
      await root.close();
      await makeUser(admin, 'ops_samples', 'secret', [
        `SELECT (id, name, raw, flags, place, settings) ON ${schema}.users`,
        `SELECT ON ${schema}.orders`,
      ]);
      client = await readingSession(server, 'ops_samples', 'secret', schema);
    });
    afterAll(async () => {
      await client.close();
      await admin.query(`DROP DATABASE IF EXISTS ${schema}`);
      await admin.end();
    });

    test('rows of two tables that belong together, by hash', async () => {
      const { samples, remarks } = await readSamples(
        client,
        catalog,
        [
          { table: 'orders', columns: ['user_id', 'total', 'at'] },
          { table: 'users', columns: ['id', 'name'] },
        ],
        { relations, share: 0.1, fewest: 1_000 },
        never,
      );
      expect(remarks).toEqual([]);
      const [users, orders] = samples;
      expect([users?.table, orders?.table]).toEqual(['users', 'orders']);
      const ids = users?.columns.get('id') ?? [];
      expect(ids.length).toBeGreaterThan(300);
      expect(ids.length).toBeLessThan(1_200);
      expect(orders?.rows).toBe(ids.length * 10);
      expect(new Set(orders?.columns.get('user_id'))).toEqual(new Set(ids));
      expect(users?.columns.get('name')?.[0]).toBe('ä'.repeat(64));
      expect(users?.bytes.get('name')).toBe(200);
      expect(orders?.columns.get('at')?.some((value) => value === null)).toBe(true);
      expect(orders?.fraction).toBeCloseTo((orders?.rows ?? 0) / (orders?.tableRows ?? 1), 6);
    });

    test('a large table is not read from end to end: by ranges of its index', async () => {
      const [before] = (await admin.query("SHOW GLOBAL STATUS LIKE 'Handler_read_rnd_next'"))[0] as { Value: string }[];
      const { samples } = await readSamples(
        client,
        catalog,
        [
          { table: 'orders', columns: ['user_id'] },
          { table: 'users', columns: ['id'] },
        ],
        { relations, share: 0.05, fewest: 100, largest: 20_000, random: () => 0.4 },
        never,
      );
      const [after] = (await admin.query("SHOW GLOBAL STATUS LIKE 'Handler_read_rnd_next'"))[0] as { Value: string }[];
      const [users, orders] = samples;
      expect(users?.rows).toBeGreaterThan(150);
      expect(users?.rows).toBeLessThan(600);
      expect(orders?.rows).toBe((users?.rows ?? 0) * 10);
      expect(Number(after?.Value) - Number(before?.Value)).toBeLessThan(30_000);
    });

    test('binary values, bits and JSON as text; what has no values for comparing is named', async () => {
      const { samples, remarks } = await readSamples(
        client,
        catalog,
        [{ table: 'USERS', columns: ['RAW', 'flags', 'settings', 'place', 'gone'] }],
        {},
        never,
      );
      const row = [...(samples[0]?.columns ?? [])].map(([name, values]) => [name, String(values[0])]);
      expect(row).toEqual([
        ['raw', '00FF27'],
        ['flags', '5'],
        ['settings', '{"a": 1}'],
      ]);
      expect(remarks).toEqual(['The column place of users has the type point, of which no values are read.']);
    });

    test('what the login may not read, views and unknown tables are left out, and said', async () => {
      const { samples, remarks } = await readSamples(
        client,
        catalog,
        [
          { table: 'hidden', columns: ['id'] },
          { table: 'users', columns: ['secret'] },
          { table: 'paid', columns: ['id'] },
          { table: 'orders', columns: ['id'] },
        ],
        {},
        never,
      );
      expect(samples.map(({ table }) => table)).toEqual(['orders']);
      expect(remarks.toSorted()).toEqual([
        'No rows were read of hidden: the login may not read it.',
        'No rows were read of users: the login may not read it.',
        `paid is no table of ${schema}, so no rows were read of it.`,
      ]);
    });

    test('cancelled, it rejects', async () => {
      const request = [{ table: 'orders', columns: ['id'] }];
      await expect(readSamples(client, catalog, request, {}, AbortSignal.abort())).rejects.toMatchObject({
        reason: 'cancelled',
      });
    });
  });

  describe.skipIf(!isThere(server))(`an index that nobody sees on ${kind}`, () => {
    if (!isThere(server)) return;
    let admin: Connection;
    let session: BulkSession;
    const database = 'ops_invisible';
    const changes: string[] = [];
    const byTotal = statementOf('byTotal', 'SELECT * FROM orders WHERE total = 7', { tables: ['orders'] });
    const trial: InvisibleTrial = {
      schema: database,
      index: indexOf('orders', 'total'),
      name: 'trial`index',
      statements: [byTotal],
      production: false,
      onChange: ({ run, undo }) => {
        changes.push(run, undo);
        return Promise.resolve();
      },
    };
    const indexes = async (): Promise<unknown> =>
      (
        await admin.query(
          `SELECT INDEX_NAME AS name FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = '${database}'`,
        )
      )[0];
    const keyOf = async (): Promise<unknown> => {
      const [rows] = await admin.query(
        `EXPLAIN ${kind === 'mysql' ? 'FORMAT=TRADITIONAL' : ''} SELECT * FROM ${database}.orders WHERE user_id = 3`,
      );
      return (rows as { key: unknown }[])[0]?.key;
    };

    beforeAll(async () => {
      admin = await administrator(server);
      session = await bulkSession(server);
      await admin.query(`DROP DATABASE IF EXISTS ${database}; CREATE DATABASE ${database}; USE ${database};
        CREATE TABLE orders (id INT AUTO_INCREMENT PRIMARY KEY, user_id INT NOT NULL, total INT NOT NULL, KEY \`by\`\`user\` (user_id));
        INSERT INTO orders (user_id, total) VALUES ${Array.from({ length: 5_000 }, (_, place) => `(${place % 500}, ${place % 300})`).join(',')};
        ANALYZE TABLE orders`);
    });
    afterAll(async () => {
      await session.close();
      await admin.query(`DROP DATABASE IF EXISTS ${database}`);
      await admin.end();
    });

    test('is made, used, measured and dropped; each change was told before with what takes it back', async () => {
      const had = await indexes();
      const proof = await tryInvisible(session, trial, never);
      expect(proof).toMatchObject({ way: 'invisible', verdict: 'proven', fraction: 1, statements: [{ used: true }] });
      expect(proof.statements[0]?.before.measured?.rowsRead).toBeGreaterThan(4_000);
      expect(proof.statements[0]?.after.measured?.rowsRead).toBeLessThan(30);
      expect(proof.remarks).toHaveLength(kind === 'mysql' ? 0 : 1);
      expect(await indexes()).toEqual(had);
      expect(changes[0]).toMatch(
        /^ALTER TABLE `ops_invisible`\.`orders` ADD INDEX `trial``index` \(`total`\) (?:INVISIBLE|IGNORED)$/,
      );
      expect(changes[1]).toBe('ALTER TABLE `ops_invisible`.`orders` DROP INDEX `trial``index`');
    });

    test('is dropped when it is cancelled or fails in the middle', async () => {
      const had = await indexes();
      const controller = new AbortController();
      const cancelled = tryInvisible(
        session,
        {
          ...trial,
          onChange: () => {
            setTimeout(() => controller.abort(), 5);
            return Promise.resolve();
          },
        },
        controller.signal,
      );
      await cancelled.catch((error: unknown) => expect(error).toMatchObject({ reason: 'cancelled' }));
      expect(await indexes()).toEqual(had);
      const full = tryInvisible(session, { ...trial, onChange: () => Promise.reject(new Error('no journal')) }, never);
      await expect(full).rejects.toThrow('no journal');
      expect(await indexes()).toEqual(had);
      await expect(tryInvisible(session, { ...trial, production: true }, never)).rejects.toMatchObject({
        reason: 'production',
      });
    });

    test('an existing one is hidden from the optimizer and shown again', async () => {
      expect(await keyOf()).toBe('by`user');
      await session.run(hideIndex(session.server, database, 'orders', 'by`user'), never);
      expect(await keyOf()).toBeNull();
      await session.run(showIndex(session.server, database, 'orders', 'by`user'), never);
      expect(await keyOf()).toBe('by`user');
    });
  });
}
