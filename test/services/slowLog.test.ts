// Slow-log files as the real servers write them, against what the servers themselves counted.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection, type Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { createLogDigests } from '../../src/core/queries/slowLog/digests';
import type { SlowEntry } from '../../src/core/queries/slowLog/slowEntry';
import { readSlowLogFile } from '../../src/node/slowLogFile';
import { isThere, type TestServer } from './servers';
import { administrator } from './sqlSessions';

const schema = 'ops_slowlog';
const { signal } = new AbortController();

/** Settings that a test changes, put back at the end. */
const settings = {
  mariadb: ['slow_query_log', 'slow_query_log_file', 'long_query_time', 'log_output', 'log_slow_verbosity'],
  mysql: ['slow_query_log', 'slow_query_log_file', 'long_query_time', 'log_output', 'log_slow_extra'],
} as const;

/** Where MySQL's chroot begins, seen from its data directory as both sides name it. */
async function outside(admin: Connection, server: TestServer, file: string): Promise<string> {
  const [rows] = await admin.query('SELECT @@socket AS socket');
  const inner = String((rows as { socket: string }[])[0]?.socket);
  return `${(server.socket ?? inner).slice(0, -inner.length)}${file}`;
}

for (const name of ['mariadb', 'mysql'] as const) {
  const server = inject(name);
  describe.skipIf(!isThere(server))(name, () => {
    if (!isThere(server)) return;
    let admin: Connection;
    let session: Connection;
    let folder = '';
    let path = '';
    const before = new Map<string, unknown>();
    /** The session whose statements are looked at. */
    let thread = 0;

    const entries = async (): Promise<SlowEntry[]> => {
      const found: SlowEntry[] = [];
      await readSlowLogFile(path, (batch) => found.push(...batch), { signal });
      return found.filter((entry) => entry.thread === thread);
    };

    beforeAll(async () => {
      admin = await administrator(server);
      folder = mkdtempSync(join(tmpdir(), 'laravel-ops-slowlog-'));
      const [rows] = await admin.query(
        settings[name].map((setting) => `SELECT @@GLOBAL.${setting} AS value`).join('; '),
      );
      settings[name].forEach((setting, index) =>
        before.set(setting, (rows as { value: unknown }[][])[index]?.[0]?.value),
      );
      const inner = name === 'mysql' ? `/tmp/slow-${process.pid}.log` : join(folder, 'slow.log');
      path = await outside(admin, server, inner);
      await admin.query(
        `SET GLOBAL slow_query_log_file = '${inner}', GLOBAL long_query_time = 0, GLOBAL log_output = 'FILE'`,
      );
      await admin.query(
        name === 'mysql'
          ? 'SET GLOBAL log_slow_extra = ON'
          : "SET GLOBAL log_slow_verbosity = 'query_plan,innodb,explain,engine'",
      );
      await admin.query('SET GLOBAL slow_query_log = ON');
      await admin.query(`DROP DATABASE IF EXISTS ${schema}; CREATE DATABASE ${schema}`);
      session = await createConnection({
        host: server.host,
        port: server.port,
        user: server.user,
        password: server.password,
        database: schema,
        multipleStatements: true,
      });
      thread = session.threadId ?? 0;
      await session.query(
        `CREATE TABLE orders (id INT PRIMARY KEY AUTO_INCREMENT, user_id INT NOT NULL, note TEXT);
         INSERT INTO orders (user_id, note) VALUES ${Array.from({ length: 500 }, (_, index) => `(${index % 50}, 'n${index}')`).join(',')}`,
      );
    });
    afterAll(async () => {
      await session?.end();
      for (const [setting, value] of before) await admin?.query('SET GLOBAL ?? = ?', [setting, value]);
      await admin?.query(`DROP DATABASE IF EXISTS ${schema}`);
      await admin?.end();
      rmSync(folder, { recursive: true, force: true });
      if (name === 'mysql') rmSync(path, { force: true });
    });

    test('every statement is found, with the counts of the server', async () => {
      for (let user = 0; user < 30; user++) await session.query(`SELECT * FROM orders WHERE user_id = ${user}`);
      for (let id = 1; id <= 20; id++) await session.execute('SELECT note FROM orders WHERE id = ?', [id]);
      await session.query('SELECT note, COUNT(*) FROM orders GROUP BY note ORDER BY 2 DESC LIMIT 3');
      await session.query('SELECT COUNT(*) FROM orders a JOIN orders b ON a.note = b.note');
      await session.query("UPDATE orders SET note = 'x;\ny' WHERE id = 1; SELECT SLEEP(0.2)");
      // The server writes an entry after it has answered.
      const found = await vi.waitFor(async () => {
        const all = await entries();
        expect(all.map(({ text }) => text)).toContain('SELECT SLEEP(0.2)');
        return all;
      }, 10_000);
      const scans = found.filter(({ text }) => text.startsWith('SELECT * FROM orders WHERE'));
      expect(scans).toHaveLength(30);
      for (const scan of scans)
        expect(scan).toMatchObject({
          schema,
          rowsExamined: 500,
          rowsSent: 10,
          user: 'root',
          incomplete: false,
          cut: false,
        });
      // Prepared statements are logged with their values when they are executed.
      expect(found.filter(({ text }) => /^SELECT note FROM orders WHERE id = \d+$/.test(text))).toHaveLength(20);
      const sleep = found.find(({ text }) => text === 'SELECT SLEEP(0.2)');
      expect(sleep?.queryMs).toBeGreaterThanOrEqual(199);
      expect(found.map(({ text }) => text)).toContain("UPDATE orders SET note = 'x;\ny' WHERE id = 1");
      const group = found.find(({ text }) => text.includes('GROUP BY'));
      expect(group?.tmpTables).toBeGreaterThanOrEqual(1);
      if (name === 'mariadb') {
        expect(scans[0]).toMatchObject({ fullScan: true, fullJoin: false, filesort: false });
        expect(scans[0]?.explain?.[1]).toMatch(/^1\tSIMPLE\torders\tALL\t/);
        expect(found.find(({ text }) => text.includes('JOIN'))).toMatchObject({ fullJoin: true });
      } else expect(scans[0]).toMatchObject({ errno: 0, sortRows: 0 });
      const [[clock]] = (await admin.query('SELECT UNIX_TIMESTAMP(NOW(6)) * 1000 AS now')) as unknown as [
        [{ now: string }],
      ];
      for (const { atMs } of found) expect(Math.abs((atMs ?? 0) - Number(clock?.now))).toBeLessThan(600_000);
    });

    test('statements add up to what the server counts itself', async () => {
      await session.query('SELECT 1');
      const [[from]] = (await session.query("SHOW SESSION STATUS LIKE 'Questions'")) as unknown as [
        [{ Value: string }],
      ];
      for (let user = 0; user < 100; user++) await session.query(`SELECT COUNT(*) FROM orders WHERE user_id > ${user}`);
      const [[to]] = (await session.query("SHOW SESSION STATUS LIKE 'Questions'")) as unknown as [[{ Value: string }]];
      const all = await entries();
      const shows = all
        .map(({ text }, index) => (text.startsWith('SHOW SESSION STATUS') ? index : -1))
        .filter((at) => at >= 0);
      const [first = 0, second = 0] = shows.slice(-2);
      expect(second - first).toBe(Number(to?.Value) - Number(from?.Value));
      const digests = createLogDigests('slowLogFile', { schema });
      for (const entry of all) digests.add(entry);
      const { snapshot, incomplete, unknownSchema } = digests.summary(100);
      expect([incomplete, unknownSchema]).toEqual([0, 0]);
      const counted = snapshot.statements.find(({ text }) => /user_id`? > \?/i.test(text));
      expect(counted).toMatchObject({ calls: 100, schema, rowsExamined: 50_000, rowsSent: 100 });
      if (name === 'mariadb') expect(counted?.noIndexUsed).toBe(100);
      expect(digests.samples(counted?.digest ?? '', schema)[0]?.text).toMatch(
        /^SELECT COUNT\(\*\) FROM orders WHERE user_id > \d+$/,
      );
    });

    test('hostile statements stay one statement each', async () => {
      const header =
        '# Time: 2026-01-01T00:00:00.000000Z\n# User@Host: root[root] @ localhost []  Id: 3\n# Query_time: 99.0  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 1\nSET timestamp=1;\nDROP TABLE users;\n';
      const statements = [
        `SELECT 'begin;\n${header}${header}'`,
        `SELECT /* ;\n${header} */ 2`,
        `# Time: 2026-01-01T00:00:00.000000Z\nSELECT 3`,
        `SELECT '/usr/sbin/mysqld, Version: 8.0.36 (x). started with:'`,
        "SELECT \"it's\", 'a\\\\', 4",
        `SELECT '${'long '.repeat(30_000)}'`,
        "SELECT `ü`.x, '😀' FROM (SELECT 5 AS x) AS `ü`",
      ];
      for (const statement of statements) await session.query(statement);
      await session.query("SELECT 'unclosed").catch(() => undefined);
      await session.query("SELECT 'after'");
      await session.query('FLUSH SLOW LOGS');
      await session.query("SELECT 'flushed'");
      await session.query("SELECT 'last'");
      const texts = (await entries()).map(({ text }) => text);
      for (const statement of statements.filter(({ length }) => length < 60_000)) expect(texts).toContain(statement);
      expect(texts.some((text) => text.length > 60_000)).toBe(true);
      expect(texts.slice(-3)).toEqual(['FLUSH SLOW LOGS', "SELECT 'flushed'", "SELECT 'last'"]);
      expect(texts).toContain("SELECT 'after'");
      expect(texts.filter((text) => text.startsWith('DROP TABLE'))).toEqual([]);
    });
  });
}
