// Detection over labelled traces: precision, recall, and how many events go through all detectors in a second.
import { performance } from 'node:perf_hooks';
import { alternate } from './measure.mjs';
import { loadDetection, scoreSeeds, tableOf, total } from './detectors/seeds.mjs';
import { traces } from './detectors/trace.mjs';

/** Seeds that nobody tuned on; docs/detectors.md has thirty of them. */
const first = 101;
const last = 103;
/** Following 20,000 lines a second must leave most of the processor to others: 100,000 events in 2 s is 50,000 a second. */
const count = 100_000;
const budget = 2_000;

/** @param {string} folder for files, removed by the caller @returns {Promise<import('./measure.mjs').Result>} */
export async function detectorBench(folder) {
  const createDetection = await loadDetection(folder);
  const busiest = [...traces(first)].reduce((most, one) => (one.events.length > most.events.length ? one : most));
  const ordinary = busiest.events.slice(-count);
  /** Nothing but failed logins, each of another address and account: the most that an attacker can make of it. */
  const flood = Array.from({ length: count }, (_, at) => ({
    source: 'security.log',
    position: at * 150,
    message: 'login_failed',
    event: 'login_failed',
    time: Date.UTC(2026, 1, 2) + at / 20,
    user: `leaked${at}@example.net`,
    ip: `${1 + (at >> 16)}.${(at >> 8) & 255}.${at & 255}.7`,
    route: 'login',
  }));
  const through = (/** @type {readonly import('../../src/core/security/securityEvent').SecurityEvent[]} */ events) => {
    const detection = createDetection();
    const from = performance.now();
    for (let at = 0; at < events.length; at += 500) detection.take(events.slice(at, at + 500));
    return performance.now() - from;
  };
  const rows = [];
  for (const [what, events] of /** @type {const} */ ([
    ['of a shop, attacks among them', ordinary],
    ['that are failed logins, each from another address', flood],
  ])) {
    const { ours } = await alternate({ runs: 5, maxMs: 20_000, ours: () => Promise.resolve(through(events)) });
    rows.push({
      what: `${count} events ${what}, through all detectors`,
      unit: /** @type {const} */ ('ms'),
      values: ours,
      budget,
    });
  }
  const { counts } = scoreSeeds(createDetection, first, last);
  const all = total(counts);
  return {
    rows,
    without: ['a peer: no program with these detectors reads these logs'],
    notes: [
      `seeds ${first} to ${last}: recall ${(all.found / all.attacks).toFixed(3)} (${all.found} of ${all.attacks} attacks), precision ${((all.findings - all.wrong) / all.findings).toFixed(3)} (${all.wrong} of ${all.findings} findings are about none); thirty seeds: node scripts/bench/detectors/run.mjs 101 130`,
      `\n${tableOf(counts)}`,
    ],
  };
}
