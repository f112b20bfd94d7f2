import { fieldsOf, readOrExplain } from '../connections/fields';
import { redisProfile } from '../connections/redisProfiles';
import type { LaravelProject } from '../laravel/project';
import { asString, type ArrayValue, at } from '../laravel/value';

/** One single Redis server and database behind a connection of `database.redis`. */
export interface RedisPlacement {
  /** "default", "cache". */
  readonly connection: string;
  readonly config: ArrayValue;
  /** "127.0.0.1:6379" or a socket's path; undefined when the files do not tell. */
  readonly server?: string;
  readonly database?: number;
  /** What the client puts before every key; undefined when not certain. */
  readonly prefix?: string;
}

/**
 * Where a connection leads as Illuminate\Redis\RedisManager resolves it, `url` over the parts. Undefined for clusters,
 * sentinels and lists of servers, and for what is not configured or not certain.
 */
export function redisPlacement(project: LaravelProject, connection: string): RedisPlacement | undefined {
  const redis = project.config.get('database.redis');
  const config = at(redis, connection);
  if (config.kind !== 'array' || config.entries.has('0')) return undefined;
  const client = at(redis, 'client');
  const options = at(redis, 'options');
  const context = {
    owner: { root: project.root, environment: '' },
    client: client.kind === 'absent' ? 'phpredis' : asString(client),
    major: project.version.major,
    options: options.kind === 'array' ? fieldsOf(options, 'database.redis.options') : new Map(),
    clusterOptions: new Map(),
  };
  const [profile] = readOrExplain(connection, [], () => [redisProfile(context, connection, config)]);
  if (profile?.topology.kind !== 'single') return { connection, config };
  const { address } = profile.topology;
  const { database, prefix } = profile;
  const server = address.kind === 'tcp' ? `${address.host}:${address.port}` : address.path;
  return { connection, config, server, database, ...(prefix === undefined ? {} : { prefix }) };
}

/** True when both certainly lead to the same database of the same server. Prefixes do not matter to FLUSHDB. */
export function sameDatabase(one: RedisPlacement, other: RedisPlacement): boolean {
  if (one.connection === other.connection) return true;
  return one.server !== undefined && one.server === other.server && one.database === other.database;
}

/** The redis connection of a redis cache store, and of the locks in it (CacheManager::createRedisDriver). */
export function storeConnections(
  { config, version }: LaravelProject,
  store: string,
): { readonly data: string; readonly locks: string } | undefined {
  const data = nameAt(config.get(`cache.stores.${store}.connection`), 'default');
  // `lock_connection` exists since Laravel 8.20: before it, locks are where the data is.
  const separate = version.major !== undefined && version.major >= 8;
  const locks = separate ? nameAt(config.get(`cache.stores.${store}.lock_connection`), data) : data;
  return data === undefined || locks === undefined ? undefined : { data, locks };
}

/** Redis connections that the default queue connection, sessions and Horizon use, each with what it holds. */
export function redisUsers(project: LaravelProject): readonly RedisUser[] {
  const { config, packages } = project;
  const users: RedisUser[] = [];
  const queue = asString(config.get('queue.default'));
  if (queue !== undefined && asString(config.get(`queue.connections.${queue}.driver`)) === 'redis') {
    const connection = nameAt(config.get(`queue.connections.${queue}.connection`), 'default');
    if (connection !== undefined) users.push({ holds: 'queued jobs', path: 'queue.default', connection });
    const horizon = packages.has('laravel/horizon') ? nameAt(config.get('horizon.use'), 'default') : undefined;
    if (horizon !== undefined) users.push({ holds: "Horizon's records", path: 'queue.default', connection: horizon });
  }
  if (asString(config.get('session.driver')) === 'redis') {
    const connection = nameAt(config.get('session.connection'), 'default');
    if (connection !== undefined) users.push({ holds: 'sessions', path: 'session.driver', connection });
  }
  return users;
}

export interface RedisUser {
  /** "queued jobs", "sessions": for messages. */
  readonly holds: string;
  /** The configuration key that turns it on. */
  readonly path: string;
  readonly connection: string;
}

/** A connection's name; `otherwise` for null, nothing and an empty text, as PHP's `?:` has it; undefined when not certain. */
function nameAt(value: ReturnType<LaravelProject['config']['get']>, otherwise: string | undefined): string | undefined {
  if (value.kind === 'absent') return otherwise;
  if (value.kind !== 'known') return undefined;
  return value.value === null || value.value === '' ? otherwise : asString(value);
}
