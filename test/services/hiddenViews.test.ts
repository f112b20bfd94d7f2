// With every view hidden no server hears from us; with one shown it does. Counted by the servers themselves, while the real
// extension runs with the shortest poll.
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Connection } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { activate, deactivate } from '../../src/extension';
import type * as vscode from 'vscode';
import { extensionContext, fake } from '../fakes/vscode';
import { rows, temporary } from './host';
import { isThere } from './servers';
import { administrator, makeUser } from './sqlSessions';
import { ofSuite } from './support';

vi.mock('vscode', () => import('../fakes/vscode'));
vi.mock('../../src/vscode/languageClient/start', () => ({
  startLanguageClient: async () => ({ updateOptions: async () => undefined, dispose: async () => undefined }),
}));

const schema = 'ops_hidden';
const user = 'ops_hidden';
const views = ['overview', 'backups', 'database', 'activity'].map((name) => `laravelOps.${name}`);
/** Milliseconds of looking away: three polls of one second. */
const awhile = 3_500;

const foundSql = inject('mariadb');
const foundRedis = inject('redis');

describe.skipIf(!isThere(foundSql) || !isThere(foundRedis))('what servers hear', () => {
  const sql = ofSuite(foundSql);
  const redis = ofSuite(foundRedis);
  const made = temporary();
  let admin: Connection;
  let redisAdmin: Redis;
  let context: ReturnType<typeof extensionContext>;

  beforeAll(async () => {
    admin = await administrator(sql);
    await admin.query(`DROP DATABASE IF EXISTS ${schema}; CREATE DATABASE ${schema}`);
    await makeUser(admin, user, 'hidden-views-1', [`SELECT ON ${schema}.*`, 'SELECT ON performance_schema.*']);
    redisAdmin = new Redis({
      host: redis.host,
      port: redis.port,
      ...(redis.password === '' ? {} : { password: redis.password }),
    });
    await redisAdmin.call('ACL', 'SETUSER', user, 'reset', 'on', '>hidden-views-2', '~*', '&*', '+@all');
  });
  afterAll(async () => {
    await redisAdmin?.call('ACL', 'DELUSER', user);
    redisAdmin?.disconnect();
    await admin?.query(`DROP DATABASE IF EXISTS ${schema}`);
    await admin?.end();
    await made.remove();
  });
  beforeEach(async () => {
    fake.reset();
    fake.setSetting('laravelOps.polling.intervalSeconds', 1);
    fake.setFolders(
      await made.shop({
        DB_CONNECTION: 'mariadb',
        DB_HOST: sql.host,
        DB_PORT: sql.port,
        DB_DATABASE: schema,
        DB_USERNAME: user,
        DB_PASSWORD: 'hidden-views-1',
        REDIS_HOST: redis.host,
        REDIS_PORT: redis.port,
        REDIS_USERNAME: user,
        REDIS_PASSWORD: 'hidden-views-2',
      }),
    );
    context = extensionContext(await made.folder());
    activate(context as unknown as vscode.ExtensionContext);
    // VS Code asks a visible view for its rows when the view says that they changed.
    for (const view of fake.treeViews.values())
      (view.provider.onDidChangeTreeData as (listener: () => void) => void)(() => {
        if (view.visible) void view.provider.getChildren();
      });
    await vi.waitFor(() => expect(fake.context.get('laravelOps:searched')).toBe(true));
  });
  afterEach(async () => {
    await deactivate();
    for (const subscription of context.subscriptions.splice(0)) subscription.dispose();
  });

  /** Statements and connections of our user since it exists, as both servers count them; a goodbye is no statement. */
  const heard = async () => {
    const [[statements]] = (await admin.query(
      "SELECT SUM(COUNT_STAR) AS n FROM performance_schema.events_statements_summary_by_user_by_event_name WHERE USER = ? AND EVENT_NAME <> 'statement/com/Quit'",
      [user],
    )) as unknown as [[{ n: string | null }]];
    const [[connections]] = (await admin.query(
      'SELECT SUM(TOTAL_CONNECTIONS) AS n FROM performance_schema.users WHERE USER = ?',
      [user],
    )) as unknown as [[{ n: string | null }]];
    const stats = await redisAdmin.info('commandstats');
    const dbsize = /cmdstat_dbsize:calls=(\d+)/.exec(stats)?.[1] ?? '0';
    return { statements: Number(statements.n), connections: Number(connections.n), dbsize: Number(dbsize) };
  };
  const ofUs = ({ statements, connections }: Awaited<ReturnType<typeof heard>>) => ({ statements, connections });

  test('hidden from the start: nothing', async () => {
    const before = await heard();
    await wait(awhile);
    expect(ofUs(await heard())).toEqual(ofUs(before));
  });

  test('the Database view while it is shown: statements; hidden again: nothing', async () => {
    const before = await heard();
    fake.treeViews.get('laravelOps.database')?.show();
    await vi.waitFor(async () => expect((await heard()).statements).toBeGreaterThan(before.statements), {
      timeout: 10_000,
    });
    const first = await heard();
    await vi.waitFor(async () => expect((await heard()).statements).toBeGreaterThan(first.statements), {
      timeout: 10_000,
    });
    expect((await heard()).connections - before.connections).toBe(1);

    fake.treeViews.get('laravelOps.database')?.hide();
    await wait(700);
    const hidden = await heard();
    await wait(awhile);
    expect(ofUs(await heard())).toEqual(ofUs(hidden));
  });

  test('a view that is hidden in the middle of its load asks no more', async () => {
    const view = fake.treeViews.get('laravelOps.database');
    view?.show();
    await wait(20);
    view?.hide();
    await wait(700);
    const hidden = await heard();
    await wait(awhile);
    expect(ofUs(await heard())).toEqual(ofUs(hidden));
  });

  test('changes of settings, trust and editors while everything is hidden: nothing', async () => {
    for (const id of views) fake.treeViews.get(id)?.show();
    await vi.waitFor(() => expect(fake.context.get('laravelOps:database')).toBeDefined(), { timeout: 10_000 });
    for (const id of views) fake.treeViews.get(id)?.hide();
    await wait(700);
    const hidden = await heard();
    fake.trustGranted.fire();
    fake.setSetting('laravelOps.statementTimeoutSeconds', 4);
    fake.activeEditorChanged.fire(undefined);
    fake.foldersChanged.fire({ added: [], removed: [] });
    await wait(awhile);
    expect(ofUs(await heard())).toEqual(ofUs(hidden));
  });

  test('the other three views ask no server at all', async () => {
    const before = await heard();
    for (const id of views.filter((name) => name !== 'laravelOps.database')) fake.treeViews.get(id)?.show();
    await wait(awhile);
    const overview = (await fake.treeViews.get('laravelOps.overview')?.provider.getChildren()) as Parameters<
      typeof rows
    >[0];
    expect(rows(overview).length).toBeGreaterThanOrEqual(10);
    expect(ofUs(await heard())).toEqual(ofUs(before));
  });

  test('the dashboard asks when it is opened, and not while it is hidden, whatever changes', async () => {
    const before = await heard();
    await fake.commands.get('laravelOps.dashboard.open')?.();
    const panel = fake.webviewPanels[0] as { posted: unknown[]; setVisible(visible: boolean): void } | undefined;
    if (panel === undefined) throw new Error('no panel was opened');
    await vi.waitFor(async () => expect((await heard()).statements).toBeGreaterThan(before.statements), {
      timeout: 10_000,
    });
    await vi.waitFor(async () => expect((await heard()).dbsize).toBeGreaterThan(before.dbsize), { timeout: 10_000 });
    await wait(700);
    panel.setVisible(false);
    const hidden = await heard();
    fake.trustGranted.fire();
    fake.setSetting('laravelOps.statementTimeoutSeconds', 4);
    await wait(awhile);
    expect(ofUs(await heard())).toEqual(ofUs(hidden));
    panel.setVisible(true);
    await vi.waitFor(async () => expect((await heard()).statements).toBeGreaterThan(hidden.statements), {
      timeout: 10_000,
    });
  });
});
