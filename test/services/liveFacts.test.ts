import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { readDatabaseFacts } from '../../src/core/assessment/readDatabaseFacts';
import { readLiveFacts } from '../../src/core/assessment/readLiveFacts';
import type { SqlClient } from '../../src/core/connections/sql';
import { isThere } from './servers';
import { administrator, makeUser, readingSession } from './sqlSessions';

const schema = 'ops_live';
const now = new Date('2026-11-23T03:00:00Z');

for (const name of ['mariadb', 'mysql'] as const) {
  const server = inject(name);
  describe.skipIf(!isThere(server))(name, () => {
    if (!isThere(server)) return;
    let admin: Connection;
    let client: SqlClient;

    beforeAll(async () => {
      admin = await administrator(server);
      await admin.query(`DROP DATABASE IF EXISTS ${schema}; CREATE DATABASE ${schema}; USE ${schema};
        CREATE TABLE users (id INT PRIMARY KEY AUTO_INCREMENT);
        CREATE TABLE orders (id INT PRIMARY KEY AUTO_INCREMENT, user_id INT NOT NULL, state VARCHAR(9), at DATETIME,
          INDEX state_at (state, at), INDEX state_alone (state), UNIQUE INDEX state_once (state, id), FOREIGN KEY (user_id) REFERENCES users (id));
        CREATE TABLE old (id INT) ENGINE=MyISAM;
        CREATE TABLE small (id TINYINT UNSIGNED PRIMARY KEY AUTO_INCREMENT) AUTO_INCREMENT = 204;
        INSERT INTO small VALUES ();
        CREATE VIEW v AS SELECT * FROM orders;
        CREATE PROCEDURE p() SELECT 1;
        CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1;
        CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1`);
      await makeUser(admin, 'ops_live', 'secret', [`SELECT, EXECUTE, EVENT ON ${schema}.*`]);
      client = await readingSession(server, 'ops_live', 'secret', schema);
    });
    afterAll(async () => {
      await client?.close();
      await admin?.query(`DROP DATABASE IF EXISTS ${schema}`);
      await admin?.end();
    });

    test('tables come with engine and the columns of each index in order, views are left out', async () => {
      const facts = await readLiveFacts(client, schema, 'mysql', now);
      expect(facts).toMatchObject({ connection: 'mysql', flavor: name, readAt: '2026-11-23T03:00:00.000Z' });
      expect(facts.version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(Object.fromEntries(facts.tables.map((table) => [table.name, table.engine]))).toEqual({
        old: 'MyISAM',
        orders: 'InnoDB',
        small: 'InnoDB',
        users: 'InnoDB',
      });
      expect(facts.tables.find((table) => table.name === 'orders')?.indexes).toEqual([
        ['id'],
        ['state'],
        ['state', 'at'],
        ['state', 'id'],
        ['user_id'],
      ]);
      expect(facts.tables.every(({ rows, bytes }) => rows >= 0 && bytes >= 0)).toBe(true);
    });

    test('the server says how it is set, what lacks a key, what is used up and what is twice', async () => {
      const facts = await readDatabaseFacts(client, schema);
      expect(facts.flavor).toBe(name);
      expect(facts.variables).toMatchObject({
        long_query_time: expect.stringMatching(/^10/),
        innodb_buffer_pool_size: expect.stringMatching(/^\d+$/),
      });
      expect(Number(facts.status['uptime'])).toBeGreaterThanOrEqual(0);
      expect(facts.withoutPrimaryKey).toEqual(['old']);
      expect(facts.autoIncrement?.[0]).toEqual({ table: 'small', share: 205 / 255 });
      expect(facts.duplicateIndexes).toEqual(['orders.state_alone']);
    });

    test('routines and events are counted', async () => {
      expect(await readLiveFacts(client, schema, 'mysql', now)).toMatchObject({ routines: 2, events: 1 });
    });
  });
}
