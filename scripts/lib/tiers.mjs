// The test tiers: what each needs, and running one of them.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensurePackages, which } from './packages.mjs';
import { root } from './root.mjs';

/**
 * @typedef {object} Tool
 * @property {string} name
 * @property {() => boolean} isThere
 * @property {string[]} packages Debian's
 */
/** @type {Tool} */
const php = { name: 'PHP', isThere: () => which('php') !== undefined, packages: ['php-cli'] };
/** @type {Tool} */
const laravel = {
  name: 'Laravel for PHP',
  isThere: () => existsSync('/usr/share/php/Illuminate') && existsSync('/usr/share/php/Dotenv'),
  packages: ['php-laravel-framework'],
};
/** @type {Tool} */
const git = { name: 'git', isThere: () => which('git') !== undefined, packages: ['git'] };
/** @type {Tool} */
const chromium = {
  name: 'Chromium',
  isThere: () => ['chromium', 'chromium-browser', 'google-chrome'].some((name) => which(name) !== undefined),
  packages: ['chromium'],
};

/** In the order they run. The servers of `services` are started by the tier itself (test/services/servers.ts). */
export const tiers = [
  { name: 'unit', tools: [git], needs: 'dist' },
  { name: 'editor', tools: [], needs: 'dist' },
  { name: 'webview', tools: [], needs: 'dist' },
  { name: 'services', tools: [git, php, laravel], needs: 'dist' },
  { name: 'package', tools: [], needs: 'vsix' },
  { name: 'host', tools: [chromium, git], needs: 'vsix' },
];

/**
 * Installs a tier's tools where that is possible.
 * @param {Tool[]} tools
 * @param {AbortSignal} [signal]
 * @returns {Promise<string[]>} what it has to do without, and how to get it
 */
export async function prepareTools(tools, signal) {
  const without = [];
  for (const { name, isThere, packages } of tools) {
    if (isThere()) continue;
    const got = await ensurePackages(packages, (line) => console.log(`  ${line}`), signal);
    if (got.kind === 'missing') without.push(`${name}: ${got.reason}; to have it: ${got.install}`);
    else if (!isThere()) without.push(`${name}: not there after installing ${packages.join(', ')}`);
  }
  return without;
}

/**
 * Adds up vitest's JSON report. A file that could not be loaded counts as one failed test.
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: { status: string, assertionResults: { status: string }[] }[] }} report
 */
export function addUp(report) {
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * Runs one tier, its output passed through.
 * @param {string} name
 * @param {string[]} more arguments for vitest (file filters)
 * @returns {Promise<{ passed: number, failed: number, skipped: number, without: string[] }>} a run that crashed, or ran no test,
 *   counts as a failed test
 */
export async function runTier(name, more) {
  const report = join(root, 'test-results', `${name}.json`);
  mkdirSync(join(root, 'test-results'), { recursive: true });
  rmSync(report, { force: true });
  const args = [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--project',
    name,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    // Much of this tier waits for timers: vitest alone would take one worker fewer than there are cores.
    ...(name === 'unit' ? [`--maxWorkers=${Math.max(2, availableParallelism())}`] : []),
    ...more,
  ];
  const color = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };
  const env = { ...process.env, ...color, VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true' };
  if (!process.stdout.isTTY) delete env.FORCE_COLOR;
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  /** @type {string[]} */
  const without = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    console.log(line);
    const missing = /\bWITHOUT (.+)$/.exec(line);
    if (missing?.[1] !== undefined) without.push(missing[1]);
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  const counts = existsSync(report)
    ? addUp(JSON.parse(readFileSync(report, 'utf8')))
    : { passed: 0, failed: 0, skipped: 0 };
  const ran = counts.passed + counts.failed + counts.skipped > 0;
  if ((code !== 0 && counts.failed === 0) || !ran) {
    console.log(`  the ${name} tier ${ran ? `ended with code ${code}` : 'ran no test'}: counted as a failed test`);
    counts.failed++;
  }
  return { ...counts, without };
}
