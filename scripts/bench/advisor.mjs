// Quality of index advice: the weighted reading time of three workloads with what the advisor suggests, beside no indexes, an index on
// every WHERE column, Laravel's usual, soar's and brute force's, each really built, on both servers in one run.
// LARAVEL_OPS_BENCH_SCALE sets the size of the data (0.1 of the full one), LARAVEL_OPS_BENCH_RUNS the rounds (3); what else
// there is, scripts/bench/advice/run.mjs says.
import { adviceQuality, tableOf } from './advice/quality.mjs';

/** Most of brute force's time and bytes, and of soar's time; most suggestions without gain. */
const budgets = { timeOfBrute: 1, timeOfSoar: 0.6, bytesOfBrute: 1, falseShare: 0.05 };

/** @param {string} folder for files, removed by the caller @returns {Promise<import('./measure.mjs').Result>} */
export async function advisor(folder) {
  /** @type {import('./measure.mjs').Result} */
  const result = { rows: [], without: [], notes: [] };
  const say = (/** @type {string} */ line) => console.error(line);
  for (const quality of await adviceQuality({
    servers: ['MariaDB', 'MySQL'],
    workloads: [],
    folder,
    proof: true,
    say,
  })) {
    if (typeof quality === 'string') {
      result.without.push(quality);
      continue;
    }
    result.notes.push(tableOf(quality));
    const of = (/** @type {string} */ name) => quality.compared.find((one) => one.name === name);
    const ours = of('ours, proven') ?? of('ours, model');
    const [brute, soar] = [of('brute force'), of('soar')];
    if (ours === undefined || brute === undefined || soar === undefined) continue;
    const where = `${quality.workload}, ${quality.server}`;
    const ms = (/** @type {number[]} */ seconds) => seconds.map((value) => value * 1_000);
    const row = (/** @type {import('./advice/compare.mjs').Compared} */ peer, /** @type {number} */ share) => ({
      what: `${where}: reading an hour of workload (${share} of ${peer.name})`,
      unit: /** @type {const} */ ('ms'),
      values: ms(ours.rounds),
      budget: Math.round(peer.secondsPerHour * 1_000 * share),
      peer: { name: peer.name, values: ms(peer.rounds) },
    });
    result.rows.push(row(brute, budgets.timeOfBrute), row(soar, budgets.timeOfSoar), {
      what: `${where}: indexes (${budgets.bytesOfBrute} of brute force)`,
      unit: 'bytes',
      values: [ours.bytes],
      budget: Math.round(brute.bytes * budgets.bytesOfBrute),
      peer: { name: 'brute force', values: [brute.bytes] },
    });
    const { claims } = quality;
    if (claims.tried > 0 && claims.without.length / claims.tried > budgets.falseShare)
      result.notes.push(
        `${where}: ${claims.without.length} of ${claims.tried} suggestions without gain, over ${budgets.falseShare * 100} %`,
      );
  }
  return result;
}
