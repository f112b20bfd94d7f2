// MariaDB as it comes, without performance_schema: what is missing is said, a capture makes the slow log a source, and advice
// comes from it. Foreign SQL modes put values where they look like names.
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as queries from '../../src/services/queryServices';
import { rows, temporary } from './host';
import { removeOwn, startOwn, type OwnServer } from './ownServers';
import {
  canary,
  globals,
  grants,
  indexes,
  inSession,
  leftovers,
  makeLogin,
  makeTables,
  never,
  openEvidence,
  openPage,
  openShop,
  quiet,
  type QueryShop,
} from './queriesShop';
import { administrator } from './sqlSessions';

const schema = 'ops_plain';
const file = 'queriesPlain';

describe('MariaDB without performance_schema', async () => {
  const server: OwnServer | undefined = await startOwn('mariadbPlain', file);
  if (server === undefined) {
    test.skip('no server', () => undefined);
    return;
  }
  const made = temporary();
  let admin: Connection;
  let shop: QueryShop;
  let known: readonly string[] = [];
  let before: Readonly<Record<string, string>> = {};

  beforeAll(async () => {
    admin = await administrator(server);
    await makeTables(admin, schema);
    await makeLogin(admin, grants(schema, 'mariadb'));
    known = await indexes(admin, schema);
    before = await globals(admin);
    shop = await openShop(made, server, { DB_CONNECTION: 'mariadb', DB_DATABASE: schema });
  });
  afterAll(async () => {
    shop?.workspace.dispose();
    await admin?.end();
    await server.stop();
    removeOwn('mariadbPlain', file);
    await made.remove();
  });

  /** Everything that this session sends is slow to the server. */
  const send = async (mode: string, statements: readonly string[], times: number): Promise<void> => {
    await inSession(server, schema, async (session) => {
      await session.query('SET SESSION long_query_time = 0');
      await session.query(`SET SESSION sql_mode = '${mode}'`);
      for (let n = 0; n < times; n++) for (const sql of statements) await session.query(sql);
    });
  };
  const view = () => queries.databaseView(shop.workspace, never);

  test('the view says what is missing and what to do; nothing is thrown', async () => {
    const loaded = await view();
    expect(loaded.condition).toBe('ready');
    expect(loaded.message).toMatch(/performance_schema/);
    const choices = await queries.sourceChoices(shop.workspace, shop.app, never);
    expect(choices.find(({ id }) => id === 'performance_schema')).toMatchObject({ usable: false });
    await expect(queries.grantText(shop.app, never)).rejects.toMatchObject({ reason: 'notNeeded' });
    await expect(queries.findIndexes(shop.workspace, shop.app, quiet, never)).rejects.toMatchObject({
      advice: { next: expect.stringMatching(/\w/) as string },
    });
  });

  test('a window that closes during a capture is gone when the server is set back', async () => {
    shop.confirm(true);
    await queries.startCapture(shop.workspace, shop.app, 30, never);
    expect(await globals(admin)).not.toEqual(before);
    await shop.workspace.queries.close(4_000);
    expect(await globals(admin)).toEqual(before);
    await expect(queries.stopCapture(shop.workspace, shop.app, never)).rejects.toMatchObject({ reason: 'nothingOpen' });
  });

  test('after a capture the slow log is the source: list, page, advice and proof', async () => {
    shop.confirm(true);
    await queries.startCapture(shop.workspace, shop.app, 30, never);
    await send('', [`SELECT * FROM orders WHERE email = '${canary}'`], 20);
    await send('', [`SELECT * FROM orders WHERE customer_id = 7 AND email = "${canary}" /* ${canary} */`], 5);
    await send(
      'ANSI_QUOTES,NO_BACKSLASH_ESCAPES',
      [`SELECT "id" FROM "orders" WHERE "status" = 'a\\' AND "email" = '${canary}' -- ${canary}`],
      5,
    );
    await queries.stopCapture(shop.workspace, shop.app, never);
    expect(await globals(admin)).toEqual(before);
    await queries.forgetWhatWasRead(shop.workspace, shop.app);
    const loaded = await view();
    expect(loaded.condition).toBe('ready');
    const digests = rows(loaded.nodes).flatMap(({ subject }) =>
      subject?.kind === 'statement' ? [subject.digest] : [],
    );
    expect(digests.length).toBeGreaterThanOrEqual(3);
    const { statements, source } = await queries.readSlowStatements(shop.workspace, shop.app, never);
    expect(source).toBe('slowLogTable');
    const digest = statements.find(({ text }) => /^select \* from orders where email = \?$/i.test(text))?.digest;
    const content = await (await openPage(shop, digest ?? '')).load(never);
    expect(content.state).toEqual({ kind: 'ready' });
    expect(JSON.stringify(content.examples)).toContain(canary);
    const found = await queries.findIndexes(shop.workspace, shop.app, quiet, never);
    const [choice] = await queries.indexChoices(shop.workspace, shop.app, never);
    expect(choice?.id).toMatch(/^orders\(email/);
    const evidence = await openEvidence(shop, choice?.id ?? '');
    await evidence.page.act('prove');
    expect(evidence.page.snapshot().content?.problem).toBeUndefined();
    expect(evidence.page.snapshot().content?.verdict).toBe('proven');
    await evidence.page.act('copyReport');
    const shown = JSON.stringify([
      loaded,
      statements,
      found,
      await queries.adviceData(shop.workspace, shop.app, never),
      evidence.page.snapshot(),
      evidence.copied,
      await view(),
      shop.host.log,
      await shop.workspace.activity.readAll(),
    ]);
    const at = shown.indexOf('cAnAry.');
    expect(at < 0 ? '' : shown.slice(Math.max(0, at - 200), at + 40)).toBe('');
    expect(await leftovers(admin, schema, known)).toEqual([]);
  });
});
