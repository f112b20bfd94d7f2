import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMariadb, type Server } from '../../scripts/lib/servers.mjs';
import { renderRunbook } from '../../src/core/backups/runbook/render';
import type { RunbookFacts } from '../../src/core/backups/runbook/facts';
import { bare } from '../unit/core/backups/runbook/sample';

// The commands that a runbook gives are run as it gives them, but for the question for a password: by an account that may do
// no more than an application's, on a server that keeps binary logs.
const shell = promisify(execFile);
const archives = resolve(import.meta.dirname, '../fixtures/spatie-backups');

let folder: string;
let server: Server;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ops-runbook-'));
  server = await startMariadb({
    dataDir: join(folder, 'data'),
    performanceSchema: false,
    extraArgs: ['--log-bin=binlog', '--binlog-format=ROW', '--server-id=1'],
  });
}, 120_000);
afterAll(async () => {
  if (server.kind === 'running') await server.stop();
  await rm(folder, { recursive: true, force: true });
});

function port(): number {
  if (server.kind !== 'running') throw new Error(server.reason);
  return server.port;
}

async function asRoot(sql: string, database = ''): Promise<string> {
  const words = [
    '--no-defaults',
    '-h127.0.0.1',
    `-P${port()}`,
    '-uroot',
    '-N',
    '-e',
    sql,
    ...(database === '' ? [] : [database]),
  ];
  return (await shell('mariadb', words)).stdout.trim();
}

function runbook(archive: string, more: Partial<RunbookFacts> = {}): string {
  return renderRunbook({
    ...bare(),
    database: { driver: 'mariadb', name: 'shop', address: { host: '127.0.0.1', port: port() }, user: 'shop_app' },
    newest: {
      file: join(archives, archive),
      destination: 'local',
      createdAt: new Date(),
      sizeBytes: 1,
      encrypted: false,
      dumps: [{ entry: 'db-dumps/mysql-shop.sql', compression: 'none' }],
    },
    ...more,
  });
}

/** The blocks of shell commands of one section, without the question for a password. */
function blocks(text: string, section: string): string[] {
  const part = text.split(`<!-- laravel-ops:begin ${section} -->`)[1]?.split('<!-- laravel-ops:end')[0] ?? '';
  return [...part.matchAll(/```sh\n([\s\S]*?)\n```/g)].map(([, block = '']) => block.replaceAll(' --password ', ' '));
}

async function sh(script: string): Promise<string> {
  const { stdout } = await shell('/bin/bash', ['-o', 'pipefail', '-ec', script], {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

describe.skipIf(process.platform === 'win32')('the commands of a runbook', () => {
  beforeAll(async () => {
    await asRoot(`
      CREATE DATABASE shop;
      CREATE USER shop_app@'%';
      GRANT ALL ON \`shop%\`.* TO shop_app@'%';
      GRANT REPLICATION SLAVE, BINLOG MONITOR, BINLOG REPLAY ON *.* TO shop_app@'%'`);
  });

  test('by hand: a dump with definers of others goes in with the filter, and not without it', async () => {
    const [plainly = '', , , definer = ''] = blocks(runbook('mariadb10.11-full.zip'), 'byHand');
    const anew = `mariadb --no-defaults -h127.0.0.1 -P${port()} -ushop_app -e 'DROP DATABASE shop_restore; CREATE DATABASE shop_restore'\n`;
    await expect(sh(plainly)).rejects.toThrow('1419');
    await asRoot('SET GLOBAL log_bin_trust_function_creators = 1');
    await expect(sh(plainly.replace(/^.*\n/, anew))).rejects.toThrow('1227');
    await sh(anew + definer);
    const counts = await asRoot("SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'shop_restore'");
    expect(Number(counts)).toBeGreaterThan(5);
    expect(
      await asRoot("SELECT DISTINCT DEFINER FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = 'shop_restore'"),
    ).toBe('shop_app@%');
  });

  test('the filters take out what stops a dump, and not a byte of anything else', async () => {
    const { dumpFilters } = await import('../../src/core/backups/runbook/byHand');
    const zip = `unzip -p ${join(archives, 'mysql9.7-plain.zip')} db-dumps/mysql-shop.sql`;
    const difference = (filter: string): Promise<string> =>
      sh(`diff -a <(${zip}) <(${zip} | ${filter}) | grep -a '^[<>]' || true`);
    expect(await difference(dumpFilters.sandbox)).toBe('');
    const gtid = (await difference(dumpFilters.gtid)).trim().split('\n');
    expect(gtid.map((line) => line.slice(0, 30))).toEqual([
      '< SET @@SESSION.SQL_LOG_BIN= 0',
      '< SET @@GLOBAL.GTID_PURGED=/*!',
      '< SET @@SESSION.SQL_LOG_BIN = ',
    ]);
    const definer = (await difference(dumpFilters.definer)).trim().split('\n');
    expect(definer.filter((line) => line.startsWith('<')).every((line) => line.includes('DEFINER='))).toBe(true);
    const odd = String.raw`printf '%s\n' '/*!999999\- enable the sandbox mode */' 'SET @@GLOBAL.GTID_PURGED=/*!80000 '"'+'"'*/ '"'a:1-2,'" "b:1-9';" 'kept;' "INSERT INTO x VALUES ('DEFINER=\`a\`@\`b\`');"`;
    expect(await sh(`${odd} | ${dumpFilters.sandbox} | ${dumpFilters.gtid} | ${dumpFilters.definer}`)).toBe(
      "kept;\nINSERT INTO x VALUES ('DEFINER=`a`@`b`');\n",
    );
  });

  test('up to a moment: what came after the backup is in the copy, what did the damage is not', async () => {
    await asRoot(
      'CREATE TABLE shop.notes (id INT PRIMARY KEY, what VARCHAR(20)); INSERT INTO shop.notes VALUES (1, "in the backup")',
    );
    await asRoot(
      'DROP DATABASE IF EXISTS shop_restore; CREATE DATABASE shop_restore; CREATE TABLE shop_restore.notes LIKE shop.notes',
    );
    await asRoot('INSERT INTO shop_restore.notes SELECT * FROM shop.notes');
    const pause = (): Promise<void> => new Promise((done) => setTimeout(done, 2100));
    await pause();
    const backupAt = new Date();
    await asRoot('INSERT INTO shop.notes VALUES (2, "after the backup")');
    await pause();
    const damageAt = new Date();
    await asRoot('DELETE FROM shop.notes');
    const text = runbook('mariadb10.11-plain.zip', { binaryLog: 'on' });
    const [list = '', read = '', replay = ''] = blocks(text, 'pointInTime');
    const [first = ''] = (await sh(`${list} -N`)).split('\t');
    const moment = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ');
    await sh(
      read
        .replace(/--start-datetime='[^']*'/, `--start-datetime='${moment(backupAt)}'`)
        .replace('YYYY-MM-DD HH:MM:SS', moment(damageAt))
        .replace('FIRST-LOG', first),
    );
    await sh(replay);
    expect(await asRoot('SELECT GROUP_CONCAT(what ORDER BY id) FROM shop_restore.notes')).toBe(
      'in the backup,after the backup',
    );
    expect(await asRoot('SELECT COUNT(*) FROM shop.notes')).toBe('0');
  }, 60_000);
});
