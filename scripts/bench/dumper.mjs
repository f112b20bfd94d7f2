// The built-in dumper's whole way to an archive, beside the server's own dump program piped into gzip: same database, in turns.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { which } from '../lib/packages.mjs';
import { cacheDir, startMariadb, startMysql, sweep } from '../lib/servers.mjs';
import { bundle } from './bundle.mjs';
import { alternate, timed } from './measure.mjs';

const schema = 'shop';
/** Rows of the largest table; LARAVEL_OPS_BENCH_DUMP_ROWS for other sizes. About 230 bytes of SQL each. */
const rows = Number(process.env.LARAVEL_OPS_BENCH_DUMP_ROWS ?? 1_000_000);

const entry = `
export { createDatabaseDumper } from './src/node/drivers/dump';
export { backUpBuiltIn } from './src/node/dumper/backUpBuiltIn';
`;

/** As a shop has it: numbers, dates, short and long texts, JSON, and some binary. Made by the server, the same every time. @param {number} port */
async function fill(port) {
  const admin = await createConnection({ host: '127.0.0.1', port, user: 'root', multipleStatements: true });
  try {
    await admin.query(`CREATE DATABASE ${schema} CHARACTER SET utf8mb4; USE ${schema};
      CREATE TABLE orders (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, user_id INT NOT NULL, status VARCHAR(20) NOT NULL, total DECIMAL(10,2) NOT NULL,
        email VARCHAR(120) NOT NULL, note TEXT, meta JSON, created_at TIMESTAMP NULL, updated_at TIMESTAMP NULL, KEY (user_id), KEY (status, created_at));
      CREATE TABLE items (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, order_id BIGINT UNSIGNED NOT NULL, product_id INT NOT NULL, quantity SMALLINT NOT NULL,
        price DECIMAL(10,2) NOT NULL, weight DOUBLE, KEY (order_id));
      CREATE TABLE attachments (id INT AUTO_INCREMENT PRIMARY KEY, order_id BIGINT UNSIGNED NOT NULL, body MEDIUMBLOB NOT NULL);
      CREATE TABLE digits (d INT PRIMARY KEY); INSERT INTO digits VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)`);
    const number = 'a.d + 10*b.d + 100*c.d + 1000*d.d + 10000*e.d + 100000*f.d + 1000000*g.d';
    const from = 'FROM digits a, digits b, digits c, digits d, digits e, digits f, digits g';
    await admin.query(`SET SESSION time_zone = '+00:00';
      INSERT INTO orders SELECT n + 1, n * 7919 % 50000, ELT(1 + n % 4, 'paid', 'open', 'shipped', 'cancelled'), (n * 104729 % 1000000) / 100,
        CONCAT('customer', n * 7919 % 50000, '@example.com'), CONCAT('Order of ', LEFT(SHA2(n, 256), 32), IF(n % 3 = 0, ' it''s "urgent"\\n', ' ')), JSON_OBJECT('source', ELT(1 + n % 3, 'web', 'app', 'shop'), 'ref', LEFT(SHA2(n + 1, 256), 32)),
        FROM_UNIXTIME(1700000000 + n * 17), FROM_UNIXTIME(1700000000 + n * 19) FROM (SELECT ${number} AS n ${from}) numbers WHERE n < ${rows};
      INSERT INTO items SELECT n + 1, 1 + n % ${rows}, n * 31 % 2000, 1 + n % 5, (n * 7717 % 20000) / 100, n / 7 FROM (SELECT ${number} AS n ${from}) numbers WHERE n < ${rows};
      INSERT INTO attachments SELECT n + 1, n, REPEAT(UNHEX(SHA2(n, 256)), 512) FROM (SELECT ${number} AS n ${from}) numbers WHERE n < ${Math.round(rows / 1000)};
      DROP TABLE digits`);
  } finally {
    await admin.end();
  }
}

/**
 * program | gzip > file, as a user would write it. @param {string[]} program @param {string} file
 * @returns {Promise<void>}
 */
function piped(program, file) {
  return new Promise((resolve, reject) => {
    const quoted = program.map((part) => `'${part}'`).join(' ');
    const child = spawn('bash', ['-c', `set -o pipefail; ${quoted} | gzip > '${file}'`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (bytes) => (errors += bytes));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`the peer ended with ${code}: ${errors.trim()}`)),
    );
  });
}

/**
 * @param {string} name @param {number} port @param {{ name: string, program: string[] } | undefined} peer
 * @param {any} product @param {string} folder
 * @returns {Promise<import('./measure.mjs').Result>}
 */
