// The bench of advice quality on its own:
//   node scripts/bench/advice/run.mjs [MariaDB|MySQL] [shop|tpch|desk] [--no-proof] [--no-what-if] [--json]
// LARAVEL_OPS_BENCH_SCALE, LARAVEL_OPS_BENCH_RUNS and LARAVEL_OPS_BENCH_SEED change data and rounds.
// LARAVEL_OPS_BENCH_PRESELECT, a smaller scale: only what is among a statement's best there is built for it. LARAVEL_OPS_BENCH_CACHE, a folder,
// keeps what brute force and the others measured, for working on the advice: the table then says what is not of this run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adviceQuality, tableOf } from './quality.mjs';

const given = process.argv.slice(2);
const servers = /** @type {const} */ (['MariaDB', 'MySQL']).filter(
  (name) => !given.some((word) => word === 'MariaDB' || word === 'MySQL') || given.includes(name),
);
const workloads = given.filter((word) => !word.startsWith('--') && !servers.some((name) => name === word));
const folder = mkdtempSync(join(tmpdir(), 'laravel-ops-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const proof = !given.includes('--no-proof');
const whatIf = proof && !given.includes('--no-what-if');
const results = await adviceQuality({ servers, workloads, folder, proof, whatIf, say: (line) => console.error(line) });
if (given.includes('--json')) console.log(JSON.stringify(results, null, 2));
else for (const result of results) console.log(typeof result === 'string' ? result : `${tableOf(result)}\n`);
