import { Cluster, Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import { withTimeout } from '../../core/base/abort';
import { isOpsError } from '../../core/base/errors';
import type { OpsError } from '../../core/base/errors';
import type { RedisClient, RedisConnector } from '../../core/connections/keyValue';
import type { Address, RedisProfile } from '../../core/connections/profile';
import { codeOf, endpointError, endpointOf, isTlsCode, networkError } from './endpoint';
import type { Endpoint } from './endpoint';
import { readTlsFiles } from './tlsFiles';

type Options = Omit<RedisOptions, 'replyMapping'>;

/** Reads from Redis through ioredis: INFO, LLEN, ZCARD, SCARD and DBSIZE, and no other command. */
export function createRedisConnector(): RedisConnector {
  return { connect };
}

const connect: RedisConnector['connect'] = async (profile, password, { signal, timeoutMs }) => {
  const endpoint = endpointOf(firstAddress(profile), profile.user, profile.password, password);
  const options = await redisOptions(profile, password, timeoutMs, signal);
  const redis = open(profile, options, timeoutMs);
  // Failures of single commands reach their callers; ioredis also reports them here, and stops the process when nobody listens.
  let lastError: unknown;
  redis.on('error', (error: unknown) => {
    lastError = error;
  });
  const client = clientOf(redis, endpoint, timeoutMs);
  try {
    await withTimeout('connecting to Redis', timeoutMs, signal, async () => {
      await redis.connect();
      // ioredis only logs when its own SELECT fails, and would count another database's keys.
      if (redis instanceof Redis) await redis.select(profile.database);
      // The first answer: a server may take a connection and refuse every command (password, protected mode).
      await redis.dbsize();
    });
    return client;
  } catch (error) {
    redis.disconnect();
    throw redisError(endpoint, moreTelling(error, lastError), timeoutMs);
  }
};

/** What ioredis rejects with says less than the error it reported before ("Connection is closed.", a timeout). */
function moreTelling(error: unknown, reported: unknown): unknown {
  if (isOpsError(error, 'cancelled')) return error;
  const earlier = reported instanceof Error && 'lastNodeError' in reported ? reported.lastNodeError : reported;
  const vague = /Connection is closed|timed out|Stopped after|None of startup nodes|All sentinels/;
  return earlier instanceof Error && error instanceof Error && vague.test(error.message) ? earlier : error;
}

function open(profile: RedisProfile, options: Options, timeoutMs: number): Redis | Cluster {
  const { topology } = profile;
  if (topology.kind === 'single') return new Redis({ ...options, ...addressOptions(topology.address) });
  if (topology.kind === 'sentinel')
    return new Redis({
      ...options,
      sentinels: topology.sentinels.filter(isTcp),
      name: topology.service,
      sentinelRetryStrategy: () => null,
      sentinelCommandTimeout: timeoutMs,
      ...(options.tls === undefined ? {} : { sentinelTLS: options.tls, enableTLSForSentinelMode: true }),
    });
  const { retryStrategy: _, enableOfflineQueue: __, ...redisOptions } = options;
  return new Cluster(topology.nodes.filter(isTcp), {
    clusterRetryStrategy: () => null,
    lazyConnect: true,
    enableReadyCheck: false,
    slotsRefreshTimeout: timeoutMs,
    redisOptions,
  });
}

async function redisOptions(
  profile: RedisProfile,
  password: string | undefined,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Options> {
  const tls = profile.tls === undefined ? undefined : await readTlsFiles(profile.tls, signal);
  return {
    ...(profile.user === undefined ? {} : { username: profile.user }),
    ...(password === undefined ? {} : { password }),
    db: profile.database,
    ...(tls === undefined ? {} : { tls: { ...tls } }),
    // RESP2 is all we need and what every server and proxy speaks; RESP3 begins with a HELLO that some refuse.
    protocol: 2,
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    // The ready check is an INFO and a loop of its own while a server loads; our callers show the LOADING error instead.
    enableReadyCheck: false,
    connectionName: 'laravel-ops',
    disableClientInfo: true,
  };
}

function addressOptions(address: Address): { host: string; port: number } | { path: string } {
  return address.kind === 'tcp' ? { host: address.host, port: address.port } : { path: address.path };
}

function isTcp(address: Address): address is Address & { kind: 'tcp' } {
  return address.kind === 'tcp';
}

function firstAddress({ topology }: RedisProfile): Address {
  if (topology.kind === 'single') return topology.address;
  const first = topology.kind === 'cluster' ? topology.nodes[0] : topology.sentinels[0];
  return first ?? { kind: 'socket', path: 'no address' };
}

function clientOf(redis: Redis | Cluster, endpoint: Endpoint, timeoutMs: number): RedisClient {
  const run = async <T>(what: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> => {
    try {
      return await withTimeout(what, timeoutMs, signal, work);
    } catch (error) {
      throw redisError(endpoint, error, timeoutMs);
    }
  };
  return {
    info: (signal) => run('INFO', signal, async () => parseInfo(await redis.info())),
    length: (key, type, signal) =>
      run('counting', signal, () => {
        if (type === 'list') return redis.llen(key);
        return type === 'zset' ? redis.zcard(key) : redis.scard(key);
      }),
    size: (signal) =>
      run('DBSIZE', signal, async () => {
        if (!(redis instanceof Cluster)) return redis.dbsize();
        const sizes = await Promise.all(redis.nodes('master').map((node) => node.dbsize()));
        return sizes.reduce((sum, size) => sum + size, 0);
      }),
    close: async () => {
      redis.disconnect();
    },
  };
}

/** The text of INFO: "field:value" lines under "# Section" lines; field names are unique over all sections. */
export function parseInfo(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0 && !line.startsWith('#')) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return fields;
}

function redisError(endpoint: Endpoint, error: unknown, timeoutMs: number): OpsError {
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : String(error);
  const fail = (reason: string, what: string, next?: string): OpsError => endpointError(endpoint, reason, what, next);
  if (isOpsError(error)) {
    if (error.reason !== 'timeout') return error;
    return fail(
      'timeout',
      `no answer within ${timeoutMs / 1000} s`,
      'Another program may listen there, or the server is busy.',
    );
  }
  if (/^(WRONGPASS|ERR invalid password|NOAUTH)/.test(text))
    return fail('accessDenied', `access denied (${text.split(' ')[0]})`, endpoint.passwordSource);
  if (text.startsWith('NOPERM'))
    return fail(
      'noPrivilege',
      `the user may not do this (${text})`,
      'An administrator can allow it: ACL SETUSER … +info +llen +zcard +scard +dbsize ~*',
    );
  if (text.startsWith('ERR DB index') || /invalid DB index/.test(text))
    return fail('unknownDatabase', `the database does not exist (${text})`);
  if (/timed out|ETIMEDOUT/.test(text))
    return fail(
      'timeout',
      `no answer within ${timeoutMs / 1000} s`,
      'Another program may listen there, or the server is busy.',
    );
  if (/Protocol error|RESP type/.test(text))
    return fail('notRedis', 'what answered does not speak the Redis protocol', 'Check the port.');
  if (/cluster support disabled/.test(text))
    return fail('notCluster', 'the server is no Redis cluster, and the application treats it as one');
  if (text.startsWith('Connection is closed')) return fail('connectionLost', 'the connection is closed', 'Try again.');
  if (isTlsCode(code)) return fail('tls', `TLS failed: ${text} (${code})`);
  return networkError(endpoint, code) ?? fail('server', text.replace(/\.$/, ''));
}
