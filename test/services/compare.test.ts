import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { compareContents } from '../../src/core/backups/compare/compareContents';
import { readFigures, readRanMigrations } from '../../src/core/backups/compare/readFigures';
import { readContents } from '../../src/core/backups/readContents';
import { rowsOfClient } from '../../src/core/backups/readRows';
import type { SqlClient } from '../../src/core/connections/sql';
import { isThere } from './servers';
import { administrator, readingSession } from './sqlSessions';
import { ofSuite } from './support';

const never = new AbortController().signal;

for (const kind of ['mariadb', 'mysql'] as const) {
  const given = inject(kind);
  describe.skipIf(!isThere(given))(`comparing on ${kind}`, () => {
    const server = ofSuite(given);
    let admin: Connection;
    let client: SqlClient;
    beforeAll(async () => {
      admin = await administrator(server);
      for (const [name, orders, newest] of [
        ['cmp_shop', 3, '2026-11-22 03:05:00'],
        ['cmp_shop_restore_1', 2, '2026-11-21 23:58:00'],
      ] as const)
        await admin.query(
          `DROP DATABASE IF EXISTS ${name}; CREATE DATABASE ${name}; USE ${name};
           CREATE TABLE orders (id INT PRIMARY KEY, created_at TIMESTAMP NULL, updated_at DATETIME NULL, KEY (created_at));
           CREATE TABLE same (id INT AUTO_INCREMENT PRIMARY KEY); INSERT INTO same VALUES (NULL);
           CREATE TABLE migrations (id INT PRIMARY KEY, migration VARCHAR(255), batch INT);
           INSERT INTO migrations VALUES (1, '2026_01_01_000000_create_orders', 1)${orders === 3 ? ", (2, '2026_02_01_000000_more', 2)" : ''};
           SET time_zone = '+00:00';
           ${Array.from({ length: orders }, (_, id) => `INSERT INTO orders VALUES (${id}, '${newest}', NULL)`).join(';')};
           CREATE VIEW totals AS SELECT COUNT(*) AS n FROM orders`,
        );
      // In the live database, as the application's own profile is.
      client = await readingSession(server, server.user, server.password, 'cmp_shop');
    });
    afterAll(async () => {
      await admin.query('DROP DATABASE cmp_shop; DROP DATABASE cmp_shop_restore_1');
      await client.close();
      await admin.end();
    });

    test('rows, newest time stamps, structure, views and migrations', async () => {
      const read = rowsOfClient(client);
      const live = await readContents(read, 'cmp_shop', never);
      const copy = await readContents(read, 'cmp_shop_restore_1', never);
      const comparison = compareContents(
        { contents: copy, figures: await readFigures(read, copy, never) },
        { contents: live, figures: await readFigures(read, live, never) },
      );
      expect(comparison.tables).toEqual([
        {
          name: 'migrations',
          state: 'different',
          copyRows: { rows: 1, exact: true },
          liveRows: { rows: 2, exact: true },
          structure: [],
        },
        {
          name: 'orders',
          state: 'different',
          copyRows: { rows: 2, exact: true },
          liveRows: { rows: 3, exact: true },
          copyNewest: '2026-11-21 23:58:00',
          liveNewest: '2026-11-22 03:05:00',
          structure: [],
        },
        {
          name: 'same',
          state: 'same',
          copyRows: { rows: 1, exact: true },
          liveRows: { rows: 1, exact: true },
          structure: [],
        },
      ]);
      expect(comparison.objects).toEqual([]);
      expect(await readRanMigrations(read, copy, never)).toEqual(['2026_01_01_000000_create_orders']);
    });

    test('a budget that is used up leaves estimates, and says so', async () => {
      const read = rowsOfClient(client);
      const live = await readContents(read, 'cmp_shop', never);
      let time = 0;
      const figures = await readFigures(read, live, never, { budget: 1, now: () => (time += 10) });
      expect([...figures.values()].every(({ rows, newest }) => !rows.exact && newest === undefined)).toBe(true);
    });
  });
}
