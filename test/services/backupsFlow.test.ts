// Everything that a person does with backups, through the services that editor and command line share: back up, verify, break
// the data, restore beside, compare, switch, undo, drill, runbook, remove. On real servers.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { App } from '../../src/services/app';
import { backUpNow, backupWays } from '../../src/services/backups/backUp';
import { backupChoices } from '../../src/services/backups/choose';
import { drillNewest } from '../../src/services/backups/drill';
import { interruptedRestores, openRestores } from '../../src/services/backups/openRestores';
import { createRestorePlan, planKey } from '../../src/services/backups/restorePlans';
import type { RestorePlan } from '../../src/services/backups/restorePlan';
import { runbookText } from '../../src/services/backups/runbook';
import { verifyOne } from '../../src/services/backups/verify';
import { readBackups } from '../../src/services/backupsView';
import { readReadiness } from '../../src/services/readiness';
import { Workspace } from '../../src/services/workspace';
import { temporary, memoryHost, refusing, type MemoryHost } from './host';
import { isThere } from './servers';
import { ofSuite } from './support';

const signal = new AbortController().signal;
const quiet = { password: async () => undefined, show: () => undefined };
const found = { mariadb: inject('mariadb'), mysql: inject('mysql') };

for (const kind of ['mariadb', 'mysql'] as const)
  describe.skipIf(!isThere(found[kind]))(`backups from end to end on ${kind}`, () => {
    const server = ofSuite(found[kind]);
    const live = `ops_flow_${kind}`;
    const copies = temporary();
    let admin: Connection;
    let host: MemoryHost;
    let workspace: Workspace;
    let app: App;
    let plan: RestorePlan;
    let backup: string;

    const count = async (table: string): Promise<number> => {
      const [rows] = await admin.query<RowDataPacket[]>(`SELECT COUNT(*) AS n FROM \`${live}\`.\`${table}\``);
      return Number(rows[0]?.['n']);
    };
    const databases = async (): Promise<string[]> => {
      const [rows] = await admin.query<RowDataPacket[]>('SHOW DATABASES');
      return rows.map((row) => String(row['Database'])).filter((name) => name.startsWith(live));
    };
    const content = () => {
      const { content: shown, page } = plan.snapshot();
      if (shown === undefined) throw new Error(`nothing is shown: ${JSON.stringify(page)}`);
      return shown;
    };

    beforeAll(async () => {
      const { host: address, port, user, password } = server;
      admin = await createConnection({ host: address, port, user, password, multipleStatements: true });
      await admin.query(`
        DROP DATABASE IF EXISTS \`${live}\`; CREATE DATABASE \`${live}\` CHARACTER SET utf8mb4; USE \`${live}\`;
        CREATE TABLE customers (id BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT, name VARCHAR(200), created_at TIMESTAMP NULL, KEY (name));
        CREATE TABLE orders (id BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT, customer_id BIGINT UNSIGNED, total DECIMAL(10,2),
          placed_at DATETIME, CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id));
        CREATE TABLE audit (id INT PRIMARY KEY AUTO_INCREMENT, what TEXT);
        CREATE VIEW totals AS SELECT customer_id, SUM(total) AS total FROM orders GROUP BY customer_id;
        INSERT INTO customers (name, created_at) VALUES ('Ada; "x"', '2026-11-01 10:00:00'), ('O\\'Neil \\\\', NULL), ('日本 🙂', NULL);
        INSERT INTO orders (customer_id, total, placed_at) VALUES (1, 10.50, NOW()), (1, 3, NOW()), (2, 7.25, NOW());`);
      await admin.query(
        `CREATE TRIGGER \`${live}\`.orders_audit AFTER INSERT ON \`${live}\`.orders FOR EACH ROW BEGIN INSERT INTO audit (what) VALUES (CONCAT('order ', NEW.id)); END`,
      );
      const root = await copies.shop({
        DB_CONNECTION: kind,
        DB_HOST: address,
        DB_PORT: port,
        DB_DATABASE: live,
        DB_USERNAME: user,
        DB_PASSWORD: password,
      });
      host = memoryHost(await copies.folder(), root);
      workspace = new Workspace(host);
      await workspace.discover();
      app = workspace.appAt(root);
    });
    afterAll(async () => {
      workspace?.dispose();
      for (const name of await databases()) await admin.query(`DROP DATABASE \`${name}\``);
      await admin?.end();
      await copies.remove();
    });

    test('a backup is made by the built-in dumper, listed, and verified whole', async () => {
      expect((await backupWays(workspace, app, signal)).map(({ id }) => id)).toContain('builtIn');
      const { made, path } = await backUpNow(workspace, app, { way: 'builtIn', show: () => undefined }, signal);
      expect(made.tables.map(({ name, rows }) => [name, rows])).toEqual([
        ['audit', 0],
        ['customers', 3],
        ['orders', 3],
      ]);
      backup = path;
      const { backups } = await readBackups(app, signal);
      expect(backups.map((each) => each.path)).toContain(path);
      const { report, summary } = await verifyOne(workspace, app, path, quiet, signal);
      expect(report.whole, JSON.stringify(report)).toBe(true);
      expect(report.sha256).toBe(made.sha256);
      expect(summary).toMatch(/is whole: 3 tables, 6 rows/);
      expect((await backupChoices(app, signal)).find((each) => each.path === path)?.detail).toMatch(/^verified/);
    });

    test('nothing is restored while nobody confirms', async () => {
      host.prompts = refusing;
      const opened = await createRestorePlan(workspace, planKey(app.root, { path: backup }), {
        runCommand: async () => undefined,
        copy: async () => undefined,
        askPassword: async () => undefined,
        acceptRisks: async () => false,
        changed: () => undefined,
      });
      if (opened === undefined) throw new Error('the plan did not open');
      plan = opened;
      await plan.refresh(signal);
      expect(content().phase).toBe('plan');
      for (const { id, outcome } of content().preflight) if (outcome === 'warn') await plan.accept(id, true);
      expect(content().preflight.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
      const before = await databases();
      await plan.act('start');
      expect(content().phase).toBe('plan');
      expect(await databases()).toEqual(before);
    });

    test('the data is broken, restored beside, and compared', async () => {
      await admin.query(`DELETE FROM \`${live}\`.orders; UPDATE \`${live}\`.customers SET name = 'gone'`);
      host.prompts = { ...refusing, confirm: async () => true };
      await plan.act('start');
      expect(content().problem).toBeUndefined();
      expect(content().phase).toBe('restored');
      expect(content().timeline.map(({ state }) => state)).not.toContain('failed');
      expect(await count('orders')).toBe(0);
      const orders = content().comparison?.tables.find(({ name }) => name === 'orders');
      expect(orders).toMatchObject({ state: 'different', copyRows: 3, liveRows: 0 });
      expect(content().can).toContain('switch');
      expect((await openRestores(app, signal)).map(({ state }) => state)).toEqual(['copy']);
    });

    test('the switch brings the data back with its trigger, view and foreign key; undo takes it away again', async () => {
      await plan.act('switch');
      expect(content().problem).toBeUndefined();
      expect(content().phase).toBe('switched');
      expect(await count('orders')).toBe(3);
      await admin.query(`INSERT INTO \`${live}\`.orders (customer_id, total) VALUES (3, 1)`);
      expect(await count('audit')).toBe(1);
      const [totals] = await admin.query<RowDataPacket[]>(`SELECT total FROM \`${live}\`.totals WHERE customer_id = 1`);
      expect(String(totals[0]?.['total'])).toBe('13.50');
      await expect(admin.query(`INSERT INTO \`${live}\`.orders (customer_id) VALUES (99)`)).rejects.toThrow(
        /foreign key/i,
      );
      await plan.act('undo');
      expect(content().problem).toBeUndefined();
      expect(content().phase).toBe('undone');
      expect(await count('orders')).toBe(0);
      const [names] = await admin.query<RowDataPacket[]>(`SELECT DISTINCT name FROM \`${live}\`.customers`);
      expect(names.map((row) => row['name'])).toEqual(['gone']);
      await admin.query(`INSERT INTO \`${live}\`.orders (customer_id, total) VALUES (1, 1)`);
      expect(await count('audit')).toBe(1);
    });

    test('a report says what happened, and what is kept can be removed', async () => {
      let copied = '';
      const again = await createRestorePlan(
        workspace,
        planKey(app.root, { restoreId: (await openRestores(app, signal))[0]?.restoreId ?? '' }),
        {
          runCommand: async () => undefined,
          copy: async (text) => void (copied = text),
          askPassword: async () => undefined,
          acceptRisks: async () => false,
          changed: () => undefined,
        },
      );
      await again?.refresh(signal);
      await again?.act('copyReport');
      expect(copied).toMatch(new RegExp(`# Restore of ${live}`));
      expect(again?.snapshot().content?.phase).toBe('undone');
      await plan.act('dropCopy');
      expect(content().problem).toBeUndefined();
      expect(await databases()).toEqual([live]);
      expect(await openRestores(app, signal)).toEqual([]);
    });

    test('a drill restores the newest backup, leaves nothing behind, and is on record', async () => {
      await admin.query(`DELETE FROM \`${live}\`.orders`);
      const { record, passed } = await drillNewest(workspace, app, quiet, signal);
      expect(record.problem).toBeUndefined();
      expect(passed).toBe(true);
      expect(record).toMatchObject({ outcome: 'passed', tables: 3, rows: 6, scratch: { dropped: true } });
      expect(await databases()).toEqual([live]);
      expect(await interruptedRestores(app, signal)).toEqual([]);
      const lines = readFileSync(join(app.root, 'storage/laravel-ops/drills.jsonl'), 'utf8').trim().split('\n');
      expect(lines).toHaveLength(1);
      const { areas } = await readReadiness(workspace, app, { connect: false }, signal);
      const recovery = areas.find(({ area }) => area.id === 'recoveryProcedures');
      expect(recovery?.checks.find(({ id }) => /drill/i.test(id))).toMatchObject({ outcome: 'covered' });
    });

    test('the runbook is written from all of it', async () => {
      const { file, text } = await runbookText(workspace, app, signal);
      expect(file).toMatch(/docs\/runbooks\/restore\.md$/);
      expect(text).toContain(live);
      expect(text).not.toContain(server.password === '' ? '\0' : server.password);
      expect(text).toMatch(/drill/i);
    });
  });
