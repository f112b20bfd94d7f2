// How real servers are doing: who blocks whom, what each login may see, and that a refusal is neither failure nor zero.
import { createConnection, type Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { classifyStatement } from '../../src/core/connections/statement';
import type { SqlClient } from '../../src/core/connections/sql';
import { readCatalog } from '../../src/core/queries/catalog/readCatalog';
import { judgeHealth } from '../../src/core/queries/health/judge';
import { type HealthReading, readHealth } from '../../src/core/queries/health/reading';
import { readDigestRows } from '../../src/core/queries/sources/digestRows';
import { removeOwn, startOwn } from './ownServers';
import { isThere, type TestServer } from './servers';
import { administrator, makeUser, readingSession } from './sqlSessions';

const schema = 'ops_health';
const { signal } = new AbortController();
const context = { budget: { sources: [] }, pooling: { remote: false }, split: { certain: true } };
const tables = `DROP DATABASE IF EXISTS ${schema}; CREATE DATABASE ${schema}; USE ${schema};
  CREATE TABLE orders (id TINYINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, note VARCHAR(40));
  CREATE TABLE users (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40)) AUTO_INCREMENT = 30001;
  CREATE TABLE comments (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, user_id SMALLINT);
  CREATE TABLE log (line TEXT);
  INSERT INTO orders VALUES (1, 'one'), (2, 'two'), (230, 'many');
  ANALYZE TABLE orders, users, comments`;

const factsOf = async (client: SqlClient, reading: HealthReading) =>
  new Map(
    judgeHealth(reading, { ...context, catalog: await readCatalog(client, schema, signal) }).map((fact) => [
      fact.id,
      fact,
    ]),
  );

/** The statements that a reading sends. */
function listening(client: SqlClient): { readonly client: SqlClient; readonly sent: string[] } {
  const sent: string[] = [];
  return {
    sent,
    client: {
      ...client,
      server: client.server,
      query: (sql, values, options) => {
        sent.push(sql);
        return client.query(sql, values, options);
      },
      execute: (...all) => client.execute(...all),
      close: () => client.close(),
    },
  };
}

/** Runs `work` while one connection waits for a row that another, which runs nothing, has changed. */
async function whileBlocked<T>(
  server: TestServer,
  work: (blocking: number, waiting: number) => Promise<T>,
): Promise<T> {
  const { host, port, user, password } = server;
  const login = { host, port, user, password, database: schema };
  const blocker = await createConnection(login);
  const waiter = await createConnection(login);
  try {
    await blocker.query("SET time_zone = '-08:00'");
    await blocker.beginTransaction();
    await blocker.query("UPDATE orders SET note = 'secret-a' WHERE id = 1");
    await waiter.query('SET innodb_lock_wait_timeout = 30');
    const waiting = waiter.query("UPDATE orders SET note = 'secret-b' WHERE id = 1");
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    const result = await work(blocker.threadId ?? 0, waiter.threadId ?? 0);
    await blocker.rollback();
    await waiting;
    return result;
  } finally {
    await blocker.end();
    await waiter.end();
  }
}

for (const name of ['mariadb', 'mysql', 'mariadbPlain'] as const) {
  const server = inject(name);
  describe.skipIf(!isThere(server))(name, () => {
    if (!isThere(server)) return;
    let admin: Connection;
    let client: SqlClient;
    let poor: SqlClient;

    beforeAll(async () => {
      admin = await administrator(server);
      await admin.query(tables);
      await makeUser(admin, schema, 'secret', [`SELECT ON ${schema}.*`]);
      client = await readingSession(server, 'root', '', schema);
      poor = await readingSession(server, schema, 'secret', schema);
    });
    afterAll(async () => {
      await client?.close();
      await poor?.close();
      await admin?.query(`DROP DATABASE IF EXISTS ${schema}`);
      await admin?.end();
    });

    test('an administrator sees everything; nothing is sent that the reading session would refuse', async () => {
      const { client: heard, sent } = listening(client);
      const reading = await readHealth(heard, schema, signal);
      for (const part of ['transactions', 'lockWaits', 'deadlocks', 'replicas', 'statistics', 'ownFiles'] as const)
        expect(reading[part], part).toHaveProperty('known');
      expect(reading.replicas).toEqual({ known: [] });
      for (const counter of [
        'uptime',
        'innodb_buffer_pool_reads',
        'created_tmp_tables',
        'open_tables',
        'innodb_os_log_written',
      ])
        expect(Number(reading.status[counter]), counter).toBeGreaterThanOrEqual(0);
      expect(Number(reading.variables['max_connections'])).toBeGreaterThan(0);
      expect(sent.map(classifyStatement).filter((kind) => kind !== 'read')).toEqual([]);
      expect(sent.filter((sql) => !sql.startsWith('SELECT 1 AS laravel_ops,'))).toEqual([
        expect.stringMatching(/^SHOW /),
      ]);
    });

    test('the ids of a nearly full table and of a column that is too narrow for what it points to', async () => {
      const ids = (await factsOf(client, await readHealth(client, schema, signal))).get('autoIncrement');
      expect(ids).toMatchObject({ verdict: 'attention', value: 'comments.user_id has used 91 %' });
      expect(ids?.details[0]).toBe(
        `comments.user_id (${name === 'mysql' ? 'smallint' : 'smallint(6)'}) holds ids of users.id (${name === 'mysql' ? 'bigint unsigned' : 'bigint(20) unsigned'}) by its name, which have used 91 % of it.`,
      );
      expect(ids?.remedies).toHaveLength(2);
    });

    test("an application's login is told what it may not see, and by which privilege it might", async () => {
      const reading = await readHealth(poor, schema, signal);
      const facts = await factsOf(poor, reading);
      const account = `'${schema}'@'localhost'`;
      const grants = (id: string) => facts.get(id)?.remedies.map(({ copies }) => copies);
      const monitor = name === 'mysql' ? 'REPLICATION CLIENT' : 'SLAVE MONITOR';
      for (const id of ['longTransactions', 'lockWaits', 'replication', 'statistics'])
        expect(facts.get(id), id).toMatchObject({ verdict: 'unknown', value: 'this login may not see it' });
      expect(grants('longTransactions')).toEqual([`GRANT PROCESS ON *.* TO ${account};`]);
      expect(grants('replication')).toEqual([`GRANT ${monitor} ON *.* TO ${account};`]);
      expect(grants('statistics')).toEqual([`GRANT SELECT ON mysql.innodb_table_stats TO ${account};`]);
      expect(facts.get('autoIncrement')?.verdict).toBe('attention');
      expect(facts.get('connections')?.value).toMatch(/^\d+ of \d+ used at most$/);
    });

    test('with those privileges it sees all of it', async () => {
      const before = await readHealth(poor, schema, signal);
      const asked = ['transactions', 'lockWaits', 'deadlocks', 'replicas', 'statistics'] as const;
      const grants = asked.flatMap((part) => {
        const each = before[part];
        return 'refused' in each ? (each.refused.grant ?? '').split('\n') : [];
      });
      for (const grant of new Set(grants)) await admin.query(grant);
      const allowed = await readingSession(server, schema, 'secret', schema);
      try {
        const reading = await readHealth(allowed, schema, signal);
        for (const part of asked) expect(reading[part], part).toHaveProperty('known');
      } finally {
        await allowed.close();
      }
    });

    test('who blocks whom is told, without the values of either statement', async () => {
      const { reading, blocking, waiting } = await whileBlocked(server, async (a, b) => ({
        reading: await readHealth(client, schema, signal),
        blocking: a,
        waiting: b,
      }));
      const waits = 'known' in reading.lockWaits ? reading.lockWaits.known : [];
      expect(waits).toMatchObject([
        {
          waiting,
          blocking,
          table: `\`${schema}\`.\`orders\``,
          waitingText: 'UPDATE orders SET note = ? WHERE id = ?',
          blockingIdle: true,
        },
      ]);
      expect(waits[0]?.seconds).toBeGreaterThanOrEqual(2);
      expect(waits[0]?.seconds).toBeLessThan(60);
      if (name === 'mysql') expect(waits[0]?.blockingText).toBe('UPDATE orders SET note = ? WHERE id = ?');
      const open = 'known' in reading.transactions ? reading.transactions.known : [];
      expect(open.map(({ connectionId }) => connectionId).toSorted((a, b) => a - b)).toEqual(
        [blocking, waiting].toSorted((a, b) => a - b),
      );
      expect(open.every(({ seconds }) => seconds >= 2 && seconds < 60)).toBe(true);
      expect(open.find(({ connectionId }) => connectionId === blocking)).not.toHaveProperty('running');
      const facts = await factsOf(client, reading);
      expect(facts.get('lockWaits')).toMatchObject({ verdict: 'attention', value: '1 connection waits' });
      expect(JSON.stringify([...facts])).not.toMatch(/secret/);
    });

    test('a deadlock is counted', async () => {
      const count = async () => {
        const { deadlocks } = await readHealth(client, schema, signal);
        return 'known' in deadlocks ? deadlocks.known : Number.NaN;
      };
      const before = await count();
      const { host, port, user, password } = server;
      const pair = await Promise.all(
        [1, 2].map(() => createConnection({ host, port, user, password, database: schema })),
      );
      const change = (which: number, id: number) =>
        pair[which]?.query('UPDATE orders SET note = ? WHERE id = ?', ['x', id]);
      for (const each of pair) await each.beginTransaction();
      await change(0, 1);
      await change(1, 2);
      const ends = await Promise.allSettled([change(0, 2), change(1, 1)]);
      for (const each of pair) await each.end();
      expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(await count()).toBe(before + 1);
    });

    test('readings do not appear among the statements of the application', async () => {
      if (!client.server.performanceSchema) return;
      for (let index = 0; index < 3; index++) await readHealth(client, schema, signal);
      const { statements } = await readDigestRows(client, { schema, limit: 500 }, { signal });
      const texts = statements.map((row) => String(row['text'])).filter((text) => text.startsWith('SELECT'));
      expect(texts.length).toBeGreaterThan(0);
      expect(
        texts.filter((text) => /INNODB_TRX|innodb_table_stats|global_status|DATA_FREE|INNODB_METRICS/i.test(text)),
      ).toEqual([]);
    });
  });
}

test('MySQL without performance_schema: who waits is not known, instead of nobody', async ({ skip }) => {
  const server = await startOwn('mysql', 'health', ['--performance-schema=OFF']);
  if (server === undefined) {
    skip();
    return;
  }
  try {
    const admin = await administrator(server);
    await admin.query(tables);
    await admin.end();
    const client = await readingSession(server, 'root', '', schema);
    const reading = await whileBlocked(server, () => readHealth(client, schema, signal));
    const facts = await factsOf(client, reading);
    await client.close();
    expect(facts.get('lockWaits')).toMatchObject({
      verdict: 'unknown',
      value: 'performance_schema is off, and only that holds it on this server',
      details: ['2 transactions are open.', expect.stringMatching(/waits for row locks/)],
    });
    expect(reading.status['uptime']).toMatch(/^\d+$/);
    expect(reading.variables['max_connections']).toMatch(/^\d+$/);
  } finally {
    await server.stop();
    removeOwn('mysql', 'health');
  }
});

test('times of transactions are right where the machine is not in UTC', async ({ skip }) => {
  const zone = process.env['TZ'];
  process.env['TZ'] = 'Asia/Kolkata';
  const server = await startOwn('mariadbPlain', 'health').finally(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });
  if (server === undefined) {
    skip();
    return;
  }
  try {
    const admin = await administrator(server);
    const [rows] = await admin.query(
      "SELECT TIMESTAMPDIFF(MINUTE, UTC_TIMESTAMP(), CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', 'SYSTEM')) AS east",
    );
    expect(rows).toEqual([{ east: 330 }]);
    await admin.query(tables);
    await admin.end();
    const client = await readingSession(server, 'root', '', schema);
    const { transactions } = await whileBlocked(server, () => readHealth(client, schema, signal));
    await client.close();
    const seconds = 'known' in transactions ? transactions.known.map((each) => each.seconds) : [];
    expect(seconds).toHaveLength(2);
    expect(seconds.every((each) => each >= 2 && each < 60)).toBe(true);
  } finally {
    await server.stop();
    removeOwn('mariadbPlain', 'health');
  }
});
