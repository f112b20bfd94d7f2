// Index advice measured: sets of indexes of several advisors on the same data and statements, on both servers.
import { bruteForce, winner } from './bruteForce.mjs';
import { keptOf } from './cache.mjs';
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
const scale = Number(process.env['LARAVEL_OPS_BENCH_SCALE'] ?? 0.1);
/** Data and statements are drawn from it: advice that is good only on one is none. */
const seed = Number(process.env['LARAVEL_OPS_BENCH_SEED'] ?? 20261123);
/** Building every candidate on large tables takes hours: this scale decides which are built. */
const preselect = numberOf(process.env['LARAVEL_OPS_BENCH_PRESELECT']);
const rounds = Number(process.env['LARAVEL_OPS_BENCH_RUNS'] ?? 3);

/** @type {Record<string, (scale: number, seed: number) => import('./workload.mjs').Workload>} */
const generators = { shop, tpch, desk };

/**
 * @typedef {object} Quality
 * @property {string} server
 * @property {string} version
 * @property {string} workload
 * @property {number} scale
 * @property {number} seed
 * @property {number} candidates that brute force built
 * @property {import('./compare.mjs').Compared[]} compared
 * @property {number} best seconds an hour of workload if every statement took the shortest time that was seen with any index or set
 * @property {import('./claims.mjs').Claims} claims of the product's best advice
 * @property {import('./whatIf.mjs').Accuracy} [whatIf]
 * @property {string[]} notes
 */

/**
 * @param {{ servers: readonly ('MariaDB' | 'MySQL')[], workloads: readonly string[], folder: string, proof: boolean, whatIf?: boolean, say: (line: string) => void }} options `workloads` empty: all; `folder` for files, removed by the caller
 * @returns {Promise<(Quality | string)[]>} a text: why a server could not be had
 */
export async function adviceQuality({ servers, workloads, folder, proof, whatIf: single = proof, say }) {
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
        const before = preselect === undefined ? undefined : await tryAll(target, generate(preselect, seed), say);
        const workload = generate(scale, seed);
        await load(target, workload);
        say(`${name} ${workloadName}: loaded`);
        const tried = keptOf('brute-force', target, workload, preselect);
        const found = tried.known?.value ?? (await bruteForce(target, workload, say, before));
        if (tried.known === undefined) tried.keep(found);
        const own = await ours(product, target, workload, (id) => found.queries[id]?.none.ms, { proof, say });
        if (single) say(`${name} ${workloadName}: single indexes on a scratch copy`);
        const whatIf = single ? await whatIfAccuracy(folder, target, workload, found) : undefined;
        const others = peers(workload, found);
        const measured = keptOf('peers', target, workload, [rounds, others]);
        // The closest is always measured again, in turns with ours.
        const now = measured.known === undefined ? others : others.filter((one) => one.name === 'brute force');
        const result = await compare(target, workload, [...now, ...own.contestants], { rounds, say });
        const names = result.names;
        const of = (/** @type {import('./contestants.mjs').Contestant} */ one) =>
          result.compared.find((each) => each.name === one.name) ??
          measured.known?.value.find((each) => each.name === one.name) ??
          [];
        const compared = [...others, ...own.contestants].flatMap(of);
        if (measured.known === undefined) measured.keep(others.flatMap(of));
        const best = own.contestants.find(({ name: of }) => of === 'ours, proven') ?? own.contestants[0];
        const claims =
          best === undefined ? { tried: 0, without: [] } : await checkClaims(target, workload, best, names);
        const losses = lossesOf(workload, found, compared, best?.name ?? '', 'brute force');
        results.push({
          server: name,
          version: target.version,
          workload: workloadName,
          scale,
          seed,
          candidates: found.candidates,
          compared,
          best: bestOf(workload, found, compared),
          claims,
          ...(whatIf === undefined ? {} : { whatIf }),
          notes: [
            ...(preselect === undefined
              ? []
              : [
                  `brute force built all candidates at scale ${preselect}, here only the five best of each statement there`,
                ]),
            ...cacheNotes(tried.known?.from, measured.known?.from),
            ...own.notes,
            ...losses,
            ...lossesOf(workload, found, compared, 'brute force', best?.name ?? '').slice(0, 3),
          ],
        });
        await target.connection.query(`DROP DATABASE laravel_ops_bench_${workloadName}`);
      }
    } finally {
      await target.stop();
    }
  }
  return results;
}

