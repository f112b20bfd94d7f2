import type { RedisClient } from '../connections/keyValue';
import type { RedisProfile } from '../connections/profile';

/** What one Redis connection of the application looks like from outside. */
export interface RedisOverview {
  /** "7.0.15"; undefined when INFO does not say it. */
  readonly version?: string;
  readonly usedMemoryBytes?: number;
  /** Undefined when there is no limit, or it is not said. */
  readonly maxMemoryBytes?: number;
  /** `maxmemory-policy`: "noeviction", "allkeys-lru". */
  readonly policy?: string;
  /** 0 to 1, since the server started; undefined before the first read of a key. */
  readonly hitRatio?: number;
  /** Keys of the connection's database. */
  readonly keys: number;
  readonly queues: readonly QueueLengths[];
}

/** How many jobs a queue holds; `unknown` says why they cannot be counted. */
export type QueueLengths =
  | {
      readonly name: string;
      readonly waiting: number;
      readonly delayed: number;
      readonly reserved: number;
    }
  | { readonly name: string; readonly unknown: string };

/** Physical names of the keys of one queue (Illuminate\Queue\RedisQueue): a list and two sorted sets. */
export interface QueueKeys {
  readonly waiting: string;
  readonly delayed: string;
  readonly reserved: string;
}

/**
 * The keys of a queue as they stand in Redis: client prefix, "queues:", name. On a cluster Laravel 13 puts the name in
 * braces itself; before, the application named the queue "{default}".
 *
 * @param major Laravel's major version, when known
 * @returns the reason when they cannot be known
 */
export function queueKeys(
  profile: Pick<RedisProfile, 'prefix' | 'topology'>,
  name: string,
  major: number | undefined,
): QueueKeys | string {
  if (profile.prefix === undefined) return 'The prefix of the keys cannot be known from the files.';
  const braced = /^\{.*\}$/.test(name);
  if (profile.topology.kind === 'cluster' && !braced && major === undefined)
    return 'The names of queues in a cluster depend on the version of Laravel, which is not known.';
  const hashTag = profile.topology.kind === 'cluster' && !braced && major !== undefined && major >= 13;
  const waiting = `${profile.prefix}queues:${hashTag ? `{${name}}` : name}`;
  return { waiting, delayed: `${waiting}:delayed`, reserved: `${waiting}:reserved` };
}

/** Puts together what was read. Fields that INFO leaves out (ACL, proxies) stay undefined. */
export function redisOverview(
  info: ReadonlyMap<string, string>,
  keys: number,
  queues: readonly QueueLengths[],
): RedisOverview {
  const version = info.get('redis_version');
  const used = count(info, 'used_memory');
  const limit = count(info, 'maxmemory');
  const policy = info.get('maxmemory_policy');
  const [hits, misses] = [count(info, 'keyspace_hits'), count(info, 'keyspace_misses')];
  const reads = hits === undefined || misses === undefined ? 0 : hits + misses;
  return {
    ...(version === undefined ? {} : { version }),
    ...(used === undefined ? {} : { usedMemoryBytes: used }),
    ...(limit === undefined || limit === 0 ? {} : { maxMemoryBytes: limit }),
    ...(policy === undefined ? {} : { policy }),
    ...(hits === undefined || reads === 0 ? {} : { hitRatio: hits / reads }),
    keys,
    queues,
  };
}

/** Reads the overview: INFO, DBSIZE and three lengths a queue, each bounded by the client's own timeout. */
export async function readRedisOverview(
  client: RedisClient,
  profile: Pick<RedisProfile, 'prefix' | 'topology'>,
  queues: { readonly names: readonly string[]; readonly major?: number },
  signal?: AbortSignal,
): Promise<RedisOverview> {
  const [info, keys, lengths] = await Promise.all([
    client.info(signal),
    client.size(signal),
    Promise.all(queues.names.map((name) => queueLengths(client, name, queueKeys(profile, name, queues.major), signal))),
  ]);
  return redisOverview(info, keys, lengths);
}

async function queueLengths(
  client: RedisClient,
  name: string,
  keys: QueueKeys | string,
  signal: AbortSignal | undefined,
): Promise<QueueLengths> {
  if (typeof keys === 'string') return { name, unknown: keys };
  const [waiting, delayed, reserved] = await Promise.all([
    client.length(keys.waiting, 'list', signal),
    client.length(keys.delayed, 'zset', signal),
    client.length(keys.reserved, 'zset', signal),
  ]);
  return { name, waiting, delayed, reserved };
}

function count(info: ReadonlyMap<string, string>, field: string): number | undefined {
  const text = info.get(field);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
