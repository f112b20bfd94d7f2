// The product's detection over the traces of many seeds.
import { createRequire } from 'node:module';
import { bundle } from '../bundle.mjs';
import { score } from './score.mjs';
import { traces } from './trace.mjs';

/**
 * @typedef {import('../../../src/core/security/findings/detection').Detection} Detection
 * @typedef {import('./score.mjs').Count} Count
 */

/** @param {string} folder of the caller @returns {Promise<() => Detection>} */
export async function loadDetection(folder) {
  const file = await bundle(
    folder,
    'detection',
    "export { createDetection } from './src/core/security/findings/detection';",
  );
  return createRequire(import.meta.url)(file).createDetection;
}

/** Events in the batches of a follower. */
const batch = 500;

/** Milliseconds are the processor's: others may use it too. @param {() => Detection} createDetection @param {number} first @param {number} last @param {(line: string) => void} [say] */
export function scoreSeeds(createDetection, first, last, say) {
  /** @type {Map<string, Count>} */
  const counts = new Map();
  let all = 0;
  let ms = 0;
  for (let seed = first; seed <= last; seed++) {
    for (const { events, labels } of traces(seed)) {
      const detection = createDetection();
      const from = process.cpuUsage();
      for (let at = 0; at < events.length; at += batch) detection.take(events.slice(at, at + batch));
      const findings = detection.findings();
      const { user, system } = process.cpuUsage(from);
      ms += (user + system) / 1_000;
      all += events.length;
      score(findings, labels, counts, {
        missed: ({ kind, strength, below }) => below === true || say?.(`${seed} missed ${kind}: ${strength}`),
        wrong: ({ id, title, summary }) =>
          say?.(`${seed}${labels.length > 0 ? '' : ' quiet'} wrong ${id}: ${title} — ${summary}`),
      });
    }
  }
  return { counts, events: all, ms };
}

/** Precision and recall, a line a detector, what is below the floor last. @param {Map<string, Count>} counts */
export function tableOf(counts) {
  const share = (/** @type {number} */ part, /** @type {number} */ whole) =>
    whole === 0 ? '–' : (part / whole).toFixed(3);
  const line = (/** @type {string} */ name, /** @type {Count} */ { attacks, found, findings, wrong }) =>
    `| ${name} | ${found} of ${attacks} | ${share(found, attacks)} | ${wrong} of ${findings} | ${share(findings - wrong, findings)} |`;
  const rows = [...counts].sort(([a], [b]) => Number(a.includes(',')) - Number(b.includes(',')) || a.localeCompare(b));
  return [
    '| detector | attacks found | recall | findings about none | precision |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(([name, count]) => line(name, count)),
    line('all above the floor', total(counts)),
  ].join('\n');
}

/** Of all detectors, without what is below the floor. @param {Map<string, Count>} counts @returns {Count} */
export function total(counts) {
  const sum = { attacks: 0, found: 0, findings: 0, wrong: 0 };
  for (const [name, count] of counts) {
    if (name.includes('below the floor')) continue;
    for (const key of /** @type {const} */ (['attacks', 'found', 'findings', 'wrong'])) sum[key] += count[key];
  }
  return sum;
}
