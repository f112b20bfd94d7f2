// Suggestions that are none: each index of a set is hidden alone, and the statements that it is said to help are run with and without it.
import { figure, limit } from './bruteForce.mjs';
import { show } from './compare.mjs';
import { keyOf } from './target.mjs';

/**
 * @typedef {object} Claims
 * @property {number} tried
 * @property {{ index: string, statements: { id: string, ms: [number, number], rows: [number, number] }[] }[]} without gain: no statement
 *   that the index is claimed for becomes a tenth shorter or reads a tenth less, with and without it
 */

const gain = 0.1;
const turns = 3;

/**
 * @param {import('./target.mjs').Target} target
 * @param {import('./workload.mjs').Workload} workload
 * @param {import('./contestants.mjs').Contestant} contestant
 * @param {Map<string, string>} names of all indexes that are built
 * @returns {Promise<Claims>}
 */
export async function checkClaims(target, workload, { indexes, claims }, names) {
  const keys = indexes.map(keyOf);
  /** @type {Claims['without']} */
  const without = [];
  for (const key of keys) {
    const queries = workload.queries.filter(({ id }) => claims?.get(key)?.includes(id));
    /** @type {Map<string, { with: import('./bruteForce.mjs').Figure, without: import('./bruteForce.mjs').Figure }>} */
    const seen = new Map();
    let helps = false;
    // Another turn only while it looks as if it helped nobody.
    for (let turn = 0; turn < turns && !helps; turn++) {
      for (const which of /** @type {const} */ (['with', 'without'])) {
        await target.limit(0);
        await show(target, names, new Set(which === 'with' ? keys : keys.filter((other) => other !== key)));
        await target.limit(limit);
        for (const query of queries) {
          const now = await figure(target, query.instances);
          const known = seen.get(query.id) ?? { with: now, without: now };
          seen.set(query.id, {
            ...known,
            [which]: turn === 0 ? now : { rows: now.rows, ms: Math.min(now.ms, known[which].ms) },
          });
        }
      }
      helps = [...seen.values()].some(
        (one) => one.with.rows < one.without.rows * (1 - gain) && one.with.ms < one.without.ms,
      );
      helps ||= turn > 0 && [...seen.values()].some((one) => one.with.ms < one.without.ms * (1 - gain));
    }
    if (!helps)
      without.push({
        index: key,
        statements: [...seen].map(([id, one]) => ({
          id,
          ms: [one.without.ms, one.with.ms],
          rows: [one.without.rows, one.with.rows],
        })),
      });
  }
  return { tried: keys.length, without };
}
