import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { SqlClient } from '../../src/core/connections/sql';
import { analyzeStatement } from '../../src/core/queries/explain/analyze';
import { comparePlans } from '../../src/core/queries/explain/compare';
import { explainConnection } from '../../src/core/queries/explain/connection';
import { explainStatement } from '../../src/core/queries/explain/explain';
import type { Plan, PlanFormat, PlanNode } from '../../src/core/queries/explain/plan';
import { fillPlaceholders } from '../../src/core/queries/explain/placeholders';
import { allNodes, isTable } from '../../src/core/queries/explain/warnings';
import { isThere } from './servers';
import { administrator, makeUser, readingSession } from './sqlSessions';

const schema = 'ops_plans';
// Neither server takes characters beyond U+FFFF in names; a snowman is the next best thing to an emoji.
const odd = 'we`ird "tä☃ble\' (x) using y';
const quoted = `\`${odd.replaceAll('`', '``')}\``;

const values = (count: number, row: (n: number) => string): string =>
  Array.from({ length: count }, (_, index) => `(${row(index + 1)})`).join(',');

for (const name of ['mariadb', 'mysql'] as const) {
  const server = inject(name);
  describe.skipIf(!isThere(server))(name, () => {
    if (!isThere(server)) return;
    let admin: Connection;
    let client: SqlClient;
    const formats: readonly PlanFormat[] = name === 'mysql' ? ['traditional', 'json', 'tree'] : ['traditional', 'json'];

    beforeAll(async () => {
      admin = await administrator(server);
      await admin.query(`DROP DATABASE IF EXISTS ${schema}; CREATE DATABASE ${schema} CHARACTER SET utf8mb4; USE ${schema};
        CREATE TABLE users (id INT PRIMARY KEY AUTO_INCREMENT, email VARCHAR(100) NOT NULL, phone VARCHAR(20) NOT NULL, KEY users_phone_index (phone));
        CREATE TABLE orders (id INT PRIMARY KEY AUTO_INCREMENT, user_id INT NOT NULL, status VARCHAR(20) NOT NULL, total INT NOT NULL, created_at DATETIME NOT NULL);
        CREATE TABLE ${quoted} (\`co\`\`l"☃\` INT, b INT, KEY \`in'dex ☃\` (\`co\`\`l"☃\`));
        CREATE TABLE visits (id INT NOT NULL, at DATE NOT NULL) PARTITION BY RANGE COLUMNS (at) (PARTITION p1 VALUES LESS THAN ('2026-02-01'), PARTITION p2 VALUES LESS THAN (MAXVALUE));
        INSERT INTO users (email, phone) VALUES ${values(1500, (n) => `'u${n}@example.com', '${5000 + n}'`)};
        INSERT INTO orders (user_id, status, total, created_at) VALUES ${values(4000, (n) => `${1 + (n % 1500)}, '${n % 20 === 0 ? 'open' : 'done'}', ${n % 300}, '2026-01-01' + INTERVAL ${n} MINUTE`)};
        INSERT INTO ${quoted} VALUES ${values(50, (n) => `${n}, ${n}`)};
        INSERT INTO visits VALUES ${values(100, (n) => `${n}, '2026-01-01' + INTERVAL ${n} DAY`)};
        CREATE VIEW open_orders AS SELECT o.id, o.total, u.email FROM orders o JOIN users u ON u.id = o.user_id WHERE o.status = 'open';
        ANALYZE TABLE users, orders, visits`);
      await makeUser(admin, 'ops_plans', 'secret', [`SELECT, SHOW VIEW ON ${schema}.*`, 'PROCESS ON *.*']);
      await makeUser(admin, 'ops_blind', 'secret', [`SELECT ON ${schema}.*`]);
      client = await readingSession(server, 'ops_plans', 'secret', schema);
    });
    afterAll(async () => {
      await client?.close();
      await admin?.query(`DROP DATABASE IF EXISTS ${schema}`);
      await admin?.end();
    });

    const tables = (plan: Plan): PlanNode[] => allNodes(plan.nodes).filter(isTable);
    const explain = (sql: string, format: PlanFormat): Promise<Plan> =>
      explainStatement(client, { sql, schema, format });

    const statements: Record<string, readonly [string, readonly string[]]> = {
      join: [
        "SELECT * FROM orders o JOIN users u ON u.id = o.user_id WHERE o.status = 'open' ORDER BY o.total LIMIT 5",
        ['o', 'u'],
      ],
      view: ['SELECT * FROM open_orders WHERE total > 5', ['o', 'u']],
      cte: [
        'WITH big AS (SELECT user_id, COUNT(*) AS c FROM orders GROUP BY user_id) SELECT * FROM big WHERE c > 1',
        ['orders'],
      ],
      window: ['SELECT id, RANK() OVER (PARTITION BY user_id ORDER BY total) FROM orders', ['orders']],
      partitions: ["SELECT * FROM visits WHERE at = '2026-01-05'", ['visits']],
      union: ['SELECT id FROM orders UNION SELECT id FROM users', ['orders', 'users']],
      dependent: [
        'SELECT * FROM users u WHERE (SELECT MAX(total) FROM orders o WHERE o.user_id = u.id) > 5',
        ['o', 'u'],
      ],
    };

    test.each(Object.entries(statements))('%s: every format shows the same tables', async (_what, [sql, expected]) => {
      for (const format of formats) {
        const plan = await explain(sql, format);
        expect(plan.format).toBe(format);
        const found = tables(plan).map((node) => node.table ?? '');
        expect([format, [...found].sort()]).toEqual([format, [...expected].sort()]);
        for (const node of tables(plan)) expect(node.rows, `${format} ${node.table}`).toBeGreaterThan(0);
      }
    });

    test('names with backticks, quotes and a snowman come through every format', async () => {
      const sql = `SELECT * FROM ${quoted} WHERE \`co\`\`l"☃\` = 7`;
      for (const format of formats) {
        // FORMAT=TREE writes names as they are, between words of its own: it cannot be told where this one ends.
        if (format === 'tree') continue;
        const [node] = tables(await explain(sql, format));
        expect([format, node?.table, node?.key, node?.access]).toEqual([format, odd, "in'dex ☃", 'Lookup']);
      }
      expect((await explain(sql, formats.at(-1) ?? 'json')).nodes).toHaveLength(1);
    });

    test('JSON has possible keys, conditions and, on MySQL, shares', async () => {
      const plan = await explain("SELECT * FROM users WHERE phone = '5007' AND email LIKE '%x'", 'json');
      const [node] = tables(plan);
      expect(node).toMatchObject({
        key: 'users_phone_index',
        possibleKeys: ['users_phone_index'],
        keyParts: ['phone'],
        access: 'Lookup',
      });
      expect(node?.share).toBe(name === 'mysql' ? 1 : undefined);
      expect(`${node?.condition ?? ''}${node?.indexCondition ?? ''}`).toContain('like');
    });

    test('a text column that is compared with a number is the first thing said', async () => {
      const { problems } = await explain('SELECT * FROM users WHERE phone = 5007', 'json');
      expect(problems?.[0]).toMatchObject({ kind: 'conversion', text: expect.stringContaining('users_phone_index') });
      expect(JSON.stringify(problems)).not.toContain('5007');
    });

    test('before and after an index, in one line', async () => {
      const sql = 'SELECT * FROM orders WHERE user_id = 12';
      const before = await explain(sql, 'json');
      await admin.query(`ALTER TABLE ${schema}.orders ADD INDEX orders_user_id_index (user_id)`);
      try {
        expect(comparePlans(before, await explain(sql, 'json')).headline).toMatch(
          /^orders: full scan of about [34],\d{3} rows → lookup by orders_user_id_index, about \d rows?$/,
        );
      } finally {
        await admin.query(`ALTER TABLE ${schema}.orders DROP INDEX orders_user_id_index`);
      }
    });

    describe('what writes', () => {
      const changes = [
        "UPDATE orders SET total = total + 1 WHERE status = 'open'",
        'UPDATE orders o JOIN users u ON u.id = o.user_id SET o.total = 0',
        'DELETE FROM orders WHERE total > 5 ORDER BY id LIMIT 10',
        'DELETE o FROM orders o JOIN users u ON u.id = o.user_id WHERE u.id < 100',
        "INSERT INTO orders (user_id, status, total, created_at) SELECT id, 'x', 1, NOW() FROM users",
        "REPLACE INTO orders SELECT id, id, 'x', 1, NOW() FROM users",
      ];

      test('has its reading half explained, and nothing of it is executed', async () => {
        const state = async (): Promise<unknown> =>
          (await admin.query(`SELECT COUNT(*), SUM(total), SUM(CRC32(status)) FROM ${schema}.orders`))[0];
        const before = await state();
        const sent = await generalLog(async () => {
          for (const sql of changes)
            for (const format of formats) {
              const plan = await explain(sql, format);
              expect(plan.source.text).toMatch(
                /The part of the (UPDATE|DELETE|INSERT … SELECT|REPLACE … SELECT) that finds rows/,
              );
              expect(tables(plan).length, sql).toBeGreaterThan(0);
            }
        });
        expect(await state()).toEqual(before);
        expect(sent.length).toBeGreaterThan(changes.length * 3);
        expect(
          sent.filter(
            (line) => !/^(SELECT|SHOW|EXPLAIN|SET SESSION|START TRANSACTION READ ONLY|ROLLBACK|USE)\b/.test(line),
          ),
        ).toEqual([]);
        expect(sent.filter((line) => /\b(UPDATE|DELETE|INSERT|REPLACE)\b/.test(line.replace(/'[^']*'/g, '')))).toEqual(
          [],
        );
      });

      test('is refused by ANALYZE', async () => {
        for (const sql of [...changes, 'SELECT * FROM orders FOR UPDATE', 'SELECT SLEEP(1)'])
          await expect(analyzeStatement(client, { sql, schema }, 'local')).rejects.toMatchObject({
            reason: expect.stringMatching(/notSelect|locks|function/),
          });
      });
    });

    /** Statements of our own session that reached the server while `work` ran. */
    async function generalLog(work: () => Promise<void>): Promise<readonly string[]> {
      await admin.query("SET GLOBAL log_output = 'TABLE'; TRUNCATE mysql.general_log; SET GLOBAL general_log = ON");
      try {
        await work();
      } finally {
        await admin.query('SET GLOBAL general_log = OFF');
      }
      const [rows] = await admin.query(
        "SELECT CONVERT(argument USING utf8mb4) AS sent FROM mysql.general_log WHERE thread_id = ? AND command_type IN ('Query', 'Execute', 'Prepare')",
        [client.server.connectionId],
      );
      return (rows as { sent: string }[]).map(({ sent }) => sent.trim());
    }

    test('ANALYZE counts what was read, runs the statement once and leaves nothing behind', async () => {
      const sql = "SELECT u.email FROM orders o JOIN users u ON u.id = o.user_id WHERE o.status = 'open'";
      let plan: Plan | undefined;
      const sent = await generalLog(async () => {
        plan = await analyzeStatement(client, { sql, schema }, 'local');
      });
      expect(plan?.executed).toBe(true);
      const [orders, users] = ['orders', 'users'].map((wanted) =>
        tables(plan as Plan).find((node) => (node.tableName ?? node.table) === wanted),
      );
      expect(orders?.actual).toMatchObject({ rows: 4000, loops: 1 });
      expect(orders?.actual?.rowsOut).toBeCloseTo(200, 3);
      expect(users?.actual).toMatchObject({ loops: 200 });
      expect(plan?.warnings[0]).toMatch(/^Reads 4,\d{3} rows/);
      const executing = sent.filter((line) => /^(ANALYZE|EXPLAIN ANALYZE)/.test(line));
      expect(executing).toHaveLength(1);
      expect(sent.at(-1)).toBe('ROLLBACK WORK');
    });

    test('ANALYZE is stopped in time, and what it says of a part is called so', async () => {
      const sql =
        'SELECT COUNT(*) FROM orders a JOIN orders b ON a.total <> b.total JOIN orders c ON c.total <> b.total';
      const run = analyzeStatement(client, { sql, schema, timeoutMs: 700 }, 'local');
      if (name === 'mariadb') await expect(run).rejects.toMatchObject({ reason: 'timeout' });
      else {
        const plan = await run;
        expect(plan.interrupted).toBe(true);
        expect(plan.warnings[0]).toBe('Stopped after 700 ms: the counts are of what ran until then');
      }
      expect((await explain('SELECT 1', 'json')).nodes).toHaveLength(1);
    });

    test('production is never analyzed', async () => {
      const sent = await generalLog(async () => {
        await expect(analyzeStatement(client, { sql: 'SELECT 1' }, 'production')).rejects.toMatchObject({
          reason: 'production',
        });
      });
      expect(sent).toEqual([]);
    });

    test('a connection that runs is explained; one that finished, or is not ours to see, says so', async () => {
      const other = await readingSession(server, 'ops_plans', 'secret', schema);
      const blind = await readingSession(server, 'ops_blind', 'secret', schema);
      const id = other.server.connectionId;
      try {
        const slow = other.query(
          'SELECT o.id, SLEEP(0.05) FROM orders o JOIN users u ON u.id = o.user_id WHERE o.total > 3 LIMIT 40',
        );
        await expect
          .poll(
            async () =>
              tables(await explainConnection(client, id).catch(() => ({ nodes: [] }) as unknown as Plan))
                .flatMap(({ table }) => table ?? [])
                .sort(),
            { timeout: 5000, interval: 100 },
          )
          .toEqual(['o', 'u']);
        await expect(explainConnection(blind, id)).rejects.toMatchObject({ reason: 'noPrivilege' });
        await slow;
        await expect(explainConnection(client, id)).rejects.toMatchObject({ reason: 'finished' });
        await expect(explainConnection(client, 4_000_000)).rejects.toMatchObject({ reason: 'finished' });
        expect((await client.query<{ one: number }>('SELECT 1 AS one'))[0]?.one).toBe(1);
      } finally {
        await other.close();
        await blind.close();
      }
    });

    test('placeholders are filled from the data, and the result can be explained', async () => {
      const sql =
        'SELECT * FROM orders o JOIN users u ON u.id = o.user_id WHERE o.status = ? AND o.created_at > ? AND u.phone IN (?, ?) LIMIT ? OFFSET ?';
      const filled = await fillPlaceholders(client, sql, { schema });
      expect(filled.complete).toBe(true);
      expect(filled.placeholders.map(({ column, provenance }) => [column, provenance])).toEqual([
        ['orders.status', 'statistics'],
        ['orders.created_at', 'statistics'],
        ['users.phone', 'statistics'],
        ['users.phone', 'statistics'],
        [undefined, 'assumed'],
        [undefined, 'assumed'],
      ]);
      expect(filled.sql).toContain("o.status = 'done'");
      const plan = await explainStatement(client, { sql: filled.sql, schema, source: filled.source, format: 'json' });
      expect(
        tables(plan)
          .flatMap(({ table }) => table ?? [])
          .sort(),
      ).toEqual(['o', 'u']);
      const hostile = await fillPlaceholders(client, `SELECT * FROM ${quoted} WHERE \`co\`\`l"☃\` = ?`, { schema });
      expect(hostile.complete).toBe(true);
      const emoji = await fillPlaceholders(client, 'SELECT * FROM users WHERE `pho🙂ne` = ?', { schema });
      expect(emoji).toMatchObject({
        complete: false,
        placeholders: [{ text: expect.stringContaining('not certain') }],
      });
      expect(tables(await explain(hostile.sql, 'json'))[0]?.table).toBe(odd);
    });

    test('cut statements and temporary tables of others are errors, and the session goes on', async () => {
      const long = `SELECT * FROM orders WHERE status IN (${Array.from({ length: 3000 }, (_, n) => `'value ${n}'`).join(', ')})`;
      expect(tables(await explain(long, 'json'))).toHaveLength(1);
      await expect(explain(`${long.slice(0, 4000)}...`, 'json')).rejects.toMatchObject({ reason: 'cut' });
      await expect(explain(long.slice(0, 4003), 'json')).rejects.toMatchObject({
        reason: expect.stringMatching(/unreadable|server/),
      });
      await admin.query(`CREATE TEMPORARY TABLE ${schema}.mine (id INT)`);
      await expect(explain('SELECT * FROM mine', 'json')).rejects.toThrow(/mine/);
      expect((await explain('SELECT 1', 'json')).nodes[0]?.operation).toBe('message');
    });

    test('a login that may not see into a view is told what to grant', async () => {
      const blind = await readingSession(server, 'ops_blind', 'secret', schema);
      try {
        await expect(
          explainStatement(blind, { sql: 'SELECT * FROM open_orders', schema, format: 'json' }),
        ).rejects.toMatchObject({ reason: 'noPrivilege' });
      } finally {
        await blind.close();
      }
    });

    test('SQL modes of the server change nothing', async () => {
      const [[{ mode }]] = (await admin.query('SELECT @@GLOBAL.sql_mode AS mode')) as unknown as [[{ mode: string }]];
      await admin.query(`SET GLOBAL sql_mode = CONCAT(@@GLOBAL.sql_mode, ',ANSI_QUOTES,NO_BACKSLASH_ESCAPES')`);
      try {
        const strange = await readingSession(server, 'ops_plans', 'secret', schema);
        try {
          for (const format of formats) {
            const plan = await explainStatement(strange, {
              sql: "SELECT * FROM users WHERE phone = 'a''b\\\\' OR phone = '5007'",
              schema,
              format,
            });
            expect(tables(plan).map(({ key }) => key)).toEqual(['users_phone_index']);
            const names = await explainStatement(strange, {
              sql: 'SELECT * FROM "users" WHERE "phone" = \'5007\'',
              schema,
              format,
            });
            expect(tables(names)[0]?.access).toBe('Lookup');
          }
          const filled = await fillPlaceholders(strange, 'SELECT * FROM users WHERE phone = ?', { schema });
          expect(filled.complete).toBe(true);
        } finally {
          await strange.close();
        }
      } finally {
        await admin.query('SET GLOBAL sql_mode = ?', [mode]);
      }
    });
  });
}
