// A server that a workload is loaded into, and what is asked of it: indexes built and hidden, statements timed, rows counted.
// Time is the processor time of the server's thread (Linux, /proc/<thread>/schedstat): all data is in memory, and neither the way to the
// client and back nor what else the machine does is in it. Elsewhere it is what performance_schema says.
import { Readable } from 'node:stream';
import { setImmediate as soon } from 'node:timers/promises';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { cacheDir, startMariadb, startMysql, sweep } from '../../lib/servers.mjs';
import { createTable, tsv } from './workload.mjs';

/**
 * @typedef {object} Index
 * @property {string} table
 * @property {string[]} columns as written between the parentheses, without quotes: "name", "name(20)", "name desc"
 */

/**
 * @typedef {object} Target
 * @property {'MariaDB' | 'MySQL'} name
 * @property {string} version
 * @property {{ host: string, port: number, user: string, password: string }} login
 * @property {import('mysql2/promise').Connection} connection
 * @property {(sql: string) => Promise<Record<string, unknown>[]>} ask
 * @property {(run: () => Promise<void>) => Promise<number>} clock milliseconds that the server works for what `run` sends
 * @property {(milliseconds: number) => Promise<void>} limit for each statement that reads; 0: none
 * @property {number} limited what was set last
 * @property {() => Promise<void>} stop
 */

/** "orders(user_id,created_at)": the same index always has the same one. @param {Index} index */
export const keyOf = ({ table, columns }) => `${table}(${columns.join(',')})`;

/**
 * The server as the product knows one from an application's settings (`SqlProfile`).
 * @param {Target['login']} login
 * @param {string} database
 */
export const profileOf = ({ host, port, user }, database) => ({
  id: '.env/mysql',
  connection: 'mysql',
  driver: 'mysql',
  serves: 'both',
  address: { kind: 'tcp', host, port },
  user,
  password: { kind: 'none' },
  database,
  charset: 'utf8mb4',
  prefix: '',
  origins: [],
});

const flags = [
  '--innodb-flush-log-at-trx-commit=0',
  '--skip-log-bin',
  '--innodb-sort-buffer-size=8M',
  '--local-infile=ON',
];

/**
 * @param {number} thread of the operating system
 * @returns {Target['clock'] | undefined} undefined where it cannot be read
 */
function processorClock(thread) {
  const file = `/proc/${thread}/schedstat`;
  if (!existsSync(file)) return undefined;
  const used = () => Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e6;
  /** It waits for the next statement: what it still had to do after the last row is done. */
  const waits = () => / S /.test(readFileSync(`/proc/${thread}/stat`, 'utf8').slice(0, 64));
  const settle = async () => {
    while (!waits()) await soon();
  };
  return async (run) => {
    await settle();
    const before = used();
    await run();
    await settle();
    return used() - before;
  };
}

/** @param {Target['ask']} observe on another connection @param {number} thread of performance_schema @returns {Target['clock']} */
function elapsedClock(observe, thread) {
  return async (run) => {
    await run();
    // The client may have the last row before the server has written down the end.
    for (;;) {
      const [row] = await observe(
        `SELECT TIMER_WAIT / 1e9 AS ms, END_EVENT_ID AS ended FROM performance_schema.events_statements_current WHERE THREAD_ID = ${thread}`,
      );
      if (typeof row?.['ended'] === 'number') return Number(row['ms']);
    }
  };
}

/**
 * Starts one of the two servers.
 * @param {'MariaDB' | 'MySQL'} name
 * @param {number} scale decides the buffer pool
 * @returns {Promise<Target | string>} why it cannot be had
 */
export async function startTarget(name, scale) {
  const extraArgs = [...flags, `--innodb-buffer-pool-size=${scale > 0.3 ? '2G' : '512M'}`];
  const runs = join(cacheDir, 'run');
  const dataDir = join(runs, `bench-advice-${process.pid}`);
  if (name === 'MariaDB') await sweep(runs);
  const server = await (name === 'MariaDB'
    ? startMariadb({ dataDir, performanceSchema: true, extraArgs: [...extraArgs, '--innodb-log-file-size=512M'] })
    : startMysql({ extraArgs: [...extraArgs, '--innodb-redo-log-capacity=1G', '--innodb-parallel-read-threads=1'] }));
  if (server.kind === 'missing') return `${server.what}: ${server.reason}. To have it: ${server.install}`;
  const { host, port, user, password } = server;
  const login = { host, port, user, password };
  const connection = await createConnection({ ...login, dateStrings: true });
  const observer = await createConnection(login);
  await connection.query("SET time_zone = '+00:00'");
  await connection.query(
    "UPDATE performance_schema.setup_consumers SET ENABLED = 'YES' WHERE NAME = 'events_statements_current'",
  );
  const asking = (/** @type {import('mysql2/promise').Connection} */ of) => async (/** @type {string} */ sql) => {
    const [rows] = await of.query(sql);
    return Array.isArray(rows) ? rows.map((row) => Object.assign({}, row)) : [];
  };
  const ask = asking(connection);
  const [thread] = await ask(
    'SELECT THREAD_ID AS thread, THREAD_OS_ID AS os FROM performance_schema.threads WHERE PROCESSLIST_ID = CONNECTION_ID()',
  );
  const processor = processorClock(Number(thread?.['os']));
  const elapsed = elapsedClock(asking(observer), Number(thread?.['thread']));
  /** @type {Target} */
  const target = {
    limited: 0,
    name,
    version: server.version,
    login,
    connection,
    ask,
    clock: processor ?? elapsed,
    limit: async (milliseconds) => {
      target.limited = milliseconds;
      await connection.query(
        name === 'MariaDB'
          ? `SET SESSION max_statement_time = ${milliseconds / 1_000}`
          : `SET SESSION max_execution_time = ${Math.round(milliseconds)}`,
      );
    },
    stop: async () => {
      await Promise.all([connection.end(), observer.end()]);
      await server.stop();
      if (name === 'MariaDB')
        for (const folder of [dataDir, `${dataDir}-tmp`]) rmSync(folder, { recursive: true, force: true });
    },
  };
  return target;
}

