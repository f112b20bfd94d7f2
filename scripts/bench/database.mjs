// One refresh of the Database view's data on real servers with a full table of 10,000 statement digests.
import { createRequire } from 'node:module';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { which } from '../lib/packages.mjs';
import { cacheDir, startMariadb, startMysql, sweep } from '../lib/servers.mjs';
import { bundle } from './bundle.mjs';
import { alternate, median, quietMoment, runProcess, timed } from './measure.mjs';

const digests = 10_000;
const schema = 'shop';

/** How often the Database view asks, seconds, and refreshes that the server's own processor time is taken over. */
const interval = 30;
const polls = 40;

/** Processor time of the server on `port`, milliseconds; undefined where there is no /proc. @param {number} port */
function serverCpu(port) {
  try {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      let words = [''];
      try {
        words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      } catch {
        continue; // It ended meanwhile.
      }
      if (!/(?:mariadbd|mysqld)$/.test(words[0] ?? '') || !words.includes(`--port=${port}`)) continue;
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // utime and stime, in ticks of 10 ms (proc(5)).
      return (Number(fields[11]) + Number(fields[12])) * 10;
    }
  } catch {
    // No /proc on this system.
  }
  return undefined;
}

/** What src/services/databaseView.ts does with a session that is open. */
const refresher = `
import { readDigests } from './src/core/queries/sources/performanceSchema';
import { readRunning } from './src/core/queries/sources/processlist';
import { databaseView } from './src/core/queries/tree';
import type { SqlClient } from './src/core/connections/sql';
export { createSqlConnector } from './src/node/drivers/mysql';

export async function refresh(client: SqlClient, schema: string, signal: AbortSignal) {
  const digests = await readDigests(client, { schema, limit: 10, signal });
  const running = await readRunning(client, { minSeconds: 5, limit: 10, signal });
  return { digests: digests.digests, view: databaseView(digests, running, { root: '/', now: new Date() }) };
}
`;

/** As an application of some size has them: many short statements, some with long lists of columns. The same every time. */
function statements() {
  let seed = 20_261_123;
  const random = () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed / 0x7fffffff;
  };
  // Some more than fit, so that the server has turned calls away, as it has where the table is full.
  return Array.from({ length: digests + 200 }, (_, n) => {
    const columns = Array.from({ length: 1 + Math.floor(random() ** 7 * 40) }, (_, k) => {
      const column = ['status', 'total', 'note', 'user_id'][k % 4];
      return `orders.${column} AS column_${n}_${k}`;
    });
    return `SELECT ${columns.join(', ')} FROM orders WHERE orders.user_id = ${n % 97} AND orders.status IN ('paid', 'open')`;
  });
}

/** Fills the table of digests. @param {number} port */
async function fill(port) {
  const connect = () => createConnection({ host: '127.0.0.1', port, user: 'root', multipleStatements: true });
  const sessions = await Promise.all([connect(), connect(), connect()]);
  try {
    await sessions[0].query(`CREATE DATABASE ${schema}; USE ${schema};
      CREATE TABLE orders (id INT PRIMARY KEY AUTO_INCREMENT, user_id INT, status VARCHAR(20), total INT, note VARCHAR(100), KEY (user_id));
      INSERT INTO orders (user_id, status, total) VALUES (1, 'paid', 10), (2, 'open', 20);
      TRUNCATE performance_schema.events_statements_summary_by_digest`);
    for (const session of sessions) await session.query(`USE ${schema}`);
    const all = statements();
    // One at a time: MariaDB keeps a digest of the first of several statements only.
    await Promise.all(
      sessions.map(async (session, first) => {
        for (let n = first; n < all.length; n += sessions.length) await session.query(all[n]);
      }),
    );
    const [[counted]] = await sessions[0].query(
      'SELECT COUNT(*) AS count, AVG(LENGTH(DIGEST_TEXT)) AS length FROM performance_schema.events_statements_summary_by_digest',
    );
    return { count: Number(counted.count), length: Math.round(Number(counted.length)) };
  } finally {
    await Promise.all(sessions.map((session) => session.end()));
  }
}

/** @param {{ query: (sql: string) => Promise<readonly any[]> }} client bytes the server has sent to this session */
async function bytesSent(client) {
  const [row] = await client.query("SHOW SESSION STATUS LIKE 'Bytes_sent'");
  return Number(row.Value);
}

/**
 * @param {string} name @param {number} port
 * @param {{ command: string, args: string[] } | undefined} commandLine the server's own client, as far as there is one
 * @param {any} product
 * @returns {Promise<import('./measure.mjs').Result>}
 */
