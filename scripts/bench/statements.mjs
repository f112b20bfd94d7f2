// Reading an application's statements: fingerprint, syntax tree and blocks against a catalog, as the Database view's advice begins.
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { cacheDir, startMariadb, sweep } from '../lib/servers.mjs';
import { bundle } from './bundle.mjs';
import { alternate, median, timed } from './measure.mjs';

const count = 10_000;
const budget = 3_000;

const reading = `
import { blocksOf } from './src/core/queries/blocks/blocksOf';
import type { Catalog } from './src/core/queries/catalog/table';
import { fingerprint } from './src/core/queries/sql/fingerprint';
import { parseStatement } from './src/core/queries/sql/parse';

export function readAll(statements: readonly string[], catalog: Catalog) {
  const kinds = new Set<string>();
  let unread = 0;
  let blocks = 0;
  for (const sql of statements) {
    kinds.add(fingerprint(sql).id);
    const parsed = parseStatement(sql);
    if (parsed.kind === 'unread') unread++;
    else blocks += blocksOf(parsed, catalog).blocks.length;
  }
  return { kinds: kinds.size, unread, blocks };
}
`;

/** Columns by table. @type {Record<string, string>} */
const tables = {
  users: 'id team_id name email active score created_at deleted_at',
  orders: 'id user_id status total note ordered_on created_at',
  order_items: 'id order_id product_id quantity price',
  products: 'id category_id name sku price active created_at',
  reviews: 'id product_id user_id rating body created_at',
};

/** Deterministic numbers below n. */
function numbers() {
  let seed = 20_261_123;
  return (/** @type {number} */ n) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (seed >>> 8) % n;
  };
}

/** Statements as Laravel's query builder writes them, values and shapes varied, all for the tables above. */
function generated() {
  const below = numbers();
  const pick = (/** @type {readonly string[]} */ list) => list[below(list.length)] ?? '';
  const names = Object.keys(tables);
  const columns = (/** @type {string} */ table) => (tables[table] ?? '').split(' ');
  const condition = (/** @type {string} */ table) => {
    const column = `\`${table}\`.\`${pick(columns(table))}\``;
    switch (below(8)) {
      case 0:
        return `${column} in (${Array.from({ length: 1 + below(30) }, () => below(1e6)).join(', ')})`;
      case 1:
        return `${column} between ${below(100)} and ${100 + below(100)}`;
      case 2:
        return `${column} is ${pick(['null', 'not null'])}`;
      case 3:
        return `${column} like '${pick(['a', 'b', '%c'])}${below(100)}%'`;
      case 4:
        return `(${column} > ${below(100)} or (${column} = ${below(9)} and \`${table}\`.\`id\` > ${below(1e6)}))`;
      case 5:
        return `date(${column}) >= '2026-0${1 + below(9)}-1${below(9)}'`;
      default:
        return `${column} = '${pick(['paid', 'open', "it\\'s", 'x y'])}${below(1e4)}'`;
    }
  };
  const where = (/** @type {string} */ table) =>
    Array.from({ length: 1 + below(5) }, () => condition(table)).join(' and ');
  const end = (/** @type {string} */ table) =>
    ` order by \`${table}\`.\`${pick(columns(table))}\` ${pick(['asc', 'desc'])} limit ${1 + below(50)} offset ${below(500)}`;
  return Array.from({ length: count }, () => {
    const table = pick(names);
    switch (below(8)) {
      case 0:
        return `select * from \`${table}\` where ${where(table)}${end(table)}`;
      case 1:
        return `select count(*) as aggregate from \`${table}\` where ${where(table)}`;
      case 2:
        return `select \`users\`.*, (select count(*) from \`orders\` where \`users\`.\`id\` = \`orders\`.\`user_id\` and ${where('orders')}) as \`orders_count\` from \`users\` where exists (select * from \`reviews\` where \`users\`.\`id\` = \`reviews\`.\`user_id\` and ${where('reviews')}) and ${where('users')}${end('users')}`;
      case 3:
        return `select \`orders\`.\`status\`, sum(\`order_items\`.\`price\`) as \`total\`, max(\`orders\`.\`created_at\`) from \`orders\` inner join \`order_items\` on \`order_items\`.\`order_id\` = \`orders\`.\`id\` left join \`products\` on \`products\`.\`id\` = \`order_items\`.\`product_id\` where ${where('orders')} and ${where('order_items')} group by \`orders\`.\`status\` having \`total\` > ${below(1e3)} order by 2 desc`;
      case 4:
        return `select * from \`users\` inner join (select \`user_id\`, max(\`created_at\`) as \`latest\` from \`orders\` where ${where('orders')} group by \`user_id\`) as \`latest_orders\` on \`users\`.\`id\` = \`latest_orders\`.\`user_id\` where ${where('users')}`;
      case 5:
        return `update \`${table}\` set \`${pick(columns(table))}\` = ${below(1e4)} where ${where(table)}`;
      case 6:
        return `delete from \`${table}\` where ${where(table)}`;
      default:
        return `(select \`id\` from \`${table}\` where ${where(table)}) union all (select \`id\` from \`orders\` where ${where('orders')}) order by \`id\` desc limit ${below(100)}`;
    }
  });
}

