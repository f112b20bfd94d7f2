// Restoring a dump from its archive: ours beside `unzip -p … | mariadb` (or mysql) in turns, on servers with a 2 GB buffer pool
// and otherwise their own durability. LARAVEL_OPS_BENCH_MB sets the megabytes of SQL (1000), LARAVEL_OPS_BENCH_RUNS the rounds (3).
import { spawn } from 'node:child_process';
import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { cacheDir, startMariadb, startMysql, sweep } from '../lib/servers.mjs';
import { which } from '../lib/packages.mjs';
import { bundle } from './bundle.mjs';
import { median, quietMoment } from './measure.mjs';
import { fillShop } from './shopDatabase.mjs';
import { zipFile } from './zipFile.mjs';

const megabytes = Number(process.env['LARAVEL_OPS_BENCH_MB'] ?? 1_000);
const rounds = Number(process.env['LARAVEL_OPS_BENCH_RUNS'] ?? 3);
const entry = 'db-dumps/mysql-shop.sql';
const source = 'laravel_ops_bench_shop';
const copy = 'laravel_ops_bench_restore';

/** Ours, as a process of its own: prints milliseconds, peak memory in bytes and processor time. */
const program = `
import { openDumpFiles } from './src/node/archive/dumpFiles';
import { createBulkConnector } from './src/node/drivers/bulk';
import { loadDump } from './src/core/backups/restore/loadDump';
import { Permit } from './src/core/connections/permit';
const [port, database, archive, entry, localInfile] = process.argv.slice(2) as [string, string, string, string, string];
const { permit, release } = Permit.issue('bench', '/srv/shop', '.env');
const profile = {
  id: '.env/mysql', connection: 'mysql', driver: 'mysql', serves: 'both', address: { kind: 'tcp', host: '127.0.0.1', port: Number(port) },
  user: 'root', password: { kind: 'none' }, charset: 'utf8mb4', prefix: '', origins: [],
} as const;
const { signal } = new AbortController();
const connector = createBulkConnector();
const open = (setup: readonly string[], until: AbortSignal) =>
  connector.connectBulk(permit, profile, undefined, { signal: until, connectTimeoutMs: 10_000, programName: 'laravel-ops-bench', database, setup });
openDumpFiles().open(archive, entry, { signal })
  .then((dump) => loadDump(dump, { database, open }, { signal, localInfile: localInfile === 'true', onProgress: () => undefined }))
  .then((report) => {
    release();
    const { user, system } = process.cpuUsage();
    const rows = report.tables.reduce((sum, table) => sum + table.rows, 0);
    console.log(JSON.stringify({ peak: process.resourceUsage().maxRSS * 1024, cpu: (user + system) / 1000, rows, methods: report.tables.map(({ method }) => method) }));
  });
`;

