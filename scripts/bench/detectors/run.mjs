// Scores seeds: node scripts/bench/detectors/run.mjs 1 10 [--say]. The table of docs/detectors.md: 101 130.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDetection, scoreSeeds, tableOf } from './seeds.mjs';

const [first = 1, last = 10] = process.argv
  .slice(2)
  .filter((argument) => /^\d+$/.test(argument))
  .map(Number);
const say = process.argv.includes('--say');
const folder = mkdtempSync(join(tmpdir(), 'laravel-ops-detectors-'));
try {
  const createDetection = await loadDetection(folder);
  const { counts, events, ms } = scoreSeeds(
    createDetection,
    first,
    last,
    say ? (line) => console.error(line) : undefined,
  );
  console.log(tableOf(counts));
  console.log(
    `\nseeds ${first} to ${last}: ${events} events, ${Math.round((events / ms) * 1_000)} a second of processor time through all detectors`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
