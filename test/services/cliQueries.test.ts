// `laravel-ops slow | explain | advise | migration` as they are built and as a person starts them, on both servers: exit status,
// documents, and that a file of statements stays a file of statements, whatever stands in it.
import { execFile, spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { temporary } from './host';
import { isThere } from './servers';
import { ofSuite } from './support';

/** Fields of the documents that are looked at. */
interface Document {
  readonly status: number | null;
  readonly error: unknown;
  readonly statements: readonly { readonly text: string; readonly digest: string }[];
  readonly suggestions: readonly { readonly id: string; readonly proof?: unknown }[];
  readonly unread: readonly { readonly text: string; readonly reason: string }[];
  readonly warnings: readonly string[];
  readonly executed: boolean;
  readonly nodes: unknown;
  readonly migrations: readonly { readonly file: string; readonly text: string }[];
}

const found = { mariadb: inject('mariadb'), mysql: inject('mysql') };
const repository = resolve(import.meta.dirname, '../..');
const secret = 'hunter2-queries';
const canary = 'cAnAry.cli@example.test';
const live = 'ops_cli_queries';
const login = 'ops_cli_q';

/** What no run may do: each line would leave something behind that the test looks for. */
const hostile = (schema: string) => `-- statements of the shop
SELECT * FROM orders WHERE email = '${canary}';
SELECT * FROM orders WHERE status = 'paid' ORDER BY placed_at LIMIT 5; SELECT * FROM orders WHERE email = 'a;b';
DROP TABLE orders; DELETE FROM orders; TRUNCATE orders;
CREATE DATABASE ${schema}_pwned; GRANT ALL ON *.* TO '${login}'@'%';
/*!50000 DROP TABLE customers */; /*M! DROP TABLE customers */;
UPDATE orders SET total = -1 WHERE email = 'person5@example.test';
UPDATE orders SET total = -1;
INSERT INTO orders (customer_id, email, status, total, placed_at) SELECT 1, 'pwned', 'new', 0, NOW() FROM orders LIMIT 1;
SELECT * FROM orders WHERE email = 'x' INTO OUTFILE '/tmp/${schema}_pwned.txt';
SELECT * FROM orders WHERE email = 'x' FOR UPDATE;
SELECT GET_LOCK('${schema}_pwned', 0) FROM orders WHERE email = 'y';
SELECT * FROM mysql.user WHERE user = 'other schema'; SELECT LOAD_FILE('/etc/${schema}_pwned') FROM orders;
SET GLOBAL max_connections = 7; CALL pwned(); this is no SQL; SELECT ( FROM;
SELECT 'never closed`;

describe.each(['mariadb', 'mysql'] as const)('on %s', (kind) => {
  describe.skipIf(!isThere(found[kind]))(`laravel-ops`, () => {
    const server = ofSuite(found[kind]);
    const copies = temporary();
    let admin: Connection;
    let program = '';
    let home = '';
    let shop = '';
    const said: string[] = [];

    async function run(...args: readonly string[]) {
      const child = spawn(process.execPath, [program, ...args], {
        cwd: home,
        env: { PATH: '/usr/bin:/bin', HOME: home },
      });
      let out = '';
      let err = '';
      child.stdout.on('data', (text: Buffer) => (out += String(text)));
      child.stderr.on('data', (text: Buffer) => (err += String(text)));
      const status = await new Promise<number | null>((done) => child.once('close', done));
      said.push(out, err);
      return { status, out, err };
    }

    async function document(...args: readonly string[]): Promise<Document> {
      const { status, out } = await run(...args, '--json');
      expect(out, args.join(' ')).not.toMatch(/undefined|NaN/);
      const parsed = JSON.parse(out) as Document;
      expect(parsed, args.join(' ')).toMatchObject({ schemaVersion: 1, verb: args[0], whole: status === 0 });
      return { ...parsed, status };
    }

    /** Everything that a hostile line would have changed. */
    async function state(): Promise<unknown> {
      const [databases] = await admin.query<RowDataPacket[]>('SHOW DATABASES');
      const [sums] = await admin.query<RowDataPacket[]>('CHECKSUM TABLE orders, customers');
      const [indexes] = await admin.query<RowDataPacket[]>('SHOW INDEX FROM orders');
      const [variables] = await admin.query<RowDataPacket[]>("SHOW GLOBAL VARIABLES LIKE 'max_connections'");
      const [grants] = await admin.query<RowDataPacket[]>(`SHOW GRANTS FOR '${login}'@'%'`);
      const ours = /^(?:ops_cli_queries|laravel_ops_scratch)/;
      return {
        databases: databases.map((row) => String(row['Database'])).filter((name) => ours.test(name)),
        sums: sums.map((row) => String(row['Checksum'])),
        indexes: indexes.map((row) => String(row['Key_name'])),
        variables: variables.map((row) => String(row['Value'])),
        grants: grants.map((row) => Object.values(row).join()),
      };
    }

    beforeAll(async () => {
      home = await copies.folder();
      program = join(home, 'dist/cli.js');
      await promisify(execFile)(process.execPath, ['esbuild.mjs', '--dev', `--outdir=${join(home, 'dist')}`], {
        cwd: repository,
      });
      const { host, port, user, password } = server;
      admin = await createConnection({ host, port, user, password, multipleStatements: true });
      const orders = Array.from(
        { length: 8_000 },
        (_, n) =>
          `(${(n % 400) + 1}, 'person${n}@example.test', '${['new', 'paid', 'sent'][n % 3]}', ${n % 97}, '2026-0${(n % 9) + 1}-11')`,
      );
      await admin.query(`DROP DATABASE IF EXISTS ${live}; CREATE DATABASE ${live} CHARACTER SET utf8mb4; USE ${live};
        DROP USER IF EXISTS '${login}'@'%'; CREATE USER '${login}'@'%' IDENTIFIED BY '${secret}';
        GRANT ALL ON \`${live.replaceAll('_', '\\_')}\`.* TO '${login}'@'%';
        GRANT ALL ON \`laravel\\_ops\\_scratch\\_%\`.* TO '${login}'@'%';
        GRANT SELECT ON performance_schema.* TO '${login}'@'%';
        CREATE TABLE customers (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(50)); INSERT INTO customers (name) VALUES ('a');
        CREATE TABLE orders (id BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT, customer_id INT NOT NULL, email VARCHAR(190) NOT NULL,
          status VARCHAR(20) NOT NULL, total DECIMAL(10,2) NOT NULL, placed_at DATETIME NOT NULL);
        INSERT INTO orders (customer_id, email, status, total, placed_at) VALUES ${orders.join(',')}; ANALYZE TABLE orders`);
      const app = await createConnection({ host, port, user: login, password: secret, database: live });
      for (let n = 0; n < 30; n++) await app.query(`SELECT * FROM orders WHERE email = 'person${n}@example.test'`);
      await app.end();
      shop = await copies.shop({
        APP_ENV: 'local',
        DB_CONNECTION: kind,
        DB_HOST: host,
        DB_PORT: port,
        DB_DATABASE: live,
        DB_USERNAME: login,
        DB_PASSWORD: secret,
      });
      // The settings of the demo shop name a production without a file; this one is alone.
      await writeFile(join(shop, '.vscode/settings.json'), '{}');
      await writeFile(join(home, 'w.sql'), hostile(live));
    });
    afterAll(async () => {
      await admin?.query(`DROP DATABASE IF EXISTS ${live}; DROP USER IF EXISTS '${login}'@'%'`);
      await admin?.end();
      await copies.remove();
    });

    test('slow lists what cost most, without values', async () => {
      const listed = await document('slow', shop, '--limit', '5');
      expect(listed).toMatchObject({ status: 0, source: 'performance_schema', remarks: expect.any(Array) });
      const one = listed.statements.find(({ text }) => /from .?orders.? where .?email/i.test(text));
      expect(one).toMatchObject({
        digest: expect.any(String),
        calls: expect.any(Number),
        loadShare: expect.any(Number),
      });
      expect(JSON.stringify(listed)).not.toContain('person1@example.test');
      const { status, out } = await run('slow', shop, '--limit', '1');
      expect(status).toBe(0);
      expect(out).toMatch(/ %\s+[\d,]+ calls? /);
      expect((await document('explain', shop, '--digest', one?.digest ?? '')).warnings[0]).toMatch(
        /orders without an index/,
      );
    });

    test('explain tells the plan of what is given, and runs it only when that is asked', async () => {
      const planned = await document('explain', shop, '--sql', `SELECT * FROM orders WHERE email = '${canary}'`);
      expect(planned).toMatchObject({ status: 0, executed: false, nodes: [{ table: 'orders', access: 'Full scan' }] });
      const counted = await document(
        'explain',
        shop,
        '--analyze',
        '--sql',
        "SELECT * FROM orders WHERE status = 'paid'",
      );
      expect(counted.executed).toBe(true);
      expect(JSON.stringify(counted.nodes)).toContain('"actual"');
    });

    test.each([
      [['--sql', 'DROP TABLE orders']],
      [['--sql', 'SELECT 1; DROP TABLE orders']],
      [['--sql', 'no SQL']],
      [['--sql', 'DELETE FROM orders', '--analyze']],
      [['--sql', "SELECT * FROM orders INTO OUTFILE '/tmp/x'", '--analyze']],
      [['--digest', 'nobody-knows-it']],
    ])('explain %j cannot be done: 3, a reason, nothing on standard output', async (args) => {
      const before = await state();
      const { status, out, err } = await run('explain', shop, ...args);
      expect({ status, out }).toEqual({ status: 3, out: '' });
      expect(err).not.toMatch(/cursor|Refresh the Database view|Error:/);
      expect(await state()).toEqual(before);
      const { error } = await document('explain', shop, ...args);
      expect(error).toMatchObject({ reason: expect.any(String), message: expect.any(String) });
    });

    test('advise reads a hostile file of statements and runs none of it', async () => {
      const before = await state();
      const advice = await document('advise', shop, '--workload', join(home, 'w.sql'));
      expect(await state()).toEqual(before);
      expect(advice.status).toBe(0);
      expect(advice.suggestions.map(({ id }) => id)).toContain('orders(email)');
      // CALL may read anything; the other three are no SQL.
      expect(advice.unread).toHaveLength(4);
      for (const { text, reason } of advice.unread)
        expect([typeof text, reason]).toEqual(['string', expect.stringMatching(/./)]);
      // Its statements are shown without their values.
      expect(JSON.stringify(advice)).not.toContain(canary);
    });

    test('with --prove its SELECTs are run on a scratch copy that is gone afterwards, and nothing else is', async () => {
      const before = await state();
      await admin.query("SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = ON; TRUNCATE mysql.general_log");
      const advice = await document('advise', shop, '--workload', join(home, 'w.sql'), '--prove', '--yes');
      await admin.query('SET GLOBAL general_log = OFF');
      expect(await state()).toEqual(before);
      const [proven] = advice.suggestions.filter(({ id }) => id === 'orders(email)');
      expect(proven?.proof).toMatchObject({ way: 'scratch', verdict: 'proven' });
      const [rows] = await admin.query<RowDataPacket[]>(
        `SELECT CONVERT(argument USING utf8mb4) AS text FROM mysql.general_log WHERE user_host LIKE '${login}%' AND command_type <> 'Prepare'`,
      );
      const sent = rows.map((row) => String(row['text']));
      expect(sent.some((text) => text.includes(`email = '${canary}'`))).toBe(true);
      for (const text of sent) {
        expect(text).not.toMatch(/_pwned|max_connections = 7|OUTFILE|FOR UPDATE|'other schema'|INTO orders|SET total/);
        if (/^\s*(?:DROP|CREATE|ALTER|INSERT|ANALYZE TABLE|TRUNCATE|DELETE|UPDATE|GRANT|RENAME)\b/i.test(text))
          expect(text).toContain('`laravel_ops_scratch_');
      }
    });

    test('a workload that is not there is said in words', async () => {
      const { status, out, err } = await run('advise', shop, '--workload', join(home, 'none.sql'));
      expect({ status, out }).toEqual({ status: 3, out: '' });
      expect(err).toMatch(/none\.sql cannot be read: no such file or directory\. Nothing was changed\.\n$/);
    });

    test('migration prints, and writes only when it is told to, a new file', async () => {
      const folder = join(shop, 'database/migrations');
      await mkdir(folder, { recursive: true });
      const before = await readdir(folder);
      const shown = await run('migration', shop, '--index', 'orders(email)');
      expect(shown.status).toBe(0);
      expect(shown.out).toContain("$table->index('email')");
      expect(await readdir(folder)).toEqual(before);
      const written = await document('migration', shop, '--index', 'orders(email)', '--write');
      expect(written.migrations).toMatchObject([{ written: true, text: expect.stringContaining('<?php') }]);
      expect(await readFile(written.migrations[0]?.file ?? '', 'utf8')).toBe(written.migrations[0]?.text);
      const again = await document('migration', shop, '--index', 'orders(email)', '--write');
      expect(again).toMatchObject({ status: 3, error: { reason: 'alreadyWritten' } });
      expect(await readdir(folder)).toHaveLength(before.length + 1);
      for (const index of ['orders(nope)', 'nowhere(id)', 'orders', 'orders(email'])
        expect((await run('migration', shop, '--index', index)).status).toBe(3);
    });

    test('production is never proven on, and never analyzed', async () => {
      const settings = join(shop, '.env');
      const env = await readFile(settings, 'utf8');
      await writeFile(settings, env.replace('APP_ENV="local"', 'APP_ENV="production"'));
      try {
        const answers = ['--yes', '--reason', 'T-1', '--confirm', `${live}@production`];
        const proven = await document('advise', shop, '--workload', join(home, 'w.sql'), '--prove', ...answers);
        expect(proven).toMatchObject({ status: 3, error: { reason: 'production' } });
        const analyzed = await run('explain', shop, '--sql', 'SELECT * FROM orders', '--analyze');
        expect(analyzed).toMatchObject({ status: 3, out: '' });
        expect((await run('explain', shop, '--sql', 'SELECT * FROM orders')).status).toBe(0);
      } finally {
        await writeFile(settings, env);
      }
    });

    test('no password was printed', () => {
      expect(said.length).toBeGreaterThan(20);
      expect(said.join('')).not.toContain(secret);
    });
  });
});
