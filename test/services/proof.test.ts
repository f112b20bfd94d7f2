import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { BulkSession } from '../../src/core/connections/bulk';
import type { Catalog } from '../../src/core/queries/catalog/table';
import { readCatalog } from '../../src/core/queries/catalog/readCatalog';
import { dropOrphans, findOrphans } from '../../src/core/queries/proof/orphans';
import { proveSuggestion } from '../../src/core/queries/proof/prove';
import { withScratch, type OpenSession, type ScratchPlan } from '../../src/core/queries/proof/scratch';
import { scratchPlanFor } from '../../src/core/queries/proof/scratchPlan';
import { indexOf, randomFrom, statementOf, suggestionOf } from '../unit/core/queries/proof/statements';
import { opener } from './proofing';
import { isThere } from './servers';
import { administrator, makeUser, readingSession } from './sqlSessions';
import { bulkSession, databasesLike, never } from './switching';

const schema = 'ops_proof';
const seed = Number(process.env['LARAVEL_OPS_SEED'] ?? 20261123);
const rounds = Number(process.env['LARAVEL_OPS_KILLS'] ?? 10);
const options = { who: 'the tests' };

/** 60,000 orders of 6,000 users, with what a copy has to cope with: generated columns, zeros, a trigger, a foreign key, strange names. */
const shop = `DROP DATABASE IF EXISTS ${schema}; CREATE DATABASE ${schema}; USE ${schema};
  SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO';
  CREATE TABLE d (n INT PRIMARY KEY); INSERT INTO d VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9);
  CREATE TABLE users (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, email VARCHAR(80) NOT NULL, lower_email VARCHAR(80) AS (LOWER(email)) STORED, seen DATE NOT NULL DEFAULT '0000-00-00');
  INSERT INTO users (id, email) SELECT a.n + 10 * b.n + 100 * c.n + 1000 * e.n, CONCAT('U', a.n + 10 * b.n + 100 * c.n + 1000 * e.n, '@example.org') FROM d a, d b, d c, d e WHERE e.n < 6;
  CREATE TABLE orders (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, user_id BIGINT UNSIGNED NULL, status VARCHAR(20) NOT NULL, total INT NOT NULL, twice INT AS (total * 2) VIRTUAL, note VARCHAR(60) NOT NULL, created_at DATETIME NOT NULL);
  INSERT INTO orders (user_id, status, total, note, created_at) SELECT u.id, ELT(1 + u.id % 3, 'paid', 'open', 'gone'), u.id % 97, CONCAT('order ', u.id, '-', d.n), '2026-01-01' + INTERVAL u.id + d.n * 500 MINUTE FROM users u, d;
  CREATE TABLE items (id INT AUTO_INCREMENT PRIMARY KEY, order_id BIGINT UNSIGNED NOT NULL, CONSTRAINT items_order FOREIGN KEY (order_id) REFERENCES orders (id));
  INSERT INTO items (order_id) SELECT id FROM orders WHERE id % 3 = 0;
  CREATE TRIGGER orders_ai AFTER INSERT ON orders FOR EACH ROW INSERT INTO items (order_id) VALUES (NEW.id);
  CREATE TABLE \`we\`\`ird 'ö' ☕\` (\`i"d\` INT PRIMARY KEY, \`select\` INT NOT NULL); INSERT INTO \`we\`\`ird 'ö' ☕\` VALUES (1, 2), (3, 4);
  CREATE VIEW paid AS SELECT * FROM orders WHERE status = 'paid';
  CREATE FUNCTION touch() RETURNS INT DETERMINISTIC RETURN 1;
  ANALYZE TABLE users, orders, items;`;

