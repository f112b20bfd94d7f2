import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { SqlClient } from '../../src/core/connections/sql';
import { describeIndex } from '../../src/core/queries/catalog/indexText';
import { readCatalog } from '../../src/core/queries/catalog/readCatalog';
import type { Catalog, CatalogTable } from '../../src/core/queries/catalog/table';
import { isThere } from './servers';
import { administrator, makeUser, readingSession } from './sqlSessions';

const schema = 'ops_catalog';
const beside = 'ops_catalog_beside';
const { signal } = new AbortController();

for (const name of ['mariadb', 'mysql'] as const) {
  const server = inject(name);
  describe.skipIf(!isThere(server))(name, () => {
    if (!isThere(server)) return;
    const isMysql = name === 'mysql';
    let admin: Connection;
    let client: SqlClient;
    let catalog: Catalog;
    const table = (wanted: string): CatalogTable => {
      const found = catalog.tables.find((each) => each.name === wanted);
      if (found === undefined) throw new Error(`no table ${wanted}`);
      return found;
    };
    const indexesOf = (wanted: string): readonly string[] => table(wanted).indexes.map(describeIndex);

    beforeAll(async () => {
      admin = await administrator(server);
      await admin.query(`DROP DATABASE IF EXISTS ${beside}; DROP DATABASE IF EXISTS ${schema};
        CREATE DATABASE ${schema} CHARACTER SET utf8mb4; CREATE DATABASE ${beside}; USE ${schema};
        CREATE TABLE users (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, email VARCHAR(191) NOT NULL, bio TEXT,
          settings JSON, UNIQUE KEY users_email_unique (email), KEY bio_prefix (bio(20)));
        CREATE TABLE orders (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, user_id BIGINT UNSIGNED NOT NULL,
          created_at TIMESTAMP(3) NULL, status ENUM('open', 'it''s, done') NOT NULL, note VARCHAR(50) CHARACTER SET latin1,
          total DECIMAL(10,2), twice DECIMAL(12,2) AS (total * 2) VIRTUAL, half DECIMAL(12,2) AS (total / 2) STORED,
          place POINT NOT NULL, KEY newest (user_id, created_at DESC), FULLTEXT KEY words (note), SPATIAL KEY places (place),
          CONSTRAINT orders_user_id_foreign FOREIGN KEY (user_id) REFERENCES users (id));
        INSERT INTO users (email) SELECT CONCAT(seq.n, '@example.org') FROM
          (WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 500) SELECT n FROM s) seq;
        CREATE TABLE visits (id INT NOT NULL, at DATE NOT NULL, PRIMARY KEY (id, at))
          PARTITION BY RANGE COLUMNS (at) (PARTITION p0 VALUES LESS THAN ('2020-01-01'), PARTITION p1 VALUES LESS THAN (MAXVALUE));
        CREATE TABLE \`we\`\`ird "t'able ☃\` (\`co\`\`l,umn\` INT, KEY \`in\`\`dex\` (\`co\`\`l,umn\`)) ENGINE=MyISAM;
        CREATE VIEW open_orders AS SELECT * FROM orders;
        CREATE VIEW broken AS SELECT 1 AS one; ANALYZE TABLE users;
        CREATE TABLE ${beside}.invoices (id INT PRIMARY KEY, order_id BIGINT UNSIGNED,
          CONSTRAINT invoices_order FOREIGN KEY (order_id) REFERENCES ${schema}.orders (id))`);
      await admin.query(
        isMysql
          ? `ALTER TABLE users ADD KEY lowered ((LOWER(email)), bio(10)), ADD KEY theme ((CAST(settings->>'$.theme' AS CHAR(20)))),
             ADD KEY hidden (email, id) INVISIBLE`
          : `ALTER TABLE users ADD KEY hidden (email, id) IGNORED`,
      );
      await makeUser(admin, 'ops_catalog', 'secret', [`SELECT ON ${schema}.*`, `SELECT ON ${beside}.*`]);
      client = await readingSession(server, 'ops_catalog', 'secret', schema);
      catalog = await readCatalog(client, schema, signal);
    });
    afterAll(async () => {
      await client?.close();
      await admin?.query(`DROP DATABASE IF EXISTS ${beside}; DROP DATABASE IF EXISTS ${schema}`);
      await admin?.end();
    });

    test('tables and views are told apart, in order of their names', () => {
      expect(catalog.schema).toBe(schema);
      expect(catalog.tables.map((each) => each.name)).toEqual(['orders', 'users', 'visits', 'we`ird "t\'able ☃']);
      expect(catalog.views).toEqual(['broken', 'open_orders']);
    });

    test('rows are those of now, not of the last day', async () => {
      expect(table('users').rows).toBeGreaterThan(400);
      await admin.query(`INSERT INTO ${schema}.users (email) SELECT CONCAT('more', id, '@example.org') FROM ${schema}.users;
        ANALYZE TABLE ${schema}.users`);
      const later = await readCatalog(client, schema, signal);
      expect(later.tables.find((each) => each.name === 'users')?.rows).toBeGreaterThan(900);
    });

    test('columns have types, charsets and the bytes that they take in an index', () => {
      const bytes = Object.fromEntries(table('orders').columns.map((column) => [column.name, column.keyBytes]));
      expect(bytes).toEqual({
        id: 8,
        user_id: 8,
        created_at: 6,
        status: 1,
        note: 50,
        total: 5,
        twice: 6,
        half: 6,
        place: undefined,
      });
      expect(table('users').columns.map((column) => column.keyBytes)).toEqual([8, 764, undefined, undefined]);
      const [id, , createdAt, status, , , twice, half] = table('orders').columns;
      expect(id).toMatchObject({ type: 'bigint', nullable: false, autoIncrement: true });
      expect(createdAt).toMatchObject({ type: 'timestamp', columnType: 'timestamp(3)', nullable: true });
      expect(status).toMatchObject({ columnType: "enum('open','it''s, done')", charset: 'utf8mb4' });
      expect([twice?.generated, half?.generated, id?.generated]).toEqual(['virtual', 'stored', undefined]);
    });

    test('indexes have order, prefixes, kinds, expressions and visibility', () => {
      expect(indexesOf('orders')).toEqual([
        'primary key (id)',
        'newest (user_id, created_at desc)',
        'spatial places (place)',
        'fulltext words (note)',
      ]);
      expect(indexesOf('users')).toEqual([
        'primary key (id)',
        'bio_prefix (bio(20))',
        'hidden (email, id), invisible',
        ...(isMysql
          ? [
              'lowered ((lower(`email`)), bio(10))',
              "theme ((cast(json_unquote(json_extract(`settings`,_utf8mb4'$.theme')) as char(20) charset utf8mb4)))",
            ]
          : []),
        'unique users_email_unique (email)',
      ]);
      expect(indexesOf('we`ird "t\'able ☃')).toEqual(['in`dex (co`l,umn)']);
    });

    test('cardinality is the estimate of the server', () => {
      const email = table('users').indexes.find((index) => index.name === 'users_email_unique');
      expect(email?.cardinality?.[0]).toBeGreaterThan(400);
      expect(table('orders').indexes.find((index) => index.type === 'FULLTEXT')?.cardinality).toBeUndefined();
    });

    test('foreign keys of this schema and of others, with nothing but SELECT', () => {
      expect(table('orders').foreignKeys).toEqual([
        {
          name: 'orders_user_id_foreign',
          columns: ['user_id'],
          referencedSchema: schema,
          referencedTable: 'users',
          referencedColumns: ['id'],
        },
      ]);
      expect(catalog.referencedFrom).toEqual([
        expect.objectContaining({ schema: beside, table: 'invoices', referencedTable: 'orders' }),
      ]);
    });

    test('partitions, engines', () => {
      expect(catalog.tables.map((each) => each.partitioned)).toEqual([false, false, true, false]);
      expect(table('we`ird "t\'able ☃').engine).toBe('MyISAM');
    });

    test('a view whose table is gone takes nothing away', async () => {
      await admin.query(`USE ${schema}; CREATE TABLE gone (id INT); CREATE OR REPLACE VIEW broken AS SELECT * FROM gone;
        DROP TABLE gone`);
      const later = await readCatalog(client, schema, signal);
      expect(later.views).toContain('broken');
      expect(later.tables.map((each) => each.name)).toEqual(catalog.tables.map((each) => each.name));
    });

    test('a schema that the login may not see is empty', async () => {
      expect(await readCatalog(client, 'mysql', signal)).toMatchObject({ tables: [] });
    });
  });
}
