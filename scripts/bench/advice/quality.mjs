// Index advice measured: sets of indexes of several advisors on the same data and statements, on both servers.
import { bruteForce, winner } from './bruteForce.mjs';
import { checkClaims } from './claims.mjs';
import { compare } from './compare.mjs';
import { peers } from './contestants.mjs';
import { loadProduct, ours } from './ours.mjs';
import { shop } from './shop.mjs';
import { load, startTarget } from './target.mjs';
import { whatIfAccuracy } from './whatIf.mjs';
import { desk } from './desk.mjs';
import { tpch } from './tpch.mjs';

/** Of the full size (a million order items). */
export const scale = Number(process.env['LARAVEL_OPS_BENCH_SCALE'] ?? 0.1);
const seed = 20261123;
const rounds = Number(process.env['LARAVEL_OPS_BENCH_RUNS'] ?? 3);

/** @type {Record<string, (scale: number, seed: number) => import('./workload.mjs').Workload>} */
export const generators = { shop, tpch, desk };

/**
 * @typedef {object} Quality
 * @property {string} server
 * @property {string} version
 * @property {string} workload
 * @property {number} scale
 * @property {number} candidates that brute force built
 * @property {import('./compare.mjs').Compared[]} compared
 * @property {import('./claims.mjs').Claims} claims of the product's best advice
 * @property {import('./whatIf.mjs').Accuracy} [whatIf]
 * @property {string[]} notes
 */

/**
 * @param {{ servers: readonly ('MariaDB' | 'MySQL')[], workloads: readonly string[], folder: string, proof: boolean, say: (line: string) => void }} options `workloads` empty: all; `folder` for files, removed by the caller
 * @returns {Promise<(Quality | string)[]>} a text: why a server could not be had
 */
export async function adviceQuality({ servers, workloads, folder, proof, say }) {
  /** @type {(Quality | string)[]} */
  const results = [];
  const product = await loadProduct(folder);
  for (const name of servers) {
    const target = await startTarget(name, scale);
    if (typeof target === 'string') {
      results.push(target);
      continue;
    }
    try {
      for (const [workloadName, generate] of Object.entries(generators)) {
        if (workloads.length > 0 && !workloads.includes(workloadName)) continue;
        const workload = generate(scale, seed);
        await load(target, workload);
        say(`${name} ${workloadName}: loaded`);
        const found = await bruteForce(target, workload, say);
        const own = await ours(product, target, workload, (id) => found.queries[id]?.none.ms, { proof, say });
        say(`${name} ${workloadName}: single indexes on a scratch copy`);
        const whatIf = proof ? await whatIfAccuracy(folder, target, workload, found) : undefined;
        const contestants = [...peers(workload, found), ...own.contestants];
        const { compared, names } = await compare(target, workload, contestants, { rounds, say });
        const best = own.contestants.find(({ name: of }) => of === 'ours, proven') ?? own.contestants[0];
        const claims =
          best === undefined ? { tried: 0, without: [] } : await checkClaims(target, workload, best, names);
        const losses = lossesOf(workload, found, compared, best?.name ?? '');
        results.push({
          server: name,
          version: target.version,
          workload: workloadName,
          scale,
          candidates: found.candidates,
          compared,
          claims,
          ...(whatIf === undefined ? {} : { whatIf }),
          notes: [...own.notes, ...losses],
        });
        await target.connection.query(`DROP DATABASE laravel_ops_bench_${workloadName}`);
      }
    } finally {
      await target.stop();
    }
  }
  return results;
}

/**
 * Where advice loses most against brute force, in seconds an hour of workload.
 * @param {import('./workload.mjs').Workload} workload
 * @param {import('./bruteForce.mjs').BruteForce} found
 * @param {import('./compare.mjs').Compared[]} compared
 * @param {string} name of the advice
 */
function lossesOf(workload, found, compared, name) {
  const of = (/** @type {string} */ which, /** @type {string} */ id) =>
    compared.find((one) => one.name === which)?.queries[id] ?? { ms: 0, rows: 0 };
  const lost = workload.queries.map(({ id, callsPerHour }) => {
    const [ours, brute] = [of(name, id), of('brute force', id)];
    const best = winner(found.queries[id] ?? { none: { ms: 0, rows: 0 }, with: {} });
    return {
      text: `${id}: ${ours.ms.toFixed(2)} ms, ${Math.round(ours.rows)} rows against ${brute.ms.toFixed(2)} ms, ${Math.round(brute.rows)} rows; its best index is ${best ?? 'none'}`,
      seconds: (callsPerHour * (ours.ms - brute.ms)) / 1_000,
    };
  });
  return lost
    .filter(({ seconds }) => seconds > 0)
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, 10)
    .map(({ text, seconds }) => `${name} loses ${seconds.toFixed(2)} s/h at ${text}`);
}

/** @param {Quality} quality */
export function tableOf({ server, version, workload, scale: of, candidates, compared, claims, whatIf, notes }) {
  const brute = compared.find(({ name }) => name === 'brute force');
  const soar = compared.find(({ name }) => name === 'soar');
  const ratio = (/** @type {number} */ value, /** @type {number | undefined} */ other) =>
    other === undefined || other === 0 ? '–' : (value / other).toFixed(2);
  const lines = [
    [
      'indexes',
      's/h (rounds)',
      'M rows/h',
      'MB',
      'count',
      'k entries written/h',
      'time / brute',
      'time / soar',
      'MB / brute',
    ],
    ...compared.map((one) => [
      one.name,
      `${one.secondsPerHour.toFixed(1)} (${one.rounds.map((value) => value.toFixed(1)).join(' ')})`,
      (one.rowsPerHour / 1e6).toFixed(2),
      (one.bytes / 1e6).toFixed(1),
      String(one.indexes),
      (one.writesPerHour / 1e3).toFixed(0),
      ratio(one.secondsPerHour, brute?.secondsPerHour),
      ratio(one.secondsPerHour, soar?.secondsPerHour),
      ratio(one.bytes, brute?.bytes),
    ]),
  ];
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const written = lines.map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  written.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  const doubtful = `${claims.without.length} of ${claims.tried} suggestions without a gain of 10 %${claims.without.length === 0 ? '' : `: ${claims.without.map(({ index }) => index).join(', ')}`}`;
  const predicted =
    whatIf === undefined
      ? []
      : [
          `single indexes on a scratch copy: ${(whatIf.agreement * 100).toFixed(1)} % of ${whatIf.pairs} judged alike, regret ${whatIf.regret.toFixed(2)} over ${whatIf.improvable} statements, ${Math.round(whatIf.seconds)} s`,
          ...whatIf.worst
            .slice(0, 5)
            .map(
              ({ id, ratio: times, picked, best }) =>
                `${id}: ${times.toFixed(1)} times as long with ${picked ?? 'none'} as with ${best}`,
            ),
        ];
  return `${workload} on ${server} ${version}, scale ${of}, ${candidates} candidates built\n${[...written, ...[doubtful, ...predicted, ...notes].map((line) => `- ${line}`)].join('\n')}`;
}
