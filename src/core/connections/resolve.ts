import { asString, at } from '../laravel/value';
import type { ArrayValue, Origin, Value } from '../laravel/value';
import type { LaravelProject } from '../laravel/project';
import { fieldsOf, readOrExplain, unknown } from './fields';
import type { Fields } from './fields';
import type { Environment, Role } from './environment';
import type { Address, RedisProfile, SqlProfile, UnusableConnection } from './profile';
import { redisClusterProfile, redisProfile } from './redisProfiles';
import type { RedisContext } from './redisProfiles';
import { roleOfAppEnv } from './role';
import { sqlProfiles } from './sqlProfiles';
import type { ProfileOwner } from './sqlProfiles';
import { suspicions } from './suspicion';
import type { SuspicionFacts } from './suspicion';

/** What settings say of an environment whose connections stand in the application's own files. */
export interface EnvironmentSettings {
  readonly id: string;
  readonly name: string;
  /** Stated by the user: wins over APP_ENV. */
  readonly role?: Role;
  readonly envFile?: string;
}

/** What the editor knows and the files do not. */
export type ResolveContext = Pick<SuspicionFacts, 'remoteName' | 'composeServices' | 'hostPatterns'>;

/**
 * The environment that a project's evaluated configuration describes: its MySQL, MariaDB and Redis servers, the default
 * connection first, and every connection that cannot be used with the reason. The project was read with the environment's
 * own file. No server is asked and nothing is guessed.
 */
export function resolveEnvironment(
  project: LaravelProject,
  settings: EnvironmentSettings,
  context: ResolveContext,
): Environment {
  const owner: ProfileOwner = { root: project.root, environment: settings.id };
  const unusable: UnusableConnection[] = [];
  const defaultConnection = asString(project.config.get('database.default'));
  const sql = readSql(project, owner, defaultConnection, unusable);
  const redis = readRedis(project, owner, unusable);
  const envFile = settings.envFile ?? project.env?.file;
  const appUrl = asString(project.config.get('app.url'));
  return {
    id: settings.id,
    name: settings.name,
    role: settings.role ?? roleOfAppEnv(project.env?.content.get('APP_ENV')?.value),
    suspicions: suspicions({
      ...context,
      root: project.root,
      hosts: [...sql.map(({ address }) => address), ...redis.flatMap(addressesOf)].flatMap(hostOf),
      databases: sql.flatMap(({ database }) => database ?? []),
      users: sql.map(({ user }) => user),
      ...(appUrl === undefined ? {} : { appUrl }),
    }),
    ...(envFile === undefined ? {} : { envFile }),
    sql,
    redis,
    unusable,
    ...(defaultConnection === undefined ? {} : { defaultConnection }),
  };
}

function readSql(
  project: LaravelProject,
  owner: ProfileOwner,
  defaultConnection: string | undefined,
  unusable: UnusableConnection[],
): readonly SqlProfile[] {
  const connections = connectionsOf(project.config.get('database.connections'), 'database.connections', unusable);
  const defaultFirst = [
    ...connections.filter(([name]) => name === defaultConnection),
    ...connections.filter(([name]) => name !== defaultConnection),
  ];
  return defaultFirst.flatMap(([name, config]) =>
    readOrExplain(name, unusable, () => sqlProfiles(owner, name, config)),
  );
}

function readRedis(
  project: LaravelProject,
  owner: ProfileOwner,
  unusable: UnusableConnection[],
): readonly RedisProfile[] {
  const redis = project.config.get('database.redis');
  const client = at(redis, 'client');
  const context: RedisContext = {
    owner,
    // RedisManager's own default since Laravel 6.
    client: client.kind === 'absent' ? 'phpredis' : asString(client),
    major: project.version.major,
    options: fieldsAt(redis, 'options', 'database.redis.options'),
    clusterOptions: fieldsAt(redis, 'clusters.options', 'database.redis.clusters.options'),
  };
  const named = connectionsOf(redis, 'database.redis', unusable, ['client', 'options', 'clusters']);
  const clusters = connectionsOf(at(redis, 'clusters'), 'database.redis.clusters', unusable, ['options']);
  const taken = new Set(named.map(([name]) => name));
  return [
    ...named.flatMap(([name, config]) => readOrExplain(name, unusable, () => [redisProfile(context, name, config)])),
    ...clusters
      // RedisManager looks at plain connections before clusters.
      .filter(([name]) => !taken.has(name))
      .flatMap(([name, config]) => readOrExplain(name, unusable, () => [redisClusterProfile(context, name, config)])),
  ];
}

/** The entries of an array of connections; what is no array is told in `unusable`. */
function connectionsOf(
  value: Value,
  path: string,
  unusable: UnusableConnection[],
  skipped: readonly string[] = [],
): readonly (readonly [string, ArrayValue])[] {
  if (value.kind === 'unknown') {
    unusable.push({ connection: path, reason: unknown(path, value).message, origins: value.origins });
    return [];
  }
  if (value.kind !== 'array') return [];
  return Array.from(value.entries)
    .filter(([name]) => !skipped.includes(name))
    .flatMap(([name, { value: entry }]): readonly (readonly [string, ArrayValue])[] => {
      if (entry.kind === 'array') return [[name, entry]];
      if (entry.kind === 'unknown') {
        const { message } = unknown('the connection', entry);
        unusable.push({ connection: name, reason: message, origins: entry.origins });
      }
      return urlOnly(name, entry);
    });
}

/** Laravel also takes a bare URL for a connection ('mysql' => env('DB_URL')). */
function urlOnly(name: string, value: Value): readonly (readonly [string, ArrayValue])[] {
  if (value.kind !== 'known' || typeof value.value !== 'string' || !value.value.includes('://')) return [];
  const origins: readonly Origin[] = value.origins;
  return [[name, { kind: 'array', entries: new Map([['url', { key: 'url', value }]]), origins }]];
}

function fieldsAt(value: Value, key: string, path: string): Fields {
  const array = at(value, key);
  return array.kind === 'array' ? fieldsOf(array, path) : new Map();
}

function addressesOf({ topology }: RedisProfile): readonly Address[] {
  if (topology.kind === 'single') return [topology.address];
  return topology.kind === 'cluster' ? topology.nodes : topology.sentinels;
}

function hostOf(address: Address): readonly string[] {
  return address.kind === 'tcp' ? [address.host] : [];
}
