import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { judgePreflight } from '../../src/core/backups/restore/preflightChecks';
import type { PreflightFacts, PreflightInput } from '../../src/core/backups/restore/preflightFacts';
import { mayIn } from '../../src/core/backups/restore/preflightGrants';
import { readPreflightFacts, type ServerDisk } from '../../src/core/backups/restore/readPreflightFacts';
import type { DatabaseContents } from '../../src/core/backups/schema';
import { thisMachinesDisk } from '../../src/node/serverDisk';
import { isThere } from './servers';
import { administrator, makeUser, readingSession } from './sqlSessions';
import { ofSuite } from './support';

const secret = 'preflight-S3cret';
const live = 'pf_shop';
const target = { database: 'pf_shop_restore_20261123_0307', live, before: 'pf_shop_before_20261123_0307' };

const contents: DatabaseContents = {
  database: live,
  charset: 'utf8mb4',
  collation: 'utf8mb4_unicode_ci',
  tables: [{ name: 'orders', engine: 'InnoDB', create: '', estimatedRows: 1, bytes: 1_000, foreignKeys: [] }],
  views: [],
  triggers: [],
  routines: [],
  events: [],
  sequences: [],
  incomingForeignKeys: [],
};

const inputWith = (facts: PreflightFacts, change: Partial<PreflightInput> = {}): PreflightInput => ({
  source: { fileName: 'x.zip', encrypted: false, passwordKnown: false },
  report: undefined,
  entry: 'db-dumps/mysql-shop.sql',
  live: { value: contents },
  facts,
  target,
  ...change,
});

const judged = (facts: PreflightFacts, id: string, change: Partial<PreflightInput> = {}) =>
  judgePreflight(inputWith(facts, change)).find((check) => check.id === id);

