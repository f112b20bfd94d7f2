// From the slow statement to the proven index, through the services that editor and command line share, on real servers: what
// is shown, what reaches the server, what is left on it, and where a value of the application turns up.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { runCli } from '../../src/cli/runCli';
import type { CliDeps } from '../../src/cli/io';
import { openBackupFiles } from '../../src/node/archives';
import { diskTextSource } from '../../src/node/files';
import { loadDrivers } from '../../src/node/loadDrivers';
import * as queries from '../../src/services/queryServices';
import { rows, temporary } from './host';
import { loggedDuring, notReading, type LoggedStatement } from './generalLog';
import { removeOwn, startOwn, type OwnServer } from './ownServers';
import {
  globals,
  grants,
  indexes,
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

const schema = 'ops_queries';
const file = 'queries';
/** Above every pid that Linux, macOS and Windows give. */
const nobody = 2 ** 30;

for (const kind of ['mariadb', 'mysql'] as const)
  describe(kind, async () => {
    const server: OwnServer | undefined = await startOwn(kind, file);
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
    const [hidden, seen] = kind === 'mysql' ? ['INVISIBLE', 'VISIBLE'] : ['IGNORED', 'NOT IGNORED'];

    beforeAll(async () => {
      admin = await administrator(server);
      await makeTables(admin, schema);
      await makeLogin(admin, grants(schema, kind));
      await admin.query(`UPDATE performance_schema.setup_consumers SET ENABLED = 'YES'
        WHERE NAME IN ('events_statements_current', 'events_statements_history', 'events_statements_history_long')`);
      await traffic(server, schema);
      known = await indexes(admin, schema);
      before = await globals(admin);
    });
    beforeEach(async () => {
      shop = await openShop(made, server, env, shop);
    });
    afterEach(async () => {
      shop.workspace.dispose();
      expect(await leftovers(admin, schema, known)).toEqual([]);
      expect(await globals(admin)).toEqual(before);
    });
    afterAll(async () => {
      await admin?.end();
      await server.stop();
      removeOwn(kind, file);
      await made.remove();
    });

    const view = () => queries.databaseView(shop.workspace, never);
    const digestOf = async (pattern: RegExp): Promise<string> => {
      const { statements } = await queries.readSlowStatements(shop.workspace, shop.app, never);
      const found = statements.find(({ text }) => pattern.test(text));
      if (found === undefined) throw new Error(`no ${pattern} in ${statements.map(({ text }) => text).join('\n')}`);
      return found.digest;
    };
    const byEmail = /^SELECT \* FROM `?orders`? WHERE `?email`? = \?/i;
    const byEmailAndStatus = /^SELECT `?id`? ?, `?total`? FROM/i;
    const statementPage = (id: string) => openPage(shop, id);
    /** Id of the suggestion for the e-mail, found anew. */
    const suggested = () => suggestedIn(shop, /^orders\(email/);
    const redundant = 'drop:orders.orders_customer_id_index';

    test('the view names its source and lists statements, suggestions, indexes without use and health', async () => {
      await queries.findIndexes(shop.workspace, shop.app, quiet, never);
      const loaded = await view();
      expect(loaded.condition).toBe('ready');
      const shown = rows(loaded.nodes);
      expect(shown.filter(({ subject }) => subject?.kind === 'statement').length).toBeGreaterThanOrEqual(4);
      expect(loaded.nodes.map(({ id }) => id)).toEqual(expect.arrayContaining(['suggestions', 'unneeded']));
      expect(loaded.nodes.map(({ label }) => label).join(' ')).toMatch(/health/i);
      expect(shown.map(({ id }) => id)).toContain(`index:${redundant}`);
      expect(shop.host.log).toEqual([]);
    });

    test('every source says whether it can be used', async () => {
      const choices = await queries.sourceChoices(shop.workspace, shop.app, never);
      expect(choices.map(({ id }) => id)).toEqual(
        expect.arrayContaining(['auto', 'performance_schema', 'slowLogTable']),
      );
      expect(choices.find(({ id }) => id === 'performance_schema')).toMatchObject({ usable: true });
      for (const { detail, id } of choices) expect(detail, id).toMatch(/\w/);
      expect(await queries.grantText(shop.app, never)).toMatch(/^GRANT SELECT ON performance_schema/);
    });

    test('the page of a statement has plan, tables, trend, code, suggestions and a real call', async () => {
      await suggested();
      const source = await statementPage(await digestOf(byEmail));
      const content = await source.load(never);
      expect(content.state).toEqual({ kind: 'ready' });
      expect(content.plan?.nodes[0]).toMatchObject({ access: 'Full scan' });
      expect(content.tables?.map(({ name }) => name)).toEqual(['orders']);
      expect(content.suggestions?.indexes.map(({ id }) => id).join()).toMatch(/orders\(email/);
      expect(content.trend?.note).toMatch(/readings?/);
      expect(content.code).toBeDefined();
      expect(JSON.stringify(content.examples)).toMatch(/person|cAnAry/);
    });

    test('a prepared statement is explained by values of its columns; MariaDB says what it did not keep', async () => {
      if (kind === 'mariadb') {
        const { uncaptured } = await queries.readSlowStatements(shop.workspace, shop.app, never);
        expect(uncaptured.map(({ reason }) => reason)).toContain('prepared');
        return;
      }
      const source = await statementPage(await digestOf(byEmailAndStatus));
      const content = await source.load(never);
      expect(content.state, JSON.stringify(content)).toEqual({ kind: 'ready' });
      expect(content.plan?.nodes[0]).toMatchObject({ access: 'Full scan' });
      for (const { provenance } of content.parameters ?? []) expect(provenance).toMatch(/\w/);
    });

    test('a statement of an editor is explained; what changes is not run', async () => {
      const text = `-- report\nSELECT COUNT(*) FROM orders WHERE status = 'paid';\nDELETE FROM orders WHERE status = 'sent';`;
      const give = (start: number) =>
        queries.giveStatement(
          shop.workspace,
          shop.app,
          { text, language: 'sql', start, end: start, file: 'report.sql' },
          never,
        );
      const first = await (await statementPage(await give(20))).load(never);
      expect(first.state).toEqual({ kind: 'ready' });
      const second = await (await statementPage(await give(text.length - 5))).load(never);
      expect(second.state).toEqual({ kind: 'ready' });
      const [[count]] = await admin.query<RowDataPacket[]>(`SELECT COUNT(*) AS n FROM ${schema}.orders`);
      expect(Number(count?.['n'])).toBe(12_000);
    });

    test('what a connection runs now is explained', async () => {
      // In another schema: a cross join would outweigh every other statement of the list.
      const elsewhere = { host: server.host, port: server.port, database: 'information_schema' };
      const busy = await createConnection({ ...login, ...elsewhere });
      const running = busy
        .query(
          `SELECT COUNT(*) FROM ${schema}.orders AS a JOIN ${schema}.orders AS b ON a.total <> b.total JOIN ${schema}.customers AS c ON c.id <> b.id`,
        )
        .catch((error: unknown) => error);
      try {
        await vi.waitFor(
          async () => {
            const id = await queries.explainRunning(shop.workspace, shop.app, busy.threadId, never);
            const content = await (await statementPage(id)).load(never);
            expect(content.state).toEqual({ kind: 'ready' });
            expect(content.plan?.nodes.length).toBeGreaterThan(0);
          },
          { timeout: 10_000, interval: 200 },
        );
      } finally {
        await admin.query(`KILL QUERY ${busy.threadId}`).catch(() => undefined);
        await running;
        await busy.end();
      }
    });

    test('an index is proven on a scratch copy, which is dropped; page, report and migration say so', async () => {
      const id = await suggested();
      const { page, copied, created } = await openEvidence(shop, id);
      await page.act('prove');
      const { content } = page.snapshot();
      expect(content?.problem).toBeUndefined();
      expect(content?.verdict).toBe('proven');
      expect(content?.timeline.map(({ state }) => state)).toEqual(['done']);
      expect(content?.plans.length).toBeGreaterThan(0);
      await page.act('copyReport');
      expect(copied[0]).toMatch(/How it was measured/);
      await page.act('createMigration');
      expect(created[0]?.text).toMatch(/\$table->index\(/);
      const loaded = await view();
      expect(rows(loaded.nodes).find((row) => row.id === `index:${id}`)?.description).toMatch(/proven/);
    });

    test('an index is proven invisibly on the real table, which is as before', async () => {
      const { page } = await openEvidence(shop, await suggested());
      shop.confirm(true);
      await page.act('proveInvisible');
      const { content } = page.snapshot();
      expect(content?.problem).toBeUndefined();
      expect(content?.verdict).toBe('proven');
      expect(shop.asked.map(({ id }) => id)).toEqual(['database.tryInvisible']);
      expect(await readdir(join(shop.root, 'storage/laravel-ops/trials'))).toEqual([]);
    });

    test('nothing is tried while nobody confirms', async () => {
      const { page } = await openEvidence(shop, await suggested());
      const log = await loggedDuring(admin, login.user, () => page.act('proveInvisible'));
      expect(page.snapshot().content?.timeline.map(({ state }) => state)).toEqual(['cancelled']);
      expect(notReading(log)).toEqual([]);
    });

    test('an index that may go is hidden for its statements and shown again', async () => {
      await suggested();
      await view();
      const { page } = await openEvidence(shop, redundant);
      shop.confirm(true);
      const log = await loggedDuring(admin, login.user, () => page.act('proveInvisible'));
      expect(page.snapshot().content?.problem).toBeUndefined();
      const altered = notReading(log)
        .map(({ text }) => text)
        .filter((text) => /^ALTER/i.test(text));
      expect(altered).toEqual(shop.asked[0]?.preview.filter((text) => /^ALTER/i.test(text)));
      expect(altered).toHaveLength(2);
    });

    test('dismissed indexes and muted statements are gone until they are shown again', async () => {
      const id = await suggested();
      const { page } = await openEvidence(shop, id, 7);
      await page.act('dismiss');
      expect(rows((await view()).nodes).map((row) => row.id)).not.toContain(`index:${id}`);
      await page.act('restore');
      expect(rows((await view()).nodes).map((row) => row.id)).toContain(`index:${id}`);
      const digest = await digestOf(byEmail);
      const label = await queries.statementText(shop.workspace, shop.app, digest, never);
      const digests = async () =>
        rows((await view()).nodes).flatMap(({ subject }) => (subject?.kind === 'statement' ? [subject.digest] : []));
      queries.muteFor(shop.workspace, shop.app, { kind: 'statement', id: digest, label }, 0);
      expect(await digests()).not.toContain(digest);
      expect(queries.mutedOf(shop.workspace, shop.app)).toEqual([{ kind: 'statement', id: digest, label }]);
      queries.unmute(shop.workspace, shop.app, 'statement', digest);
      expect(await digests()).toContain(digest);
    });

    test('two readings are a trend: the second window keeps the next one', async () => {
      await view();
      shop.workspace.dispose();
      await traffic(server, schema, 5);
      shop = await openShop(made, server, env, shop);
      await view();
      const content = await (await statementPage(await digestOf(byEmail))).load(never);
      expect(content.trend?.points.length, content.trend?.note).toBeGreaterThanOrEqual(1);
    });

    test('a capture sets the server and sets it back, by hand', async () => {
      shop.confirm(true);
      const said = await queries.startCapture(shop.workspace, shop.app, 30, never);
      expect(said).toMatch(/Capturing for 30 minutes/);
      expect(await globals(admin)).not.toEqual(before);
      await expect(queries.startCapture(shop.workspace, shop.app, 30, never)).rejects.toMatchObject({
        reason: 'running',
      });
      expect(await queries.stopCapture(shop.workspace, shop.app, never)).toMatch(/set back/);
      await expect(queries.stopCapture(shop.workspace, shop.app, never)).rejects.toMatchObject({
        reason: 'nothingOpen',
      });
    });

    test('a capture ends with its window', async () => {
      shop.confirm(true);
      await queries.startCapture(shop.workspace, shop.app, 30, never);
      shop.workspace.dispose();
      await vi.waitFor(async () => expect(await globals(admin)).toEqual(before), { timeout: 15_000, interval: 100 });
    });

    test('a capture is set back where it was begun, whatever environment is in use by then', async () => {
      shop.confirm(true);
      await queries.startCapture(shop.workspace, shop.app, 30, never);
      shop.host.state.environments = [
        { id: 'other', role: 'staging', host: '127.0.0.1', port: 1, database: 'nobody', username: 'nobody' },
      ];
      shop.app.use('other');
      expect(await queries.stopCapture(shop.workspace, shop.app, never)).toMatch(/set back/);
    });

    test('a capture that a crash left is set back from its journal; one whose journal was edited is not', async () => {
      shop.confirm(true);
      const folder = join(shop.root, 'storage/laravel-ops/captures');
      const journals = async () => (await readdir(folder)).filter((name) => name.endsWith('.jsonl'));
      const earlier = new Set(await journals());
      await queries.startCapture(shop.workspace, shop.app, 30, never);
      const name = (await journals()).find((each) => !earlier.has(each)) ?? '';
      const [begun = ''] = (await readFile(join(folder, name), 'utf8')).split('\n');
      const during = await globals(admin);
      await queries.stopCapture(shop.workspace, shop.app, never);
      // As a process leaves it that was killed while it captured.
      await admin.query(
        `SET GLOBAL slow_query_log = 1; SET GLOBAL log_output = 'TABLE'; SET GLOBAL long_query_time = ${during['long_query_time']}`,
      );
      const left = { ...(JSON.parse(begun) as object), owner: { host: hostname(), pid: nobody } };
      await writeFile(
        join(folder, name),
        `${JSON.stringify(left).replace('"long_query_time"', '"secure_file_priv"')}\n`,
      );
      await expect(queries.stopCapture(shop.workspace, shop.app, never)).rejects.toMatchObject({
        reason: 'nothingOpen',
      });
      await writeFile(join(folder, name), `${JSON.stringify(left)}\n`);
      expect(await queries.stopCapture(shop.workspace, shop.app, never)).toMatch(/set back/);
    });

    const trialsOf = () => join(shop.root, 'storage/laravel-ops/trials');
    /** A trial as a killed process leaves it. */
    const leaveTrial = async (undo: string): Promise<string> => {
      const { environment } = await shop.app.current();
      const profile = environment.sql.find(({ connection }) => connection === kind)?.id ?? '';
      await mkdir(trialsOf(), { recursive: true });
      const id = `20261123T100000-${randomBytes(3).toString('hex')}`;
      const trial = { id, at: new Date().toISOString(), profile, undo, host: hostname(), pid: nobody };
      const path = join(trialsOf(), `${id}.json`);
      await writeFile(path, JSON.stringify(trial));
      return path;
    };

    test('a trial of a killed process is taken back: the index it made is dropped, the one it hid is shown', async () => {
      await admin.query(
        `ALTER TABLE ${schema}.orders ADD INDEX laravel_ops_trial_00c0ffee (email) ${hidden}, ALTER INDEX orders_customer_id_index ${hidden}`,
      );
      await leaveTrial(`ALTER TABLE \`${schema}\`.\`orders\` DROP INDEX \`laravel_ops_trial_00c0ffee\``);
      await leaveTrial(`ALTER TABLE \`${schema}\`.\`orders\` ALTER INDEX \`orders_customer_id_index\` ${seen}`);
      // Of a table that is gone, and of an index that somebody dropped meanwhile: nothing is left of those.
      await leaveTrial(`ALTER TABLE \`${schema}\`.\`gone\` DROP INDEX \`laravel_ops_trial_00c0ffee\``);
      await leaveTrial(`ALTER TABLE \`${schema}\`.\`orders\` DROP INDEX \`laravel_ops_trial_0badcafe\``);
      shop.confirm(true);
      expect(await queries.takeBackTrials(shop.workspace, shop.app, never)).toMatch(/4 trials/);
      expect(shop.asked[0]?.preview).toHaveLength(4);
      expect(await indexes(admin, schema)).toEqual(known);
      expect(await readdir(trialsOf())).toEqual([]);
    });

    test('a trial whose file was edited to say something else is not run', async () => {
      shop.confirm(true);
      const table = `ALTER TABLE \`${schema}\`.\`orders\``;
      const files = await Promise.all(
        [
          `DROP TABLE \`${schema}\`.\`orders\``,
          `${table} DROP INDEX \`orders_customer_id_index\``,
          `${table} DROP INDEX \`laravel_ops_trial_00c0ffee\`, DROP COLUMN \`email\``,
          `${table} DROP INDEX \`laravel_ops_trial_00c0ffee\`; DROP TABLE customers`,
          `${table} ALTER INDEX \`a\` VISIBLE, DROP COLUMN \`email\` VISIBLE`,
          `ALTER TABLE \`a\`\`; -- \`.\`b\` RENAME TO c; DROP INDEX \`laravel_ops_trial_00c0ffee\``,
          '',
        ].map(leaveTrial),
      );
      const log = await loggedDuring(admin, login.user, async () => {
        await expect(queries.takeBackTrials(shop.workspace, shop.app, never)).rejects.toMatchObject({
          reason: 'nothingOpen',
        });
      });
      expect(notReading(log)).toEqual([]);
      expect(shop.asked).toEqual([]);
      await Promise.all(files.map((each) => rm(each)));
    });

    test('an index that somebody hid is not shown by a trial of ours', async () => {
      await suggested();
      await view();
      const { page } = await openEvidence(shop, redundant);
      const alter = `ALTER TABLE ${schema}.orders ALTER INDEX orders_customer_id_index`;
      await admin.query(`${alter} ${hidden}`);
      try {
        shop.confirm(true);
        await page.act('proveInvisible');
        expect(page.snapshot().content?.problem?.message).toMatch(/hidden already/);
        expect(shop.asked).toEqual([]);
        expect(await indexes(admin, schema)).toContain('orders.orders_customer_id_index hidden');
      } finally {
        await admin.query(`${alter} ${seen}`);
      }
    });

    test('an index that a hint names is needed, and nothing is said of one that no known statement could use', async () => {
      await view();
      const { page } = await openEvidence(shop, redundant);
      shop.confirm(true);
      await page.act('proveInvisible');
      expect(page.snapshot().content?.problem?.message).toMatch(/nothing to try it with/);
      await queries.findIndexesFor(
        shop.workspace,
        shop.app,
        'SELECT total FROM orders FORCE INDEX (orders_customer_id_index) WHERE customer_id = 3;',
        quiet,
        never,
      );
      await page.act('proveInvisible');
      const { content } = page.snapshot();
      expect(content?.problem).toBeUndefined();
      expect(content?.verdict).toBe('needed');
      expect(content?.proofRemarks.join(' ')).toMatch(/hint/);
    });

    const cli = async (...args: readonly string[]): Promise<{ status: number; out: string; err: string }> => {
      let out = '';
      let err = '';
      const deps: CliDeps = {
        version: '0.0.0',
        files: diskTextSource(),
        backupFiles: openBackupFiles(),
        tracked: async () => ({ kind: 'unknown', reason: 'not asked' }) as never,
        git: async (folder) => (await loadDrivers()).openGit(folder),
        sql: async () => (await loadDrivers()).createSqlConnector(),
        redis: async () => (await loadDrivers()).createRedisConnector(),
      };
      const io = {
        stdout: (text: string) => void (out += text),
        stderr: (text: string) => void (err += text),
        colour: false,
        now: () => new Date(),
        resolve: (path: string) => path,
      };
      const status = await runCli(args, io, deps);
      return { status, out, err };
    };

    test('looking, explaining and advising only read; what a guard showed is all that changes something', async () => {
      const proveIt: (() => Promise<unknown>)[] = [];
      const log = await loggedDuring(admin, login.user, async () => {
        const id = await suggested();
        await view();
        await queries.sourceChoices(shop.workspace, shop.app, never);
        const digest = await digestOf(byEmail);
        await (await statementPage(digest)).load(never);
        if (kind === 'mysql') await (await statementPage(await digestOf(byEmailAndStatus))).load(never);
        await (await statementPage(await digestOf(/^UPDATE/i))).load(never);
        await queries.findInCode(shop.workspace, shop.app, digest, never);
        await queries.indexMigrationFile(shop.workspace, shop.app, id, never);
        const { page } = await openEvidence(shop, id);
        await openEvidence(shop, redundant);
        const given = await queries.giveStatement(
          shop.workspace,
          shop.app,
          { text: 'DELETE FROM orders WHERE id = 1', language: 'sql', start: 3, end: 3, file: 'a.sql' },
          never,
        );
        await (await statementPage(given)).load(never);
        proveIt.push(() => page.act('prove'));
      });
      expect(log.length).toBeGreaterThan(20);
      expect(notReading(log)).toEqual([]);
      const proof = await loggedDuring(admin, login.user, async () => proveIt[0]?.());
      expect(otherThanScratch(notReading(proof))).toEqual([]);
      expect(proof.filter(({ text }) => /^CREATE DATABASE/i.test(text))).toHaveLength(1);
      expect(proof.filter(({ text }) => /^DROP DATABASE/i.test(text))).toHaveLength(1);
    });

    test('a value of the application is shown with its statement and nowhere else', async () => {
      const shown: unknown[] = [];
      const id = await suggested();
      shown.push(await view(), await queries.indexChoices(shop.workspace, shop.app, never));
      const { page, copied, created } = await openEvidence(shop, id, 1);
      await page.act('prove');
      expect(page.snapshot().content?.verdict).toBe('proven');
      await page.act('copyReport');
      await page.act('createMigration');
      await page.act('copyMigration');
      await page.act('copyDdl');
      shown.push(page.title, page.snapshot(), copied, created, await view());
      shop.confirm(true);
      await page.act('proveInvisible');
      expect(page.snapshot().content?.problem).toBeUndefined();
      shown.push(page.snapshot());
      const drop = await openEvidence(shop, redundant);
      await drop.page.act('proveInvisible');
      shown.push(
        drop.page.snapshot(),
        shop.asked.map(({ title, preview }) => [title, preview]),
      );
      const digest = await digestOf(byEmail);
      const source = await statementPage(digest);
      const content = await source.load(never);
      shown.push(source.title, await queries.statementText(shop.workspace, shop.app, digest, never));
      await page.act('dismiss');
      shown.push(queries.mutedOf(shop.workspace, shop.app));
      for (const args of [
        ['slow', shop.root, '--limit', '50'],
        ['slow', shop.root, '--json', '--limit', '50'],
        ['advise', shop.root],
        ['advise', shop.root, '--json', '--prove', '--yes'],
        ['migration', shop.root, '--json'],
      ]) {
        const { out, err, status } = await cli(...args);
        expect(status, `${args.join(' ')} ${err}${out}`).toBe(0);
        shown.push(out, err);
      }
      shown.push(shop.host.log, await shop.workspace.activity.readAll());
      const kept = await filesBelow(shop.host.storage);
      expect(kept.some(({ name }) => name.includes('queries/'))).toBe(true);
      shown.push(kept, await filesBelow(join(shop.root, 'storage/laravel-ops')));
      // It is there where somebody asked for it: the test would otherwise see nothing anywhere.
      expect(JSON.stringify(content)).toContain('@example.test');
      const places = shown.flatMap((each, at) => placesOf(each, `${at}`));
      expect(places).toEqual([]);
    });

    test('on production nothing is built, hidden or run, locked or not', async () => {
      const at = await made.shop({
        ...env,
        APP_ENV: 'production',
        DB_HOST: server.host,
        DB_PORT: server.port,
        DB_USERNAME: login.user,
        DB_PASSWORD: login.password,
      });
      const other = await openShop(made, server, env, { root: at, host: shop.host });
      try {
        other.confirm(true);
        await queries.findIndexes(other.workspace, other.app, quiet, never);
        const [choice] = await queries.indexChoices(other.workspace, other.app, never);
        await queries.databaseView(other.workspace, never);
        for (const unlocked of [false, true]) {
          if (unlocked)
            await other.workspace.guard.unlock(other.workspace.target(other.app, await other.app.current()), 'because');
          const log = await loggedDuring(admin, login.user, async () => {
            for (const id of [choice?.id ?? '', redundant])
              await expect(queries.tryInvisible(other.workspace, other.app, id, quiet, never)).rejects.toMatchObject({
                reason: 'production',
              });
            await expect(
              queries.proveIndex(other.workspace, other.app, choice?.id ?? '', quiet, never),
            ).rejects.toMatchObject({ reason: 'production' });
            await expect(
              queries.explainAsked(other.workspace, other.app, { sql: 'SELECT 1 FROM orders', analyze: true }, never),
            ).rejects.toMatchObject({ reason: expect.stringMatching(/production|notOnProduction/) });
            const { page } = await openEvidence(other, choice?.id ?? '');
            await page.act('prove');
            await page.act('proveInvisible');
            expect(page.snapshot().content?.problem?.message).toMatch(/production/);
          });
          expect(notReading(log)).toEqual([]);
          expect(log.filter(({ text }) => /^\s*ANALYZE|EXPLAIN ANALYZE/i.test(text))).toEqual([]);
        }
        expect(other.asked).toEqual([]);
      } finally {
        other.workspace.dispose();
      }
    });
  });

/** Statements that touch anything but a scratch schema of ours. */
function otherThanScratch(log: readonly LoggedStatement[]): readonly string[] {
  return log.map(({ text }) => text).filter((text) => !text.includes('laravel_ops_scratch_') && !harmless.test(text));
}

/** Of a session that copies: its own settings, and named locks. LOAD DATA of a table that is not there asks what is allowed. */
const harmless = /^(?:SET SESSION|SET TRANSACTION|DO RELEASE_LOCK|COMMIT|LOAD DATA LOCAL INFILE 'laravel_ops_)/i;

async function filesBelow(folder: string): Promise<readonly { name: string; text: string }[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    names
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const name = join(entry.parentPath, entry.name);
        return { name, text: await readFile(name, 'utf8') };
      }),
  );
}

/** Where in a value the canary stands, as paths. */
function placesOf(value: unknown, path: string): readonly string[] {
  if (typeof value === 'string') {
    const at = value.search(/cAnAry(?!-db)/);
    return at < 0 ? [] : [`${path}: …${value.slice(Math.max(0, at - 60), at + 30)}…`];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => placesOf(each, `${path}.${key}`));
}