/**
 * Creates the database anew, with primary keys only, and selects it.
 * @param {Target} target
 * @param {import('./workload.mjs').Workload} workload
 */
export async function load({ connection }, { name, tables }) {
  const database = `laravel_ops_bench_${name}`;
  await connection.query(`DROP DATABASE IF EXISTS ${database}`);
  await connection.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  await connection.query(`USE ${database}`);
  await connection.query('SET unique_checks = 0, foreign_key_checks = 0');
  for (const table of tables) {
    await connection.query(createTable(table));
    await connection.query({
      sql: `LOAD DATA LOCAL INFILE 'rows' INTO TABLE \`${table.name}\` CHARACTER SET utf8mb4`,
      infileStreamFactory: () => Readable.from(tsv(table)).map((text) => Buffer.from(text)),
    });
    const [counted] = await connection.query(`SELECT COUNT(*) AS loaded FROM \`${table.name}\``);
    const loaded =
      Array.isArray(counted) && 'loaded' in (counted[0] ?? {}) ? Object.values(counted[0] ?? {})[0] : undefined;
    if (Number(loaded) !== table.rows) throw new Error(`${table.name}: ${String(loaded)} of ${table.rows} rows loaded`);
  }
  await analyze(
    { connection },
    tables.map((table) => table.name),
  );
}

/** @param {Pick<Target, 'connection'>} target @param {string[]} tables */
export async function analyze({ connection }, tables) {
  if (tables.length > 0) await connection.query(`ANALYZE TABLE ${tables.map((name) => `\`${name}\``).join(', ')}`);
}

/** @param {string} part "name", "name(20)", "name desc" */
const part = (part) => {
  const [, name = '', rest = ''] = /^([^( ]+)(.*)$/.exec(part) ?? [];
  return `\`${name}\`${rest}`;
};

/** @param {Index} index @param {string} name */
export const addClause = ({ columns }, name) => `ADD INDEX \`${name}\` (${columns.map(part).join(', ')})`;

/**
 * What indexes take on disk, by the server's own count of pages after ANALYZE.
 * @param {Target} target
 * @returns {Promise<Map<string, number>>} bytes by "table.index"
 */
export async function indexBytes({ ask }) {
  const rows = await ask(
    "SELECT table_name AS t, index_name AS i, stat_value * @@innodb_page_size AS b FROM mysql.innodb_index_stats WHERE database_name = DATABASE() AND stat_name = 'size'",
  );
  return new Map(rows.map(({ t, i, b }) => [`${String(t)}.${String(i)}`, Number(b)]));
}

/** Codes of a statement that was ended because it took too long: MySQL's, MariaDB's. */
const timeouts = new Set([3024, 1969]);

/**
 * Runs one statement and throws its rows away.
 * @param {Target} target
 * @param {string} sql
 * @returns {Promise<number>} milliseconds; the limit when it was ended because of it
 */
export async function time({ connection, clock, limited }, sql) {
  try {
    return await clock(async () => {
      await connection.query({ sql, rowsAsArray: true });
    });
  } catch (error) {
    if (error instanceof Error && 'errno' in error && timeouts.has(Number(error.errno))) return limited;
    throw error;
  }
}

/** @param {Target} target */
async function handlerReads({ ask }) {
  const rows = await ask("SHOW SESSION STATUS LIKE 'Handler_read%'");
  return rows.reduce((sum, row) => sum + Number(row['Value']), 0);
}

/**
 * Rows and index entries that a statement reads (Handler_read_*), with the time of this run.
 * @param {Target} target
 * @param {string} sql
 * @returns {Promise<{ rows: number, ms: number }>}
 */
export async function count(target, sql) {
  await target.connection.query('FLUSH STATUS');
  const own = await handlerReads(target);
  await target.connection.query('FLUSH STATUS');
  const ms = await time(target, sql);
  return { rows: Math.max(0, (await handlerReads(target)) - own), ms };
}

/** @param {unknown} value of EXPLAIN */
const textOf = (value) => (typeof value === 'string' ? value : '');

/**
 * Names of the indexes that the optimizer would use.
 * @param {Target} target
 * @param {string} sql
 * @returns {Promise<Set<string>>}
 */
export async function plannedIndexes({ ask }, sql) {
  const rows = await ask(`EXPLAIN FORMAT=TRADITIONAL ${sql}`);
  return new Set(
    rows.flatMap((row) => [
      ...textOf(row['key']).split(','),
      // Index merge: the names are only in the other columns on some versions.
      ...(/using (?:union|intersect|sort_union|sort_intersect)\(([^)]*)\)/i
        .exec(textOf(row['Extra']))?.[1]
        ?.split(',') ?? []),
    ]),
  );
}