for (const name of ['mariadb', 'mysql'] as const) {
  const found = inject(name);
  describe.skipIf(!isThere(found))(name, () => {
    const server = ofSuite(found);
    let admin: Connection;

    const users = ['pf_app', 'pf_wide', 'pf_role', 'pf_all', 'pf_column'];

    beforeAll(async () => {
      admin = await administrator(server);
      await admin.query(`DROP DATABASE IF EXISTS ${live}; CREATE DATABASE ${live};
        CREATE TABLE ${live}.orders (id INT PRIMARY KEY); INSERT INTO ${live}.orders VALUES (1);
        CREATE TABLE ${live}.migrations (id INT PRIMARY KEY, migration VARCHAR(255), batch INT);
        INSERT INTO ${live}.migrations VALUES (1, '2024_01_01_000000_create_orders', 1);
        DROP DATABASE IF EXISTS pf_reports; CREATE DATABASE pf_reports;
        CREATE TABLE pf_reports.lines_ (id INT PRIMARY KEY, order_id INT, FOREIGN KEY (order_id) REFERENCES ${live}.orders (id));
        DROP ROLE IF EXISTS pf_ops; CREATE ROLE pf_ops;
        GRANT ALL ON \`pf\\_shop\\_restore\\_%\`.* TO pf_ops; GRANT ALL ON \`pf\\_shop\\_before\\_%\`.* TO pf_ops;`);
      const app = `ALL PRIVILEGES ON ${live}.*`;
      await makeUser(admin, 'pf_app', secret, [app]);
      await makeUser(admin, 'pf_wide', secret, [app, 'ALL PRIVILEGES ON `pf\\_shop\\_%`.*']);
      await makeUser(admin, 'pf_all', secret, ['ALL PRIVILEGES ON *.*']);
      await makeUser(admin, 'pf_role', secret, [app]);
      await makeUser(admin, 'pf_column', secret, [`SELECT (id) ON ${live}.orders`]);
      for (const host of ['%', 'localhost']) await admin.query(`GRANT pf_ops TO 'pf_role'@'${host}'`);
    });
    afterAll(async () => {
      if (admin === undefined) return;
      for (const user of users) await admin.query(`DROP USER IF EXISTS '${user}'@'%', '${user}'@'localhost'`);
      await admin.query(
        `DROP ROLE IF EXISTS pf_ops; DROP DATABASE IF EXISTS pf_reports; DROP DATABASE IF EXISTS ${live}`,
      );
      await admin.end();
    });

    async function factsAs(
      user: string,
      more: { disk?: ServerDisk; signal?: AbortSignal } = {},
    ): Promise<PreflightFacts> {
      const client = await readingSession(server, user, secret, live);
      try {
        return await readPreflightFacts(client, { target, signal: new AbortController().signal, ...more });
      } finally {
        await client.close();
      }
    }

    /** What the server itself says about CREATE DATABASE. */
    async function canReallyCreate(user: string): Promise<boolean> {
      const { createConnection } = await import('mysql2/promise');
      const connection = await createConnection({ host: server.host, port: server.port, user, password: secret });
      try {
        await connection.query(`CREATE DATABASE ${target.database}`);
        await connection.query(`DROP DATABASE ${target.database}`);
        return true;
      } catch {
        return false;
      } finally {
        await connection.end();
      }
    }

    test.each([
      ['pf_app', false],
      ['pf_wide', true],
      ['pf_all', true],
      ['pf_role', false],
      ['pf_column', false],
    ])('%s may create the new database: %s, as the server itself says', async (user, expected) => {
      const facts = await factsAs(user);
      const grants = 'value' in facts.grants ? facts.grants.value : undefined;
      expect(grants).toBeDefined();
      expect(grants !== undefined && mayIn(grants, 'CREATE', target.database)).toBe(expected);
      expect(await canReallyCreate(user)).toBe(expected);
      expect(judged(facts, 'mayCreate')?.outcome).toBe(expected ? 'pass' : 'fail');
      expect(JSON.stringify([...(grants?.databases ?? [])])).not.toMatch(/PASSWORD|\*[0-9A-F]{40}/);
    });

    test('the GRANT that is offered is one that helps', async () => {
      const statement = judged(await factsAs('pf_app'), 'mayCreate')?.sql ?? '';
      expect(statement).toContain('GRANT CREATE');
      const account = /TO ('pf_app'@'[^']+')/.exec(statement)?.[1] ?? '';
      await admin.query(statement);
      try {
        expect(await canReallyCreate('pf_app')).toBe(true);
        expect(judged(await factsAs('pf_app'), 'mayCreate')?.outcome).toBe('pass');
      } finally {
        await admin.query(`REVOKE ALL PRIVILEGES, GRANT OPTION FROM ${account}`);
        await admin.query(`GRANT ALL PRIVILEGES ON ${live}.* TO ${account}`);
      }
    });

    test('a role that is granted and not active is named; active, it counts', async () => {
      const asleep = judged(await factsAs('pf_role'), 'mayCreate');
      expect(asleep?.next).toContain('pf_ops');
      expect(asleep?.next).toContain('SET DEFAULT ROLE');
      for (const host of ['%', 'localhost'])
        await admin.query(
          name === 'mariadb'
            ? `SET DEFAULT ROLE pf_ops FOR 'pf_role'@'${host}'`
            : `SET DEFAULT ROLE pf_ops TO 'pf_role'@'${host}'`,
        );
      const awake = await factsAs('pf_role');
      expect(judged(awake, 'mayCreate')?.outcome).toBe('pass');
      expect('value' in awake.grants && awake.grants.value.inactiveRoles).toEqual([]);
    });

    test('migrations, foreign keys from elsewhere and taken names are read', async () => {
      await admin.query(`CREATE DATABASE ${target.before}`);
      try {
        const facts = await factsAs('pf_all');
        expect(facts.ranMigrations).toEqual({ value: ['2024_01_01_000000_create_orders'] });
        expect(facts.foreignKeysInto).toEqual({ value: ['pf_reports.lines_'] });
        expect(facts.taken).toEqual({ value: [target.before] });
        expect(judged(facts, 'freeName')?.outcome).toBe('fail');
        expect(judged(facts, 'foreignKeys')?.outcome).toBe('warn');
      } finally {
        await admin.query(`DROP DATABASE ${target.before}`);
      }
    });

    test('a small max_allowed_packet fails for a large statement and passes for a small one', async () => {
      const [rows] = await admin.query('SELECT @@GLOBAL.max_allowed_packet AS was');
      await admin.query('SET GLOBAL max_allowed_packet = 1048576');
      try {
        const facts = await factsAs('pf_app');
        const large = judged(facts, 'packet', { traits: { largestStatementBytes: 3_000_000 } });
        expect(large).toMatchObject({
          outcome: 'fail',
          sql: 'SET GLOBAL max_allowed_packet = 4194304;',
        });
        expect(judged(facts, 'packet', { traits: { largestStatementBytes: 3_000 } })?.outcome).toBe('pass');
        expect(judged(facts, 'packet')?.outcome).toBe('unknown');
      } finally {
        await admin.query('SET GLOBAL max_allowed_packet = ?', [(rows as { was: number }[])[0]?.was]);
      }
    });

    test('a read-only server is told to those whom it stops', async () => {
      await admin.query('SET GLOBAL read_only = ON');
      try {
        expect(judged(await factsAs('pf_app'), 'writable')?.outcome).toBe('fail');
        const free = judged(await factsAs('pf_all'), 'writable');
        // MariaDB 10.11 lets nobody write without READ ONLY ADMIN, which ALL PRIVILEGES holds.
        expect(free?.outcome).toBe('warn');
      } finally {
        await admin.query('SET GLOBAL read_only = OFF');
      }
      expect(judged(await factsAs('pf_all'), 'writable')?.outcome).toBe('pass');
      expect(judged(await factsAs('pf_app'), 'writable')?.outcome).toBe('unknown');
    });

    test('open transactions are told with their age; without PROCESS they are unknown', async () => {
      const worker = await administrator(server);
      try {
        await worker.query(`USE ${live}; SET time_zone = '+05:00'; BEGIN; UPDATE orders SET id = 1`);
        // The server renews INNODB_TRX every 100 ms at most.
        await new Promise((resolve) => setTimeout(resolve, 250));
        const facts = await factsAs('pf_all');
        const transactions = 'value' in facts.transactions ? facts.transactions.value : [];
        expect(transactions).toHaveLength(1);
        expect(transactions[0]?.user).toBe('root');
        expect(transactions[0]?.seconds).toBeLessThan(600);
        expect(facts.sessions).toMatchObject({ value: { all: true, inLive: 1 } });
        const blind = await factsAs('pf_app');
        expect('unknown' in blind.transactions).toBe(true);
        expect(judged(blind, 'openSessions')?.outcome).toBe('unknown');
      } finally {
        await worker.end();
      }
    });

    test('collations have their full names', async () => {
      const { collations } = await factsAs('pf_app');
      const known = 'value' in collations ? collations.value : new Set<string>();
      expect(known.has('utf8mb4_unicode_ci')).toBe(true);
      expect(known.has('utf8mb4_0900_ai_ci')).toBe(name === 'mysql');
      expect(known.has('utf8mb4_uca1400_ai_ci')).toBe(name === 'mariadb');
    });

    test('free disk is known for a server of this machine, and for no other', async () => {
      const here = await factsAs('pf_app', { disk: thisMachinesDisk });
      // MySQL runs in a root of its own: its folder is not at that path here.
      if (name === 'mariadb') expect(here.freeBytes).toEqual({ value: expect.any(Number) as number });
      else expect('unknown' in here.freeBytes).toBe(true);
      const elsewhere = await factsAs('pf_app', { disk: { ...thisMachinesDisk, hostname: 'another' } });
      expect(elsewhere.freeBytes).toEqual({ unknown: expect.stringContaining('another machine') as string });
    });

    test('cancelling ends the questions', async () => {
      await expect(factsAs('pf_app', { signal: AbortSignal.abort() })).rejects.toMatchObject({ reason: 'cancelled' });
    });

    test('an account that may read nothing gets a list without a failure of ours', async () => {
      const client = await readingSession(server, 'pf_column', secret, live);
      const facts = await readPreflightFacts(client, { target, signal: new AbortController().signal });
      await client.close();
      expect('unknown' in facts.ranMigrations).toBe(true);
      const checks = judgePreflight(
        inputWith(facts, { live: { unknown: 'This account may not read the live database.' } }),
      );
      expect(checks.find(({ id }) => id === 'migrations')?.outcome).toBe('unknown');
      expect(checks.every(({ found: text }) => text !== '')).toBe(true);
    });
  });
}