/** @param {string | undefined} text */
function numberOf(text) {
  return text === undefined || text === '' ? undefined : Number(text);
}

/** @param {import('./target.mjs').Target} target @param {import('./workload.mjs').Workload} workload @param {(line: string) => void} say */
async function tryAll(target, workload, say) {
  const tried = keptOf('brute-force', target, workload);
  if (tried.known !== undefined) return tried.known.value;
  await load(target, workload);
  const found = await bruteForce(target, workload, say);
  tried.keep(found);
  return found;
}

/** @param {Date | undefined} brute @param {Date | undefined} others when they were measured, if not now @returns {string[]} */
function cacheNotes(brute, others) {
  const of = (/** @type {string} */ what, /** @type {Date | undefined} */ from) =>
    from === undefined
      ? []
      : [`${what} not measured again: kept from ${from.toISOString().slice(0, 16)} (LARAVEL_OPS_BENCH_CACHE)`];
  return [...of("brute force's single indexes", brute), ...of('the others, but for the set of brute force,', others)];
}

/** Shorter differences to a single index are chance: of many figures the least is too small. Milliseconds. */
const chance = 0.03;

/**
 * What no advice can be below, for comparing what is above it: most of a short statement's time is not reading.
 * @param {import('./workload.mjs').Workload} workload
 * @param {import('./bruteForce.mjs').BruteForce} found
 * @param {import('./compare.mjs').Compared[]} compared
 */
function bestOf(workload, found, compared) {
  return workload.queries.reduce((sum, { id, callsPerHour }) => {
    const single = Object.values(found.queries[id]?.with ?? {}).map(({ ms }) => ms + chance);
    const sets = compared.flatMap(({ queries }) => queries[id]?.ms ?? []);
    return sum + (callsPerHour * Math.min(...single, ...sets)) / 1_000;
  }, 0);
}

/**
 * Where a set of indexes loses most against another, in seconds an hour of workload.
 * @param {import('./workload.mjs').Workload} workload
 * @param {import('./bruteForce.mjs').BruteForce} found
 * @param {import('./compare.mjs').Compared[]} compared
 * @param {string} name of the set
 * @param {string} other
 */
function lossesOf(workload, found, compared, name, other) {
  const of = (/** @type {string} */ which, /** @type {string} */ id) =>
    compared.find((one) => one.name === which)?.queries[id] ?? { ms: 0, rows: 0 };
  const lost = workload.queries.map(({ id, callsPerHour }) => {
    const [own, others] = [of(name, id), of(other, id)];
    const best = winner(found.queries[id] ?? { none: { ms: 0, rows: 0 }, with: {} });
    return {
      text: `${id}: ${own.ms.toFixed(2)} ms, ${Math.round(own.rows)} rows against ${others.ms.toFixed(2)} ms, ${Math.round(others.rows)} rows; its best index is ${best ?? 'none'}`,
      seconds: (callsPerHour * (own.ms - others.ms)) / 1_000,
    };
  });
  return lost
    .filter(({ seconds }) => seconds > 0)
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, 10)
    .map(({ text, seconds }) => `${name} loses ${seconds.toFixed(2)} s/h at ${text}`);
}

/** @param {Quality} quality */
export function tableOf({
  server,
  version,
  workload,
  scale: of,
  seed: drawn,
  candidates,
  compared,
  best,
  claims,
  whatIf,
  notes,
}) {
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
      's/h above the best',
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
      (one.secondsPerHour - best).toFixed(1),
    ]),
  ];
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const written = lines.map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  written.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  const floor = `every statement at the shortest time that was seen: ${best.toFixed(1)} s/h, most of which no index saves`;
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
  return `${workload} on ${server} ${version}, scale ${of}, seed ${drawn}, ${candidates} candidates built\n${[...written, ...[floor, doubtful, ...predicted, ...notes].map((line) => `- ${line}`)].join('\n')}`;
}
