// npm test: lint, types and format, then every tier; the last line adds them up.
//   node scripts/test.mjs unit services     these tiers only, without the checks
//   node scripts/test.mjs unit -- env       arguments after -- go to vitest (file filters, -t NAME)
import { runChecks } from './lib/checks.mjs';
import { build, ensureDependencies, packageExtension } from './lib/dependencies.mjs';
import { requireNode } from './lib/root.mjs';
import { prepareTools, runTier, tiers } from './lib/tiers.mjs';

requireNode();
const given = process.argv.slice(2);
const split = given.indexOf('--');
const names = split === -1 ? given : given.slice(0, split);
const more = split === -1 ? [] : given.slice(split + 1);
const unknown = names.filter((name) => !tiers.some((tier) => tier.name === name));
if (unknown.length > 0) {
  console.error(`There is no tier ${unknown.join(', ')}. Tiers: ${tiers.map(({ name }) => name).join(', ')}`);
  process.exit(1);
}

const total = { passed: 0, failed: 0, skipped: 0 };
/** @type {string[]} */
const summary = [];
/** @type {string[]} */
const without = [];

/** @param {string} name @param {{ passed: number, failed: number, skipped?: number }} counts @param {number} from */
function record(name, { passed, failed, skipped = 0 }, from) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  const took = ((Date.now() - from) / 1000).toFixed(1);
  summary.push(`${name.padEnd(9)} ${passed} passed, ${failed} failed, ${skipped} skipped (${took} s)`);
}

/**
 * Something a tier cannot do without. Made once; where it fails, every tier that needs it counts as failed.
 * @param {() => Promise<unknown>} make
 */
function once(make) {
  /** @type {Promise<string | undefined> | undefined} */
  let made;
  return () => {
    made ??= make().then(
      () => undefined,
      (error) => (error instanceof Error ? error.message : String(error)),
    );
    return made;
  };
}
const built = once(() => build());
const packaged = once(async () => {
  const broken = await built();
  if (broken !== undefined) throw new Error(broken);
  await packageExtension();
});

async function main() {
  await ensureDependencies(console.log);
  if (names.length === 0) {
    console.log('== checks');
    const from = Date.now();
    record('checks', await runChecks(), from);
  }
  for (const { name, tools, needs } of tiers) {
    if (names.length > 0 && !names.includes(name)) continue;
    console.log(`\n== ${name}`);
    const from = Date.now();
    const broken = needs === 'vsix' ? await packaged() : await built();
    if (broken !== undefined) console.log(broken);
    if (broken !== undefined && needs === 'vsix') {
      record(name, { passed: 0, failed: 1 }, from);
      continue;
    }
    const lacking = await prepareTools(tools);
    for (const line of lacking) console.log(`  WITHOUT ${line}`);
    const result = await runTier(name, more);
    without.push(...[...lacking, ...result.without].map((line) => `${name}: ${line}`));
    record(name, result, from);
  }
  const broken = await built();
  if (broken !== undefined) record('build', { passed: 0, failed: 1 }, Date.now());
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  total.failed++;
}
console.log('');
for (const line of summary) console.log(line);
for (const line of without) console.log(`did without ${line}`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
