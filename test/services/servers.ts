// Starts the real servers of the services tier once for all its files, and stops them at the end. A file takes what it needs with
// `inject('mariadb')` and skips itself, saying so, when the answer is { missing }. Each file makes databases of its own.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import {
  cacheDir,
  findLaravel13,
  startMariadb,
  startMysql,
  startRedis,
  sweep,
  type Laravel,
  type Server,
} from '../../scripts/lib/servers.mjs';

/** How to reach a server as its administrator (Redis: its one password); all on 127.0.0.1. */
export interface TestServer {
  host: string;
  port: number;
  socket?: string;
  user: string;
  password: string;
  /** As the server says it. */
  version: string;
}

/** Why a server is not there, and the command that installs it. */
export interface MissingServer {
  missing: string;
}

/** Laravel 13 and its PHP in a folder to chroot into. */
export interface TestLaravel {
  root: string;
  version: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** MariaDB with performance_schema, room for 10,000 digests. */
    mariadb: TestServer | MissingServer;
    /** MariaDB as it comes: performance_schema off. */
    mariadbPlain: TestServer | MissingServer;
    mysql: TestServer | MissingServer;
    redis: TestServer | MissingServer;
    laravel13: TestLaravel | MissingServer;
  }
}

/** True when the server runs; a test file skips itself (`test.skipIf`) when not. */
export const isThere = <There extends object>(server: There | MissingServer): server is There => !('missing' in server);

const laravelForTests = (laravel: Laravel): TestLaravel | MissingServer =>
  laravel.kind === 'missing'
    ? { missing: `${laravel.what}: ${laravel.reason} (${laravel.install})` }
    : { root: laravel.rootDir, version: laravel.version };

const forTests = (server: Server): TestServer | MissingServer => {
  if (server.kind === 'missing') return { missing: `${server.what}: ${server.reason} (${server.install})` };
  const { host, port, socket, user, password, version } = server;
  return { host, port, user, password, version, ...(socket === undefined ? {} : { socket }) };
};

/** vitest's globalSetup: starts the servers, provides how to reach them, and gives back the function that stops them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const runs = join(cacheDir, 'run');
  await sweep(runs);
  const folder = (name: string): string => join(runs, `${name}-${process.pid}`);
  const log = (line: string): void => void process.stdout.write(`services: ${line}\n`);
  const digests = ['--performance-schema-digests-size=10000', '--performance-schema-max-digest-length=4096'];
  const [mariadb, mariadbPlain, mysql, redis, laravel13] = await Promise.all([
    startMariadb({ dataDir: folder('mariadb'), performanceSchema: true, extraArgs: digests, log }),
    startMariadb({ dataDir: folder('mariadbPlain'), performanceSchema: false, log }),
    startMysql({ log, extraArgs: ['--performance-schema-digests-size=10000'] }),
    startRedis({ dataDir: folder('redis'), log }),
    findLaravel13({ log }),
  ]);
  const all = { mariadb, mariadbPlain, mysql, redis };
  for (const [name, server] of Object.entries(all))
    log(
      server.kind === 'running'
        ? `${name}: ${server.version} on port ${server.port}`
        : `WITHOUT ${name}: ${server.reason}; to have it: ${server.install}`,
    );
  log(
    laravel13.kind === 'there'
      ? `laravel13: ${laravel13.version}`
      : `WITHOUT laravel13: ${laravel13.reason}; to have it: ${laravel13.install}`,
  );
  project.provide('laravel13', laravelForTests(laravel13));
  project.provide('mariadb', forTests(mariadb));
  project.provide('mariadbPlain', forTests(mariadbPlain));
  project.provide('mysql', forTests(mysql));
  project.provide('redis', forTests(redis));

  return async () => {
    await Promise.all(
      Object.values(all).map(async (server) => {
        if (server.kind === 'running') await server.stop();
      }),
    );
    for (const name of ['mariadb', 'mariadbPlain', 'redis']) rmSync(folder(name), { recursive: true, force: true });
  };
}
