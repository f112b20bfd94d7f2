// A shop with everything that a switch has to cope with, twice on one server: live and restored beside it.
import type { Connection } from 'mysql2/promise';
import type { BulkSession } from '../../src/core/connections/bulk';
import { Permit } from '../../src/core/connections/permit';
import type { SqlProfile } from '../../src/core/connections/profile';
import { readContents } from '../../src/core/backups/readContents';
import type { JournalRecord, RestoreJournal } from '../../src/core/backups/restore/journal';
import type { DatabaseContents } from '../../src/core/backups/schema';
import { readSwitchAccount } from '../../src/core/backups/switch/account';
import { planSwitch, type PlannedSwitch } from '../../src/core/backups/switch/planSwitch';
import { createBulkConnector } from '../../src/node/drivers/bulk';
import type { TestServer } from './servers';

export const never = new AbortController().signal;

export const profileOf = (server: Pick<TestServer, 'host' | 'port'>, user: string): SqlProfile => ({
  id: '.env/mysql',
  connection: 'mysql',
  driver: 'mysql',
  serves: 'both',
  address: { kind: 'tcp', host: server.host, port: server.port },
  user,
  password: { kind: 'none' },
  charset: 'utf8mb4',
  prefix: '',
  origins: [],
});

/** A writing session in no database. */
export async function bulkSession(
  server: Pick<TestServer, 'host' | 'port'>,
  user = 'root',
  password = '',
): Promise<BulkSession> {
  return (await sessionToCut(server, user, password)).session;
}

/** A writing session, and what makes its connection fall away in the middle of whatever the server does for it. */
export async function sessionToCut(
  server: Pick<TestServer, 'host' | 'port'>,
  user = 'root',
  password = '',
): Promise<{ readonly session: BulkSession; readonly cut: () => void }> {
  // A permit that ends takes its connection along.
  const { permit, release } = Permit.issue('test.switch', '/srv/shop', '.env');
  const session = await createBulkConnector().connectBulk(permit, profileOf(server, user), password, {
    signal: never,
    connectTimeoutMs: 5_000,
    programName: 'laravel-ops-test',
    database: undefined,
    setup: [],
  });
  return { session, cut: release };
}

/** A journal in memory, which can be made to fail. */
export function memoryJournal(): RestoreJournal & { readonly records: JournalRecord[] } {
  const records: JournalRecord[] = [];
  return {
    records,
    append: (record) => {
      // Through JSON, as on a disk.
      records.push(structuredClone(record));
      return Promise.resolve();
    },
    read: () => Promise.resolve([...records]),
  };
}

export const contentsOf = (session: BulkSession, database: string, rows = false): Promise<DatabaseContents> =>
  readContents((sql, signal) => session.rows(sql, signal), database, never, { rows, checksums: rows });

/** Reads both databases and plans. */
export async function planFor(
  session: BulkSession,
  live: string,
  copy: string,
  old: string,
  more: {
    readonly direction?: 'switch' | 'undo';
    readonly tables?: readonly string[];
    readonly accepted?: ReadonlySet<string>;
  } = {},
): Promise<PlannedSwitch> {
  const read = (sql: string, signal: AbortSignal) => session.rows(sql, signal);
  return planSwitch({
    direction: more.direction ?? 'switch',
    live: await contentsOf(session, live),
    copy: await contentsOf(session, copy),
    old,
    server: session.server,
    account: await readSwitchAccount(read, session.server, never),
    // The shops have a partitioned table and one with a strange name, unless they are for the kill test.
    accepted: more.accepted ?? new Set(['partitioned', 'specialNames']),
    ...(more.tables === undefined ? {} : { tables: more.tables }),
  });
}

/**
 * Makes a shop. `mark` is in every row and definition, so that two shops differ everywhere; `extra` tables without
 * anything special; `crashSafe`: without what the server's own crash recovery does not cover (`serverRisks`).
 */
