// Servers of one test file's own, for what would disturb the others on shared ones: global variables, logs, restarts.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir, startMariadb, startMysql, type Server } from '../../scripts/lib/servers.mjs';
import type { TestServer } from './servers';

export interface OwnServer extends TestServer {
  stop(): Promise<void>;
}

/** `mariadb`: with performance_schema · `mariadbPlain`: as it comes, without. */
export type OwnServerKind = 'mariadb' | 'mariadbPlain' | 'mysql';

/**
 * Starts a server; undefined, with a line that says why, where it cannot be had.
 *
 * @param file name of the test file: its data directory is named after it
 * @param port the port of an earlier start, to start the same server again (MariaDB's server_uid holds its port)
 */
export async function startOwn(
  kind: OwnServerKind,
  file: string,
  extraArgs: readonly string[] = [],
  port?: number,
): Promise<OwnServer | undefined> {
  const dataDir = join(cacheDir, 'run', `${file}-${kind}-${process.pid}`);
  const server: Server =
    kind === 'mysql'
      ? await startMysql({
          dataDir: join(cacheDir, 'mysql9', 'var/lib/runs', `${file}-${process.pid}`),
          extraArgs: [...extraArgs],
        })
      : await startMariadb({
          dataDir,
          performanceSchema: kind === 'mariadb',
          extraArgs: [...extraArgs],
          ...(port === undefined ? {} : { port }),
        });
  if (server.kind === 'missing') {
    console.warn(`${file}: WITHOUT ${kind}: ${server.reason}; to have it: ${server.install}`);
    return undefined;
  }
  const { host, user, password, version, socket } = server;
  return {
    host,
    port: server.port,
    user,
    password,
    version,
    ...(socket === undefined ? {} : { socket }),
    stop: () => server.stop(),
  };
}

/** Removes what a server of `startOwn` left on disk, after it stopped for good. */
export function removeOwn(kind: OwnServerKind, file: string): void {
  const mysql = join(cacheDir, 'mysql9', 'var/lib/runs', `${file}-${process.pid}`);
  const mariadb = join(cacheDir, 'run', `${file}-${kind}-${process.pid}`);
  for (const folder of kind === 'mysql' ? [mysql] : [mariadb, `${mariadb}-tmp`])
    rmSync(folder, { recursive: true, force: true });
}