const catalog = {
  schema: 'shop',
  views: [],
  tables: Object.entries(tables).map(([name, columns]) => ({
    schema: 'shop',
    name,
    engine: 'InnoDB',
    rows: 0,
    dataBytes: 0,
    indexBytes: 0,
    partitioned: false,
    columns: columns.split(' ').map((column) => ({ name: column, ...typeOf(column) })),
    indexes: [],
    foreignKeys: [],
  })),
};

/** @param {string} column */
function typeOf(column) {
  const type = column.endsWith('_at')
    ? 'datetime'
    : /^(?:name|email|status|note|sku|body)$/.test(column)
      ? 'varchar'
      : 'bigint';
  return { type, columnType: type === 'varchar' ? 'varchar(191)' : type, nullable: true, autoIncrement: false };
}

/** @param {string} folder for files, removed by the caller @returns {Promise<import('./measure.mjs').Result>} */
export async function statements(folder) {
  const { readAll } = createRequire(import.meta.url)(await bundle(folder, 'statements', reading));
  const all = generated();
  const runs = join(cacheDir, 'run');
  await sweep(runs);
  const dataDir = join(runs, `statements-${process.pid}`);
  const server = await startMariadb({ dataDir, performanceSchema: false });
  /** @type {import('mysql2/promise').Connection | undefined} */
  let connection;
  try {
    if (server.kind === 'running') {
      connection = await createConnection({
        host: server.host,
        port: server.port,
        user: server.user,
        multipleStatements: true,
      });
      const definitions = catalog.tables.map(
        ({ name, columns }) =>
          `CREATE TABLE ${name} (${columns.map((column) => `${column.name} ${column.columnType}`).join(', ')}, PRIMARY KEY (id))`,
      );
      await connection.query(`CREATE DATABASE shop; USE shop; ${definitions.join('; ')}`);
    }
    const peer = connection;
    /** @type {number[]} */
    const processor = [];
    let found = { kinds: 0, unread: 0, blocks: 0 };
    const { ours, peer: theirs } = await alternate({
      runs: 5,
      maxMs: 40_000,
      ours: () => {
        const from = process.cpuUsage();
        const ms = timed(() => (found = readAll(all, catalog)));
        const { user, system } = process.cpuUsage(from);
        processor.push((user + system) / 1000);
        return ms;
      },
      peer:
        peer === undefined
          ? undefined
          : () =>
              timed(async () => {
                for (const sql of all) await peer.query(`EXPLAIN ${sql}`);
              }),
    });
    const name = 'MariaDB: EXPLAIN of the same on empty tables';
    return {
      rows: [
        {
          what: `fingerprint, parse and blocks of ${count} statements`,
          unit: 'ms',
          values: ours,
          budget,
          ...(peer === undefined ? {} : { peer: { name, values: theirs } }),
        },
      ],
      without: server.kind === 'missing' ? [`MariaDB: ${server.reason}`] : [],
      notes: [
        `statements: ${found.kinds} kinds, ${found.blocks} blocks, ${found.unread} not read, ${Math.round(all.join('').length / 1000)} KB.`,
        `processor time of a run, without waiting for others: ${Math.round(median(processor))} ms.`,
        'the server also resolves names and chooses a plan, and each statement is a round trip on this machine.',
      ],
    };
  } finally {
    await connection?.end();
    if (server.kind === 'running') await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
