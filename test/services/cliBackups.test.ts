// The program `laravel-ops` as it is built and as a person starts it: its exit codes, what it writes and where, and what a
// signal leaves behind. On one real server; the services behind it are tested on both in backupsFlow.test.ts.
import { execFile, spawn } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { temporary } from './host';
import { isThere } from './servers';
import { ofSuite } from './support';

const found = { mariadb: inject('mariadb'), mysql: inject('mysql') };
const kind = isThere(found.mariadb) ? 'mariadb' : 'mysql';
const repository = resolve(import.meta.dirname, '../..');
const secret = 'hunter2-database';
const archivePassword = 'correct horse';
const live = 'ops_cli';

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

describe.skipIf(!isThere(found[kind]))(`laravel-ops on ${kind}`, () => {
  const server = ofSuite(found[kind]);
  const copies = temporary();
  let admin: Connection;
  let program = '';
  let home = '';
  let shop = '';
  const said: string[] = [];

  /** Starts the program as cron would, with an environment that has next to nothing in it. */
  async function run(
    args: readonly string[],
    onErr?: (text: string, stop: () => void) => void,
    env = {},
  ): Promise<Ended> {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: home,
      env: { PATH: '/usr/bin:/bin', HOME: home, ARCHIVE_PASSWORD: archivePassword, ...env },
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (text: Buffer) => (out += String(text)));
    child.stderr.on('data', (text: Buffer) => {
      err += String(text);
      onErr?.(err, () => void child.kill('SIGTERM'));
    });
    const status = await new Promise<number | null>((done) => child.once('close', done));
    said.push(out, err);
    return { status, out, err };
  }

  async function document(...args: readonly string[]): Promise<Record<string, unknown> & { status: number | null }> {
    const { status, out } = await run([...args, '--json']);
    expect(out, args.join(' ')).not.toMatch(/undefined|NaN/);
    const parsed = JSON.parse(out) as Record<string, unknown>;
    expect(parsed, args.join(' ')).toMatchObject({ schemaVersion: 1, verb: args[0], whole: status === 0 });
    return { ...parsed, status };
  }

  const databases = async (): Promise<string[]> => {
    const [rows] = await admin.query<RowDataPacket[]>('SHOW DATABASES');
    return rows.map((row) => String(row['Database'])).filter((name) => name.startsWith(live));
  };
  const orders = async (): Promise<number> => {
    const [rows] = await admin.query<RowDataPacket[]>(`SELECT COUNT(*) AS n FROM \`${live}\`.orders`);
    return Number(rows[0]?.['n']);
  };
  const environment = (role: string, more = {}) => ({
    APP_ENV: role,
    DB_CONNECTION: kind,
    DB_HOST: server.host,
    DB_PORT: server.port,
    DB_DATABASE: live,
    DB_USERNAME: 'ops_cli',
    DB_PASSWORD: secret,
    ...more,
  });

  beforeAll(async () => {
    home = await copies.folder();
    program = join(home, 'dist/cli.js');
    await promisify(execFile)(process.execPath, ['esbuild.mjs', '--dev', `--outdir=${join(home, 'dist')}`], {
      cwd: repository,
    });
    const { host, port, user, password } = server;
    admin = await createConnection({ host, port, user, password, multipleStatements: true });
    const digits =
      'SELECT 0 n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9';
    await admin.query(`
      DROP DATABASE IF EXISTS \`${live}\`; CREATE DATABASE \`${live}\` CHARACTER SET utf8mb4; USE \`${live}\`;
      DROP USER IF EXISTS 'ops_cli'@'%'; CREATE USER 'ops_cli'@'%' IDENTIFIED BY '${secret}';
      GRANT ALL ON *.* TO 'ops_cli'@'%' WITH GRANT OPTION;
      CREATE TABLE orders (id INT PRIMARY KEY, total DECIMAL(10,2));
      INSERT INTO orders VALUES (1, 10.50), (2, 3), (3, 7.25);
      CREATE TABLE logs (id INT PRIMARY KEY AUTO_INCREMENT, what VARCHAR(100), KEY (what));
      INSERT INTO logs (what) SELECT CONCAT(MD5(RAND()), MD5(RAND())) FROM (${digits}) a, (${digits}) b, (${digits}) c, (${digits}) d, (SELECT 0 UNION ALL SELECT 1 UNION ALL SELECT 2) e;`);
    shop = await copies.shop(environment('local'));
    // The settings of the demo shop name a production without a file; this one is alone.
    await writeFile(join(shop, '.vscode/settings.json'), '{}');
  });
  afterAll(async () => {
    for (const name of await databases()) await admin.query(`DROP DATABASE \`${name}\``);
    await admin?.query("DROP USER IF EXISTS 'ops_cli'@'%'");
    await admin?.end();
    await copies.remove();
  });

  test('wrong usage ends with 2 and says how the verb is called', async () => {
    const { status, out, err } = await run(['restore', shop]);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(/^restore needs --backup FILE[^]*Usage: laravel-ops restore PATH/);
  });

  test('what cannot be done ends with 3, and nothing was changed', async () => {
    const before = await databases();
    const impossible = [
      ['backups', home],
      ['switch', shop, '--yes'],
      ['restore', shop, '--backup', join(home, 'nothing.zip'), '--yes'],
      ['restore', shop, '--backup', 'latest', '--into', live, '--yes'],
      ['backup', shop, '--env', '.env.missing'],
      ['backup', shop, '--password-env', 'NOT_SET'],
    ];
    const ended = await Promise.all(impossible.map(async (args) => ({ args, status: (await run(args)).status })));
    expect(ended).toEqual(impossible.map((args) => ({ args, status: 3 })));
    expect(await databases()).toEqual(before);
  });

  test('backup, the list, and verify', async () => {
    const plain = await document('backup', shop);
    expect(plain).toMatchObject({ status: 0, backup: { tool: 'builtIn', encrypted: false } });
    const { path } = plain['backup'] as { path: string };
    expect(await document('verify', path)).toMatchObject({ status: 0, report: { whole: true, level: 'dump' } });
    const listed = await document('backups', shop);
    expect((listed['backups'] as unknown[])[0]).toMatchObject({ path, encrypted: false, verified: { whole: true } });

    const damaged = join(home, 'damaged.zip');
    await cp(path, damaged);
    const bytes = await readFile(damaged);
    bytes.fill(0x55, 2000, 2040);
    await writeFile(damaged, bytes);
    const { status, out, err } = await run(['verify', damaged]);
    expect({ status, err }).toEqual({ status: 1, err: '' });
    expect(out).toMatch(/^damaged\.zip is NOT whole\./);
  });

  test('an encrypted one asks for the variable that holds its password', async () => {
    const made = await document('backup', shop, '--password-env', 'ARCHIVE_PASSWORD');
    expect(made).toMatchObject({ status: 0, backup: { encrypted: true } });
    const { path } = made['backup'] as { path: string };
    const asked = await run(['verify', path]);
    expect(asked.status).toBe(3);
    expect(asked.err).toContain('--password-env');
    expect((await run(['verify', path, '--password-env', 'ARCHIVE_PASSWORD'])).status).toBe(0);
  });

  test('restore beside, switch, undo, switch again, drop', async () => {
    expect((await run(['backup', shop])).status).toBe(0);
    await admin.query(`DELETE FROM \`${live}\`.orders`);
    const unconfirmed = await run(['restore', shop, '--backup', 'latest']);
    expect(unconfirmed.status).toBe(3);
    expect(unconfirmed.err).toContain('asks for --yes');
    expect(await databases()).toEqual([live]);

    const restored = await document('restore', shop, '--backup', 'latest', '--into', `${live}_copy`, '--yes');
    expect(restored).toMatchObject({ status: 0, database: `${live}_copy` });
    expect(await orders()).toBe(0);
    expect(await document('switch', shop, '--yes')).toMatchObject({
      status: 0,
      restoreId: restored['restoreId'],
      live,
    });
    expect(await orders()).toBe(3);
    expect(await document('undo', shop, '--yes')).toMatchObject({ status: 0 });
    expect(await orders()).toBe(0);
    const again = await run(['switch', shop, '--yes']);
    expect(again.status, again.err).toBe(0);
    expect(await orders()).toBe(3);
    expect(await document('recover', shop)).toMatchObject({ status: 0, restores: [{ state: 'switched' }] });
    expect(await document('drop', shop, '--yes')).toMatchObject({ status: 0 });
    expect(await databases()).toEqual([live]);
  });

  test('a drill and a runbook, and check judges the application by them', async () => {
    expect(await document('drill', shop)).toMatchObject({ status: 0, drill: { outcome: 'passed', tables: 2 } });
    expect(await databases()).toEqual([live]);
    const runbook = join(shop, 'docs/runbooks/restore.md');
    expect((await run(['runbook', shop, '--write'])).status).toBe(0);
    await writeFile(runbook, (await readFile(runbook, 'utf8')).replace('| On call | | |', '| On call | Ada | 123 |'));
    expect(await document('runbook', shop, '--write')).toMatchObject({ status: 0, file: runbook, written: true });
    expect(await readFile(runbook, 'utf8')).toContain('| On call | Ada | 123 |');

    const { out } = await run(['check', shop, '--json', '--fail-on', 'never']);
    const { apps } = JSON.parse(out) as { apps: { areas: { checks: { id: string; outcome: string }[] }[] }[] };
    const checks = new Map(
      apps.flatMap(({ areas }) => areas.flatMap((area) => area.checks.map((each) => [each.id, each.outcome]))),
    );
    expect(
      Object.fromEntries(
        ['drill', 'verified', 'runbook', 'objectives'].map((id) => [id, checks.get(`recoveryProcedures.${id}`)]),
      ),
    ).toEqual({
      drill: 'covered',
      verified: 'covered',
      runbook: 'covered',
      objectives: 'covered',
    });
  });

  test('a signal ends a restore with 130 and leaves nothing', async () => {
    const running = new AbortController();
    let stopped = false;
    const child = spawn(process.execPath, [program, 'restore', shop, '--backup', 'latest', '--yes'], {
      env: { PATH: '/usr/bin:/bin', HOME: home },
      stdio: 'ignore',
    });
    const ended = new Promise<number | null>((done) =>
      child.once('close', (status) => (running.abort(), done(status))),
    );
    while (!running.signal.aborted) {
      if (!stopped && (await databases()).length > 1) stopped = child.kill('SIGTERM');
      await wait(10);
    }
    expect(await ended).toBe(130);
    expect(stopped).toBe(true);
    expect(await databases()).toEqual([live]);
    expect(await document('recover', shop)).toMatchObject({ status: 0, recovered: [], restores: [] });
  });

  test('production asks for a reason and a text, waits, and a signal in the wait changes nothing', async () => {
    await writeFile(
      join(shop, '.env.live'),
      Object.entries(environment('production'))
        .map((each) => `${each.join('=')}\n`)
        .join(''),
    );
    const live2 = ['--env', '.env.live'];
    expect((await run(['restore', shop, '--backup', 'latest', '--yes', ...live2])).err).toContain('asks for --reason');
    expect((await run(['restore', shop, '--backup', 'latest', '--yes', '--reason', 'test', ...live2])).status).toBe(0);
    await admin.query(`DELETE FROM \`${live}\`.orders`);
    const before = await databases();
    const asked = await run(['switch', shop, '--reason', 'test', ...live2]);
    expect(asked.status).toBe(3);
    expect(asked.err).toContain(`asks for --confirm ${live}@.env.live.`);
    const confirmed = ['switch', shop, '--reason', 'test', '--confirm', `${live}@.env.live`, ...live2];
    const stopped = await run(confirmed, (err, stop) => {
      if (err.includes('Ctrl-C stops it')) stop();
    });
    expect(stopped.status).toBe(130);
    expect(await databases()).toEqual(before);
    expect(await orders()).toBe(0);
    expect((await run(confirmed)).status).toBe(0);
    expect(await orders()).toBe(3);
  });

  test('no secret was written', async () => {
    const log = await readFile(join(home, '.local/state/laravel-ops/activity.jsonl'), 'utf8');
    expect(log).toContain('backups.switch');
    for (const text of [...said, log]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(archivePassword);
    }
  });
});
