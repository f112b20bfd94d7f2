import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { SqlClient } from '../../src/core/connections/sql';
import { readCatalog } from '../../src/core/queries/catalog/readCatalog';
import type { CatalogTable, IndexColumn } from '../../src/core/queries/catalog/table';
import { type IndexDdl, indexDdl } from '../../src/core/queries/indexes/indexDdl';
import type { IndexChange } from '../../src/core/queries/indexes/indexChange';
import { isThere } from './servers';
import { administrator, readingSession } from './sqlSessions';

// The DDL as it is shown to people, run on real servers: ALGORITHM and LOCK are taken as they are, nothing cheaper is, undo
// brings the table back, and a writer is blocked exactly where that is said.

const schema = 'ops_index_ddl';
const { signal } = new AbortController();
const columnsOf = (...names: readonly string[]): readonly IndexColumn[] => names.map((column) => ({ column }));

const base = `id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, a INT, b VARCHAR(100), c TEXT, g POINT NOT NULL,
  v INT AS (a + 1) VIRTUAL, KEY ka (a), KEY kb (b)`;
const tables: Readonly<Record<string, string>> = {
  plain: base,
  words: `${base}, FULLTEXT KEY words (c)`,
  places: `${base}, SPATIAL KEY places (g)`,
  onVirtual: `${base}, KEY kv (v)`,
  isam: base.replace('v INT AS (a + 1) VIRTUAL, ', ''),
  parts: 'id BIGINT NOT NULL, a INT, b VARCHAR(100), PRIMARY KEY (id), KEY ka (a), KEY kb (b)',
  child: `${base}, CONSTRAINT child_a FOREIGN KEY (id) REFERENCES parent (id)`,
};
const options: Readonly<Record<string, string>> = {
  isam: ' ENGINE=MyISAM',
  parts: ' PARTITION BY HASH (id) PARTITIONS 2',
};
const add = (columns: readonly IndexColumn[], more: object = {}): IndexChange => ({
  kind: 'add',
  index: { name: 'made', columns, ...more },
});
const changes: Readonly<Record<string, IndexChange>> = {
  'an index': add(columnsOf('b', 'a')),
  'a prefix and a direction': add([
    { column: 'b', prefix: 10 },
    { column: 'a', descending: true },
  ]),
  unique: add(columnsOf('a'), { unique: true }),
  'on a virtual column': add(columnsOf('v')),
  'full text': add(columnsOf('b'), { type: 'FULLTEXT' }),
  spatial: add(columnsOf('g'), { type: 'SPATIAL' }),
  'an expression': add([{ expression: 'a + 5' }]),
  unseen: add(columnsOf('a'), { visible: false }),
  drop: { kind: 'drop', index: 'kb' },
  'drop words': { kind: 'drop', index: 'words' },
  'drop places': { kind: 'drop', index: 'places' },
  widen: { kind: 'widen', index: { name: 'made', columns: columnsOf('b', 'a') }, replaces: 'kb' },
  hide: { kind: 'hide', index: 'kb' },
};