for (const kind of ['mariadb', 'mysql'] as const) {
  const server = inject(kind);
  describe.skipIf(!isThere(server))(`proof on ${kind}`, () => {
    if (!isThere(server)) return;
    let admin: Connection;
    let session: BulkSession;
    let catalog: Catalog;
    let checksums: unknown;
    const open: OpenSession = opener(server);
    const weird = "we`ird 'ö' ☕";

    const ofUser = statementOf('ofUser', 'SELECT * FROM orders WHERE user_id = 12 ORDER BY created_at DESC LIMIT 3', {
      tables: ['orders'],
      equal: { '0.user_id': 12 },
    });
    const joined = statementOf(
      'joined',
      `SELECT u.email, o.total FROM ${schema}.users AS u JOIN orders o ON o.user_id = u.id WHERE u.email = 'U77@example.org'`,
      { tables: ['users', 'orders'], joins: [['0.id', '1.user_id']], equal: { '0.email': 'U77@example.org' } },
    );
    const everything = statementOf('everything', "SELECT COUNT(*), SUM(total) FROM orders WHERE note <> 'x'", {
      tables: ['orders'],
    });

    const tables = ['users', 'orders', 'items', `\`we\`\`ird 'ö' ☕\``];
    const sums = async (): Promise<unknown> => {
      const [rows] = await admin.query(`USE ${schema}; CHECKSUM TABLE ${tables.join(', ')}`);
      return rows;
    };
    const left = (): Promise<readonly string[]> => databasesLike(session, 'laravel_ops_scratch_');
    const planOf = (...names: readonly string[]): ScratchPlan =>
      scratchPlanFor(catalog, [ofUser, joined], [ofUser, joined], names, 'the tests');

    beforeAll(async () => {
      admin = await administrator(server);
      if (kind === 'mysql') await admin.query('SET GLOBAL log_bin_trust_function_creators = 1').catch(() => undefined);
      await admin.query(shop);
      session = await bulkSession(server);
      const client = await readingSession(server, server.user, server.password, schema);
      catalog = await readCatalog(client, schema, never);
      await client.close();
      checksums = await sums();
    });
    afterAll(async () => {
      expect(await left()).toEqual([]);
      expect(await sums()).toEqual(checksums);
      await session.close();
      await admin.query(`DROP DATABASE IF EXISTS ${schema}`);
      await admin.end();
    });

    test.each([
      { index: indexOf('orders', 'user_id', 'created_at'), statements: [ofUser], verdict: 'proven' },
      { index: indexOf('orders', 'user_id'), statements: [joined, ofUser, everything], verdict: 'proven' },
      { index: indexOf('orders', 'total'), statements: [ofUser], verdict: 'notUsed' },
      // Used instead of the whole table because it is narrower, and every entry of it is read.
      { index: indexOf('orders', 'note', 'total'), statements: [everything], verdict: 'noGain' },
    ] as const)('$index.columns is $verdict', async ({ index, statements, verdict }) => {
      const proof = await proveSuggestion(open, catalog, suggestionOf(index, statements), statements, options, never);
      expect(
        proof.verdict,
        JSON.stringify(proof.statements.map(({ statement, used, saved }) => [statement, used, saved])),
      ).toBe(verdict);
      expect(proof.statements.map(({ statement }) => statement)).toEqual(statements.map(({ id }) => id));
      expect(proof).toMatchObject({ way: 'scratch', index });
      expect(proof.fraction).toBeLessThan(0.5);
      for (const { before, after } of proof.statements) {
        expect(JSON.stringify([before.plan, after.plan])).not.toContain('laravel_ops_scratch');
        expect(before.measured?.rowsRead).toBeGreaterThan(1_000);
      }
      expect(await left()).toEqual([]);
    });

    test('entries that the server filters in the index count as read, though no counter of rows has them', async () => {
      const pushed = statementOf('pushed', "SELECT * FROM orders WHERE total = 5 AND note LIKE '%-77'", {
        tables: ['orders'],
      });
      const index = indexOf('orders', 'total', 'note');
      const proof = await proveSuggestion(open, catalog, suggestionOf(index, [pushed]), [pushed], options, never);
      const { after, used } = proof.statements[0] ?? {};
      expect(used).toBe(true);
      expect(JSON.stringify(after?.plan.raw.rows)).toContain('Using index condition');
      // One row in 97 has this total; none ends so.
      expect(after?.measured?.rowsRead).toBeGreaterThan((60_000 / 97) * proof.fraction * 0.5);
    });

    test('rows that belong together are drawn together, and those that a statement asks for are all there', async () => {
      await withScratch(
        open,
        planOf('users', 'orders', 'items'),
        { fewest: 500, share: 0.1 },
        never,
        async (scratch) => {
          const count = async (sql: string): Promise<number> =>
            Number((await scratch.session.rows(sql, never))[0]?.['n'] ?? -1);
          const of = (table: string): string => `\`${scratch.schema}\`.${table}`;
          expect(await count(`SELECT COUNT(*) AS n FROM ${of('orders')} WHERE user_id = 12`)).toBe(10);
          const drawn = await count(`SELECT COUNT(*) AS n FROM ${of('users')}`);
          expect(drawn).toBeGreaterThan(300);
          expect(drawn).toBeLessThan(1_200);
          // Every user has ten orders, here as there.
          expect(await count(`SELECT COUNT(*) AS n FROM ${of('orders')}`)).toBe(
            await count(`SELECT COUNT(*) * 10 AS n FROM ${of('users')}`),
          );
          expect(
            await count(
              `SELECT COUNT(*) AS n FROM ${of('items')} l LEFT JOIN ${of('orders')} o ON o.id = l.order_id WHERE o.id IS NULL`,
            ),
          ).toBe(0);
          expect(await count(`SELECT COUNT(*) AS n FROM ${of('orders')} WHERE twice <> total * 2`)).toBe(0);
          expect(
            await count(`SELECT (SELECT COUNT(*) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = '${scratch.schema}')
            + (SELECT COUNT(*) FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = '${scratch.schema}') AS n`),
          ).toBe(0);
        },
      );
    });

    test('names with quotes and backticks, ids of zero and dates of zeros are copied as they are', async () => {
      const plan = scratchPlanFor(catalog, [], [], [weird, 'users'], 'the tests');
      await withScratch(open, plan, { fewest: 100_000 }, never, async (scratch) => {
        expect(scratch.tables).toMatchObject([
          { name: weird, rows: 2, fraction: 1 },
          { name: 'users', rows: 6_000, fraction: 1 },
        ]);
        const rows = await scratch.session.rows(
          `SELECT COUNT(*) AS n FROM \`${scratch.schema}\`.users WHERE id = 0 OR seen = 0`,
          never,
        );
        expect(rows).toEqual([{ n: '6000' }]);
        await scratch.apply([{ table: weird, columns: [{ column: 'select', descending: true }] }], never);
      });
    });

    test('a row that a writer holds does not stop the copy, and the copy holds none', async () => {
      const writer = await administrator(server);
      try {
        await writer.query(`USE ${schema}; START TRANSACTION; UPDATE orders SET total = total + 1`);
        await withScratch(open, planOf('orders', 'users'), { share: 1, most: 1_000_000 }, never, async (scratch) => {
          expect(scratch.tables.find(({ name }) => name === 'orders')?.rows).toBe(60_000);
        });
      } finally {
        await writer.query('ROLLBACK');
        await writer.end();
      }
    });

    test('nothing is run that could do more than read', async () => {
      const hostile = [
        'SELECT touch() FROM orders',
        `SELECT ${schema}.touch() FROM orders`,
        'SELECT * FROM mysql.user',
        'SELECT SLEEP(5) FROM orders',
        "SELECT GET_LOCK('x', 1) FROM orders",
        'SELECT @x := total FROM orders',
        "SELECT * FROM orders INTO OUTFILE '/tmp/x'",
        'SELECT /*!50000 SLEEP(5), */ 1 FROM orders',
        'SELECT * FROM orders WHERE user_id = ?',
        'SELECT * FROM paid',
        'DROP TABLE orders',
      ].map((sql, place) => statementOf(`hostile${place}`, sql, { tables: ['orders'] }));
      for (const statement of hostile)
        await expect(
          proveSuggestion(
            open,
            catalog,
            suggestionOf(indexOf('orders', 'total'), [statement]),
            [statement],
            options,
            never,
          ),
          statement.text,
        ).rejects.toMatchObject({ reason: 'unmeasured' });
    });

    test('UPDATE and DELETE are measured by the rows that they look for, and change nothing', async () => {
      const statements = [
        statementOf('update', `UPDATE ${schema}.orders SET total = 0 WHERE user_id = 12`, { tables: ['orders'] }),
        statementOf('delete', 'DELETE FROM orders WHERE user_id IN (1, 2) ORDER BY id LIMIT 5', { tables: ['orders'] }),
      ];
      const proof = await proveSuggestion(
        open,
        catalog,
        suggestionOf(indexOf('orders', 'user_id'), statements),
        statements,
        options,
        never,
      );
      expect(proof).toMatchObject({ verdict: 'proven', statements: [{ used: true }, { used: true }] });
    });

    test('dropped after an error, and after its connection was cut', async () => {
      await expect(
        withScratch(open, planOf('orders'), {}, never, () => Promise.reject(new Error('of the work'))),
      ).rejects.toThrow('of the work');
      expect(await left()).toEqual([]);
      let opened = 0;
      const counting: OpenSession = (signal) => {
        opened++;
        return open(signal);
      };
      await expect(
        withScratch(counting, planOf('orders'), {}, never, async (scratch) => {
          await admin.query(`KILL ${scratch.session.server.connectionId}`);
          await scratch.session.rows('SELECT 1', never);
        }),
      ).rejects.toMatchObject({ reason: 'connectionLost' });
      expect(opened).toBe(2);
      expect(await left()).toEqual([]);
    });

    test('dropped when it is cancelled at any moment', async () => {
      const random = randomFrom(seed);
      const run = (signal: AbortSignal) =>
        proveSuggestion(
          open,
          catalog,
          suggestionOf(indexOf('orders', 'user_id', 'created_at'), [ofUser, joined]),
          [ofUser, joined],
          options,
          signal,
        );
      const from = performance.now();
      await run(never);
      const whole = performance.now() - from;
      let cancelled = 0;
      for (let round = 0; round < rounds; round++) {
        const controller = new AbortController();
        const timer = setTimeout(() => controller.abort(), random() * whole * 0.9);
        await run(controller.signal).catch((error: unknown) => {
          expect(error).toMatchObject({ reason: 'cancelled' });
          cancelled++;
        });
        clearTimeout(timer);
        expect(await left(), `round ${round}`).toEqual([]);
      }
      expect(cancelled).toBeGreaterThan(0);
      const early = AbortSignal.abort();
      await expect(run(early)).rejects.toMatchObject({ reason: 'cancelled' });
    }, 120_000);

    test('what a killed process leaves is found and dropped; what lives or is not ours is not', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'laravel-ops-proof-'));
      const driver = join(folder, 'driver.cjs');
      const random = randomFrom(seed + 1);
      await build({
        entryPoints: [join(import.meta.dirname, 'proofDriver.ts')],
        bundle: true,
        platform: 'node',
        format: 'cjs',
        outfile: driver,
        logLevel: 'silent',
      });
      const foreign = 'laravel_ops_scratch_0badcafe_00000000';
      await admin.query(`CREATE DATABASE ${foreign}`);
      let found = 0;
      try {
        for (let round = 0; round < rounds; round++) {
          const child = spawn(process.execPath, [driver, JSON.stringify({ port: server.port, catalog })]);
          let errors = '';
          child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
          const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
          await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
          await sleep(random() * 900);
          // While it lives nothing of it is an orphan.
          await dropOrphans(session, never).then(({ dropped }) => expect(dropped).toEqual([]));
          child.kill('SIGKILL');
          await ended;
          expect(errors).toBe('');
          // The server notices when it is done with the last statement.
          const until = Date.now() + 20_000;
          while (Date.now() < until && (await left()).length > 1) {
            found += (await findOrphans(session, never)).length;
            await dropOrphans(session, never);
            await sleep(50);
          }
          expect(await left(), `round ${round}`).toEqual([foreign]);
        }
        expect(found).toBeGreaterThan(0);
      } finally {
        await admin.query(`DROP DATABASE ${foreign}`);
        rmSync(folder, { recursive: true, force: true });
      }
    }, 180_000);

    test('a schema with a name of ours and tables of somebody else is left alone', async () => {
      await withScratch(open, planOf('orders'), {}, never, async (scratch) => {
        const name = scratch.schema;
        await scratch.session.run(`DROP DATABASE \`${name}\``, never);
        await scratch.session.rows(`SELECT RELEASE_LOCK('${name}')`, never);
        await admin.query(`CREATE DATABASE ${name}; CREATE TABLE ${name}.precious (id INT)`);
        expect(await findOrphans(session, never)).toEqual([]);
        expect(await dropOrphans(session, never)).toEqual({ dropped: [], left: [] });
        expect(await left()).toEqual([name]);
        // Emptied it is nobody's.
        await admin.query(`DROP TABLE ${name}.precious`);
        expect(await dropOrphans(session, never)).toEqual({ dropped: [name], left: [] });
      });
    });

    test('a login that may not create says which GRANT is missing, and that GRANT is enough', async () => {
      await makeUser(admin, 'ops_proof', 'secret', [`SELECT, SHOW VIEW ON ${schema}.*`]);
      const small = opener(server, 'ops_proof', 'secret');
      const prove = (from: OpenSession) =>
        proveSuggestion(from, catalog, suggestionOf(indexOf('orders', 'user_id'), [ofUser]), [ofUser], options, never);
      const error: unknown = await prove(small).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ reason: 'noPrivilege' });
      const grant = /GRANT .*?;/.exec((error as { advice: { next: string } }).advice.next)?.[0];
      expect(grant).toBeDefined();
      await admin.query(grant ?? '');
      expect(await prove(small)).toMatchObject({ verdict: 'proven' });
    });

    test('on live tables only what reads is run', async () => {
      await admin.query("SET GLOBAL log_output = 'TABLE'; TRUNCATE mysql.general_log; SET GLOBAL general_log = 1");
      try {
        await proveSuggestion(
          open,
          catalog,
          suggestionOf(indexOf('orders', 'user_id'), [joined]),
          [joined],
          options,
          never,
        );
      } finally {
        await admin.query('SET GLOBAL general_log = 0');
      }
      const [rows] = await admin.query(
        "SELECT CONVERT(argument USING utf8mb4) AS text FROM mysql.general_log WHERE command_type = 'Query'",
      );
      const texts = (rows as { text: string }[]).map(({ text }) => text).filter((text) => text.includes(schema));
      const scratchAlone = /`laravel_ops_scratch_\w+`/;
      expect(texts.length).toBeGreaterThan(3);
      for (const text of texts) {
        // Written is into the scratch schema: the live one is named behind FROM and LIKE alone.
        const writes = !/^\s*(?:SELECT|SHOW|EXPLAIN)\b/i.test(text);
        if (!writes) continue;
        expect(text).toMatch(/^(?:CREATE TABLE|INSERT (?:IGNORE )?INTO) `laravel_ops_scratch_/);
        expect(text.replace(scratchAlone, '').split(`\`${schema}\``)[0]).toMatch(/ (?:FROM|LIKE) $/);
      }
    });
  });
}
