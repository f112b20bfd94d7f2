// The services as the editor drives them, on a copy of the demo shop with real servers behind it: every view, every page,
// and the one command that changes something.
import { setTimeout as wait } from 'node:timers/promises';
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection, type Connection } from 'mysql2/promise';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { parseRecord, verifyChain } from '../../src/core/guard/activity';
import type { GuardPrompts } from '../../src/core/guard/guard';
import type { Environment } from '../../src/core/connections/environment';
import * as services from '../../src/services/projectServices';
import * as queries from '../../src/services/queryServices';
import * as security from '../../src/services/securityServices';
import type { App } from '../../src/services/app';
import { envText, memoryHost, refusing, rows, temporary, type MemoryHost } from './host';
import { isThere } from './servers';
import { statementActions } from './statementActions';
import { administrator, makeUser } from './sqlSessions';
import { ofSuite } from './support';

const schema = 'ops_workspace';
const user = 'ops_workspace';
/** Unique texts that stand where secrets stand: none of them may turn up anywhere. */
const canary = {
  DB_PASSWORD: 'cAnAry-db-7f3a91#x',
  REDIS_PASSWORD: 'cAnAry-redis-51c0e2',
  APP_KEY: 'base64:Y0FuQXJ5LWFwcC1rZXktMDEyMzQ1Njc4OWFiY2RlZmc=',
  AWS_SECRET_ACCESS_KEY: 'cAnAry-aws-a8d77b10',
  BACKUP_ARCHIVE_PASSWORD: 'cAnAry-backup-0c44',
};
const secrets = [...Object.values(canary), canary.APP_KEY.slice('base64:'.length)];

const foundSql = inject('mariadb');
const foundRedis = inject('redis');
const never = new AbortController().signal;

