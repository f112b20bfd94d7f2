// Sets of indexes compared on one server: all of them are built side by side and shown to the optimizer one set after the other, so that
// rounds can take turns and nothing is built twice.
import { figure, limit } from './bruteForce.mjs';
import { median } from '../measure.mjs';
import { addClause, analyze, indexBytes, keyOf } from './target.mjs';

/** @typedef {import('./contestants.mjs').Contestant} Contestant */

/**
 * @typedef {object} Compared
 * @property {string} name
 * @property {number} secondsPerHour reading, of the workload: the median of the rounds
 * @property {number[]} rounds
 * @property {number} rowsPerHour
 * @property {number} bytes of its indexes
 * @property {number} indexes
 * @property {number} writesPerHour index entries that the workload's writes touch
 * @property {Record<string, import('./bruteForce.mjs').Figure>} queries by id: median of the rounds
 * @property {string[]} keys its indexes
 */

/** Most secondary indexes that InnoDB allows a table. */
const mostIndexes = 64;

/**
 * Builds all indexes of all sets.
 * @param {import('./target.mjs').Target} target
 * @param {readonly import('./target.mjs').Index[]} indexes
 * @returns {Promise<Map<string, string>>} their names, by key
 */
async function buildAll({ connection, ...target }, indexes) {
  /** @type {Map<string, string>} */
  const names = new Map();
  /** @type {Map<string, string[]>} */
  const byTable = new Map();
  for (const index of indexes) {
    if (names.has(keyOf(index))) continue;
    const name = `bench_${names.size}`;
    names.set(keyOf(index), name);
    byTable.set(index.table, [...(byTable.get(index.table) ?? []), addClause(index, name)]);
  }
  for (const [table, clauses] of byTable) {
    if (clauses.length > mostIndexes) throw new Error(`${table}: ${clauses.length} indexes at once`);
    await connection.query(`ALTER TABLE \`${table}\` ${clauses.join(', ')}`);
  }
  await analyze({ connection, ...target }, [...byTable.keys()]);
  return names;
}

/**
 * Lets the optimizer see these indexes and no others.
 * @param {import('./target.mjs').Target} target
 * @param {Map<string, string>} names of all that are built
 * @param {ReadonlySet<string>} seen keys
 */
export async function show({ connection, name }, names, seen) {
  const [off, on] = name === 'MySQL' ? ['INVISIBLE', 'VISIBLE'] : ['IGNORED', 'NOT IGNORED'];
  /** @type {Map<string, string[]>} */
  const byTable = new Map();
  for (const [key, index] of names) {
    const table = key.slice(0, key.indexOf('('));
    byTable.set(table, [...(byTable.get(table) ?? []), `ALTER INDEX \`${index}\` ${seen.has(key) ? on : off}`]);
  }
  for (const [table, clauses] of byTable) await connection.query(`ALTER TABLE \`${table}\` ${clauses.join(', ')}`);
}

/**
 * @param {import('./target.mjs').Target} target loaded with the workload, without indexes
 * @param {import('./workload.mjs').Workload} workload
 * @param {readonly Contestant[]} contestants
 * @param {{ rounds: number, say: (line: string) => void }} options
 * @returns {Promise<{ compared: Compared[], names: Map<string, string> }>}
 */
export async function compare(target, workload, contestants, { rounds, say }) {
  await target.limit(0);
  const names = await buildAll(
    target,
    contestants.flatMap(({ indexes }) => indexes),
  );
  const bytes = await indexBytes(target);
  /** @type {Map<string, Record<string, import('./bruteForce.mjs').Figure>[]>} */
  const figures = new Map(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, indexes } of contestants) {
      await target.limit(0);
      await show(target, names, new Set(indexes.map(keyOf)));
      await target.limit(limit);
      // Without indexes everything takes long and varies little.
      if (name === 'none' && round > 0) continue;
      /** @type {Record<string, import('./bruteForce.mjs').Figure>} */
      const of = {};
      for (const query of workload.queries) of[query.id] = await figure(target, query.instances);
      figures.get(name)?.push(of);
      say(`${target.name} ${workload.name}: ${name}, round ${round + 1} of ${rounds}`);
    }
  }
  await target.limit(0);
  const compared = contestants.map(({ name, indexes }) => {
    const all = figures.get(name) ?? [];
    const weigh = (
      /** @type {Record<string, import('./bruteForce.mjs').Figure>} */ of,
      /** @type {'ms' | 'rows'} */ what,
    ) => workload.queries.reduce((sum, { id, callsPerHour }) => sum + callsPerHour * (of[id]?.[what] ?? 0), 0);
    const seconds = all.map((of) => weigh(of, 'ms') / 1_000);
    const sizes = indexes.map((index) => bytes.get(`${index.table}.${names.get(keyOf(index))}`) ?? 0);
    return {
      name,
      secondsPerHour: median(seconds),
      rounds: seconds,
      rowsPerHour: median(all.map((of) => weigh(of, 'rows'))),
      bytes: sizes.reduce((sum, size) => sum + size, 0),
      indexes: indexes.length,
      writesPerHour: writesPerHour(workload, indexes),
      queries: Object.fromEntries(
        workload.queries.map(({ id }) => [
          id,
          { ms: median(all.map((of) => of[id]?.ms ?? 0)), rows: median(all.map((of) => of[id]?.rows ?? 0)) },
        ]),
      ),
      keys: indexes.map(keyOf).sort(),
    };
  });
  return { compared, names };
}

/** An entry is written for each row that comes or goes, two when a column of the index changes. @param {import('./workload.mjs').Workload} workload @param {readonly import('./target.mjs').Index[]} indexes */
function writesPerHour({ writes }, indexes) {
  return indexes.reduce((sum, { table, columns }) => {
    const own = writes.find((one) => one.table === table);
    if (own === undefined) return sum;
    const bare = columns.map((column) => column.split(/[( ]/)[0] ?? '');
    const changed = own.updates.filter((update) => update.columns.some((column) => bare.includes(column)));
    return (
      sum + own.insertsPerHour + own.deletesPerHour + 2 * changed.reduce((calls, { perHour }) => calls + perHour, 0)
    );
  }, 0);
}
