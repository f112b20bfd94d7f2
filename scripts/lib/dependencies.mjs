// The project's own npm packages and what is made from them: installed, built, packaged.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, tail, which } from './packages.mjs';
import { root } from './root.mjs';

const json = (/** @type {string} */ file) => JSON.parse(readFileSync(file, 'utf8'));

const stampFile = join(root, 'node_modules/.laravel-ops-installed');

/** What the last successful `npm ci` was for. */
const wanted = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package.json')))
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');

/** True when node_modules holds the versions of package-lock.json (optional ones for other platforms aside). */
function isInstalled() {
  const installedFile = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installedFile)) return false;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted()) return true;
  const installed = json(installedFile).packages;
  return Object.entries(json(join(root, 'package-lock.json')).packages).every(
    ([path, { version, optional, peer }]) => path === '' || optional || peer || installed[path]?.version === version,
  );
}

/**
 * `npm ci` when node_modules is missing or not what the lock file says.
 * @param {(line: string) => void} log
 * @param {AbortSignal} [signal]
 * @throws {Error} with npm's last lines
 */
export async function ensureDependencies(log, signal) {
  if (isInstalled()) return;
  log('installing npm packages (npm ci)');
  const { code, output } = await run(which('npm') ?? 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    ...(signal && { signal }),
  });
  if (code !== 0) throw new Error(`npm ci failed:\n${output.split('\n').slice(0, 15).join('\n')}`);
  writeFileSync(stampFile, wanted());
}

/**
 * Builds dist/.
 * @param {AbortSignal} [signal]
 * @throws {Error} with what the bundler says
 */
export async function build(signal) {
  const { code, output } = await run(process.execPath, ['esbuild.mjs'], { cwd: root, ...(signal && { signal }) });
  if (code !== 0) throw new Error(`the build failed:\n${tail(output, 30)}`);
  return output;
}

/** What goes into the package, as files and folders of the project. */
const inputs = [
  'src',
  'webview',
  'media',
  'package.json',
  'package.nls.json',
  'package-lock.json',
  'tsconfig.json',
].concat(['esbuild.mjs', '.vscodeignore', 'README.md', 'CHANGELOG.md', 'LICENSE']);

/** @param {string} path @returns {string[]} a line for each file below it: path, size, time of change */
function describe(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  const stat = statSync(full);
  if (stat.isDirectory())
    return readdirSync(full)
      .sort()
      .flatMap((name) => describe(join(path, name)));
  return [`${path} ${stat.size} ${stat.mtimeMs}`];
}

/**
 * Builds and packages, unless nothing has changed since this last did so.
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ file: string, bytes: number }>}
 */
export async function ensurePackage(signal) {
  const stamp = join(root, 'dist/.packaged');
  const fingerprint = createHash('sha256').update(inputs.flatMap(describe).join('\n')).digest('hex');
  const { name, version } = json(join(root, 'package.json'));
  const file = join(root, `${name}-${version}.vsix`);
  const unchanged =
    existsSync(file) && existsSync(stamp) && readFileSync(stamp, 'utf8') === `${fingerprint} ${statSync(file).mtimeMs}`;
  if (unchanged) return { file, bytes: statSync(file).size };
  await build(signal);
  const made = await packageExtension(signal);
  writeFileSync(stamp, `${fingerprint} ${statSync(file).mtimeMs}`);
  return made;
}

/**
 * Packages what was built.
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ file: string, bytes: number }>} the .vsix, in the project's folder
 * @throws {Error} with what vsce says
 */
export async function packageExtension(signal) {
  const { name, version } = json(join(root, 'package.json'));
  const file = join(root, `${name}-${version}.vsix`);
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  const { code, output } = await run(process.execPath, [vsce, 'package', '--no-dependencies', '--out', file], {
    cwd: root,
    ...(signal && { signal }),
  });
  if (code !== 0) throw new Error(`vsce package failed:\n${tail(output, 15)}`);
  return { file, bytes: statSync(file).size };
}
