// How often a scratch copy is right: every candidate index tried alone on a sample, compared with brute force, which built it on the
// whole tables.
import { createRequire } from 'node:module';
import { bundle } from '../bundle.mjs';
import { candidatesOf } from './candidates.mjs';
import { keyOf, profileOf } from './target.mjs';

const program = `
import { Permit } from './src/core/connections/permit';
import { blocksOf } from './src/core/queries/blocks/blocksOf';
import { readCatalog } from './src/core/queries/catalog/readCatalog';
import { whatIf } from './src/core/queries/proof/whatIf';
import { parseStatement } from './src/core/queries/sql/parse';
import { createBulkConnector } from './src/node/drivers/bulk';
import { createSqlConnector } from './src/node/drivers/mysql';

export async function tryAll({ profile, password, queries, indexes, options }) {
  const signal = new AbortController().signal;
  const times = { connectTimeoutMs: 10_000, statementTimeoutMs: 60_000, programName: 'laravel-ops-bench' };
  const client = await createSqlConnector().connect(profile, password, times);
  const catalog = await readCatalog(client, profile.database, signal);
  await client.close();
  const { permit, release } = Permit.issue('bench', '/srv/shop', '.env');
  try {
    const open = (until) => createBulkConnector().connectBulk(permit, profile, password, { signal: until, ...times, database: undefined, setup: [] });
    const statements = queries.map(({ id, text, callsPerHour, instances }) => ({
      id, text, callsPerHour,
      calls: instances.flatMap((sql) => {
        const parsed = parseStatement(sql);
        return parsed.kind === 'unread' ? [] : [{ sql, runnable: true, blocks: blocksOf(parsed, catalog) }];
      }),
    }));
    return await whatIf(open, catalog, statements, indexes, { who: 'bench', limits: { runs: 1 }, ...options }, signal);
  } finally {
    release();
  }
}`;

/** Times that nobody can tell apart: milliseconds. */
const noise = 0.03;

/**
 * @typedef {object} Accuracy
 * @property {number} pairs of a statement and a candidate for it
 * @property {number} agreement share of the pairs where copy and whole tables say the same of whether the index is used
 * @property {{ id: string, index: string, usedBy: 'copy' | 'whole' }[]} disagreed the other pairs
 * @property {number} regret geometric mean over the statements that an index helps: time with the index that the copy finds best, over the best there is
 * @property {number} improvable statements
 * @property {{ id: string, ratio: number, picked?: string, best: string }[]} worst by regret
 * @property {number} seconds
 */

/**
 * @param {string} folder of the caller
 * @param {import('./target.mjs').Target} target loaded with the workload, without indexes
 * @param {import('./workload.mjs').Workload} workload
 * @param {import('./bruteForce.mjs').BruteForce} brute of the same
 * @param {Record<string, number>} [options] share, fewest, most
 * @returns {Promise<Accuracy>}
 */
export async function whatIfAccuracy(folder, target, workload, brute, options = {}) {
  const { tryAll } = createRequire(import.meta.url)(await bundle(folder, 'what-if', program));
  /** @type {Map<string, { index: import('./target.mjs').Index, queries: Set<string> }>} */
  const candidates = new Map();
  for (const { id, text } of workload.queries)
    for (const index of candidatesOf(workload, text)) {
      const known = candidates.get(keyOf(index)) ?? { index, queries: new Set() };
      known.queries.add(id);
      candidates.set(keyOf(index), known);
    }
  const indexes = [...candidates.values()].map(({ index: { table, columns } }) => ({
    table,
    columns: columns.map((column) => ({ column })),
  }));
  const from = performance.now();
  const found = await tryAll({
    profile: profileOf(target.login, `laravel_ops_bench_${workload.name}`),
    password: target.login.password,
    queries: workload.queries,
    indexes,
    options,
  });
  const seconds = (performance.now() - from) / 1_000;
  let pairs = 0;
  /** @type {Accuracy['disagreed']} */
  const disagreed = [];
  /** @type {Accuracy['worst']} */
  const ratios = [];
  const places = [...candidates].map(([key, { queries }], place) => ({ key, queries, tried: found.with[place] }));
  for (const { id } of workload.queries) {
    const real = brute.queries[id];
    const none = found.none.get(id);
    if (real === undefined || none === undefined) continue;
    /** @type {{ key: string, cost: number }[]} */
    const picks = [];
    for (const { key, queries, tried } of places) {
      if (!queries.has(id)) continue;
      const measured = tried?.get(id);
      pairs++;
      if ((measured !== undefined) !== key in real.with)
        disagreed.push({ id, index: key, usedBy: measured === undefined ? 'whole' : 'copy' });
      if (measured !== undefined) picks.push({ key, cost: measured.cost });
    }
    const all = Object.entries(real.with).sort(([, a], [, b]) => a.ms - b.ms);
    const [best, figure] = all[0] ?? [];
    if (best === undefined || figure === undefined || !(figure.ms < real.none.ms * 0.9)) continue;
    const picked = picks.filter(({ cost }) => cost < none.cost).sort((a, b) => a.cost - b.cost)[0]?.key;
    const ms = picked === undefined ? real.none.ms : (real.with[picked]?.ms ?? real.none.ms);
    ratios.push({
      id,
      ratio: Math.max(ms, noise) / Math.max(figure.ms, noise),
      ...(picked === undefined ? {} : { picked }),
      best,
    });
  }
  const logs = ratios.reduce((sum, { ratio }) => sum + Math.log(ratio), 0);
  return {
    pairs,
    agreement: 1 - disagreed.length / pairs,
    disagreed,
    regret: Math.exp(logs / Math.max(1, ratios.length)),
    improvable: ratios.length,
    worst: ratios.toSorted((a, b) => b.ratio - a.ratio).slice(0, 8),
    seconds,
  };
}
