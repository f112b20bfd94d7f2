// Redis from the system's packages.
import { mkdirSync } from 'node:fs';
import { ensurePackages, which } from './packages.mjs';
import { ask, endLeftover, freePort, socketPath, startProcess } from './serverProcess.mjs';

/**
 * Starts Redis on 127.0.0.1, in memory only.
 * @param {import('./servers.mjs').RedisOptions} options
 * @returns {Promise<import('./servers.mjs').Server>}
 */
export async function startRedis({ dataDir, password = '', port, extraArgs = [], log = () => {}, signal }) {
  const what = 'Redis';
  if (which('redis-server') === undefined) {
    const got = await ensurePackages(['redis-server'], log, signal);
    if (got.kind === 'missing') return { kind: 'missing', what, install: got.install, reason: got.reason };
  }
  const redis = which('redis-server');
  const install = 'apt-get install -y redis-server';
  if (redis === undefined) return { kind: 'missing', what, install, reason: 'redis-server is not on this system' };
  const hello = `${password === '' ? '' : `AUTH ${password}\r\n`}INFO server\r\n`;
  try {
    await endLeftover(dataDir);
    mkdirSync(dataDir, { recursive: true });
    const socket = socketPath(dataDir, 'redis.sock');
    for (let attempt = 1; ; attempt++) {
      const chosen = port ?? (await freePort());
      try {
        const { version, stop } = await startProcess({
          name: what,
          command: redis,
          args: [
            '--port',
            String(chosen),
            '--bind',
            '127.0.0.1',
            '--unixsocket',
            socket,
            '--save',
            '',
            '--appendonly',
            'no',
            '--dir',
            dataDir,
            '--maxmemory',
            '256mb',
            ...(password === '' ? [] : ['--requirepass', password]),
            ...extraArgs,
          ],
          dataDir,
          probe: (abort) =>
            ask(chosen, hello, (received) => /^redis_version:(\S+)/m.exec(received.toString('latin1'))?.[1], abort),
          ...(signal && { signal }),
        });
        return { kind: 'running', host: '127.0.0.1', port: chosen, socket, user: '', password, version, stop };
      } catch (error) {
        if (port !== undefined || attempt === 3 || !/address already in use/i.test(String(error))) throw error;
      }
    }
  } catch (error) {
    signal?.throwIfAborted();
    return { kind: 'missing', what, install, reason: error instanceof Error ? error.message : String(error) };
  }
}
