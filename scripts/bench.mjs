// npm run bench: the performance figures as one table, each beside a peer that was measured in the same run. Asserts nothing.
//   npm run bench -- activation database    these sections only
//   npm run bench -- --json                 as JSON
//   npm run bench -- --no-build             measures dist/ as it is
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { activation } from './bench/activation.mjs';
import { advisor } from './bench/advisor.mjs';
import { check } from './bench/check.mjs';
import { config } from './bench/config.mjs';
import { database } from './bench/database.mjs';
import { detectorBench } from './bench/detectors.mjs';
import { dumper } from './bench/dumper.mjs';
import { log } from './bench/log.mjs';
import { quietMoment } from './bench/measure.mjs';
import { figures, table } from './bench/report.mjs';
import { restore } from './bench/restore.mjs';
import { server } from './bench/server.mjs';
import { size } from './bench/size.mjs';
import { slowLog } from './bench/slowLog.mjs';
import { splitter } from './bench/splitter.mjs';
import { statements } from './bench/statements.mjs';
import { verify } from './bench/verify.mjs';
import { build, ensureDependencies } from './lib/dependencies.mjs';
import { requireNode, root } from './lib/root.mjs';

requireNode();
const sections = {
  activation,
  size,
  database,
  config,
  server,
  check,
  log,
  slowLog,
  statements,
  detectors: detectorBench,
  splitter,
  verify,
  dumper,
  restore,
  advisor,
};
const given = process.argv.slice(2);
const options = given.filter((argument) => argument.startsWith('--'));
const names = given.filter((argument) => !argument.startsWith('--'));
const unknown = [
  ...names.filter((name) => !(name in sections)),
  ...options.filter((option) => option !== '--json' && option !== '--no-build'),
];
if (unknown.length > 0) {
  console.error(
    `Unknown: ${unknown.join(', ')}. Sections: ${Object.keys(sections).join(', ')}. Options: --json, --no-build.`,
  );
  process.exit(1);
}
const json = options.includes('--json');
/** Progress goes to stderr, so that the figures alone are on stdout. */
const say = (/** @type {string} */ line) => console.error(line);

const folder = mkdtempSync(join(tmpdir(), 'laravel-ops-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => process.exit(1));

/** @type {(import('./bench/measure.mjs').Row & { section: string })[]} */
const rows = [];
/** @type {string[]} */
const without = [];
/** @type {string[]} */
const notes = [];
let failed = false;
const from = Date.now();
try {
  await ensureDependencies(say);
  if (!options.includes('--no-build')) {
    say('building');
    await build();
  }
  // A copy: somebody may build again while this runs.
  const dist = join(folder, 'dist');
  cpSync(join(root, 'dist'), dist, { recursive: true });
  for (const [name, section] of Object.entries(sections)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const { busy, load } = await quietMoment(8_000);
    say(`${name} (machine ${Math.round(busy * 100)} % busy, load ${load.toFixed(1)})`);
    if (busy >= 0.3)
      notes.push(`${name}: measured while the machine was ${Math.round(busy * 100)} % busy with other work`);
    try {
      const result = await section(folder, dist);
      rows.push(...result.rows.map((row) => ({ section: name, ...row })));
      without.push(...result.without.map((line) => `${name}: ${line}`));
      notes.push(...result.notes.map((line) => `${name}: ${line}`));
    } catch (error) {
      failed = true;
      without.push(`${name}: stopped, ${error instanceof Error ? error.message : String(error)}`);
    }
  }
} catch (error) {
  failed = true;
  say(error instanceof Error ? error.message : String(error));
}

const processor = cpus();
const machine = {
  node: process.versions.node,
  platform: `${process.platform} ${process.arch}`,
  processors: `${processor.length} × ${processor[0]?.model ?? 'unknown'}`,
  load: loadavg().map((value) => Number(value.toFixed(2))),
  seconds: Math.round((Date.now() - from) / 1000),
};
if (json) console.log(JSON.stringify({ machine, rows: figures(rows), without, notes }, null, 2));
else {
  console.log(`\n${table(rows)}\n`);
  for (const line of notes) console.log(`- ${line}`);
  for (const line of without) console.log(`did without ${line}`);
  console.log(
    `Node ${machine.node}, ${machine.platform}, ${machine.processors}, load ${machine.load.join(' ')}, ${machine.seconds} s in all`,
  );
}
process.exit(failed ? 1 : 0);
