// System packages: what is missing is installed when this runs as root on Debian or Ubuntu; elsewhere the command to run is returned.
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Full path of a program, or undefined. Looks in /usr/sbin too: servers live there, and an ordinary user's PATH on Debian lacks it.
 * @param {string} name
 * @returns {string | undefined}
 */
export function which(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  for (const folder of folders) {
    if (folder === '') continue;
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // Not there, or not ours to run: the next folder of the PATH may have it.
    }
  }
  return undefined;
}

/** True for the user that may install system packages and chroot. */
export const isRoot = () => process.getuid?.() === 0;

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, signal?: AbortSignal }} [options]
 * @returns {Promise<{ code: number, output: string }>} stdout and stderr together (their last 200 kB); code -1 when it could not
 *   start, was killed or ran out of time
 */
export function run(command, args, { cwd, env, timeoutMs = 600_000, signal } = {}) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      signal,
    });
    const collect = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString('utf8')).slice(-200_000);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ code: -1, output: `${output}${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? -1, output }));
  });
}

/** @param {string} text @param {number} lines */
export const tail = (text, lines) => text.trimEnd().split('\n').slice(-lines).join('\n');

const apt = ['-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=180'];
const unattended = () => ({ ...process.env, DEBIAN_FRONTEND: 'noninteractive' });
let listsUpdated = false;

/**
 * Installs Debian packages when that is possible here.
 * @param {string[]} names package names, as `apt-get install` takes them
 * @param {(line: string) => void} [log]
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ kind: 'installed' } | { kind: 'missing', install: string, reason: string }>}
 */
export async function ensurePackages(names, log = () => {}, signal) {
  const aptGet = which('apt-get');
  const install =
    aptGet === undefined
      ? `install ${names.join(', ')} with this system's package manager`
      : `${isRoot() ? '' : 'sudo '}apt-get install -y ${names.join(' ')}`;
  if (aptGet === undefined) return { kind: 'missing', install, reason: 'this system has no apt-get' };
  if (!isRoot()) return { kind: 'missing', install, reason: 'not installed, and only root may install packages' };

  log(`installing ${names.join(', ')} (apt-get)`);
  const attempt = () => run(aptGet, ['install', ...apt, ...names], { env: unattended(), ...(signal && { signal }) });
  let result = await attempt();
  if (result.code !== 0 && !listsUpdated) {
    // Fresh machines have empty package lists, and old lists name files that the mirror no longer has.
    log('updating the package lists (apt-get update)');
    await run(aptGet, ['update'], { env: unattended(), ...(signal && { signal }) });
    listsUpdated = true;
    result = await attempt();
  }
  if (result.code === 0) return { kind: 'installed' };
  return { kind: 'missing', install, reason: `apt-get failed: ${tail(result.output, 3)}` };
}

/** True on Linux systems, where /proc tells who a process is. */
export const hasProc = existsSync('/proc/self/stat');
