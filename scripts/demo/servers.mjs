// The demo's servers: MariaDB with its databases filled on the first start, and Redis.
import { join } from 'node:path';
import { startMariadb } from '../lib/mariadb.mjs';
import { startRedis } from '../lib/redis.mjs';
import { isFree } from '../lib/serverProcess.mjs';
import { fillRedis } from './redisKeys.mjs';
import { seedDatabases, seedVersion } from './seed.mjs';

/**
 * @param {object} options
 * @param {string} options.demo .demo/
 * @param {string} options.fixtures test/fixtures
 * @param {import('./state.mjs').State} options.state ports and the seed's version; updated
 * @param {(line: string) => void} options.log
 * @param {AbortSignal} options.signal
 */
export async function startDemoMariadb({ demo, fixtures, state, log, signal }) {
  const start = (/** @type {number | undefined} */ port) =>
    startMariadb({
      dataDir: join(demo, 'mariadb'),
      performanceSchema: true,
      extraArgs: [
        '--innodb-buffer-pool-size=256M',
        '--performance-schema-digests-size=10000',
        // Recent statements with their values, so that a slow statement can be explained by a real call of it.
        '--performance-schema-consumer-events-statements-current=ON',
        '--performance-schema-consumer-events-statements-history-long=ON',
      ],
      log,
      signal,
      ...(port === undefined ? {} : { port }),
    });
  const server = await onTheSamePort(start, state.ports.mariadb);
  if (server.kind === 'missing') return server;
  state.ports.mariadb = server.port;
  if (state.seeded !== seedVersion) {
    log('filling the databases (first start: about 1.5 million rows)');
    const { createConnection } = await import('mysql2/promise');
    const { host, port, user, password } = server;
    const db = await createConnection({ host, port, user, password, multipleStatements: true });
    const stop = () => db.destroy();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await seedDatabases(db, fixtures, log);
      // The inserts of this seeding are no statements of the application.
      await db.query('TRUNCATE TABLE performance_schema.events_statements_summary_by_digest');
      await db.end();
    } finally {
      signal.removeEventListener('abort', stop);
    }
    state.seeded = seedVersion;
  }
  return server;
}

/**
 * @param {object} options
 * @param {string} options.demo
 * @param {import('./state.mjs').State} options.state
 * @param {(line: string) => void} options.log
 * @param {AbortSignal} options.signal
 */
export async function startDemoRedis({ demo, state, log, signal }) {
  const start = (/** @type {number | undefined} */ port) =>
    startRedis({ dataDir: join(demo, 'redis'), log, signal, ...(port === undefined ? {} : { port }) });
  const server = await onTheSamePort(start, state.ports.redis);
  if (server.kind === 'missing') return server;
  state.ports.redis = server.port;
  const { Redis } = await import('ioredis');
  const open = (/** @type {number} */ db) => new Redis({ host: server.host, port: server.port, db });
  const clients = [open(0), open(1)];
  await fillRedis(clients[0], clients[1]);
  for (const client of clients) client.disconnect();
  return server;
}

/**
 * The port of the last start, so that open windows and .env files stay right; another when it is taken.
 * @param {(port: number | undefined) => Promise<import('../lib/servers.mjs').Server>} start
 * @param {number | undefined} port
 */
async function onTheSamePort(start, port) {
  return start(port !== undefined && (await isFree(port)) ? port : undefined);
}