export async function makeShop(
  admin: Connection,
  database: string,
  mark: string,
  {
    extra = 3,
    parked = false,
    mariadb = false,
    crashSafe = false,
  }: { extra?: number; parked?: boolean; mariadb?: boolean; crashSafe?: boolean } = {},
): Promise<void> {
  const event = parked ? 'DISABLE ON SLAVE' : 'ENABLE';
  await admin.query(`DROP DATABASE IF EXISTS \`${database}\`; CREATE DATABASE \`${database}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci; USE \`${database}\`;
    SET NAMES utf8mb4;
    CREATE TABLE customers (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, name VARCHAR(50) NOT NULL, bio TEXT, parent_id BIGINT UNSIGNED NULL, FULLTEXT KEY customers_bio (bio),
      CONSTRAINT customers_parent_foreign FOREIGN KEY (parent_id) REFERENCES customers (id) ON DELETE SET NULL);
    CREATE TABLE orders (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, customer_id BIGINT UNSIGNED NOT NULL, total INT NOT NULL, twice INT GENERATED ALWAYS AS (total * 2) STORED,
      CONSTRAINT orders_customer_foreign FOREIGN KEY (customer_id) REFERENCES customers (id), CONSTRAINT orders_total CHECK (total >= 0));
    CREATE TABLE order_log (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, order_id BIGINT UNSIGNED NOT NULL, what VARCHAR(60) NOT NULL);
    CREATE TABLE parts (id INT NOT NULL, at DATE NOT NULL, v INT, PRIMARY KEY (id, at)) ${crashSafe && mariadb ? '' : 'PARTITION BY HASH (id) PARTITIONS 3'};
    CREATE TABLE ${crashSafe && !mariadb ? 'weird' : '`we``ird-näme`'} (id INT PRIMARY KEY, \`${database}\` INT);
    INSERT INTO customers (name, bio) VALUES ('${mark} one', 'likes ${mark}'), ('${mark} two', NULL); UPDATE customers SET parent_id = 1 WHERE id = 2;
    INSERT INTO parts VALUES (1, '2026-01-01', 1), (2, '2026-01-02', 2);
    CREATE TRIGGER orders_ai AFTER INSERT ON orders FOR EACH ROW BEGIN DECLARE x INT DEFAULT 1; SET x = x + 1; INSERT INTO order_log (order_id, what) VALUES (NEW.id, '${mark}; ai'); END;
    CREATE TRIGGER orders_ai_second AFTER INSERT ON orders FOR EACH ROW SET @seen = NEW.id;
    CREATE TRIGGER customers_bu BEFORE UPDATE ON customers FOR EACH ROW SET NEW.name = CONCAT(NEW.name, '');
    INSERT INTO orders (customer_id, total) VALUES (1, 10), (2, 20);
    CREATE FUNCTION vat(amount INT) RETURNS INT DETERMINISTIC RETURN amount * ${mark.length};
    CREATE PROCEDURE inner_proc(IN note VARCHAR(20)) BEGIN SELECT note, '${mark} grün'; END;
    CREATE PROCEDURE outer_proc() BEGIN CALL inner_proc('sw_shop.orders'); END;
    CREATE VIEW big_orders AS SELECT o.id, o.total, c.name, '\`sw_shop\`.orders' AS text FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.total > ${mark.length};
    CREATE VIEW a_view_on_views AS SELECT id, vat(total) AS with_vat FROM big_orders;
    CREATE VIEW plain AS SELECT id FROM customers;
    CREATE EVENT tidy ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' ON COMPLETION NOT PRESERVE ${event} COMMENT 'ON COMPLETION; DISABLE' DO DELETE FROM order_log WHERE id < 0 AND what = '${mark}';
    CREATE EVENT off ON SCHEDULE EVERY 2 DAY STARTS '2030-01-01 00:00:00' DISABLE DO SELECT 1;
    CREATE TABLE only_${mark} (id INT PRIMARY KEY); CREATE VIEW only_view_${mark} AS SELECT 1 AS one; CREATE PROCEDURE only_proc_${mark}() SELECT 1;`);
  if (mariadb)
    await admin.query(
      `CREATE SEQUENCE numbers START WITH ${mark.length}; CREATE TABLE versioned (id INT PRIMARY KEY, v INT) WITH SYSTEM VERSIONING; INSERT INTO versioned VALUES (1, 1); UPDATE versioned SET v = 2`,
    );
  for (let each = 0; each < extra; each++)
    await admin.query(
      `CREATE TABLE extra_${each} (id INT PRIMARY KEY, v VARCHAR(30), UNIQUE (v)); INSERT INTO extra_${each} VALUES (1, '${mark} ${each}')`,
    );
}

/**
 * What a database holds, told without its own name and without what a rename may change (times, header of triggers): two
 * that are equal by this are one and the same to an application.
 */
export async function fingerprint(session: BulkSession, database: string): Promise<string> {
  const contents = await contentsOf(session, database, true);
  const plain = (text: string): string =>
    text
      .replaceAll(`\`${database}\`.\``, '`')
      .replace(/ AUTO_INCREMENT=\d+/, '')
      .replace(/DISABLE ON (?:SLAVE|REPLICA)/, 'ENABLE')
      .replace(/;$/, '');
  // A single-statement body that was sent among several keeps its semicolon on MySQL; sent alone it loses it.
  const body = (text: string): string => text.slice(text.toUpperCase().indexOf('FOR EACH ROW')).replace(/;$/, '');
  return JSON.stringify(
    {
      charset: contents.charset,
      collation: contents.collation,
      tables: contents.tables.map(({ name, create, rows, checksum }) => [name, plain(create), rows, checksum]),
      sequences: contents.sequences.map(({ name }) => name),
      views: contents.views.map(({ name, create, definer, broken }) => [name, plain(create), definer, broken]),
      triggers: contents.triggers.map(({ name, table, create, definer, sqlMode }) => [
        name,
        table,
        body(create),
        definer,
        sqlMode,
      ]),
      routines: contents.routines.map((each) => ({
        ...each,
        databaseCollation: '',
        create: each.create.replace(/;$/, ''),
      })),
      events: contents.events.map(({ name, create, definer, sqlMode, timeZone }) => [
        name,
        plain(create),
        definer,
        sqlMode,
        timeZone,
      ]),
    },
    undefined,
    1,
  );
}

/** Databases whose names begin with `prefix`. */
export async function databasesLike(session: BulkSession, prefix: string): Promise<readonly string[]> {
  const rows = await session.rows(
    `SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE '${prefix.replaceAll('_', '\\_')}%' ORDER BY 1`,
    never,
  );
  return rows.map((row) => row['name'] ?? '');
}