async function measure(name, port, commandLine, product) {
  const { count, length } = await fill(port);
  const profile = {
    id: 'bench',
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
  const { signal } = new AbortController();
  const limits = { connectTimeoutMs: 8_000, statementTimeoutMs: 30_000, programName: 'Laravel Ops bench' };
  const client = await product.createSqlConnector().connect(profile, undefined, limits);
  try {
    const table = 'performance_schema.events_statements_summary_by_digest';
    const sql = `SELECT * FROM ${table} ORDER BY SUM_TIMER_WAIT DESC`;
    const { command, args } = commandLine ?? { command: '', args: [] };
    const ask = (/** @type {string} */ text, /** @type {'text' | 'discard'} */ output) =>
      runProcess(command, [...args, '--host=127.0.0.1', `--port=${port}`, '--user=root', `--execute=${text}`], {
        output,
      });
    const quiet = await quietMoment(8_000);
    const { ours, peer } = await alternate({
      runs: 15,
      maxMs: 16_000,
      ours: () =>
        timed(async () => {
          const answer = await product.refresh(client, schema, signal);
          if (answer.digests < count * 0.95) throw new Error(`only ${answer.digests} digests were read`);
        }),
      peer: commandLine === undefined ? undefined : async () => (await ask(sql, 'discard')).ms,
    });
    const start = await bytesSent(client);
    const afterShow = await bytesSent(client);
    await product.refresh(client, schema, signal);
    const sent = (await bytesSent(client)) - afterShow - (afterShow - start);
    /** @type {[import('./measure.mjs').Row, import('./measure.mjs').Row]} */
    const rows = [
      { what: `${name}: one refresh at ${count} digests`, unit: 'ms', values: ours, budget: 150 },
      { what: `${name}: bytes the server sends for it`, unit: 'bytes', values: [sent], budget: 1_000_000 },
    ];
    const before = serverCpu(port);
    for (let n = 0; n < polls; n++) await product.refresh(client, schema, signal);
    const after = serverCpu(port);
    const notes = [
      `${name}: digest texts of ${length} bytes on average; machine ${Math.round(quiet.busy * 100)} % busy before measuring`,
    ];
    if (before === undefined || after === undefined)
      notes.push(`${name}: no /proc, so the server's processor time is unknown`);
    else
      rows.push({
        what: `${name}: the server's processor time for one poll`,
        unit: 'ms',
        values: [(after - before) / polls],
        budget: interval * 1000 * 0.005,
        note: `0.5 % of a core, polled every ${interval} s`,
      });
    if (commandLine !== undefined) {
      const { text } = await ask(`${sql}; SHOW SESSION STATUS LIKE 'Bytes_sent'`, 'text');
      const peerBytes = Number(/Bytes_sent\s+(\d+)\s*$/.exec(text)?.[1]);
      const startup = [];
      for (let n = 0; n < 5; n++) startup.push((await ask('SELECT 1', 'discard')).ms);
      notes.push(
        `${name}: of the peer's time ${Math.round(median(startup))} ms are its start and login; ours is a session that is open`,
      );
      rows[0].peer = { name: 'its command line client, SELECT * … ORDER BY, to /dev/null', values: peer };
      rows[1].peer = { name: 'the same SELECT *', values: [peerBytes] };
    }
    return { rows, without: [], notes };
  } finally {
    await client.close();
  }
}

/** @param {string} folder for files, removed by the caller @returns {Promise<import('./measure.mjs').Result>} */
export async function database(folder) {
  const product = createRequire(import.meta.url)(await bundle(folder, 'refresh', refresher));
  const runs = join(cacheDir, 'run');
  await sweep(runs);
  const dataDir = join(runs, `bench-mariadb-${process.pid}`);
  const extraArgs = [`--performance-schema-digests-size=${digests}`];
  const own = which('mariadb') ?? which('mysql');
  const mysqlRoot = join(cacheDir, 'mysql9');
  const servers = [
    {
      name: 'MariaDB',
      start: () => startMariadb({ dataDir, performanceSchema: true, extraArgs }),
      client: own === undefined ? undefined : { command: own, args: ['--no-defaults'] },
    },
    {
      name: 'MySQL',
      start: () => startMysql({ rootDir: mysqlRoot, extraArgs }),
      // It was unpacked with the server, into the same root.
      client: { command: which('chroot') ?? 'chroot', args: [mysqlRoot, '/usr/bin/mysql', '--no-defaults'] },
    },
  ];
  /** @type {import('./measure.mjs').Result} */
  const result = { rows: [], without: [], notes: [] };
  try {
    for (const { name, start, client } of servers) {
      const server = await start();
      if (server.kind === 'missing') {
        result.without.push(`${server.what}: ${server.reason}. To have it: ${server.install}`);
        continue;
      }
      try {
        const version = /^\d+\.\d+/.exec(server.version)?.[0] ?? server.version;
        if (client === undefined) result.without.push(`${name}'s command line client: no peer`);
        const measured = await measure(`${name} ${version}`, server.port, client, product);
        result.rows.push(...measured.rows);
        result.notes.push(...measured.notes);
      } finally {
        await server.stop();
      }
    }
  } finally {
    for (const left of [dataDir, `${dataDir}-tmp`]) rmSync(left, { recursive: true, force: true });
  }
  return result;
}
