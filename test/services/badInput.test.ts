// What goes wrong outside of us: files that are none, servers that are down, slow, or something else. Each time the view
// concerned says so in words, nothing hangs, and the other views go on.
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import * as services from '../../src/services/projectServices';
import * as queries from '../../src/services/queryServices';
import { memoryHost, rows, temporary, type EnvLines } from './host';
import { freePort } from '../../scripts/lib/servers.mjs';
import { isThere, type TestServer } from './servers';
import { administrator, makeUser } from './sqlSessions';
import { ofSuite } from './support';

const schema = 'ops_bad_input';
const user = 'ops_bad_input';
const password = 'not-so-bad-1';
/** Milliseconds after which something hangs: far beyond every timeout of ours. */
const hanging = 45_000;

const foundSql = inject('mariadb');
const foundPlain = inject('mariadbPlain');
const foundRedis = inject('redis');
const actions = {
  runCommand: async () => undefined,
  openStatement: async () => undefined,
  openLocation: async () => undefined,
  copy: async () => undefined,
  applyFix: async () => undefined,
};

describe.skipIf(!isThere(foundSql) || !isThere(foundPlain) || !isThere(foundRedis))('bad input', () => {
  const sql = ofSuite(foundSql);
  const plain = ofSuite(foundPlain);
  const redis = ofSuite(foundRedis);
  const made = temporary();
  const strangers: { server: Server; sockets: Set<Socket> }[] = [];
  const admins: Connection[] = [];

  beforeAll(async () => {
    for (const server of [sql, plain]) {
      const admin = await administrator(server);
      admins.push(admin);
      await admin.query(`DROP DATABASE IF EXISTS ${schema}; CREATE DATABASE ${schema}`);
      await makeUser(admin, user, password, [`SELECT ON ${schema}.*`]);
      await makeUser(admin, `${user}_all`, password, [`SELECT ON ${schema}.*`, 'SELECT ON performance_schema.*']);
    }
  });
  afterAll(async () => {
    for (const admin of admins) {
      await admin.query(`DROP DATABASE IF EXISTS ${schema}`);
      await admin.end();
    }
    for (const { server, sockets } of strangers) {
      for (const socket of sockets) socket.destroy();
      server.close();
    }
    await made.remove();
  });

  /** A server that does to each connection what a test wants; gives its port. */
  const listen = async (greet: (socket: Socket) => void): Promise<number> => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
      greet(socket);
    });
    strangers.push({ server, sockets });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };

  /** Passes everything on to MariaDB, in which a test may interfere. */
  const proxy = (between: (client: Socket, upstream: Socket) => void): Promise<number> =>
    listen((client) => {
      const upstream = new (client.constructor as new () => Socket)();
      upstream.on('error', () => client.destroy());
      client.on('close', () => upstream.destroy());
      upstream.connect(sql.port, sql.host);
      between(client, upstream);
    });

  const env = (server: TestServer = sql, login = `${user}_all`): EnvLines => ({
    DB_CONNECTION: 'mariadb',
    DB_HOST: server.host,
    DB_PORT: server.port,
    DB_DATABASE: schema,
    DB_USERNAME: login,
    DB_PASSWORD: password,
    REDIS_HOST: redis.host,
    REDIS_PORT: redis.port,
    ...(redis.password === '' ? {} : { REDIS_PASSWORD: redis.password }),
  });

  /** Opens a window on a copy of the demo shop and looks at everything once. */
  async function look(lines: EnvLines, prepare: (root: string) => Promise<unknown> = async () => undefined) {
    const root = await made.shop(lines);
    await prepare(root);
    const host = memoryHost(await made.folder(), root);
    host.state.statementTimeoutMs = 1_000;
    const workspace = services.openWorkspace(host);
    const signal = AbortSignal.timeout(hanging);
    try {
      await workspace.discover();
      const [overview, backups, database, dashboard] = await Promise.all([
        services.overviewView(workspace, signal),
        services.backupsView(workspace, signal),
        queries.databaseView(workspace, signal),
        services.createDashboardSource(workspace, root, actions)?.load(signal),
      ]);
      if (dashboard === undefined && workspace.apps.length > 0) throw new Error('the dashboard did not open');
      expect(signal.aborted).toBe(false);
      return { overview, backups, database, dashboard, log: host.log };
    } finally {
      workspace.dispose();
    }
  }
  type Seen = Awaited<ReturnType<typeof look>>;

  const archives = ({ backups }: Seen): number =>
    rows(backups.nodes).filter(({ subject }) => subject?.kind === 'backup').length;
  const areas = ({ overview }: Seen): number =>
    rows(overview.nodes).filter(({ subject }) => subject?.kind === 'area').length;

  /** The parts that no trouble with one server may touch. */
  function expectTheRest(seen: Seen, broken: 'sql' | 'redis'): void {
    expect(areas(seen)).toBe(10);
    expect(archives(seen)).toBe(7);
    expect(seen.dashboard?.backups.state.kind).toBe('ready');
    if (broken === 'sql') expect(seen.dashboard?.redis.state).toEqual({ kind: 'ready' });
    else expect(seen.database.condition).toBe('ready');
  }

  describe.concurrent('a database server', () => {
    /** The view's message; the dashboard's block says the same, everything else goes on. */
    async function databaseMessage(lines: EnvLines): Promise<string> {
      const seen = await look({ ...env(), ...lines });
      expectTheRest(seen, 'sql');
      expect(seen.database).toMatchObject({ condition: 'failed', nodes: [] });
      expect(seen.dashboard?.statements.state).toEqual({ kind: 'error', message: expect.any(String) });
      expect(JSON.stringify(seen)).not.toContain(password);
      return seen.database.message ?? '';
    }

    test('that is down', async () => {
      const port = await freePort();
      expect(await databaseMessage({ DB_PORT: port })).toMatch(
        new RegExp(
          `^From \\S+ to 127\\.0\\.0\\.1:${port} as ${user}_all: nothing listens there \\(ECONNREFUSED\\)\\. Start the server`,
        ),
      );
    });
    test('that refuses the password', async () => {
      expect(await databaseMessage({ DB_PASSWORD: 'wrong' })).toMatch(
        /: access denied \(1045\)\. The password came from database\.connections\.mariadb\.password\.$/,
      );
    });
    test('without that database', async () => {
      expect(
        await databaseMessage({ DB_DATABASE: 'ops_not_there', DB_USERNAME: sql.user, DB_PASSWORD: sql.password }),
      ).toMatch(/the database does not exist \(1049\)/);
    });
    test('that says nothing at all', async () => {
      expect(await databaseMessage({ DB_PORT: await listen(() => undefined) })).toMatch(
        /connected, and no greeting came within 8 s/,
      );
    });
    test('that stops in the middle of the login', async () => {
      const port = await proxy((client, upstream) => {
        upstream.once('data', (greeting) => client.write(greeting));
        client.on('data', () => undefined);
      });
      expect(await databaseMessage({ DB_PORT: port })).toMatch(/the login was not finished within 8 s/);
    });
    test('that stops in the middle of an answer', async () => {
      let passed = 0;
      const port = await proxy((client, upstream) => {
        client.pipe(upstream);
        let quiet = false;
        client.on('data', (bytes) => {
          if (bytes.includes('events_statements_summary_by_digest')) quiet = true;
        });
        upstream.on('data', (bytes) => {
          if (quiet) passed++;
          if (!quiet) client.write(bytes);
          else if (passed === 1) client.write(bytes.subarray(0, 9));
        });
      });
      expect(await databaseMessage({ DB_PORT: port })).toMatch(/no answer within \d+ s, so the statement was stopped/);
    });
    test('that breaks off in the middle of an answer', async () => {
      const port = await proxy((client, upstream) => {
        upstream.pipe(client);
        client.on('data', (bytes) => {
          if (bytes.includes('events_statements_summary_by_digest')) client.destroy();
          else upstream.write(bytes);
        });
      });
      expect(await databaseMessage({ DB_PORT: port })).toMatch(/closed the connection|connection broke/);
    });
    test('that is Redis', async () => {
      // Redis waits for us as MySQL lets us wait for it.
      expect(await databaseMessage({ DB_PORT: redis.port })).toMatch(
        /no greeting came within 8 s.*Another program may listen there/,
      );
    });
    test('that is a web server', async () => {
      const port = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
      expect(await databaseMessage({ DB_PORT: port })).toMatch(/an HTTP server answered, not MySQL/);
    });
    test('that answers slowly is waited for', async () => {
      const port = await proxy((client, upstream) => {
        client.pipe(upstream);
        upstream.once('data', (greeting) => {
          setTimeout(() => {
            client.write(greeting);
            upstream.pipe(client);
          }, 3_000);
        });
      });
      const seen = await look({ ...env(), DB_PORT: port });
      expect(seen.database.condition).toBe('ready');
    });
    test('whose login may not read the statistics: the exact GRANT', async () => {
      const seen = await look(env(sql, user));
      expectTheRest(seen, 'sql');
      expect(seen.database.message).toMatch(
        new RegExp(`GRANT SELECT ON performance_schema\\.\\* TO '${user}'@'(%|localhost)';`),
      );
      expect(seen.dashboard?.statements.state.kind).toBe('noPrivilege');
      expect(seen.dashboard?.statements.state.message).toContain('GRANT SELECT ON performance_schema.*');
    });
    test('that keeps no statistics', async () => {
      const seen = await look(env(plain));
      expectTheRest(seen, 'sql');
      expect(seen.database.message).toMatch(/^Statement history is off on this MariaDB server \(performance_schema\)/);
      // The server can be read: "The server could not be read" would be wrong.
      expect(seen.database.condition).toBe('ready');
      expect(seen.dashboard?.statements.state.kind).toBe('off');
    });
    test('of another kind: an application on SQLite is not asked through a connection it does not use', async () => {
      const seen = await look({ ...env(), DB_CONNECTION: 'sqlite' });
      expectTheRest(seen, 'sql');
      expect(seen.database.condition).toBe('notConfigured');
      expect(seen.database.message).toContain('this connection is sqlite');
      expect(seen.dashboard?.statements.state.kind).toBe('off');
    });
  });

  describe.concurrent('a Redis server', () => {
    test.for([
      ['that is down', 1, /nothing listens there|not let us connect/],
      ['that is MariaDB', 0, /does not speak the Redis protocol|no answer within|connection/],
    ] as const)('%s: its block says so', async ([, port, message]) => {
      const seen = await look({ ...env(), REDIS_PORT: port === 0 ? sql.port : port });
      expectTheRest(seen, 'redis');
      expect(seen.dashboard?.redis.state.kind).toBe('error');
      expect(seen.dashboard?.redis.state.message).toMatch(message);
    });
    test('that says nothing', async () => {
      const seen = await look({ ...env(), REDIS_PORT: await listen(() => undefined) });
      expectTheRest(seen, 'redis');
      expect(seen.dashboard?.redis.state.message).toMatch(/no answer within 5 s/);
    });
    test('that refuses the password', async () => {
      const seen = await look({ ...env(), REDIS_USERNAME: 'nobody', REDIS_PASSWORD: 'wrong-wrong' });
      expectTheRest(seen, 'redis');
      expect(seen.dashboard?.redis.state.message).toMatch(
        /access denied \(WRONGPASS\).*The password came from database\.redis\.default\.password/,
      );
    });
  });

  describe.concurrent('files', () => {
    test('no artisan: no application', async () => {
      const seen = await look(env(), (root) => rm(join(root, 'artisan')));
      expect(seen.overview.nodes).toEqual([]);
      expect([seen.overview, seen.backups, seen.database].map(({ condition }) => condition)).toEqual(
        Array(3).fill('empty'),
      );
    });
    test('no composer.json: no application', async () => {
      const seen = await look(env(), (root) => rm(join(root, 'composer.json')));
      expect(seen.overview.nodes).toEqual([]);
    });
    test('a half-typed config file costs what it says, and nothing else', async () => {
      const seen = await look(env(), (root) =>
        writeFile(join(root, 'config/cache.php'), "<?php\nreturn [ 'default' => env('CACHE"),
      );
      expect(seen.overview.message).toMatch(/cache\.php/);
      expectTheRest(seen, 'sql');
      expect(seen.database.condition).toBe('ready');
    });
    test('half-typed database settings are told where the statements would be', async () => {
      const seen = await look(env(), (root) =>
        writeFile(join(root, 'config/database.php'), "<?php\nreturn [ 'default' => env('DB"),
      );
      expect(areas(seen)).toBe(10);
      expect(archives(seen)).toBe(7);
      expect(seen.database.condition).toBe('notConfigured');
      expect(seen.database.message).toMatch(/database/);
    });
    test('a config file of 5 MB is not read, and said', async () => {
      const seen = await look(env(), (root) =>
        writeFile(join(root, 'config/huge.php'), `<?php return ['a' => '${'x'.repeat(5 * 1024 * 1024)}'];`),
      );
      expect(seen.overview.message).toContain('huge.php is larger than 1 MiB and was not read.');
      expect(seen.database.condition).toBe('ready');
    });
    test('a binary .env is told; nothing is guessed in its place', async () => {
      const seen = await look(env(), (root) => writeFile(join(root, '.env'), Buffer.from([0, 1, 2, 255, 0, 10, 61])));
      expect(seen.overview.message).toContain('.env is a binary file.');
      expect(areas(seen)).toBe(10);
      expect(seen.database.condition).toBe('notConfigured');
      expect(seen.dashboard?.statements.state.kind).toBe('off');
    });
    test('symbolic links that lead back to themselves end', async () => {
      const seen = await look(env(), async (root) => {
        await symlink(root, join(root, 'config/again'));
        await symlink('self', join(root, 'config/self'));
        await symlink('self.php', join(root, 'config/self.php'));
        await symlink(join(root, 'storage'), join(root, 'storage/app/private/again'));
        await symlink(join(root, 'storage/app/private/Demo Shop'), join(root, 'storage/app/private/Demo Shop/again'));
        await symlink('loop.zip', join(root, 'storage/app/private/Demo Shop/loop.zip'));
        await rm(join(root, 'storage/logs'), { recursive: true });
        await symlink('logs', join(root, 'storage/logs'));
      });
      expect(archives(seen)).toBeGreaterThanOrEqual(7);
      expect(seen.database.condition).toBe('ready');
    });
    test.skipIf(process.getuid?.() === 0)('files that may not be read are told', async () => {
      const seen = await look(env(), async (root) => {
        await chmod(join(root, 'config/cache.php'), 0);
        await chmod(join(root, 'storage/app/private/Demo Shop'), 0);
      });
      expect(seen.overview.message).toMatch(/cache\.php may not be read/);
      expect(seen.database.condition).toBe('ready');
    });
    test('no folder of logs: the block says there is nothing yet', async () => {
      const seen = await look(env(), (root) => rm(join(root, 'storage/logs'), { recursive: true }));
      expect(seen.dashboard?.security.state).toMatchObject({ kind: 'empty', message: expect.stringContaining('yet') });
    });
    test('a log of lines of 100 kB is shown, cut', async () => {
      const seen = await look(env(), async (root) => {
        const line = `[2026-11-22 10:00:00] local.ERROR: ${'x'.repeat(100_000)}\n`;
        await writeFile(join(root, 'storage/logs/security-2026-11-22.log'), line.repeat(40));
      });
      expect(seen.dashboard?.security.state.kind).toBe('ready');
      expect(JSON.stringify(seen.dashboard?.security).length).toBeLessThan(100_000);
    });
    test('archives that are none are errors of their own', async () => {
      const seen = await look(env(), (root) =>
        writeFile(join(root, 'storage/app/private/Demo Shop/2026-11-22-02-00-00.zip'), 'no zip'),
      );
      expect(archives(seen)).toBe(8);
      expect(
        rows(seen.backups.nodes).filter(({ description }) => description?.includes('cannot be read') === true),
      ).toHaveLength(1);
    });
    test('one broken app in the window leaves the other alone', async () => {
      const good = await made.shop(env());
      const broken = await made.shop(env());
      await writeFile(join(broken, '.env'), Buffer.from([0, 159, 146, 150]));
      await rm(join(broken, 'config'), { recursive: true });
      await writeFile(join(broken, 'config'), 'no folder');
      await rm(join(broken, 'composer.lock'));
      await mkdir(join(broken, 'composer.lock'));
      const host = memoryHost(await made.folder(), broken, good);
      const workspace = services.openWorkspace(host);
      try {
        await workspace.discover();
        workspace.activate(good);
        const view = await services.overviewView(workspace, AbortSignal.timeout(hanging));
        expect(view.nodes.map(({ subject }) => subject)).toEqual([
          { kind: 'app', root: broken },
          { kind: 'app', root: good },
        ]);
        expect(new Set(rows(view.nodes).map(({ id }) => id)).size).toBe(rows(view.nodes).length);
        expect((await queries.databaseView(workspace, AbortSignal.timeout(hanging))).condition).toBe('ready');
      } finally {
        workspace.dispose();
      }
    });
    test.for([
      ['a text', 'nonsense'],
      [
        'an id twice',
        [
          { id: 'a', envFile: '.env' },
          { id: 'a', envFile: '.env' },
        ],
      ],
      ["the own environment's id", [{ id: 'env', envFile: '.env' }]],
      ['a password', [{ id: 'a', host: 'h', password: 'cAnAry-setting' }]],
      ['a file that is not there', [{ id: 'a', envFile: '.env.nowhere' }]],
    ] as const)(
      'environments in settings that are wrong (%s) are told, and rows stay unique',
      async ([, environments]) => {
        const root = await made.shop(env());
        const host = memoryHost(await made.folder(), root);
        host.state.environments = environments;
        const workspace = services.openWorkspace(host);
        try {
          await workspace.discover();
          const view = await services.overviewView(workspace, AbortSignal.timeout(hanging));
          const all = rows(view.nodes);
          expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
          expect(JSON.stringify(view) + host.log.join('\n')).toMatch(/laravelOps\.environments|\.env\.nowhere/);
          expect(JSON.stringify([view, host.log])).not.toContain('cAnAry');
          expect((await queries.databaseView(workspace, AbortSignal.timeout(hanging))).condition).toBe('ready');
        } finally {
          workspace.dispose();
        }
      },
    );
  });
});
