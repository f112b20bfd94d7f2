// The checks that run no code of ours: lint, types, format.
import { join } from 'node:path';
import { run, tail } from './packages.mjs';
import { root } from './root.mjs';

const bin = (/** @type {string} */ path) => join(root, 'node_modules', path);

/** @type {{ name: string, args: string[] }[]} */
export const checks = [
  { name: 'lint', args: [bin('oxlint/bin/oxlint'), '--type-aware', '--max-warnings', '0'] },
  { name: 'typecheck', args: [join(root, 'scripts/typecheck.mjs')] },
  { name: 'format', args: [bin('@biomejs/biome/bin/biome'), 'format', '--max-diagnostics=5'] },
];

/**
 * Runs all checks, printing each result and what a failed one says.
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks(signal) {
  let failed = 0;
  for (const { name, args } of checks) {
    const from = Date.now();
    const { code, output } = await run(process.execPath, args, { cwd: root, ...(signal && { signal }) });
    const took = `${((Date.now() - from) / 1000).toFixed(1)} s`;
    if (code === 0) {
      console.log(`  ok      ${name} (${took})`);
    } else {
      failed++;
      console.log(`  FAILED  ${name} (${took})\n${tail(output, 60)}`);
    }
  }
  return { passed: checks.length - failed, failed };
}
