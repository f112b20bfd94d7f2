// What stands around the Backups view, on real servers: work that is under way, what a verification says for the very server that
// it was made for, encrypted attributes, the block of the dashboard, and the ways to a schedule.
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection, type Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { App } from '../../src/services/app';
import { backUpNow } from '../../src/services/backups/backUp';
import { drillNewest } from '../../src/services/backups/drill';
import { createRestorePlan, planKey } from '../../src/services/backups/restorePlans';
import { scheduleWays } from '../../src/services/backups/scheduleWays';
import { verifyOne } from '../../src/services/backups/verify';
import { backupsView, backupsViewNow } from '../../src/services/backupsView';
import { createDashboardSource } from '../../src/services/dashboard';
import { statusFacts } from '../../src/services/overviewView';
import { Workspace } from '../../src/services/workspace';
import { memoryHost, refusing, rows, temporary, type MemoryHost } from './host';
import { isThere } from './servers';
import { ofSuite } from './support';

const signal = new AbortController().signal;
const quiet = { password: async () => undefined, show: () => undefined };
const found = { mariadb: inject('mariadb'), mysql: inject('mysql') };
const actions = {
  runCommand: async () => undefined,
  copy: async () => undefined,
  askPassword: async () => undefined,
  acceptRisks: async () => false,
  changed: () => undefined,
};

