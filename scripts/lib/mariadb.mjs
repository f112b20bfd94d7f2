// MariaDB from the system's packages, on a data directory of our own.
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages, isRoot, run, tail, which } from './packages.mjs';
import { askMysqlVersion, endLeftover, freePort, socketPath, startProcess } from './serverProcess.mjs';

/** Where ready-made things are kept between runs: template data directories, code-server, the MySQL root. Git-ignored. */
export const cacheDir = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '.servers');

const asRoot = () => (isRoot() ? ['--user=root'] : []);

/** @type {Map<string, Promise<string>>} one making per version, however many servers ask at once */
const templates = new Map();

/** @param {string} version @param {(line: string) => void} log */
function templateFor(version, log) {
  const making = templates.get(version) ?? makeTemplate(version, log);
  templates.set(version, making);
  return making;
}

/**
 * A freshly installed data directory, made once per server version: copying it takes 50 ms, making it a second.
 * @param {string} version as `mariadbd --version` says it
 * @param {(line: string) => void} log
 * @returns {Promise<string>}
 */
async function makeTemplate(version, log) {
  const template = join(cacheDir, 'templates', `mariadb-${version.replace(/[^\w.+-]+/g, '_')}`);
  if (existsSync(join(template, 'mysql'))) return template;
  const installDb = which('mariadb-install-db') ?? which('mysql_install_db');
  if (installDb === undefined) throw new Error('mariadb-install-db is not installed');
  log('making a MariaDB data directory (once)');
  const half = `${template}.${process.pid}`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  // --skip-test-db: otherwise an anonymous user ''@localhost shadows named ones.
  const { code, output } = await run(installDb, [
    '--no-defaults',
    ...asRoot(),
    `--datadir=${half}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ]);
  if (code !== 0) {
    rmSync(half, { recursive: true, force: true });
    throw new Error(`mariadb-install-db failed: ${tail(output, 5)}`);
  }
  if (existsSync(template)) rmSync(half, { recursive: true, force: true });
  else renameSync(half, template);
  return template;
}

/**
 * Starts MariaDB on 127.0.0.1. Its administrator is `root` without a password. An existing data directory is kept and used again.
 * @param {import('./servers.mjs').MariadbOptions} options
 * @returns {Promise<import('./servers.mjs').Server>} 'missing' when it is not installed and cannot be; it also says why it failed
 */
export async function startMariadb({ dataDir, performanceSchema, port, extraArgs = [], log = () => {}, signal }) {
  const what = 'MariaDB';
  if (which('mariadbd') === undefined) {
    const got = await ensurePackages(['mariadb-server'], log, signal);
    if (got.kind === 'missing') return { kind: 'missing', what, install: got.install, reason: got.reason };
  }
  const mariadbd = which('mariadbd');
  const install = 'apt-get install -y mariadb-server';
  if (mariadbd === undefined) return { kind: 'missing', what, install, reason: 'mariadbd is not on this system' };
  try {
    await endLeftover(dataDir);
    if (!existsSync(join(dataDir, 'mysql'))) {
      const template = await templateFor((await run(mariadbd, ['--version'])).output.trim().slice(0, 60), log);
      mkdirSync(dirname(dataDir), { recursive: true });
      cpSync(template, dataDir, { recursive: true });
    }
    const socket = socketPath(dataDir, 'mariadb.sock');
    for (let attempt = 1; ; attempt++) {
      const chosen = port ?? (await freePort());
      try {
        const temporary = `${dataDir}-tmp`;
        mkdirSync(temporary, { recursive: true });
        const { version, stop } = await startProcess({
          name: what,
          command: mariadbd,
          args: [
            '--no-defaults',
            ...asRoot(),
            `--datadir=${dataDir}`,
            `--port=${chosen}`,
            `--socket=${socket}`,
            '--bind-address=127.0.0.1',
            `--pid-file=${join(dataDir, 'mariadb.pid')}`,
            // Its own: a server that starts clears the temporary files of others from a shared folder.
            `--tmpdir=${temporary}`,
            '--innodb-buffer-pool-size=128M',
            '--innodb-flush-log-at-trx-commit=0',
            `--performance-schema=${performanceSchema ? 'ON' : 'OFF'}`,
            ...(performanceSchema ? ['--performance-schema-consumer-events-statements-history=ON'] : []),
            ...extraArgs,
          ],
          dataDir,
          probe: (abort) => askMysqlVersion(chosen, abort),
          ...(signal && { signal }),
        });
        return { kind: 'running', host: '127.0.0.1', port: chosen, socket, user: 'root', password: '', version, stop };
      } catch (error) {
        // Another process may take a free port before the server does.
        if (port !== undefined || attempt === 3 || !/address already in use/i.test(String(error))) throw error;
      }
    }
  } catch (error) {
    signal?.throwIfAborted();
    return { kind: 'missing', what, install, reason: error instanceof Error ? error.message : String(error) };
  }
}
