// The demo shop's git history: a config line and a migration have a commit that they came with.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run, tail, which } from '../lib/packages.mjs';

/** Days ago, subject, and which files came with it (the last takes the rest). */
const commits = /** @type {const} */ ([
  [
    140,
    'Starts the shop',
    [
      'artisan',
      'app/Providers',
      'bootstrap',
      'composer.json',
      'composer.lock',
      'config',
      'public',
      'storage',
      '.gitignore',
    ],
  ],
  [
    131,
    'Adds products',
    [
      'app/Models/Product.php',
      'app/Http/Controllers',
      'routes/web.php',
      'resources',
      'database/migrations/2026_02_11_090000_create_products_table.php',
    ],
  ],
  [120, 'Adds orders, payments and checkout', ['app/Models', 'app/Jobs', 'routes', 'database']],
  [62, 'Writes a security log', ['app/Listeners']],
  [9, 'Prepares the server', ['.']],
]);

/**
 * @param {string} shop
 * @param {string[]} args
 * @param {Date} at
 */
async function git(shop, args, at) {
  const date = at.toISOString();
  const identity = [
    '-c',
    'user.name=Demo Developer',
    '-c',
    'user.email=developer@example.com',
    '-c',
    'commit.gpgsign=false',
  ];
  const plain = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.autocrlf=false', '-c', 'safe.directory=*'];
  const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  for (const name of ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE']) delete env[name];
  const { code, output } = await run('git', [...identity, ...plain, ...args], { cwd: shop, env });
  if (code !== 0) throw new Error(`git ${args[0]} in ${shop} failed: ${tail(output, 3)}`);
}

/**
 * Makes the repository once; later commits what the fixtures changed.
 * @param {string} shop
 * @param {string[]} refreshed paths that this start wrote
 * @param {Date} now
 * @returns {Promise<boolean>} false without git
 */
export async function writeHistory(shop, refreshed, now) {
  if (which('git') === undefined) return false;
  if (!existsSync(join(shop, '.git'))) {
    await git(shop, ['init', '--quiet', '--initial-branch=main'], now);
    for (const [ago, subject, paths] of commits) {
      const at = new Date(now.getTime() - ago * 86_400_000);
      await git(shop, ['add', '--', ...paths], at);
      await git(shop, ['commit', '--quiet', '--allow-empty', '-m', subject], at);
    }
  } else if (refreshed.length > 0) {
    await git(shop, ['add', '--', ...refreshed], now);
    await git(
      shop,
      ['commit', '--quiet', '--allow-empty', '-m', 'Follows the demo of a newer Laravel Ops', '--', ...refreshed],
      now,
    );
  }
  return true;
}
