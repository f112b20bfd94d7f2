// What servers, applications and people do to the services of statements and indexes: names that quote, statements that are cut,
// tables that go, privileges that are taken away, connections that break, cancels at any moment. Each is told, and nothing is
// left on the server.
import { setTimeout as wait } from 'node:timers/promises';
import { type Connection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isOpsError } from '../../src/core/base/errors';
import { quoteName } from '../../src/core/connections/sqlNames';
import * as queries from '../../src/services/queryServices';
import { loggedDuring, notReading } from './generalLog';
import { rows, temporary } from './host';
import { removeOwn, startOwn, type OwnServer } from './ownServers';
import {
  globals,
  grants,
  indexes,
  inSession,
  leftovers,
  login,
  makeLogin,
  makeTables,
  never,
  openEvidence,
  openPage,
  openShop,
  quiet,
  suggestedIn,
  traffic,
  type QueryShop,
} from './queriesShop';
import { administrator } from './sqlSessions';

const schema = 'ops_hostile';
/** As hostile as both servers let names be; those of databases and tables are files too. */
const odd = { schema: `ops'h"o\`s ☃`, table: `or\`de"r's ☃; --`, column: `e\`ma"i'l ☃ */ #` };
const file = 'queriesHostile';
const rounds = Number(process.env['LARAVEL_OPS_TROUBLES'] ?? '4');
const seed = Number(process.env['LARAVEL_OPS_SEED'] ?? '7');
/** A value that servers repeat in their errors: no date at all. */
const noDate = 'cAnAry-no-date';

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
function seeded(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Statements that a page has more to say of than why it has no plan. */
const reads = /^\W*(?:SELECT|WITH|INSERT|UPDATE|DELETE)\b/i;

const modes = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,STRICT_TRANS_TABLES';

for (const kind of ['mariadb', 'mysql'] as const)
  describe(kind, async () => {
    const server: OwnServer | undefined = await startOwn(kind, file, [
      `--sql-mode=${modes}`,
      '--max-digest-length=400',
      '--performance-schema-max-digest-length=400',
      '--performance-schema-max-sql-text-length=300',
    ]);
    if (server === undefined) {
      test.skip('no server', () => undefined);
      return;
    }
    const made = temporary();
    let admin: Connection;
    let shop: QueryShop;
    let known: readonly string[] = [];
    let before: Readonly<Record<string, string>> = {};
    const env = { DB_CONNECTION: kind, DB_DATABASE: schema };
    const everything = [...grants(schema, kind), `ALL ON ${quoteName(odd.schema)}.*`];

    const opened = (of: string): Promise<QueryShop> => openShop(made, server, { ...env, DB_DATABASE: of });
    const send = async (statements: readonly string[], times = 15, of = schema): Promise<void> => {
      await inSession(server, of, async (session) => {
        for (let n = 0; n < times; n++)
          for (const sql of statements) await session.query(sql).catch((error: Error) => error);
      });
    };
    const view = (of = shop) => queries.databaseView(of.workspace, never);
    const suggested = (of = shop, pattern = /^orders\(email/) => suggestedIn(of, pattern);
    const pageOf = async (id: string, of = shop) => (await openPage(of, id)).load(never);
    const redundant = 'drop:orders.orders_customer_id_index';

    beforeAll(async () => {
      admin = await administrator(server);
      // Of the server's default modes that of strings: values are put in as the driver escapes them.
      await admin.query("SET SESSION sql_mode = 'STRICT_TRANS_TABLES'");
      await makeTables(admin, schema);
      await admin.query(`DROP DATABASE IF EXISTS ${quoteName(odd.schema)}; CREATE DATABASE ${quoteName(odd.schema)} CHARACTER SET utf8mb4;
        CREATE TABLE ${quoteName(odd.schema)}.${quoteName(odd.table)} (id INT PRIMARY KEY AUTO_INCREMENT, ${quoteName(odd.column)} VARCHAR(100) NOT NULL, n INT,
          KEY ${quoteName(`n"'\`☃`)} (n), KEY n_2 (n, id));
        INSERT INTO ${quoteName(odd.schema)}.${quoteName(odd.table)} (${quoteName(odd.column)}, n) SELECT email, customer_id FROM ${schema}.orders;
        USE ${schema};
        CREATE TABLE keyless (a INT NOT NULL, b VARCHAR(40) NOT NULL);
        INSERT INTO keyless SELECT customer_id, email FROM orders;
        CREATE TABLE parted (id INT NOT NULL, day INT NOT NULL, note VARCHAR(40), PRIMARY KEY (id, day)) PARTITION BY RANGE (day)
          (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE);
        INSERT INTO parted SELECT id, customer_id % 20, email FROM orders;
        CREATE VIEW paid AS SELECT id, email, total FROM orders WHERE status = 'paid'`);
      await makeLogin(admin, everything);
      await admin.query(`UPDATE performance_schema.setup_consumers SET ENABLED = 'YES'
        WHERE NAME IN ('events_statements_current', 'events_statements_history', 'events_statements_history_long')`);
      await traffic(server, schema, 12);
      known = await indexes(admin, schema);
      before = await globals(admin);
      shop = await opened(schema);
    });
    beforeEach(async () => {
      shop = await openShop(made, server, env, shop);
    });
    afterEach(async () => {
      shop.workspace.dispose();
      await admin.query(`DROP TABLE IF EXISTS ${schema}.brief`);
      await makeLogin(admin, everything);
      expect(await leftovers(admin, schema, known)).toEqual([]);
      expect(await globals(admin)).toEqual(before);
    });
    afterAll(async () => {
      await admin?.end();
      await server.stop();
      removeOwn(kind, file);
      await made.remove();
    });

    test('names that quote are names: advice, proof, trial, DDL and migration', async () => {
      const [table, column] = [quoteName(odd.table), quoteName(odd.column)];
      await send(
        [
          `SELECT * FROM ${table} WHERE ${column} = 'person7@example.test'`,
          `SELECT id FROM ${table} AS t WHERE t.${column} LIKE 'person7%' AND t.n = 3`,
        ],
        15,
        odd.schema,
      );
      const other = await opened(odd.schema);
      try {
        const id = await suggested(other, /ma"i'l/);
        const { page, copied, created } = await openEvidence(other, id);
        await page.act('prove');
        expect(page.snapshot().content?.problem).toBeUndefined();
        expect(page.snapshot().content?.verdict).toBe('proven');
        other.confirm(true);
        await page.act('proveInvisible');
        expect(page.snapshot().content?.problem).toBeUndefined();
        expect(page.snapshot().content?.verdict).toBe('proven');
        await page.act('copyDdl');
        await page.act('createMigration');
        await page.act('copyReport');
        expect(created[0]?.text).toMatch(/Schema::table|DB::statement/);
        const loaded = await view(other);
        expect(loaded.condition).toBe('ready');
        const drop = rows(loaded.nodes).find(({ id: row }) => row.startsWith('index:drop:'));
        expect(drop?.label).toContain(odd.table);
        const dropped = await openEvidence(other, drop?.id.slice('index:'.length) ?? '');
        await dropped.page.act('proveInvisible');
        expect(dropped.page.snapshot().content?.problem).toBeUndefined();
        // What was copied is what a server takes.
        const names = await indexes(admin, odd.schema);
        await admin.query(`USE ${quoteName(odd.schema)}`);
        await admin.query(copied[0] ?? '');
        expect((await indexes(admin, odd.schema)).length).toBe(names.length + 1);
        await admin.query(`USE ${schema}`);
        const statements = rows((await view(other)).nodes).flatMap(({ subject }) =>
          subject?.kind === 'statement' ? [subject.digest] : [],
        );
        for (const digest of statements) expect((await pageOf(digest, other)).state.kind).toMatch(/ready|empty|error/);
        expect(other.host.log).toEqual([]);
      } finally {
        other.workspace.dispose();
      }
    });

    test('statements of every shape are listed, explained or told why not, and none is run', async () => {
      const long = `SELECT * FROM orders WHERE email IN (${Array.from({ length: 90 }, (_, n) => `'person${n}@example.test'`).join(',')}) AND status = 'paid'`;
      const wide = `SELECT ${Array.from({ length: 60 }, (_, n) => `total + ${n} AS column_${n}`).join(', ')} FROM orders WHERE email = 'x'`;
      await send([
        long,
        wide,
        `SELECT * FROM paid WHERE email = 'person2@example.test'`,
        `WITH recent AS (SELECT * FROM orders WHERE placed_at > '2026-06-01') SELECT customer_id, COUNT(*) FROM recent GROUP BY customer_id`,
        `WITH RECURSIVE seq AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM seq WHERE n < 5) SELECT * FROM seq`,
        'SELECT id, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY placed_at) AS nth FROM orders WHERE customer_id < 3',
        `SELECT * FROM parted WHERE note = 'person3@example.test'`,
        `SELECT * FROM keyless WHERE b = 'person4@example.test'`,
        'CREATE TEMPORARY TABLE IF NOT EXISTS t1 (a INT); ',
        'SELECT * FROM t1 WHERE a = 1',
        `SELECT /* */ * /* ; DROP TABLE orders; -- */ FROM orders # ' DROP\n WHERE email = 'person5@example.test' -- ; DROP TABLE orders`,
        `SELECT /*!99999 ; DROP TABLE orders */ id FROM orders WHERE email = 'a'`,
        `SELECT "email" || 'x' FROM "orders" WHERE "status" = 'C:\\' AND "email" = 'person6@example.test'`,
        `SELECT * FROM orders WHERE placed_at = '${noDate}'`,
        `SELECT * FROM orders WHERE email = 'person7@example.test' FOR UPDATE`,
        `SELECT GET_LOCK('mine', 0), SLEEP(0), email FROM orders WHERE email = 'b' LIMIT 1`,
        `INSERT INTO keyless SELECT customer_id, email FROM orders WHERE email = 'c'`,
        `DELETE FROM orders WHERE email = 'nobody'`,
        `SELECT * FROM orders WHERE email = (SELECT email FROM orders WHERE id = 5) UNION SELECT * FROM orders WHERE status = 'none'`,
      ]);
      const [[count]] = await admin.query<RowDataPacket[]>(`SELECT COUNT(*) AS n FROM ${schema}.orders`);
      const states = new Map<string, number>();
      const shown: unknown[] = [];
      const log = await loggedDuring(admin, login.user, async () => {
        await queries.findIndexes(shop.workspace, shop.app, quiet, never);
        const loaded = await view();
        expect(loaded.condition).toBe('ready');
        shown.push(loaded, await queries.adviceData(shop.workspace, shop.app, never));
        const { statements } = await queries.readSlowStatements(shop.workspace, shop.app, never);
        expect(statements.length).toBeGreaterThan(12);
        for (const [at, { digest }] of statements.filter(({ text }) => reads.test(text)).entries()) {
          const { state } = await pageOf(digest);
          states.set(state.kind, (states.get(state.kind) ?? 0) + 1);
          if (state.kind !== 'ready') expect('message' in state && state.message).toMatch(/\w/);
          if (at < 3) await queries.findInCode(shop.workspace, shop.app, digest, never);
        }
      });
      expect(notReading(log)).toEqual([]);
      expect(states.get('ready') ?? 0).toBeGreaterThan(5);
      const [[after]] = await admin.query<RowDataPacket[]>(`SELECT COUNT(*) AS n FROM ${schema}.orders`);
      expect(after).toEqual(count);
      for (const { id } of await queries.indexChoices(shop.workspace, shop.app, never)) {
        const { page, copied } = await openEvidence(shop, id);
        if (!id.startsWith('drop:')) await page.act('prove');
        await page.act('copyReport');
        shown.push(page.snapshot(), copied);
      }
      shown.push(await queries.proveAll(shop.workspace, shop.app, quiet, never).catch(String));
      shown.push(shop.host.log, await shop.workspace.activity.readAll());
      expect(JSON.stringify(shown)).not.toContain(noDate);
      expect(JSON.stringify(shown)).not.toMatch(/person\d+@|cAnAry/);
    });

    test('tables that vanish between reading and proving are told', async () => {
      await admin.query(
        `CREATE TABLE ${schema}.brief LIKE ${schema}.orders; INSERT INTO ${schema}.brief SELECT * FROM ${schema}.orders; ANALYZE TABLE ${schema}.brief`,
      );
      await send(["SELECT * FROM brief WHERE email = 'person1@example.test'"]);
      const id = await suggested(shop, /^brief\(email/);
      await view();
      const drop = (await queries.indexChoices(shop.workspace, shop.app, never)).find((each) =>
        each.id.startsWith('drop:brief.'),
      );
      const { page } = await openEvidence(shop, id);
      const dropped = await openEvidence(shop, drop?.id ?? '');
      await admin.query(`DROP TABLE ${schema}.brief`);
      shop.confirm(true);
      for (const act of ['prove', 'proveInvisible'] as const) {
        await page.act(act);
        expect(page.snapshot().content?.timeline.at(-1)?.state, act).toBe('failed');
        expect(page.snapshot().content?.problem?.message, act).toMatch(/\w/);
      }
      await dropped.page.act('proveInvisible');
      expect(dropped.page.snapshot().content?.problem?.message).toMatch(/\w/);
      expect((await view()).condition).toBe('ready');
      const { statements } = await queries.readSlowStatements(shop.workspace, shop.app, never);
      const gone = statements.find(({ text }) => /FROM `?brief/i.test(text));
      expect((await pageOf(gone?.digest ?? '')).state.kind).not.toBe('ready');
    });

    test('privileges that are taken away half-way are told with what they were for', async () => {
      const id = await suggested();
      await view();
      const { page } = await openEvidence(shop, id);
      const { statements } = await queries.readSlowStatements(shop.workspace, shop.app, never);
      const digest = statements.find(({ text }) => /FROM `?orders/i.test(text))?.digest ?? '';
      const only = (...list: string[]): Promise<void> => makeLogin(admin, list);
      const plain = `SELECT ON \`${schema}\`.*`;

      await only(plain, 'SELECT ON performance_schema.*');
      await page.act('prove');
      expect(page.snapshot().content?.problem?.message).toMatch(/may not create a scratch schema/);
      expect(page.snapshot().content?.problem?.next).toMatch(/GRANT/);
      shop.confirm(true);
      await page.act('proveInvisible');
      expect(page.snapshot().content?.problem?.message).toMatch(/\w/);
      await expect(queries.startCapture(shop.workspace, shop.app, 30, never)).rejects.toMatchObject({
        reason: 'noPrivilege',
      });
      // A session that is open keeps the rights that it began with on its schema: it is opened anew.
      shop.app.refresh();
      await only(plain);
      const loaded = await view();
      expect(loaded.condition).toBe('ready');
      expect(loaded.message).toMatch(/performance_schema/);
      expect((await queries.sourceChoices(shop.workspace, shop.app, never)).length).toBeGreaterThan(2);
      await expect(pageOf(digest)).rejects.toSatisfy(isOpsError);
      await expect(queries.findIndexes(shop.workspace, shop.app, quiet, never)).rejects.toSatisfy(isOpsError);

      shop.app.refresh();
      await only('SELECT ON performance_schema.*', `SELECT (id) ON \`${schema}\`.customers`);
      await queries.findIndexes(shop.workspace, shop.app, quiet, never).catch((error: unknown) => {
        expect(error).toSatisfy(isOpsError);
      });
      expect((await view()).condition).toMatch(/ready|failed/);

      shop.app.refresh();
      await only();
      expect((await view()).condition).toMatch(/ready|failed/);
      await expect(queries.findIndexes(shop.workspace, shop.app, quiet, never)).rejects.toSatisfy(isOpsError);
      expect(shop.host.log.filter((line) => !/could not be read|shows no statements/.test(line))).toEqual([]);
    });

    /** Every piece of work that changes something, until its end or its error. */
    const works: Readonly<Record<string, (signal: AbortSignal, id: string) => Promise<unknown>>> = {
      find: (signal) => queries.findIndexes(shop.workspace, shop.app, quiet, signal),
      prove: (signal, id) => queries.proveIndex(shop.workspace, shop.app, id, quiet, signal),
      tryNew: (signal, id) => queries.tryInvisible(shop.workspace, shop.app, id, quiet, signal),
      tryWithout: (signal) => queries.tryInvisible(shop.workspace, shop.app, redundant, quiet, signal),
      capture: async (signal) => {
        await queries.startCapture(shop.workspace, shop.app, 30, signal);
        await wait(20);
        await queries.stopCapture(shop.workspace, shop.app, never);
      },
    };
    /** What is left after trouble is taken back as a person would be told to. */
    const settle = async (): Promise<void> => {
      for (const take of [queries.stopCapture, queries.takeBackTrials])
        await take(shop.workspace, shop.app, never).catch((error: unknown) => {
          if (!isOpsError(error, 'nothingOpen')) throw error;
        });
    };

    /** How many milliseconds the whole of some work takes, and the suggestion that it is done with. */
    const timed = async (name: string): Promise<{ readonly id: string; readonly whole: number }> => {
      // Servers forget calls: those with values have to be recent.
      await traffic(server, schema, 2);
      const id = await suggested();
      await view();
      shop.confirm(true);
      const began = performance.now();
      await works[name]?.(never, id);
      return { id, whole: performance.now() - began };
    };

    test.each(Object.keys(works))('%s is stopped at any moment', async (name) => {
      const random = seeded(seed);
      const { id, whole } = await timed(name);
      for (let round = 0; round < rounds; round++) {
        const abort = new AbortController();
        const work = works[name]?.(abort.signal, id).catch((error: unknown) => error);
        await wait(random() * whole);
        abort.abort();
        const ended = await work;
        if (ended instanceof Error) expect(ended).toMatchObject({ reason: 'cancelled' });
        // Without help: what was begun is taken back before the work says that it ended.
        if (name !== 'capture') expect(await leftovers(admin, schema, known)).toEqual([]);
        await settle();
        expect(await globals(admin)).toEqual(before);
        // A search that was stopped has forgotten nothing; one that ended has found the same.
        expect((await queries.indexChoices(shop.workspace, shop.app, never)).map((each) => each.id)).toContain(id);
      }
    });

    test.each(Object.keys(works))('%s loses its connections at any moment', async (name) => {
      const random = seeded(seed + 1);
      const { id, whole } = await timed(name);
      for (let round = 0; round < rounds; round++) {
        const work = works[name]?.(never, id).catch((error: unknown) => error);
        await wait(random() * whole);
        await killAll(admin);
        const ended = await work;
        if (ended instanceof Error) expect(ended).toSatisfy(isOpsError);
        await settle();
        expect(await leftovers(admin, schema, known), String(ended)).toEqual([]);
        expect(await globals(admin), String(ended)).toEqual(before);
      }
    });

    test('reading goes on after its connection broke, and says so while it does', async () => {
      const random = seeded(seed + 2);
      for (let round = 0; round < rounds; round++) {
        const loading = view();
        await wait(random() * 60);
        await killAll(admin);
        expect((await loading).condition).toMatch(/ready|failed/);
        // Until the end of an idle session has been heard of.
        await wait(100);
        expect((await view()).condition).toBe('ready');
      }
    });
  });

/** Ends every session of the application's login, whatever it does. */
async function killAll(admin: Connection): Promise<void> {
  const [sessions] = await admin.query<RowDataPacket[]>(
    'SELECT ID AS id FROM information_schema.PROCESSLIST WHERE USER = ?',
    [login.user],
  );
  for (const { id } of sessions) await admin.query(`KILL ${Number(id)}`).catch((error: Error) => error);
}