for (const name of ['mariadb', 'mysql'] as const) {
  const server = inject(name);
  describe.skipIf(!isThere(server))(name, () => {
    if (!isThere(server)) return;
    let admin: Connection;
    let client: SqlClient;
    const tableNow = async (table: string): Promise<CatalogTable> => {
      const { tables: all } = await readCatalog(client, schema, signal);
      const found = all.find((each) => each.name === table);
      if (found === undefined) throw new Error(`no table ${table}`);
      return found;
    };
    const indexesNow = async (table: string): Promise<unknown> =>
      (await tableNow(table)).indexes.map((index) => ({ ...index, cardinality: undefined }));

    beforeAll(async () => {
      admin = await administrator(server);
      await admin.query(`DROP DATABASE IF EXISTS ${schema}; CREATE DATABASE ${schema}; USE ${schema};
        CREATE TABLE parent (id BIGINT UNSIGNED PRIMARY KEY)`);
      for (const [table, columns] of Object.entries(tables))
        await admin.query(`CREATE TABLE ${table} (${columns})${options[table] ?? ''}`);
      client = await readingSession(server, 'root', '', schema);
    });
    afterAll(async () => {
      await client?.close();
      await admin?.query(`DROP DATABASE IF EXISTS ${schema}`);
      await admin?.end();
    });

    const impossible = (table: string, change: string): boolean =>
      (change === 'an expression' && (name === 'mariadb' || table === 'isam')) ||
      (change === 'a prefix and a direction' && name === 'mysql' && table === 'isam') ||
      (change === 'drop words' && table !== 'words') ||
      (change === 'drop places' && table !== 'places') ||
      (change === 'on a virtual column' && (table === 'isam' || table === 'parts')) ||
      (table === 'parts' && ['unique', 'spatial', 'full text'].includes(change));

    for (const table of Object.keys(tables))
      for (const [says, change] of Object.entries(changes).filter(([each]) => !impossible(table, each)))
        test(`${says} on ${table}`, async () => {
          const before = await indexesNow(table);
          const ddl = indexDdl(change, await tableNow(table), client.server);
          // What would be cheaper than said is refused.
          for (const cheaper of cheaperThan(ddl))
            await expect(admin.query(cheaper), cheaper).rejects.toThrow(/not supported/i);
          for (const statement of ddl.statements) await admin.query(statement);
          expect(await indexesNow(table)).not.toEqual(before);
          for (const statement of ddl.undo) await admin.query(statement);
          expect(await indexesNow(table)).toEqual(before);
        });

    test('the index that a server made for a foreign key comes back with undo', async () => {
      await admin.query(`USE ${schema}; CREATE TABLE users (id INT PRIMARY KEY);
        CREATE TABLE orders (id INT PRIMARY KEY, user_id INT, at INT);
        ALTER TABLE orders ADD CONSTRAINT orders_user_id_foreign FOREIGN KEY (user_id) REFERENCES users (id)`);
      const before = await indexesNow('orders');
      const ddl = indexDdl(add(columnsOf('user_id', 'at')), await tableNow('orders'), client.server);
      expect(ddl.costs.join(' ')).toMatch(/orders_user_id_foreign/);
      for (const statement of ddl.statements) await admin.query(statement);
      expect((await tableNow('orders')).indexes.map((index) => index.name)).toEqual(['PRIMARY', 'made']);
      for (const statement of ddl.undo) await admin.query(statement);
      expect(await indexesNow('orders')).toEqual(before);
    });

    test('writers go on where no lock is said, and wait where one is', async () => {
      await admin.query(`USE ${schema}; CREATE TABLE large (id BIGINT AUTO_INCREMENT PRIMARY KEY, a INT, b VARCHAR(200));
        INSERT INTO large (a, b) VALUES (1, REPEAT('word ', 30))`);
      for (let doubled = 0; doubled < 15; doubled++)
        await admin.query(
          `INSERT INTO ${schema}.large (a, b) SELECT (a * 7 + id) % 9973, LEFT(CONCAT(id, b), 200) FROM ${schema}.large`,
        );
      const table = await tableNow('large');
      const online = indexDdl(add(columnsOf('b', 'a'), { name: 'online' }), table, client.server);
      const locked = indexDdl(add(columnsOf('b'), { name: 'locked', type: 'FULLTEXT' }), table, client.server);
      expect([online.lock, locked.lock]).toEqual(['none', 'shared']);
      expect(await writesDuring(online.statements[0] ?? '')).toBeGreaterThan(0);
      expect(await writesDuring(locked.statements[0] ?? '')).toBe(0);
    });

    /** Rows written between the moment when the server is seen at work on the statement and its end. */
    async function writesDuring(statement: string): Promise<number> {
      const [altering, writing] = [await administrator(server as never), await administrator(server as never)];
      try {
        const work = { ended: false };
        const altered = altering.query(statement).finally(() => {
          work.ended = true;
        });
        for (let running = false; !running && !work.ended; ) {
          const [rows] = await admin.query(
            "SELECT 1 FROM information_schema.PROCESSLIST WHERE ID = ? AND STATE REGEXP 'alter|copy to tmp'",
            [altering.threadId],
          );
          running = Array.isArray(rows) && rows.length > 0;
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
        let written = 0;
        while (!work.ended) {
          await writing.query(`INSERT INTO ${schema}.large (a, b) VALUES (1, 'later')`);
          // Its own end may come in the same turn as the other's.
          await new Promise((resolve) => setTimeout(resolve, 5));
          if (!work.ended) written++;
        }
        await altered;
        return written;
      } finally {
        await Promise.all([altering.end(), writing.end()]);
      }
    }
  });
}

/** The same statement with what asks less of the server than the DDL says is possible. */
function cheaperThan({ statements: [statement = ''], class: made }: IndexDdl): readonly string[] {
  const body = statement.replace(/, algorithm=.*$/, '');
  if (made === 'locked') return [`${body}, algorithm=inplace, lock=none`];
  if (made === 'copy') return [`${body}, algorithm=inplace`];
  return made === 'inPlace' ? [`${body}, algorithm=instant`] : [];
}
