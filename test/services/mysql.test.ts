import { connect, createServer, type Server, type Socket } from 'node:net';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { SqlProfile } from '../../src/core/connections/profile';
import type { SqlClient } from '../../src/core/connections/sql';
import { OpsError } from '../../src/core/base/errors';
import { createSqlConnector } from '../../src/node/drivers/mysql';
import { isThere, type TestServer } from './servers';
import { ofSuite, permitFor } from './support';

// A password that turns up nowhere by accident.
const canary = 'canary-P\'4\\ss"w0rd-7731';
const connector = createSqlConnector();

const defaults = { connectTimeoutMs: 3_000, statementTimeoutMs: 2_000, programName: 'laravel-ops-test' };

function profileOf(server: TestServer, over: Partial<SqlProfile> = {}): SqlProfile {
  return {
    id: '.env/mysql',
    connection: 'mysql',
    driver: 'mysql',
    serves: 'both',
    address: { kind: 'tcp', host: server.host, port: server.port },
    user: 'ops_app',
    password: { kind: 'config', path: 'database.connections.mysql.password' },
    database: 'ops_h2',
    charset: 'utf8mb4',
    prefix: '',
    origins: [],
    ...over,
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function failure(work: Promise<unknown>): Promise<OpsError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof OpsError)) throw new Error('an OpsError was expected', { cause: error });
  const everything = [error.message, error.explanation, error.stack ?? '', JSON.stringify(error), String(error.cause)];
  for (const text of everything) expect(text).not.toContain('canary-P');
  return error;
}

