import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { SqlClient } from '../../src/core/connections/sql';
import type { StatementDigest } from '../../src/core/queries/digest';
import { explainDigest, explainStatement } from '../../src/core/queries/explain/explain';
import { readDigests } from '../../src/core/queries/sources/performanceSchema';
import { isThere } from './servers';
import { administrator, makeUser, readingSession } from './sqlSessions';

const schema = 'ops_explain';

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
        INSERT INTO orders (user_id, note) VALUES ${Array.from({ length: 3000 }, (_, index) => `(${index % 50}, 'n${index}')`).join(',')};
        ANALYZE TABLE orders`);
      await admin.query(`UPDATE performance_schema.setup_consumers SET ENABLED = 'YES'
        WHERE NAME IN ('events_statements_current', 'events_statements_history', 'events_statements_history_long')`);
      await makeUser(admin, 'ops_explain', 'secret', [`SELECT ON ${schema}.*`, 'SELECT ON performance_schema.*']);
      client = await readingSession(server, 'ops_explain', 'secret', schema);
    });
    afterAll(async () => {
      await client?.close();
      await admin?.query(`DROP DATABASE IF EXISTS ${schema}`);
      await admin?.end();
    });

    const digestOf = async (pattern: RegExp): Promise<StatementDigest> => {
      const { statements } = await readDigests(client, { schema, limit: 1000 });
      const digest = statements.find(({ text }) => pattern.test(text));
      if (digest === undefined) throw new Error(`no digest matches ${pattern}`);
      return digest;
    };

    test('a full scan is recognised, with rows and the JSON of the server', async () => {
      const plan = await explainStatement(client, { sql: 'SELECT * FROM orders AS o WHERE o.user_id = 7;', schema });
      expect(plan.nodes).toHaveLength(1);
      expect(plan.nodes[0]).toMatchObject({
        access: 'Full scan',
        table: 'o',
        tableName: 'orders',
        selectType: 'SIMPLE',
      });
      expect(plan.warnings[0]).toMatch(/^Reads about [23],\d{3} rows of orders \(o\) without an index$/);
      expect(JSON.parse(plan.raw.json ?? '')).toEqual(expect.any(Object));
      expect(plan.raw.columns).toContain('filtered');
      expect(plan.server).toMatch(name === 'mysql' ? /^MySQL \d/ : /^MariaDB \d/);
    });

    test('a statement of the list is explained by a real call of it', async () => {
      await admin.query('SELECT note FROM orders WHERE user_id = 12 ORDER BY note');
      const plan = await explainDigest(
        client,
        await digestOf(/^SELECT `note` FROM `orders` WHERE `user_id` = \? ORDER BY/),
      );
      expect(plan.sql).toBe('SELECT note FROM orders WHERE user_id = 12 ORDER BY note');
      expect(plan).toMatchObject({ schema, source: { kind: name === 'mysql' ? 'sample' : 'history' } });
      expect(plan.warnings).toContain('Sorts rows, because no index gives them in order');
    });

    test('a prepared statement has no call with values, and says so', async () => {
      if (name === 'mariadb') return;
      await admin.execute('SELECT id, note FROM orders WHERE user_id = ?', [3]);
      const digest = await digestOf(/^SELECT `id` , `note` FROM/);
      await expect(explainDigest(client, digest)).rejects.toMatchObject({ reason: 'noSample' });
    });

    test('a locking read is explained without locking', async () => {
      await admin.query('START TRANSACTION; SELECT * FROM orders WHERE id = 1 FOR UPDATE');
      try {
        const plan = await explainStatement(client, {
          sql: 'SELECT * FROM orders WHERE id IN (1, 2) FOR UPDATE',
          schema,
        });
        expect(plan.nodes[0]?.access).toBe('Range');
      } finally {
        await admin.query('ROLLBACK');
      }
    });

    test('nothing is executed: not what writes, and not what the server would run in a versioned comment', async () => {
      for (const sql of ['TRUNCATE orders', '/*!50000 ANALYZE */ SELECT SLEEP(5)', 'SELECT 1; DELETE FROM orders'])
        await expect(explainStatement(client, { sql, schema })).rejects.toMatchObject({
          reason: expect.stringMatching(/notSelect|multiple/),
        });
      const [rows] = await admin.query(`SELECT COUNT(*) AS count FROM ${schema}.orders`);
      expect(rows).toEqual([{ count: 3000 }]);
    });

    test('a statement on a table that is gone fails with what the server said, and the session goes on', async () => {
      await expect(explainStatement(client, { sql: 'SELECT * FROM gone', schema })).rejects.toThrow(/gone/);
      expect((await explainStatement(client, { sql: 'SELECT 1' })).nodes[0]?.access).toBe('No table');
    });
  });
}
