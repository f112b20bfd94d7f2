// A real VS Code where none can be downloaded: the npm package code-server carries the whole workbench, node@24 the Node it runs on.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheDir } from './mariadb.mjs';
import { run, tail, which } from './packages.mjs';
import { freePort, isFree, startProcess } from './serverProcess.mjs';

const version = '4.139.1';
const folder = join(cacheDir, `code-server-${version}`);
const node = join(folder, 'node_modules/node/bin/node');
const entry = join(folder, 'node_modules/code-server/out/node/entry.js');

/** npm as this Node came with it. */
const npm = () => which('npm') ?? 'npm';

/**
 * Installs code-server once into the git-ignored cache: 620 MB, some 20 s. Its install scripts stay off (they compile native modules
 * that the workbench does without), so the dependencies of its two inner packages are installed by hand.
 * @param {(line: string) => void} log
 * @param {AbortSignal} [signal]
 * @throws {Error} with npm's last lines
 */
export async function ensureCodeServer(log, signal) {
  if (existsSync(entry) && existsSync(node)) return;
  log(`installing code-server ${version} (VS Code in a browser; once, about 620 MB)`);
  const half = `${folder}.half`;
  rmSync(half, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  writeFileSync(join(half, 'package.json'), JSON.stringify({ name: 'code-server-here', private: true }));
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const vscode = join(half, 'node_modules/code-server/lib/vscode');
  /** @type {[string, string[]][]} */
  const steps = [
    [half, ['install', ...quiet, `code-server@${version}`, 'node@24']],
    [vscode, ['install', '--omit=dev', ...quiet]],
    [join(vscode, 'extensions'), ['install', '--omit=dev', ...quiet]],
  ];
  for (const [cwd, args] of steps) {
    const { code, output } = await run(npm(), args, { cwd, ...(signal && { signal }) });
    if (code !== 0) throw new Error(`npm ${args[0]} in ${cwd} failed: ${tail(output, 8)}`);
  }
  await ensureNodeBinary(half, quiet, signal);
  renameSync(half, folder);
}

/**
 * The npm package `node` gets its binary from a package per platform, which its install script links into place.
 * @param {string} half
 * @param {string[]} quiet
 * @param {AbortSignal | undefined} signal
 */
async function ensureNodeBinary(half, quiet, signal) {
  const binary = join(half, 'node_modules/node/bin/node');
  if (existsSync(binary)) return;
  const given = { cwd: half, ...(signal && { signal }) };
  const { code, output } = await run(
    npm(),
    ['rebuild', 'node', ...quiet.filter((o) => o !== '--ignore-scripts')],
    given,
  );
  if (!existsSync(binary)) throw new Error(`node@24 has no binary (npm rebuild: ${code}): ${tail(output, 5)}`);
}

/**
 * Settings for a quiet workbench: no welcome page, no AI features, no update or telemetry traffic.
 * @param {Record<string, unknown>} [more]
 */
export const quietSettings = (more = {}) => ({
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'files.simpleDialog.enable': true,
  ...more,
});

/**
 * Writes the user settings of a code-server.
 * @param {string} userDataDir
 * @param {Record<string, unknown>} settings
 */
export function writeSettings(userDataDir, settings) {
  mkdirSync(join(userDataDir, 'User'), { recursive: true });
  writeFileSync(join(userDataDir, 'User/settings.json'), `${JSON.stringify(settings, null, 2)}\n`);
}

/**
 * @param {string} vsix
 * @param {{ userDataDir: string, extensionsDir: string }} where
 * @param {AbortSignal} [signal]
 */
export async function installExtension(vsix, { userDataDir, extensionsDir }, signal) {
  const args = [entry, '--user-data-dir', userDataDir, '--extensions-dir', extensionsDir];
  const { code, output } = await run(node, [...args, '--install-extension', vsix, '--force'], {
    env: ownEnvironment(),
    timeoutMs: 120_000,
    ...(signal && { signal }),
  });
  if (code !== 0 || /failed installing/i.test(output)) throw new Error(`installing ${vsix} failed: ${tail(output, 8)}`);
}

/** code-server started from VS Code's own terminal would otherwise hand everything to that VS Code. */
function ownEnvironment() {
  const env = { ...process.env };
  for (const name of Object.keys(env))
    if (name.startsWith('VSCODE_') || name === 'ELECTRON_RUN_AS_NODE') delete env[name];
  delete env.PORT;
  delete env.PASSWORD;
  delete env.NODE_OPTIONS;
  return env;
}

/**
 * Starts code-server on 127.0.0.1 without a password.
 * @param {object} options
 * @param {string} options.userDataDir
 * @param {string} options.extensionsDir
 * @param {string} options.logDir where its log goes
 * @param {boolean} options.workspaceTrust false opens every folder as trusted
 * @param {number} [options.port] taken when it is free
 * @param {AbortSignal} [options.signal]
 * @returns {Promise<{ url: string, port: number, stop: () => Promise<void> }>}
 */
export async function startCodeServer({ userDataDir, extensionsDir, logDir, workspaceTrust, port: wanted, signal }) {
  const port = wanted !== undefined && (await isFree(wanted)) ? wanted : await freePort();
  mkdirSync(logDir, { recursive: true });
  const config = join(logDir, 'config.yaml');
  writeFileSync(config, 'auth: none\n');
  const { stop } = await startProcess({
    name: 'code-server',
    command: node,
    args: [
      entry,
      '--config',
      config,
      '--bind-addr',
      `127.0.0.1:${port}`,
      '--auth',
      'none',
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-getting-started-override',
      ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
      '--user-data-dir',
      userDataDir,
      '--extensions-dir',
      extensionsDir,
    ],
    env: ownEnvironment(),
    dataDir: logDir,
    probe: (abort) => answers(port, abort),
    ...(signal && { signal }),
  });
  return { url: `http://127.0.0.1:${port}/`, port, stop };
}

/** @param {number} port @param {AbortSignal} signal @returns {Promise<string>} */
const answers = (port, signal) =>
  new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path: '/healthz', signal }, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve(version);
      else reject(new Error(`HTTP ${response.statusCode}`));
    });
    request.once('error', reject);
  });

/**
 * Opens an address in the user's browser where there is one to open it in.
 * @param {string} url
 */
export async function openInBrowser(url) {
  const opener = process.platform === 'darwin' ? 'open' : which('xdg-open');
  if (opener === undefined || (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY))
    return false;
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  child.once('error', () => child.unref());
  child.unref();
  await sleep(50);
  return true;
}