async function using<T>(profile: SqlProfile, work: (client: SqlClient) => Promise<T>, password = canary): Promise<T> {
  const client = await connector.connect(profile, password, defaults);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

for (const name of ['mariadb', 'mariadbPlain', 'mysql'] as const) {
  const found = inject(name);
  describe.skipIf(!isThere(found))(name, () => {
    const server = ofSuite(found);
    let admin: Connection;

    beforeAll(async () => {
      const { host, port, user, password } = server;
      admin = await createConnection({ host, port, user, password, multipleStatements: true });
      const quoted = admin.escape(canary);
      await admin.query(`DROP DATABASE IF EXISTS ops_h2; CREATE DATABASE ops_h2;
        CREATE TABLE ops_h2.orders (id INT PRIMARY KEY, total DECIMAL(10,2));
        INSERT INTO ops_h2.orders VALUES (1, 10), (2, 20), (3, 30);
        DROP DATABASE IF EXISTS ops_h2_other; CREATE DATABASE ops_h2_other;
        DROP USER IF EXISTS 'ops_app'@'%', 'ops_app'@'localhost', 'ops_blind'@'%';
        CREATE USER 'ops_app'@'%' IDENTIFIED BY ${quoted}; CREATE USER 'ops_app'@'localhost' IDENTIFIED BY ${quoted};
        CREATE USER 'ops_blind'@'%' IDENTIFIED BY ${quoted};
        GRANT ALL ON ops_h2.* TO 'ops_app'@'%'; GRANT ALL ON ops_h2.* TO 'ops_app'@'localhost';
        GRANT ALL ON ops_h2_other.* TO 'ops_app'@'%'; GRANT ALL ON ops_h2_other.* TO 'ops_app'@'localhost';`);
    });
    afterAll(() => admin?.end());

    /** What the server is running for our user. */
    async function running(): Promise<readonly string[]> {
      const [rows] = await admin.query<RowDataPacket[]>('SHOW FULL PROCESSLIST');
      return rows.flatMap((row) =>
        row['User'] === 'ops_app' && row['Command'] === 'Query' ? [String(row['Info'])] : [],
      );
    }

    test('a session says who the server is and as whom it is logged in', async () => {
      await using(profileOf(server), async ({ server: facts }) => {
        expect(facts.flavour).toBe(name === 'mysql' ? 'mysql' : 'mariadb');
        expect(facts.version).toContain(server.version.split('-')[0]);
        expect(facts.currentUser).toMatch(/^ops_app@/);
        expect(facts.performanceSchema).toBe(name !== 'mariadbPlain');
      });
    });

    test('a Unix socket is used when the profile names one', async () => {
      if (server.socket === undefined) return;
      const profile = profileOf(server, { address: { kind: 'socket', path: server.socket } });
      await using(profile, async (client) => expect(await client.query('SELECT 1 AS one')).toEqual([{ one: 1 }]));
    });

    test('rows come back with placeholders filled and dates in UTC', async () => {
      await using(profileOf(server), async (client) => {
        const rows = await client.query<{ id: number; at: Date }>(
          "SELECT id, CAST('2026-01-02 03:04:05' AS DATETIME) AS at FROM orders WHERE id = ?",
          [2],
        );
        expect(rows).toHaveLength(1);
        expect(rows[0]?.id).toBe(2);
        expect(rows[0]?.at.toISOString()).toBe('2026-01-02T03:04:05.000Z');
      });
    });

    test('a statement can run in another schema and the session comes back', async () => {
      await using(profileOf(server), async (client) => {
        const other = await client.query<{ db: string }>('SELECT DATABASE() AS db', [], { database: 'ops_h2_other' });
        const home = await client.query<{ db: string }>('SELECT DATABASE() AS db');
        expect([other[0]?.db, home[0]?.db]).toEqual(['ops_h2_other', 'ops_h2']);
      });
    });

    test('a wrong password is told without the password', async () => {
      const error = await failure(connector.connect(profileOf(server), `${canary}x`, defaults));
      expect(error.reason).toBe('accessDenied');
      expect(error.message).toMatch(/^From .+ to 127\.0\.0\.1:\d+ as ops_app: access denied \(1045\)\.$/);
      expect(error.advice.next).toBe('The password came from database.connections.mysql.password.');
    });

    test('a database that does not exist, or that the user may not see, is told with what to grant', async () => {
      const missing = await failure(
        connector.connect(profileOf(server, { database: 'ops_h2_nope' }), canary, defaults),
      );
      expect(['unknownDatabase', 'noPrivilege']).toContain(missing.reason);
      const blind = profileOf(server, { user: 'ops_blind' });
      const denied = await failure(connector.connect(blind, canary, defaults));
      expect(denied.reason).toBe('noPrivilege');
      expect(denied.advice.next).toContain("GRANT SELECT ON `ops_h2`.* TO 'ops_blind'@");
    });

    test('a table that the user may not read is told with the exact GRANT', async () => {
      await using(profileOf(server), async (client) => {
        const error = await failure(client.query('SELECT * FROM mysql.user'));
        expect(error.reason).toBe('noPrivilege');
        const [user, host] = client.server.currentUser.split('@');
        expect(error.advice.next).toContain(`GRANT SELECT ON \`mysql\`.\`user\` TO '${user}'@'${host}';`);
      });
    });

    test('a broken statement is told with the number of the server', async () => {
      await using(profileOf(server), async (client) => {
        const error = await failure(client.query('SELECT * FROM orders WHERE'));
        expect(error.reason).toBe('server');
        expect(error.message).toContain('(1064)');
      });
    });

    test('statements that write are not sent', async () => {
      await using(profileOf(server), async (client) => {
        for (const sql of ['DELETE FROM orders', 'SELECT 1; DELETE FROM orders', 'SET SESSION TRANSACTION READ WRITE'])
          expect((await failure(client.query(sql))).reason, sql).toBe('readOnly');
        expect(await client.query('SELECT COUNT(*) AS n FROM orders')).toEqual([{ n: 3 }]);
      });
    });

    test('what the classifier cannot see is refused by the session on the server', async () => {
      await admin.query(`DROP FUNCTION IF EXISTS ops_h2.sneaky; SET GLOBAL log_bin_trust_function_creators = 1`);
      await admin.query(`CREATE FUNCTION ops_h2.sneaky() RETURNS INT BEGIN DELETE FROM ops_h2.orders; RETURN 1; END`);
      await using(profileOf(server), async (client) => {
        const error = await failure(client.query('SELECT sneaky()'));
        expect(error.reason).toBe('readOnly');
        expect(error.message).toContain('(1792)');
        expect(await client.query('SELECT COUNT(*) AS n FROM orders')).toEqual([{ n: 3 }]);
      });
    });

    test('a slow statement is stopped by its limit and the session stays usable', async () => {
      await using(profileOf(server), async (client) => {
        const slow = 'SELECT COUNT(*) AS n FROM orders a JOIN orders b JOIN orders c WHERE SLEEP(1) = 0';
        const error = await failure(client.query(slow, [], { timeoutMs: 300 }));
        expect(error.reason).toBe('timeout');
        expect((await running()).filter((sql) => sql.includes('SLEEP'))).toEqual([]);
        expect(await client.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
      });
    });

    test('abort stops the statement on the server, and the session stays usable', async () => {
      await using(profileOf(server), async (client) => {
        const controller = new AbortController();
        const slow = 'SELECT COUNT(*) FROM orders a JOIN orders b JOIN orders c WHERE SLEEP(1) = 0';
        const query = failure(client.query(slow, [], { signal: controller.signal, timeoutMs: 20_000 }));
        await expect.poll(async () => (await running()).some((sql) => sql.includes('SLEEP(1)'))).toBe(true);
        controller.abort();
        expect((await query).reason).toBe('cancelled');
        // What puts the session back may still stand in the list for a moment after it answered.
        expect((await running()).filter((sql) => sql.includes('SLEEP'))).toEqual([]);
        expect(await client.query('SELECT DATABASE() AS db')).toEqual([{ db: 'ops_h2' }]);
      });
    });

    test('a statement that waits for its turn is cancelled at once', async () => {
      await using(profileOf(server), async (client) => {
        const slow = client.query('SELECT SLEEP(0.5)');
        const error = await failure(client.query('SELECT 1', [], { signal: AbortSignal.abort() }));
        expect(error.reason).toBe('cancelled');
        await slow;
      });
    });

    test('execute writes with a permit, and only while it lasts', async () => {
      await using(profileOf(server), async (client) => {
        const { permit, release } = permitFor('.env');
        const result = await client.execute(permit, 'INSERT INTO orders VALUES (?, ?)', [4, 40]);
        expect(result.affectedRows).toBe(1);
        const { affectedRows } = await client.execute(permit, 'DELETE FROM orders WHERE id = 4');
        expect(affectedRows).toBe(1);
        release();
        expect((await failure(client.execute(permit, 'DELETE FROM orders'))).reason).toBe('noPermit');
        const elsewhere = permitFor('staging').permit;
        expect((await failure(client.execute(elsewhere, 'DELETE FROM orders'))).reason).toBe('noPermit');
        expect(await client.query('SELECT COUNT(*) AS n FROM orders')).toEqual([{ n: 3 }]);
      });
    });

    test('the writing connection is closed when the permit ends', async () => {
      await using(profileOf(server), async (client) => {
        const { permit, release } = permitFor('.env');
        await client.execute(permit, 'UPDATE orders SET total = 10 WHERE id = 1');
        const connections = async (): Promise<number> => {
          const [rows] = await admin.query<RowDataPacket[]>('SHOW FULL PROCESSLIST');
          return rows.filter((row) => row['User'] === 'ops_app').length;
        };
        expect(await connections()).toBe(2);
        release();
        await expect.poll(connections).toBe(1);
      });
    });

    // Waits out our own limits, about 6 s: once is enough, nothing in it depends on the kind of server.
    test.runIf(name === 'mariadb')(
      'a server that hangs in the middle is given up, and so is the attempt to stop the statement',
      async () => {
        let hung = false;
        const sockets: Socket[] = [];
        const proxy = createServer((socket) => {
          const upstream = connect(server.port, server.host);
          sockets.push(socket, upstream);
          for (const end of [socket, upstream]) end.on('error', () => undefined);
          socket.on('data', (data) => hung || upstream.write(data));
          upstream.on('data', (data) => hung || socket.write(data));
        });
        await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
        const port = portOf(proxy);
        try {
          await using(profileOf(server, { address: { kind: 'tcp', host: '127.0.0.1', port } }), async (client) => {
            hung = true;
            const error = await failure(client.query('SELECT 1', [], { timeoutMs: 2_000 }));
            expect(error.reason).toBe('timeout');
            expect((await failure(client.query('SELECT 1'))).reason).toBe('connectionLost');
          });
        } finally {
          for (const socket of sockets) socket.destroy();
          proxy.close();
        }
      },
    );

    test('a server that ends the connection in the middle is told as such', async () => {
      await using(profileOf(server), async (client) => {
        const query = failure(client.query('SELECT SLEEP(1) FROM orders', [], { timeoutMs: 10_000 }));
        await expect.poll(async () => (await running()).length).toBe(1);
        await admin.query(`KILL CONNECTION ${client.server.connectionId}`);
        expect((await query).reason).toBe('connectionLost');
        expect((await failure(client.query('SELECT 1'))).reason).toBe('connectionLost');
      });
    });
  });
}

describe('what is no MySQL server', () => {
  const open: Server[] = [];
  afterAll(() => {
    for (const server of open) server.close();
  });

  const fake = (behave: (socket: Socket) => void): Promise<TestServer> =>
    new Promise((resolve) => {
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        behave(socket);
      });
      open.push(server);
      server.listen(0, '127.0.0.1', () => {
        resolve({ host: '127.0.0.1', port: portOf(server), user: '', password: '', version: '' });
      });
    });
  const quick = { ...defaults, connectTimeoutMs: 300 };

  test('a port where nothing listens', async () => {
    const server = await fake(() => undefined);
    const taken = open.pop();
    await new Promise((resolve) => taken?.close(resolve));
    const error = await failure(connector.connect(profileOf(server), canary, quick));
    expect(error.reason).toBe('refused');
    expect(error.message).toContain(`to 127.0.0.1:${server.port} as ops_app: nothing listens there (ECONNREFUSED).`);
  });

  test('a socket that does not exist', async () => {
    const server = await fake(() => undefined);
    const profile = profileOf(server, { address: { kind: 'socket', path: '/tmp/laravel-ops-no.sock' } });
    expect((await failure(connector.connect(profile, canary, quick))).reason).toBe('refused');
  });

  test('a server that accepts and says nothing', async () => {
    const server = await fake(() => undefined);
    const error = await failure(connector.connect(profileOf(server), canary, quick));
    expect(error.reason).toBe('timeout');
    expect(error.message).toContain('connected, and no greeting came within 0.3 s');
  });

  test.each([
    ['two bytes', [0x4a, 0x00]],
    ['a header and half a body', [0x4a, 0x00, 0x00, 0x00, 0x0a, 0x38, 0x2e, 0x30]],
  ])('half a handshake: %s', async (_, bytes) => {
    const server = await fake((socket) => socket.write(Buffer.from(bytes)));
    const error = await failure(connector.connect(profileOf(server), canary, quick));
    expect(error.reason).toBe('timeout');
    expect(error.message).toContain('the login was not finished within 0.3 s');
  });

  test.each([
    ['SSH-2.0-OpenSSH_9.2\r\n', 'an SSH server answered'],
    ['HTTP/1.1 400 Bad Request\r\n\r\n', 'an HTTP server answered'],
    ['-ERR unknown command\r\n', 'a Redis server answered'],
    ['220 mail.test ESMTP\r\n', 'a mail or FTP server answered'],
  ])('another protocol: %j', async (greeting, said) => {
    const server = await fake((socket) => socket.write(greeting));
    const error = await failure(connector.connect(profileOf(server), canary, quick));
    expect(error.reason).toBe('notMysql');
    expect(error.message).toContain(said);
  });

  test('a server that hangs up at once', async () => {
    const server = await fake((socket) => socket.end());
    expect((await failure(connector.connect(profileOf(server), canary, quick))).reason).toBe('notMysql');
  });

  test('a well-formed header with rubbish in it', async () => {
    const body = Buffer.from([0x0a, ...Array.from({ length: 70 }, (_, i) => (i * 37) % 256)]);
    const server = await fake((socket) => socket.write(Buffer.concat([Buffer.from([body.length, 0, 0, 0]), body])));
    await failure(connector.connect(profileOf(server), canary, quick));
  });

  test('abort while connecting', async () => {
    const server = await fake(() => undefined);
    const controller = new AbortController();
    const error = failure(connector.connect(profileOf(server), canary, { ...defaults, signal: controller.signal }));
    controller.abort();
    expect((await error).reason).toBe('cancelled');
  });
});

const redis = inject('redis');
test.skipIf(!isThere(redis))('a Redis port given for MySQL gives a clear answer', async () => {
  if (!isThere(redis)) return;
  const error = await failure(connector.connect(profileOf(redis), canary, { ...defaults, connectTimeoutMs: 300 }));
  expect(error.advice.next).toContain('Another program may listen there');
});