describe.skipIf(!isThere(foundSql) || !isThere(foundRedis))('the services on the demo shop', () => {
  const sql = ofSuite(foundSql);
  const redis = ofSuite(foundRedis);
  const made = temporary();
  let admin: Connection;
  let redisAdmin: Redis;
  let root: string;
  let host: MemoryHost;
  let workspace: ReturnType<typeof services.openWorkspace>;

  const env = () => ({
    ...canary,
    DB_CONNECTION: 'mariadb',
    DB_HOST: sql.host,
    DB_PORT: sql.port,
    DB_DATABASE: schema,
    DB_USERNAME: user,
    REDIS_HOST: redis.host,
    REDIS_PORT: redis.port,
    REDIS_USERNAME: user,
    REDIS_PREFIX: 'ops_workspace:',
  });

  /** A session of the application's own. */
  const shopSession = (): Promise<Connection> =>
    createConnection({ host: sql.host, port: sql.port, user, password: canary.DB_PASSWORD, database: schema });

  beforeAll(async () => {
    admin = await administrator(sql);
    await admin.query(`DROP DATABASE IF EXISTS ${schema}; CREATE DATABASE ${schema}; USE ${schema};
      CREATE TABLE orders (id INT PRIMARY KEY AUTO_INCREMENT, user_id INT NOT NULL, note VARCHAR(50));
      INSERT INTO orders (user_id, note) VALUES ${Array.from({ length: 2000 }, (_, index) => `(${index % 50}, 'n${index}')`).join(',')};
      UPDATE performance_schema.setup_consumers SET ENABLED = 'YES' WHERE NAME LIKE 'events_statements_%'`);
    await makeUser(admin, user, canary.DB_PASSWORD, [`ALL ON ${schema}.*`, 'SELECT ON performance_schema.*']);
    const session = await shopSession();
    for (let id = 0; id < 20; id++) await session.query('SELECT * FROM orders WHERE user_id = ?', [id]);
    await session.end();
    redisAdmin = new Redis({
      host: redis.host,
      port: redis.port,
      ...(redis.password === '' ? {} : { password: redis.password }),
    });
    await redisAdmin.call('ACL', 'SETUSER', user, 'reset', 'on', `>${canary.REDIS_PASSWORD}`, '~*', '&*', '+@all');
    await redisAdmin.rpush('ops_workspace:queues:default', 'a', 'b', 'c');
    root = await made.shop(env());
    const today = new Date().toISOString().slice(0, 10);
    await appendFile(
      join(root, `storage/logs/security-${today}.log`),
      `${JSON.stringify({ message: `login with ${canary.DB_PASSWORD}`, level_name: 'WARNING', channel: 'security', datetime: new Date().toISOString(), context: {} })}\n`,
    );
    await appendFile(
      join(root, 'storage/logs/laravel.log'),
      `[2026-11-22 10:00:00] local.ERROR: SQLSTATE[HY000] {"exception":"[object] (PDOException(code: 1045): denied at /srv/Connector.php:66)
[stacktrace]
#0 /srv/Connector.php(66): PDO->__construct('mysql:host=127....', '${user}', '${canary.DB_PASSWORD}', Array)
"}
[2026-11-22 10:00:01] local.INFO: key is ${canary.APP_KEY} and ${canary.AWS_SECRET_ACCESS_KEY}
`,
    );
  });
  beforeEach(async () => {
    host = memoryHost(await made.folder(), root);
    workspace = services.openWorkspace(host);
    await workspace.discover();
  });
  afterEach(() => workspace.dispose());
  afterAll(async () => {
    await admin?.query(`DROP DATABASE IF EXISTS ${schema}`);
    await admin?.end();
    await redisAdmin?.del('ops_workspace:queues:default');
    await redisAdmin?.call('ACL', 'DELUSER', user);
    redisAdmin?.disconnect();
    await made.remove();
  });

  const actions = {
    runCommand: async () => undefined,
    openStatement: async () => undefined,
    openLocation: async () => undefined,
    copy: async () => undefined,
    applyFix: async () => undefined,
  };
  const dashboard = async () => {
    const source = services.createDashboardSource(workspace, root, actions);
    if (source === undefined) throw new Error('the dashboard did not open');
    return source.load(never);
  };
  /** The security log on laravel.log, shown. */
  const shownLog = async () => {
    const log = security.createSecurityLogSource(workspace, actions);
    log.setVisible(true);
    await log.chooseSource('single');
    await vi.waitFor(() => expect(log.current().rows.length).toBeGreaterThanOrEqual(2), { timeout: 10_000 });
    return log;
  };
  const statementRow = async () => {
    const view = await queries.databaseView(workspace, never);
    const row = rows(view.nodes).find(({ label }) => label.includes('FROM orders'));
    if (row?.subject?.kind !== 'statement') throw new Error(`no row of the statement: ${JSON.stringify(view)}`);
    return { row, digest: row.subject.digest };
  };

  test('the Overview has ten areas and no problem to tell', async () => {
    const view = await services.overviewView(workspace, never);
    const areas = rows(view.nodes).filter(({ subject }) => subject?.kind === 'area');
    expect(areas).toHaveLength(10);
    expect(view.message).toBeUndefined();
  });

  test('the Backups view lists the archives with age and size', async () => {
    const view = await services.backupsView(workspace, never);
    const archives = rows(view.nodes).filter(({ subject }) => subject?.kind === 'backup');
    expect(archives).toHaveLength(7);
    expect(view.condition).toBe('ready');
    for (const { description } of archives) expect(description).toMatch(/\d (B|KB|MB)/);
  });

  test('the Database view shows what the application ran, and its page has a plan', async () => {
    const { row, digest } = await statementRow();
    expect(row.abilities).toContain('canExplain');
    const source = await queries.createStatementSource(workspace, JSON.stringify([root, digest]), statementActions);
    const content = await source?.load(never);
    expect(content?.state.kind).toBe('ready');
    expect(content?.plan?.nodes[0]?.access).toBe('Full scan');
    const text = await queries.statementText(workspace, workspace.appAt(root), digest, never);
    expect(text).toMatch(/SELECT \* FROM orders WHERE user_id = \?/);
  });

  test('every block of the dashboard is ready', async () => {
    const content = await dashboard();
    const { backups, statements, redis: redisBlock, security } = content;
    expect([backups, statements, redisBlock, security].map(({ state }) => state.kind)).toEqual(Array(4).fill('ready'));
    expect(redisBlock.queues).toEqual([{ name: 'default', waiting: '3', delayed: '0', reserved: '0' }]);
    expect(content.banner).toMatchObject({ role: 'local', app: 'shop', access: 'read-only' });
  });

  test('every connection is tested and answers', async () => {
    const app = workspace.appAt(root);
    const checks = await services.testConnections(app, await app.current(), host, never);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks.map(({ connection }) => connection)).toEqual(
      expect.arrayContaining(['mariadb', 'mysql', 'redis default', 'redis cache']),
    );
  });

  test('the security log follows the file while it is visible, and not while it is hidden', async () => {
    const log = await shownLog();
    const texts = (): string => JSON.stringify(log.current().rows);
    const path = join(root, 'storage/logs/laravel.log');
    await appendFile(path, '[2026-11-22 10:00:02] local.WARNING: seen while visible\n');
    await vi.waitFor(() => expect(texts()).toContain('seen while visible'), { timeout: 10_000 });
    log.setVisible(false);
    await appendFile(path, '[2026-11-22 10:00:03] local.WARNING: written while hidden\n');
    await wait(1_500);
    expect(texts()).not.toContain('written while hidden');
    log.setVisible(true);
    await vi.waitFor(() => expect(texts()).toContain('written while hidden'), { timeout: 10_000 });
    // Its last lines are read again, and stand there once.
    expect(texts().match(/seen while visible/g)?.length).toBe(1);
    log.setVisible(false);
  });

  test('a paused log stands still over hiding, and shows each event once when it goes on', async () => {
    const log = await shownLog();
    const before = log.current().rows.length;
    log.setPaused(true);
    log.setVisible(false);
    log.setVisible(true);
    await wait(1_000);
    expect(log.current()).toMatchObject({ paused: true, skipped: 0 });
    expect(log.current().rows).toHaveLength(before);
    log.setPaused(false);
    await vi.waitFor(() => expect(log.current().rows).toHaveLength(before), { timeout: 10_000 });
    expect(log.current().paused).toBe(false);
    log.setVisible(false);
  });

  describe('Kill Query', () => {
    /** A statement of the application that runs until somebody stops it. */
    const longStatement = async () => {
      const session = await shopSession();
      const [[row]] = (await session.query('SELECT CONNECTION_ID() AS id')) as unknown as [[{ id: number }]];
      session.on('error', () => undefined);
      const ended = session.query('SELECT SLEEP(120) AS interrupted').then(
        ([result]) => (result as { interrupted: number }[])[0]?.interrupted === 1,
        (error: { errno?: number }) => error.errno === 1317,
      );
      const id = row?.id ?? 0;
      await vi.waitFor(async () => {
        const [list] = await admin.query('SELECT 1 FROM information_schema.PROCESSLIST WHERE ID = ? AND INFO LIKE ?', [
          id,
          'SELECT SLEEP%',
        ]);
        expect(list).toHaveLength(1);
      });
      return { id, ended, session };
    };
    /** Ends a session on the server: one that is only left alone goes on sleeping there. */
    const gone = async (id: number): Promise<void> => {
      await admin.query(`KILL ${id}`);
    };
    const running = async (id: number): Promise<boolean> => {
      const [list] = await admin.query(
        "SELECT 1 FROM information_schema.PROCESSLIST WHERE ID = ? AND COMMAND = 'Query'",
        [id],
      );
      return (list as unknown[]).length === 1;
    };
    const recorded = async () => {
      const lines = await workspace.activity.readAll();
      expect(await verifyChain(lines)).toMatchObject({ intact: true, records: lines.length });
      return lines.map((line) => {
        const record = parseRecord(line);
        return `${record?.kind} ${record?.outcome} ${record?.environment}`;
      });
    };
    const production = () => {
      host.state.environments = [{ id: 'live', name: 'production', role: 'production', envFile: '.env' }];
      workspace.appAt(root).use('live');
    };
    const asking = (answers: Partial<GuardPrompts>, asked: string[] = []): string[] => {
      const given = { ...refusing, ...answers };
      host.prompts = {
        confirm: async (operation, signal) => {
          asked.push(`confirm ${operation.preview.join(' ')}`);
          return given.confirm(operation, signal);
        },
        type: async (operation, expected, signal) => {
          asked.push(`type ${expected}`);
          return given.type(operation, expected, signal);
        },
        reason: async (operation, minutes, signal) => {
          asked.push(`reason ${minutes}`);
          return given.reason(operation, minutes, signal);
        },
        hold: async (operation, seconds, signal) => {
          asked.push(`hold ${seconds}`);
          return given.hold(operation, seconds, signal);
        },
      };
      return asked;
    };

    test('local: one modal that shows what runs; the statement ends, its session lives', async () => {
      const { id, ended, session } = await longStatement();
      const asked = asking({ confirm: async () => true });
      await services.killQuery(workspace, root, id, never);
      expect(await ended).toBe(true);
      expect(asked).toEqual([expect.stringMatching(new RegExp(`^confirm KILL QUERY ${id} -- SELECT SLEEP`))]);
      await session.query('SELECT 1');
      await session.end();
      expect(await recorded()).toEqual(['operation started env', 'operation finished env']);
    });

    test('a "no" leaves the statement alone and is on record', async () => {
      const { id } = await longStatement();
      asking({});
      await expect(services.killQuery(workspace, root, id, never)).rejects.toMatchObject({ reason: 'cancelled' });
      expect(await running(id)).toBe(true);
      expect(await recorded()).toEqual(['operation cancelled env']);
      await gone(id);
    });

    test('production: a reason, the typed name and the wait, in this order', async () => {
      const { id, ended, session } = await longStatement();
      production();
      const asked = asking({
        reason: async () => 'Ticket 12',
        type: async (_, expected) => expected,
        hold: async (_, seconds) => wait(seconds * 1000 + 5).then(() => true),
      });
      await services.killQuery(workspace, root, id, never);
      expect(await ended).toBe(true);
      expect(asked).toEqual(['reason 15', `type ${schema}@production`, 'hold 3']);
      expect(await recorded()).toEqual(['unlock finished live', 'operation started live', 'operation finished live']);
      expect(workspace.unlockedUntil(workspace.appAt(root), await workspace.appAt(root).current())).toBeInstanceOf(
        Date,
      );
      await session.end();
    });

    const turnedAway: readonly (readonly [string, Partial<GuardPrompts>, readonly string[]])[] = [
      ['no reason', {}, ['operation cancelled live']],
      [
        'the wrong name',
        { reason: async () => 'Ticket 12', type: async () => schema },
        ['unlock finished live', 'operation refused live'],
      ],
      [
        'a wait cut short',
        {
          reason: async () => 'Ticket 12',
          type: async (_, expected) => expected,
          hold: async () => true,
        },
        ['unlock finished live', 'operation refused live'],
      ],
    ];
    test.for(turnedAway)('production with %s: nothing is stopped', async ([, answers, records]) => {
      const { id } = await longStatement();
      production();
      asking(answers);
      await expect(services.killQuery(workspace, root, id, never)).rejects.toThrow();
      expect(await running(id)).toBe(true);
      expect(await recorded()).toEqual(records);
      await gone(id);
    });

    test('a statement that ended while the question stood open: the next one of its connection is not stopped', async () => {
      const { id, ended, session } = await longStatement();
      let next: Promise<unknown> = Promise.resolve();
      asking({
        confirm: async () => {
          await admin.query(`KILL QUERY ${id}`);
          await ended;
          next = session.query('SELECT SLEEP(3) AS other, 2 AS statement');
          await wait(300);
          return true;
        },
      });
      await expect(services.killQuery(workspace, root, id, never)).rejects.toMatchObject({ reason: 'gone' });
      expect(await next).toMatchObject([[{ other: 0 }], expect.anything()]);
      await session.end();
    });

    test('a connection that runs nothing is not asked about', async () => {
      const session = await shopSession();
      const asked = asking({ confirm: async () => true });
      await expect(services.killQuery(workspace, root, session.threadId, never)).rejects.toMatchObject({
        reason: 'gone',
      });
      expect(asked).toEqual([]);
      await session.end();
    });

    test('another environment chosen while the question stands open: what was shown is what is stopped', async () => {
      const { id, ended, session } = await longStatement();
      host.state.environments = [{ id: 'elsewhere', role: 'local', host: '127.0.0.1', port: 1, user: 'nobody' }];
      asking({
        confirm: async () => {
          workspace.appAt(root).use('elsewhere');
          return true;
        },
      });
      await services.killQuery(workspace, root, id, never);
      expect(await ended).toBe(true);
      expect(await recorded()).toEqual(['operation started env', 'operation finished env']);
      await session.end();
    });

    test('the Running group lists it, and its row knows app and connection', async () => {
      const { id } = await longStatement();
      await vi.waitFor(
        async () => {
          const view = await queries.databaseView(workspace, never);
          const row = rows(view.nodes).find(({ abilities }) => abilities?.includes('canKill') === true);
          expect(row?.subject).toEqual({ kind: 'connection', root, connectionId: id });
        },
        { timeout: 15_000, interval: 500 },
      );
      await gone(id);
    });
  });

  describe('sessions', () => {
    const sessionsOnServer = async (): Promise<number> => {
      const [list] = await admin.query('SELECT ID FROM information_schema.PROCESSLIST WHERE USER = ?', [user]);
      return (list as unknown[]).length;
    };

    test('one session serves all readers, and disposal ends it', async () => {
      await Promise.all([queries.databaseView(workspace, never), queries.databaseView(workspace, never), dashboard()]);
      expect(await sessionsOnServer()).toBe(1);
      workspace.dispose();
      await vi.waitFor(async () => expect(await sessionsOnServer()).toBe(0), { timeout: 5_000 });
    });

    test('a session that the server ended is replaced without an error', async () => {
      const ids = async (): Promise<number[]> => {
        const [list] = await admin.query('SELECT ID FROM information_schema.PROCESSLIST WHERE USER = ?', [user]);
        return (list as { ID: number }[]).map(({ ID }) => ID);
      };
      expect((await queries.databaseView(workspace, never)).condition).toBe('ready');
      const [first] = await ids();
      await admin.query(`KILL ${first}`);
      await wait(200);
      expect((await queries.databaseView(workspace, never)).condition).toBe('ready');
      expect(await ids()).not.toContain(first);
    });

    test('a read that began before the environment changed opens no session that outlives it', async () => {
      const app = workspace.appAt(root);
      const reading = app
        .withSql(never, async (client) => client.query('SELECT SLEEP(1)'))
        .catch((error: unknown) => error);
      app.refresh();
      const after = await app.withSql(never, async (client) => client.server.connectionId);
      expect(after).toBeGreaterThan(0);
      expect(await reading).toMatchObject({ reason: 'cancelled' });
      await vi.waitFor(async () => expect(await sessionsOnServer()).toBe(1), { timeout: 5_000 });
    });

    test("switching environments in the middle never sends one server's password to the other", async () => {
      await writeFile(join(root, '.env.other'), envText({ ...env(), DB_PASSWORD: 'of-the-other-server' }));
      host.state.environments = [{ id: 'other', role: 'local', envFile: '.env.other' }];
      const app = workspace.appAt(root);
      const seen: (string | undefined)[] = [];
      const password = app.password.bind(app);
      vi.spyOn(app as App & { password: App['password'] }, 'password').mockImplementation(async (profile, project) => {
        const secret = await password(profile, project);
        seen.push(`${profile.id} ${String(secret)}`);
        return secret;
      });
      const readings = [
        app.withSql(never, async (client) => client.server.currentUser).catch(() => undefined),
        app.withOwnSql(never, async (client) => client.server.currentUser).catch(() => undefined),
      ];
      app.use('other');
      await Promise.all(readings);
      await app.withSql(never, async () => undefined).catch(() => undefined);
      expect(
        seen.filter((line) => !line?.endsWith(line.startsWith('env/') ? canary.DB_PASSWORD : 'of-the-other-server')),
      ).toEqual([]);
      expect(seen.length).toBeGreaterThan(0);
    });

    test('an aborted load does not wait for the server', async () => {
      const stop = new AbortController();
      const reading = queries.databaseView(workspace, stop.signal);
      stop.abort();
      await expect(reading).rejects.toMatchObject({ reason: 'cancelled' });
    });
  });

  test('Restricted Mode: no connection, no secret, no archive; trust brings everything to life', async () => {
    host.state.trusted = false;
    workspace.refresh();
    const app = workspace.appAt(root);
    const {
      project,
      environment,
    }: { project: { config: { get(path: string): { kind: string } } }; environment: Environment } = await app.current();
    expect(project.config.get('database.connections.mariadb.password').kind).toBe('unknown');
    expect(environment.sql[0]?.user).toBe(user);
    expect((await services.backupsView(workspace, never)).nodes).toEqual([]);
    expect((await queries.databaseView(workspace, never)).nodes).toEqual([]);
    expect((await services.activityView(workspace, never)).nodes).toEqual([]);
    expect((await services.overviewView(workspace, never)).message).toContain('File checks only');
    const content = await dashboard();
    for (const block of [content.backups, content.statements, content.redis, content.security])
      expect(block.state.kind).toBe('untrusted');
    await expect(services.testConnections(app, await app.current(), host, never)).rejects.toMatchObject({
      reason: 'untrusted',
    });
    await expect(services.killQuery(workspace, root, 1, never)).rejects.toMatchObject({ reason: 'untrusted' });
    const log = security.createSecurityLogSource(workspace, actions);
    log.setVisible(true);
    expect(log.current().state.kind).toBe('untrusted');

    host.state.trusted = true;
    workspace.refresh();
    log.appChanged();
    await vi.waitFor(() => expect(log.current().rows.length).toBeGreaterThan(0), { timeout: 10_000 });
    log.setVisible(false);
    expect((await services.backupsView(workspace, never)).condition).toBe('ready');
    expect((await queries.databaseView(workspace, never)).condition).toBe('ready');
  });

  test('no secret of the environment file turns up in anything that is shown, said or kept', async () => {
    const shown: unknown[] = [];
    // The log is looked at first: nothing has used a password yet.
    const log = await shownLog();
    expect(JSON.stringify(log.current().rows)).toContain('PDO->__construct');
    shown.push(log.current());
    log.setVisible(false);
    const all = async (): Promise<void> => {
      const { overviewView, backupsView, activityView } = services;
      const { databaseView } = queries;
      for (const view of [overviewView, backupsView, databaseView, activityView])
        shown.push(await view(workspace, never));
      shown.push(await dashboard(), await services.statusFacts(workspace));
      const app = workspace.appAt(root);
      shown.push(await services.testConnections(app, await app.current(), host, never));
      shown.push(await services.verifyActivity(workspace, never));
      shown.push((await app.environments()).all.map(({ environment }) => environment));
    };
    const { digest } = await statementRow();
    const source = await queries.createStatementSource(workspace, JSON.stringify([root, digest]), statementActions);
    shown.push(await source?.load(never));
    const { guard } = workspace;
    await guard.unlock(
      workspace.target(workspace.appAt(root), await workspace.appAt(root).current()),
      `because ${canary.DB_PASSWORD}`,
    );
    await all();
    // Once more with servers that refuse these passwords.
    await admin.query(
      `SET PASSWORD FOR '${user}'@'%' = PASSWORD('x'); SET PASSWORD FOR '${user}'@'localhost' = PASSWORD('x')`,
    );
    await redisAdmin.call('ACL', 'SETUSER', user, 'resetpass', '>x');
    try {
      workspace.appAt(root).refresh();
      await all();
    } finally {
      await redisAdmin.call('ACL', 'SETUSER', user, 'resetpass', `>${canary.REDIS_PASSWORD}`);
      for (const at of ['%', 'localhost'])
        await admin.query(`SET PASSWORD FOR '${user}'@'${at}' = PASSWORD(?)`, [canary.DB_PASSWORD]);
    }
    shown.push(host.log, await workspace.activity.readAll());
    const text = JSON.stringify(shown);
    expect(text).toContain('access denied (1045)');
    for (const secret of secrets) expect(text.includes(secret), secret.slice(0, 14)).toBe(false);
    expect(text).not.toMatch(/cAnAry/);
  });

  test('an app whose folder is gone leaves the window; the other one stays as it was', async () => {
    const second = await made.shop(env());
    host.state.folders = [root, second];
    await workspace.discover();
    const kept = workspace.appAt(root);
    expect(workspace.apps).toHaveLength(2);
    const source = services.createDashboardSource(workspace, second, actions);
    await rm(second, { recursive: true });
    await workspace.discover();
    expect(workspace.apps).toEqual([kept]);
    await expect(source?.load(never)).rejects.toMatchObject({ reason: 'gone' });
    expect((await queries.databaseView(workspace, never)).condition).toBe('ready');
  });

  test('folders that change during a search are searched too', async () => {
    const second = await made.shop(env());
    const first = workspace.discover();
    host.state.folders = [root, second];
    await Promise.all([first, workspace.discover()]);
    expect(workspace.apps.map((app) => app.root)).toEqual([root, second]);
  });
});