async function measure(name, port, peer, product, folder) {
  await fill(port);
  const profile = {
    id: 'bench/mysql',
    connection: 'mysql',
    driver: 'mysql',
    serves: 'both',
    address: { kind: 'tcp', host: '127.0.0.1', port },
    user: 'root',
    password: { kind: 'none' },
    database: schema,
    charset: 'utf8mb4',
    prefix: '',
    origins: [],
  };
  const place = { folder: join(folder, `dumps-${name.replaceAll(/\W/g, '')}`), timeZone: 'UTC' };
  mkdirSync(place.folder, { recursive: true });
  let size = 0;
  let dumpBytes = 0;
  let peak = 0;
  const ours = () =>
    timed(async () => {
      const made = await product.backUpBuiltIn(product.createDatabaseDumper(), profile, undefined, {
        place,
        signal: new AbortController().signal,
        connectTimeoutMs: 8_000,
        programName: 'Laravel Ops bench',
        onProgress: (/** @type {{ dumpBytes: number }} */ progress) => {
          dumpBytes = Math.max(dumpBytes, progress.dumpBytes);
          peak = Math.max(peak, process.memoryUsage.rss());
        },
      });
      size = made.sizeBytes;
      rmSync(made.path);
    });
  const theirs = join(place.folder, 'peer.sql.gz');
  const program = peer?.program;
  const options = [
    '--no-defaults',
    '--host=127.0.0.1',
    `--port=${port}`,
    '--user=root',
    '--single-transaction',
    schema,
  ];
  const values = await alternate({
    runs: 5,
    maxMs: 150_000,
    ours,
    peer: program === undefined ? undefined : () => timed(() => piped([...program, ...options], theirs)),
  });
  const theirSize = peer === undefined ? [] : [statSync(theirs).size];
  rmSync(place.folder, { recursive: true, force: true });
  return {
    rows: [
      {
        what: `${name}: back up ${Math.round(dumpBytes / 1e6)} MB of SQL into an archive, read back`,
        unit: 'ms',
        values: values.ours,
        ...(peer === undefined
          ? {}
          : { peer: { name: `${peer.name} --single-transaction | gzip`, values: values.peer } }),
      },
      {
        what: `${name}: the archive`,
        unit: 'bytes',
        values: [size],
        ...(peer === undefined ? {} : { peer: { name: 'gzip, its default level 6', values: theirSize } }),
      },
    ],
    without: peer === undefined ? [`${name}: its dump program is not installed, so there is no peer`] : [],
    notes: [`${name}: peak memory of the whole process ${Math.round(peak / 1e6)} MB`],
  };
}

/** @param {string} folder for files, removed by the caller @returns {Promise<import('./measure.mjs').Result>} */
export async function dumper(folder) {
  const product = createRequire(import.meta.url)(await bundle(folder, 'dumper', entry));
  const runs = join(cacheDir, 'run');
  await sweep(runs);
  const dataDir = join(runs, `bench-dumper-${process.pid}`);
  const mysqlRoot = join(cacheDir, 'mysql9');
  const own = which('mariadb-dump');
  const servers = [
    {
      name: 'MariaDB',
      start: () => startMariadb({ dataDir, performanceSchema: false, extraArgs: ['--innodb-buffer-pool-size=1G'] }),
      peer: own === undefined ? undefined : { name: 'mariadb-dump', program: [own] },
    },
    {
      name: 'MySQL',
      start: () => startMysql({ rootDir: mysqlRoot, extraArgs: ['--innodb-buffer-pool-size=1G'] }),
      peer: existsSync(join(mysqlRoot, 'usr/bin/mysqldump'))
        ? { name: 'mysqldump', program: [which('chroot') ?? 'chroot', mysqlRoot, '/usr/bin/mysqldump'] }
        : undefined,
    },
  ];
  /** @type {import('./measure.mjs').Result} */
  const result = { rows: [], without: [], notes: [] };
  try {
    for (const { name, start, peer } of servers) {
      const server = await start();
      if (server.kind === 'missing') {
        result.without.push(`${server.what}: ${server.reason}. To have it: ${server.install}`);
        continue;
      }
      try {
        const version = /^\d+\.\d+/.exec(server.version)?.[0] ?? server.version;
        const measured = await measure(`${name} ${version}`, server.port, peer, product, folder);
        result.rows.push(...measured.rows);
        result.without.push(...measured.without);
        result.notes.push(...measured.notes);
      } finally {
        await server.stop();
      }
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
    rmSync(`${dataDir}-tmp`, { recursive: true, force: true });
  }
  return result;
}
