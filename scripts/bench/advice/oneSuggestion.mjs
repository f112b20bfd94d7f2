// How long it takes to prove one suggestion on a table of a million rows, from opening the session to the copy being dropped:
// node scripts/bench/advice/oneSuggestion.mjs [MariaDB|MySQL]
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../bundle.mjs';
import { median } from '../measure.mjs';
import { profileOf, startTarget } from './target.mjs';

const source = `
import { Permit } from './src/core/connections/permit';
import { blocksOf } from './src/core/queries/blocks/blocksOf';
import { readCatalog } from './src/core/queries/catalog/readCatalog';
import { proveSuggestion } from './src/core/queries/proof/prove';
import { parseStatement } from './src/core/queries/sql/parse';
import { createBulkConnector } from './src/node/drivers/bulk';
import { createSqlConnector } from './src/node/drivers/mysql';
export { Permit, blocksOf, readCatalog, proveSuggestion, parseStatement, createBulkConnector, createSqlConnector };`;

const database = 'laravel_ops_bench_million';
const digits =
  '(SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)';

/** 100,000 users and 1,000,000 orders, primary keys only. @param {import('./target.mjs').Target} target */
async function load({ connection }) {
  const run = (/** @type {string} */ sql) => connection.query(sql);
  await run(`DROP DATABASE IF EXISTS ${database}`);
  await run(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`);
  await run(`USE ${database}`);
  await run('CREATE TABLE digits (n INT PRIMARY KEY)');
  await run(`INSERT INTO digits SELECT n FROM ${digits} d`);
  await run(
    'CREATE TABLE users (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, name VARCHAR(191) NOT NULL, email VARCHAR(191) NOT NULL, created_at TIMESTAMP NULL)',
  );
  await run(
    "INSERT INTO users (name, email) SELECT CONCAT('user ', i), CONCAT('u', i, '@example.org') FROM (SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n AS i FROM digits a, digits b, digits c, digits d, digits e) x",
  );
  await run(
    'CREATE TABLE orders (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, user_id BIGINT UNSIGNED NOT NULL, status VARCHAR(20) NOT NULL, total DECIMAL(10, 2) NOT NULL, note VARCHAR(191) NULL, created_at TIMESTAMP NULL, updated_at TIMESTAMP NULL)',
  );
  // Some users have many orders, most have few.
  await run(
    "INSERT INTO orders (user_id, status, total, note, created_at) SELECT 1 + FLOOR(POW(CRC32(i) / 4294967296, 2) * 100000), ELT(1 + CRC32(i * 7) % 5, 'paid', 'paid', 'paid', 'open', 'cancelled'), (i % 10000) / 100, CONCAT('note for order number ', i), '2024-01-01' + INTERVAL i MINUTE FROM (SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n + 100000 * f.n AS i FROM digits a, digits b, digits c, digits d, digits e, digits f) x",
  );
  await run('ANALYZE TABLE users, orders');
}

const cases = [
  {
    columns: ['user_id', 'created_at'],
    sql: 'SELECT * FROM orders WHERE user_id = 4711 ORDER BY created_at DESC LIMIT 10',
  },
  {
    columns: ['user_id'],
    sql: "SELECT u.name, o.total FROM users u JOIN orders o ON o.user_id = u.id WHERE u.email = 'u77@example.org'",
  },
  {
    columns: ['status', 'created_at'],
    sql: "SELECT * FROM orders WHERE status = 'open' ORDER BY created_at DESC LIMIT 20",
  },
];

const folder = mkdtempSync(join(tmpdir(), 'laravel-ops-bench-'));
try {
  const product = createRequire(import.meta.url)(await bundle(folder, 'proof', source));
  for (const name of /** @type {const} */ (['MariaDB', 'MySQL'])) {
    if (process.argv.length > 2 && !process.argv.includes(name)) continue;
    const target = await startTarget(name, 0.25);
    if (typeof target === 'string') {
      console.log(target);
      continue;
    }
    try {
      await load(target);
      await prove(product, target);
    } finally {
      await target.stop();
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {Record<string, any>} product @param {import('./target.mjs').Target} target */
async function prove(product, { name, version, login }) {
  const signal = new AbortController().signal;
  const { password } = login;
  const profile = profileOf(login, database);
  const times = { connectTimeoutMs: 5_000, statementTimeoutMs: 60_000, programName: 'laravel-ops-bench' };
  const client = await product.createSqlConnector().connect(profile, password, times);
  const catalog = await product.readCatalog(client, database, signal);
  await client.close();
  const { permit, release } = product.Permit.issue('bench', pathToFileURL(folder).pathname, '.env');
  const open = () =>
    product
      .createBulkConnector()
      .connectBulk(permit, profile, password, { signal, ...times, database: undefined, setup: [] });
  for (const { columns, sql } of cases) {
    const blocks = product.blocksOf(product.parseStatement(sql), catalog);
    const statement = { id: sql, text: sql, callsPerHour: 100, calls: [{ sql, runnable: true, blocks }] };
    const index = { table: 'orders', columns: columns.map((column) => ({ column })) };
    const gains = [{ statement: sql, before: 1, after: 1, rowsBefore: 1, rowsAfter: 1, uses: [] }];
    const took = [];
    let proof;
    for (let run = 0; run < 5; run++) {
      const from = performance.now();
      proof = await product.proveSuggestion(open, catalog, { index, gains }, [statement], { who: 'bench' }, signal);
      took.push(performance.now() - from);
    }
    const seconds = took.map((ms) => (ms / 1000).toFixed(2)).join(' ');
    console.log(
      `${name} ${version}  orders(${columns.join(', ')})  ${proof.verdict}, ${proof.fraction} of the rows  ${(median(took) / 1000).toFixed(2)} s  (${seconds})`,
    );
  }
  release();
}