/** @param {string[]} command @param {{ stdin?: number, stdout?: number | 'pipe' }} [streams] @returns {Promise<{ text: string, ms: number }>} */
function run([file = '', ...args], { stdin, stdout = 'pipe' } = {}) {
  return new Promise((resolve, reject) => {
    const from = performance.now();
    const child = spawn(file, args, { stdio: [stdin ?? 'ignore', stdout, 'pipe'] });
    let text = '';
    let errors = '';
    child.stdout?.on('data', (chunk) => (text += chunk));
    child.stderr?.on('data', (chunk) => (errors += chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0
        ? resolve({ text, ms: performance.now() - from })
        : reject(new Error(`${file} ended with ${code}: ${errors.slice(-400)}`)),
    );
  });
}

/**
 * @typedef {object} Peer
 * @property {string[]} client the server's command line client
 * @property {string[]} dump its dump program
 */

/**
 * @param {string} name
 * @param {{ host: string, port: number, user: string, password: string }} server
 * @param {Peer} peer
 * @param {string} product
 * @param {string} folder
 * @param {Record<'true' | 'false', number>} budgets share of the client's time, with LOAD DATA LOCAL and without
 * @returns {Promise<import('./measure.mjs').Result>}
 */
async function measure(name, server, { client, dump }, product, folder, budgets) {
  const admin = await createConnection({ ...server, multipleStatements: true });
  const login = ['--no-defaults', '-h127.0.0.1', `-P${server.port}`, '-uroot'];
  const sql = join(folder, `${name}.sql`);
  const archive = join(folder, `${name}.zip`);
  try {
    await admin.query('SET GLOBAL local_infile = ON');
    await fillShop(server, source, megabytes);
    const gtid = name === 'MySQL' ? ['--set-gtid-purged=OFF'] : [];
    const file = openSync(sql, 'w');
    await run([...dump, ...login, '--skip-comments', ...gtid, source], { stdout: file });
    closeSync(file);
    const size = statSync(sql).size;
    await zipFile(sql, archive, entry);
    rmSync(sql);
    /** @param {string} sql @returns {Promise<Record<string, unknown>[]>} */
    const rowsOf = async (sql) => {
      const [rows] = await admin.query(sql);
      return Array.isArray(rows) ? rows.map((row) => Object.fromEntries(Object.entries(row))) : [];
    };
    const tables = await rowsOf(
      `SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${source}'`,
    );
    const sumsOf = async (/** @type {string} */ database) => {
      const found = await rowsOf(
        `CHECKSUM TABLE ${tables.map(({ name: table }) => `${database}.${String(table)}`).join(', ')}`,
      );
      return found.map((row) => row['Checksum']).join();
    };
    const expected = await sumsOf(source);
    await admin.query(`DROP DATABASE ${source}`);
    const anew = () =>
      admin.query(
        `DROP DATABASE IF EXISTS ${copy}; CREATE DATABASE ${copy} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
      );
    const quote = (/** @type {string} */ word) => `'${word.replaceAll("'", "'\\''")}'`;
    const pipe = `set -o pipefail; unzip -p ${quote(archive)} ${entry} | ${[...client, ...login, copy].map(quote).join(' ')}`;
    /** @type {Record<'client' | 'true' | 'false', number[]>} */
    const values = { client: [], true: [], false: [] };
    /** @type {number[]} */
    const peaks = [];
    const cpu = [];
    for (let round = 0; round < rounds; round++) {
      for (const way of /** @type {const} */ (['client', 'true', 'false'])) {
        await anew();
        await quietMoment(5_000, 200);
        if (way === 'client') values.client.push((await run(['bash', '-c', pipe])).ms);
        else {
          const { text, ms } = await run([process.execPath, product, String(server.port), copy, archive, entry, way]);
          const told = JSON.parse(text);
          values[way].push(ms);
          peaks.push(told.peak);
          cpu.push(told.cpu);
        }
        if (round === 0 && (await sumsOf(copy)) !== expected)
          throw new Error(`${name}: the copy is not the original (${way})`);
      }
    }
    await admin.query(`DROP DATABASE ${copy}`);
    const theirs = { name: `unzip -p | ${name === 'MySQL' ? 'mysql' : 'mariadb'}`, values: values.client };
    const budget = (/** @type {'true' | 'false'} */ way) => Math.round(median(values.client) * budgets[way]);
    return {
      rows: [
        {
          what: `${name}, LOAD DATA LOCAL (${budgets.true} of the client)`,
          unit: 'ms',
          values: values.true,
          budget: budget('true'),
          peer: theirs,
        },
        {
          what: `${name}, statements (${budgets.false} of the client)`,
          unit: 'ms',
          values: values.false,
          budget: budget('false'),
          peer: theirs,
        },
        { what: `${name}, our peak memory`, unit: 'bytes', values: peaks, budget: 300_000_000 },
      ],
      without: [],
      notes: [
        `${name}: ${(size / 1e6).toFixed(0)} MB of SQL in ${(statSync(archive).size / 1e6).toFixed(0)} MB; our own processor time ${(median(cpu) / 1000).toFixed(1)} s; CHECKSUM TABLE of every table equal in all three ways`,
      ],
    };
  } finally {
    await admin.end();
    rmSync(archive, { force: true });
    rmSync(sql, { force: true });
  }
}

/** @param {string} folder for files, removed by the caller @returns {Promise<import('./measure.mjs').Result>} */
export async function restore(folder) {
  const product = await bundle(folder, 'restore', program);
  await sweep(join(cacheDir, 'run'));
  const dataDir = join(cacheDir, 'run', `bench-restore-${process.pid}`);
  const extraArgs = ['--innodb-buffer-pool-size=2G', '--innodb-flush-log-at-trx-commit=1'];
  const mysqlRoot = join(cacheDir, 'mysql9');
  const chroot = [which('chroot') ?? 'chroot', mysqlRoot];
  const servers = [
    {
      name: 'MariaDB',
      budgets: { true: 0.4, false: 0.45 },
      start: () => startMariadb({ dataDir, performanceSchema: false, extraArgs }),
      peer: { client: ['mariadb'], dump: ['mariadb-dump'] },
    },
    {
      name: 'MySQL',
      budgets: { true: 0.47, false: 0.7 },
      // Its own default is a binary log.
      start: () => startMysql({ rootDir: mysqlRoot, extraArgs: [...extraArgs, '--log-bin', '--server-id=1'] }),
      peer: { client: [...chroot, '/usr/bin/mysql'], dump: [...chroot, '/usr/bin/mysqldump'] },
    },
  ];
  /** @type {import('./measure.mjs').Result} */
  const result = { rows: [], without: [], notes: [] };
  if (which('unzip') === undefined) return { ...result, without: ['unzip, the peer reads the archive with it'] };
  try {
    for (const { name, budgets, start, peer } of servers) {
      const server = await start();
      if (server.kind === 'missing') {
        result.without.push(`${server.what}: ${server.reason}. To have it: ${server.install}`);
        continue;
      }
      try {
        const { host, port, user, password } = server;
        const measured = await measure(name, { host, port, user, password }, peer, product, folder, budgets);
        result.rows.push(...measured.rows);
        result.notes.push(...measured.notes);
      } finally {
        await server.stop();
      }
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
  return result;
}
