// MySQL 9. Debian's stable releases carry no MySQL server, unstable does: it is unpacked into a folder of its own and run there with
// chroot, so the system's own packages stay as they are. That needs root, and unstable moves: every failure is an answer, not an error.
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { cacheDir } from './mariadb.mjs';
import { run, tail, which } from './packages.mjs';
import { askMysqlVersion, endLeftover, freePort, startProcess, sweep } from './serverProcess.mjs';
import { install, isRoot, needsRoot, unpackUnstable } from './unstable.mjs';

const what = 'MySQL 9';
const packages = 'mysql-server-core,mysql-client-core';
const template = 'var/lib/laravel-ops-template';

/**
 * @param {string} rootDir
 * @param {(line: string) => void} log
 * @param {AbortSignal | undefined} signal
 */
async function makeRoot(rootDir, log, signal) {
  const given = signal === undefined ? {} : { signal };
  const note = 'MySQL, 560 MB';
  await unpackUnstable({ rootDir, packages, proof: 'usr/sbin/mysqld', note, log, signal });
  if (!existsSync(join(rootDir, template, 'mysql'))) {
    // Without this folder the server stops at once (secure_file_priv's default).
    mkdirSync(join(rootDir, 'var/lib/mysql-files'), { recursive: true });
    chmodSync(join(rootDir, 'tmp'), 0o1777);
    rmSync(join(rootDir, template), { recursive: true, force: true });
    log('making a MySQL data directory (once)');
    const { code, output } = await run(
      'chroot',
      [rootDir, '/usr/sbin/mysqld', '--no-defaults', '--initialize-insecure', '--user=root', `--datadir=/${template}`],
      given,
    );
    if (code !== 0) {
      rmSync(join(rootDir, template), { recursive: true, force: true });
      throw new Error(`mysqld --initialize failed: ${tail(output, 3)}`);
    }
  }
}

/**
 * Starts MySQL 9 on 127.0.0.1; its administrator is `root` without a password.
 * @param {import('./servers.mjs').MysqlOptions} [options]
 * @returns {Promise<import('./servers.mjs').Server>}
 */
export async function startMysql({
  rootDir = join(cacheDir, 'mysql9'),
  dataDir,
  extraArgs = [],
  log = () => {},
  signal,
} = {}) {
  if (!isRoot()) return { kind: 'missing', what, install, reason: needsRoot };
  const data = dataDir ?? join(rootDir, 'var/lib/runs', `mysql-${process.pid}`);
  try {
    const inside = relative(rootDir, data);
    if (inside.startsWith('..')) throw new Error('its data directory has to lie inside its root folder');
    await makeRoot(rootDir, log, signal);
    await sweep(join(rootDir, 'var/lib/runs'));
    await endLeftover(data);
    if (!existsSync(join(data, 'mysql'))) {
      mkdirSync(dirname(data), { recursive: true });
      cpSync(join(rootDir, template), data, { recursive: true });
    }
    const socket = join('/tmp', `mysql-${process.pid}.sock`);
    for (let attempt = 1; ; attempt++) {
      const port = await freePort();
      try {
        const { version, stop } = await startProcess({
          name: what,
          command: which('chroot') ?? 'chroot',
          args: [
            rootDir,
            '/usr/sbin/mysqld',
            '--no-defaults',
            '--user=root',
            `--datadir=/${inside}`,
            `--port=${port}`,
            '--bind-address=127.0.0.1',
            `--socket=${socket}`,
            '--mysqlx=OFF',
            `--pid-file=/${inside}/mysql.pid`,
            '--innodb-flush-log-at-trx-commit=0',
            '--skip-log-bin',
            ...extraArgs,
          ],
          dataDir: data,
          probe: (abort) => askMysqlVersion(port, abort),
          ...(signal && { signal }),
        });
        const running = { host: '127.0.0.1', port, socket: join(rootDir, socket), user: 'root', password: '', version };
        const stopAndRemove = async () => {
          await stop();
          if (dataDir === undefined) rmSync(data, { recursive: true, force: true });
        };
        return { kind: 'running', ...running, stop: stopAndRemove };
      } catch (error) {
        if (attempt === 3 || !/address already in use/i.test(String(error))) throw error;
      }
    }
  } catch (error) {
    signal?.throwIfAborted();
    return { kind: 'missing', what, install, reason: error instanceof Error ? error.message : String(error) };
  }
}
