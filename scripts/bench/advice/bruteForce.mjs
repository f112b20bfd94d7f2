// What each statement could gain: every candidate index really built, the statement run with it.
import { candidatesOf } from './candidates.mjs';
import { addClause, count, keyOf, plannedIndexes, time } from './target.mjs';

/** @typedef {{ ms: number, rows: number }} Figure a call: milliseconds (the limit, when it was ended because of it) and rows read */

/**
 * @typedef {object} Found
 * @property {Figure} none without any index
 * @property {Record<string, Figure>} with by index, only where the optimizer uses it
 */

/**
 * @typedef {object} BruteForce
 * @property {Record<string, Found>} queries by id
 * @property {number} candidates
 * @property {string[]} refused indexes that the server does not build
 */

const name = 'bench_candidate';

/** No statement runs longer; one that would counts as so long. */
export const limit = 10_000;

/**
 * @param {import('./target.mjs').Target} target loaded with the workload
 * @param {import('./workload.mjs').Workload} workload
 * @param {(line: string) => void} say
 * @param {BruteForce} [before] of the same statements on fewer rows: of each only its `preselected` best indexes are built
 * @returns {Promise<BruteForce>}
 */
export async function bruteForce(target, workload, say, before) {
  /** @type {BruteForce} */
  const result = { queries: {}, candidates: 0, refused: [] };
  await target.limit(limit);
  for (const query of workload.queries)
    result.queries[query.id] = { none: await figure(target, query.instances), with: {} };
  /** @type {Map<string, { index: import('./target.mjs').Index, queries: import('./workload.mjs').Query[] }>} */
  const candidates = new Map();
  for (const query of workload.queries) {
    const best = before && bestKeys(before.queries[query.id]);
    for (const index of candidatesOf(workload, query.text)) {
      if (best !== undefined && !best.has(keyOf(index))) continue;
      const known = candidates.get(keyOf(index)) ?? { index, queries: [] };
      known.queries.push(query);
      candidates.set(keyOf(index), known);
    }
  }
  result.candidates = candidates.size;
  let done = 0;
  let from = Date.now();
  for (const [key, { index, queries }] of candidates) {
    done++;
    if (Date.now() - from > 20_000) {
      say(`${target.name} ${workload.name}: ${done} of ${candidates.size} candidates`);
      from = Date.now();
    }
    await target.limit(0);
    try {
      await target.connection.query(`ALTER TABLE \`${index.table}\` ${addClause(index, name)}`);
    } catch (error) {
      // Too long a key: nobody else can have it either.
      result.refused.push(`${key}: ${error instanceof Error ? error.message : String(error)}`);
      continue;
    }
    for (const query of queries) {
      const found = result.queries[query.id];
      const plans = await Promise.all(query.instances.map((sql) => plannedIndexes(target, sql)));
      if (!plans.some((plan) => plan.has(name))) continue;
      // Whatever takes three times as long as without is no winner.
      await target.limit(Math.min(limit, found.none.ms * query.instances.length * 3 + 200));
      const best = Math.min(found.none.ms, ...Object.values(found.with).map(({ ms }) => ms));
      found.with[key] = await figure(target, query.instances, best * 2);
    }
    await target.limit(0);
    await target.connection.query(`ALTER TABLE \`${index.table}\` DROP INDEX \`${name}\``);
  }
  return result;
}

const preselected = 5;

/** @param {Found | undefined} found @returns {Set<string>} the shortest first, of those that take as long the ones that read least */
function bestKeys(found) {
  const all = Object.entries(found?.with ?? {}).sort(([, a], [, b]) => a.ms - b.ms || a.rows - b.rows);
  return new Set(all.slice(0, preselected).map(([key]) => key));
}

/**
 * A call on average: rows from one run, the best time of three for each instance; what takes long is run once.
 * @param {import('./target.mjs').Target} target
 * @param {readonly string[]} instances
 * @param {number} [hopeless] what takes longer on the first run is not run again
 * @returns {Promise<Figure>}
 */
export async function figure(target, instances, hopeless = Infinity) {
  let ms = 0;
  let rows = 0;
  for (const sql of instances) {
    const first = await count(target, sql);
    rows += first.rows;
    let best = first.ms;
    for (let run = 1; run < 3 && best < Math.min(300, hopeless); run++) best = Math.min(best, await time(target, sql));
    ms += best;
  }
  return { ms: ms / instances.length, rows: rows / instances.length };
}

/**
 * The best index of a statement: of those within a tenth of the shortest time (or 30 µs, which nobody can tell apart) the one that
 * reads least, then the narrowest.
 * @param {Found} found
 * @returns {string | undefined} undefined when none saves a tenth
 */
export function winner({ none, with: figures }) {
  const all = Object.entries(figures);
  const best = Math.min(...all.map(([, { ms }]) => ms));
  if (!(best < none.ms * 0.9)) return undefined;
  const close = all.filter(([, { ms }]) => ms <= best * 1.1 + 0.03);
  const least = Math.min(...close.map(([, { rows }]) => rows));
  const width = (/** @type {string} */ key) => key.split(',').length;
  return close
    .filter(([, { rows }]) => rows <= least * 1.05 + 1)
    .sort(([a, one], [b, other]) => width(a) - width(b) || one.ms - other.ms)[0]?.[0];
}

/** @param {BruteForce} result @returns {import('./target.mjs').Index[]} every statement's winner */
export function union({ queries }) {
  const keys = new Set(Object.values(queries).flatMap((found) => winner(found) ?? []));
  return [...keys].sort().map((key) => {
    const [table = '', columns = ''] = key.slice(0, -1).split('(');
    return { table, columns: columns.split(',') };
  });
}
