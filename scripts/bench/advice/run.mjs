// The bench of advice quality on its own: node scripts/bench/advice/run.mjs [MariaDB|MySQL] [shop|orders|desk] [--no-proof] [--json]
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
const results = await adviceQuality({ servers, workloads, folder, proof, say: (line) => console.error(line) });
if (given.includes('--json')) console.log(JSON.stringify(results, null, 2));
else for (const result of results) console.log(typeof result === 'string' ? result : `${tableOf(result)}\n`);
