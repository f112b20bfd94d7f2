import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { SqlClient } from '../../src/core/connections/sql';
import { readCatalog } from '../../src/core/queries/catalog/readCatalog';
import { readIndexSizes, readStatisticsAge } from '../../src/core/queries/indexes/indexSizes';
import { readIndexUsage } from '../../src/core/queries/indexes/indexUsage';
import { type UnneededIndex, unneededIndexes } from '../../src/core/queries/indexes/unneeded';
import { isThere } from './servers';
import { administrator, makeUser, readingSession } from './sqlSessions';

const schema = 'ops_index_usage';
const { signal } = new AbortController();
const tables = `DROP DATABASE IF EXISTS ${schema}; CREATE DATABASE ${schema}; USE ${schema};
  CREATE TABLE users (id INT PRIMARY KEY);
  CREATE TABLE orders (id INT AUTO_INCREMENT PRIMARY KEY, user_id INT, status VARCHAR(20), total INT, note TEXT,
    KEY used (status), KEY idle (total), KEY key_of_user (user_id), FULLTEXT KEY words (note),
    CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id));
  CREATE TABLE never_read (id INT PRIMARY KEY, a INT, KEY never_a (a));
  INSERT INTO orders (status, total, note) VALUES ('open', 1, 'one'), ('done', 2, 'two'), ('done', 3, 'three');
  ANALYZE TABLE orders`;

for (const name of ['mariadb', 'mysql', 'mariadbPlain'] as const) {
  const server = inject(name);
  describe.skipIf(!isThere(server))(name, () => {
    if (!isThere(server)) return;
    let admin: Connection;
    let client: SqlClient;
    const unneeded = async (): Promise<readonly UnneededIndex[]> =>
      unneededIndexes(await readCatalog(client, schema, signal), {
        usage: await readIndexUsage(client, schema, signal),
      });

    beforeAll(async () => {
      admin = await administrator(server);
      await admin.query(tables);
      const monitored = name === 'mariadbPlain' ? [] : ['SELECT ON performance_schema.*'];
      await makeUser(admin, 'ops_usage', 'secret', [`SELECT ON ${schema}.*`, ...monitored]);
      await makeUser(admin, 'ops_usage_not', 'secret', [`SELECT ON ${schema}.*`]);
      client = await readingSession(server, 'ops_usage', 'secret', schema);
      if (name === 'mariadbPlain') await admin.query('SET GLOBAL userstat = ON');
      await admin.query(`SELECT total + 1 FROM ${schema}.orders FORCE INDEX (used) WHERE status = 'open'`);
      await admin.query(`SELECT COUNT(*) FROM ${schema}.orders WHERE MATCH (note) AGAINST ('two')`);
    });
    afterAll(async () => {
      if (name === 'mariadbPlain') await admin?.query('SET GLOBAL userstat = OFF');
      await client?.close();
      await admin?.query(`DROP DATABASE IF EXISTS ${schema}`);
      await admin?.end();
    });

    test('an index that nobody read is named; that of a foreign key, a FULLTEXT one and idle tables are not', async () => {
      const usage = await readIndexUsage(client, schema, signal);
      expect(usage.source).toBe(name === 'mariadbPlain' ? 'userstat' : 'performance_schema');
      expect(usage.source !== 'unknown' && usage.tables.get('orders')?.indexes.get('used')).toBeGreaterThan(0);
      const found = await unneeded();
      expect(found.map(({ table, index, kind }) => `${table}.${index} ${kind}`)).toEqual(['orders.idle unused']);
      expect(found[0]?.caution.join(' ')).toMatch(/less than a week/);
      if (name === 'mariadbPlain') expect(found[0]?.caution.join(' ')).toMatch(/userstat/);
    });

    test('reading it once takes it off the list; ALTER TABLE starts counting anew, and the date says so', async () => {
      await admin.query(`SELECT status FROM ${schema}.orders FORCE INDEX (idle) WHERE total = 2`);
      expect(await unneeded()).toEqual([]);
      if (name === 'mariadbPlain') return;
      const begin = Date.now();
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      await admin.query(`ALTER TABLE ${schema}.orders ADD KEY another (total, status)`);
      await admin.query(`SELECT COUNT(id) FROM ${schema}.orders WHERE id = 1`);
      const usage = await readIndexUsage(client, schema, signal);
      expect(usage.source !== 'unknown' && (usage.tables.get('orders')?.since?.getTime() ?? 0)).toBeGreaterThan(begin);
      await admin.query(`ALTER TABLE ${schema}.orders DROP KEY another`);
    });

    test('a login that may not look is told what would allow it', async () => {
      const poor = await readingSession(server, 'ops_usage_not', 'secret', schema);
      try {
        const usage = await readIndexUsage(poor, schema, signal);
        if (name === 'mysql')
          expect(usage).toMatchObject({ source: 'unknown', reason: expect.stringMatching(/GRANT SELECT/) });
        else if (name === 'mariadbPlain') expect(usage.source).toBe('userstat');
        expect(await readIndexSizes(poor, schema, signal)).toBeUndefined();
        expect(await readStatisticsAge(poor, schema, signal)).toBeUndefined();
      } finally {
        await poor.close();
      }
    });

    test('sizes of indexes and the age of statistics, for those who may', async () => {
      const rich = await readingSession(server, 'root', '', schema);
      try {
        const sizes = await readIndexSizes(rich, schema, signal);
        expect(sizes?.get('orders')?.get('idle')).toBeGreaterThan(0);
        const age = (await readStatisticsAge(rich, schema, signal))?.find(({ table }) => table === 'orders')?.updatedAt;
        expect(Math.abs((age?.getTime() ?? 0) - Date.now())).toBeLessThan(10 * 60_000);
      } finally {
        await rich.close();
      }
    });
  });
}