for (const kind of ['mariadb', 'mysql'] as const)
  describe.skipIf(!isThere(found[kind]))(`around the Backups view on ${kind}`, () => {
    const server = ofSuite(found[kind]);
    const live = `ops_view_${kind}`;
    const copies = temporary();
    let admin: Connection;
    let host: MemoryHost;
    let workspace: Workspace;
    let app: App;

    beforeAll(async () => {
      const { host: address, port, user, password } = server;
      admin = await createConnection({ host: address, port, user, password, multipleStatements: true });
      await admin.query(`DROP DATABASE IF EXISTS \`${live}\`; CREATE DATABASE \`${live}\` CHARACTER SET utf8mb4; USE \`${live}\`;
        CREATE TABLE customers (id INT PRIMARY KEY, name VARCHAR(200)); INSERT INTO customers VALUES (1, 'Ada');
        CREATE TABLE migrations (id INT PRIMARY KEY, migration VARCHAR(200), batch INT); INSERT INTO migrations VALUES (1, 'a', 1);`);
      const root = await copies.shop({
        DB_CONNECTION: kind,
        DB_HOST: address,
        DB_PORT: port,
        DB_DATABASE: live,
        DB_USERNAME: user,
        DB_PASSWORD: password,
      });
      // Their time is when they were copied: which of them is the newest would be chance.
      await rm(join(root, 'storage/app/private/Demo Shop'), { recursive: true });
      await mkdir(join(root, 'app/Models'), { recursive: true });
      await writeFile(
        join(root, 'app/Models/Payout.php'),
        "<?php namespace App\\Models; class Payout extends Model { protected $casts = ['iban' => 'encrypted']; }",
      );
      host = memoryHost(await copies.folder(), root);
      host.prompts = { ...refusing, confirm: async () => true };
      workspace = new Workspace(host);
      await workspace.discover();
      app = workspace.appAt(root);
    });
    afterAll(async () => {
      workspace?.dispose();
      await admin?.query(`DROP DATABASE IF EXISTS \`${live}\``);
      await admin?.end();
      await copies.remove();
    });

    const running = (): readonly string[] =>
      rows(backupsViewNow(workspace)?.nodes ?? [])
        .filter(({ icon }) => icon?.id === 'sync~spin')
        .map(({ label, description = '' }) => `${label} | ${description}`);

    test('what runs is in the tree and in the status bar from its beginning to its end, and no longer', async () => {
      expect(backupsViewNow(workspace)).toBeUndefined();
      await backupsView(workspace, signal);
      const seen: (readonly string[])[] = [];
      const kinds: unknown[] = [];
      const subscription = workspace.work.onDidProgress(() => {
        seen.push(running());
        kinds.push(workspace.work.all.map((each) => each.kind));
      });
      const { path } = await backUpNow(workspace, app, { way: 'builtIn', show: () => undefined }, signal);
      expect(seen[0]?.[0]).toMatch(new RegExp(`^Backing up ${live} \\| since \\d\\d:\\d\\d`));
      expect([running(), (await statusFacts(workspace)).work]).toEqual([[], undefined]);
      await backupsView(workspace, signal);
      let during: Awaited<ReturnType<typeof statusFacts>> | undefined;
      await verifyOne(
        workspace,
        app,
        path,
        {
          ...quiet,
          show: () => {
            seen.push(running());
            void statusFacts(workspace).then((facts) => (during ??= facts));
          },
        },
        signal,
      );
      expect(seen.at(-1)?.[0]).toMatch(/verifying/);
      expect(during?.work).toMatchObject({ kind: 'verify', others: 0 });
      await drillNewest(workspace, app, quiet, signal);
      expect(workspace.work.all).toEqual([]);
      expect(kinds[0]).toEqual(['backup']);
      subscription.dispose();
    });

    test('work that nobody confirmed was never under way; work that fails is over', async () => {
      const kinds: string[] = [];
      const subscription = workspace.work.onDidProgress(() =>
        kinds.push(...workspace.work.all.map((each) => each.kind)),
      );
      host.prompts = refusing;
      const aborted = new AbortController();
      aborted.abort();
      await expect(
        backUpNow(workspace, app, { way: 'builtIn', show: () => undefined }, aborted.signal),
      ).rejects.toMatchObject({
        reason: 'cancelled',
      });
      expect([kinds, workspace.work.all]).toEqual([[], []]);
      await expect(verifyOne(workspace, app, join(app.root, 'gone.zip'), quiet, signal)).rejects.toThrow();
      expect(workspace.work.all).toEqual([]);
      host.prompts = { ...refusing, confirm: async () => true };
      subscription.dispose();
    });

    test('the dashboard tells that the newest is verified, and what the last drill took', async () => {
      const source = createDashboardSource(workspace, app.root, {
        runCommand: async () => undefined,
        applyFix: async () => undefined,
        openLocation: async () => undefined,
        copy: async () => undefined,
        openStatement: async () => undefined,
      });
      const { backups } = (await source?.load(signal)) ?? {};
      expect(backups?.newest).toMatch(/ · verified$/);
      expect(backups?.facts).toMatchObject([
        { label: 'Last restore drill', value: 'passed just now', tone: 'good' },
        { label: 'Restored in', value: expect.stringMatching(/ s$| ms$/) },
        { label: 'Its data was', value: expect.stringMatching(/ old$/) },
      ]);
    });

    test('a plan that verifies knows what will be written differently here, and what is encrypted', async () => {
      const foreign = `SET @@SESSION.SQL_LOG_BIN= 0;
CREATE TABLE \`customers\` (\`id\` int NOT NULL, PRIMARY KEY (\`id\`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=${kind === 'mariadb' ? 'utf8mb4_0900_ai_ci' : 'utf8mb4_uca1400_ai_ci'};
INSERT INTO \`customers\` VALUES (1);
-- Dump completed on 2026-11-22  2:00:00
`;
      const file = join(app.root, 'storage/laravel-ops/backups/2020-01-01-00-00-00.sql');
      await writeFile(file, foreign);
      const plan = await createRestorePlan(workspace, planKey(app.root, { path: file }), actions);
      if (plan === undefined) throw new Error('the plan did not open');
      await plan.refresh(signal);
      expect(plan.snapshot().content?.rewritings).toEqual([]);
      await plan.act('verify');
      const { preflight = [], rewritings = [], problem } = plan.snapshot().content ?? {};
      expect(problem).toBeUndefined();
      expect(rewritings.map(({ written }) => written === undefined)).toEqual(expect.arrayContaining([true, false]));
      expect(preflight.find(({ id }) => id === 'collations')).toMatchObject({
        outcome: 'warn',
        found: expect.stringMatching(/The restore writes \d+ definition/),
      });
      expect(preflight.find(({ id }) => id === 'appKey')).toMatchObject({
        found: expect.stringMatching(/^Payout\.iban is encrypted with APP_KEY\./),
      });
      for (const { id, outcome } of preflight) if (outcome === 'warn') await plan.accept(id, true);
      await plan.act('start');
      expect(plan.snapshot().content?.phase, JSON.stringify(plan.snapshot())).toBe('restored');
      // After the restore it is what was really written.
      expect(plan.snapshot().content?.rewritings.length).toBeGreaterThanOrEqual(2);
      await plan.act('dropCopy');
    });

    test('what another server does not take makes no backup damaged', async () => {
      const file = join(app.root, 'storage/laravel-ops/backups/2020-01-02-00-00-00.sql');
      await writeFile(
        file,
        "CREATE TABLE `a` (`id` int);\nGRANT ALL ON *.* TO 'x'@'%';\n-- Dump completed on 2026-11-22  2:00:00\n",
      );
      const plan = await createRestorePlan(workspace, planKey(app.root, { path: file }), actions);
      await plan?.act('verify');
      const content = plan?.snapshot().content;
      expect(content?.preflight.find(({ id }) => id === 'wholeDump')).toMatchObject({
        outcome: 'fail',
        found: expect.stringMatching(/whole, and this server does not take all of it.*GRANT/),
      });
      expect(content?.can).not.toContain('start');
      const tree = rows((await backupsView(workspace, signal)).nodes);
      expect(tree.find(({ subject }) => subject?.kind === 'backup' && subject.path === file)?.description).toMatch(
        /· verified$/,
      );
    });

    test('each way to a schedule is one thing that can be used', async () => {
      const ways = await scheduleWays(
        workspace,
        app,
        ['node', '/home/dana/.vscode/extensions/ops-1.0.0/dist/cli.js'],
        signal,
      );
      expect(ways.map(({ title, description }) => `${title} | ${description}`)).toEqual([
        expect.stringMatching(/^Laravel's Schedule \| /),
        "Laravel's scheduler of shop | cron",
        "Laravel's scheduler of shop | systemd timer",
        'Scheduler of shop | while VS Code is open',
        'Backup of shop | cron',
        'Backup of shop | systemd timer',
        'Restore drill of shop | cron',
        'Restore drill of shop | systemd timer',
      ]);
      const [, , , editor, cron, timer] = ways;
      expect(cron?.copy?.text).toMatch(/ \/\S*node \/home\/dana\/\S+cli\.js backup /);
      expect(cron?.text).toMatch(/goes away when the extension is updated/);
      expect(editor?.fix?.edits.map(({ file }) => file)).toEqual([join(app.root, '.vscode/tasks.json')]);
      // The script is run as a person would, but for sudo, tee and systemctl.
      const folder = await copies.folder();
      const stubs = `sudo() { "$@"; }\nsystemctl() { echo "$*" >> ${folder}/ran; }\ntee() { cat > "${folder}/$(basename "$1")"; }\n`;
      await promisify(execFile)('sh', ['-c', `${stubs}${timer?.text ?? 'exit 1'}`]);
      expect(await readFile(join(folder, 'ran'), 'utf8')).toBe(
        'daemon-reload\nenable --now laravel-ops-backup-shop.timer\n',
      );
      expect(await readFile(join(folder, 'laravel-ops-backup-shop.service'), 'utf8')).toMatch(
        /^ExecStart=\/.* backup /m,
      );
    });

    test('tasks.json that is there is not written over, and text to put into it is shown', async () => {
      await mkdir(join(app.root, '.vscode'), { recursive: true });
      await writeFile(join(app.root, '.vscode/tasks.json'), '{}');
      const ways = await scheduleWays(workspace, app, ['node', '/cli.js'], signal);
      const editor = ways.find(({ title }) => title === 'Scheduler of shop');
      expect(editor?.fix).toBeUndefined();
      expect(editor).toMatchObject({ language: 'jsonc', text: expect.stringMatching(/schedule:work/) });
    });
  });
