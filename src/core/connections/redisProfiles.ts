import type { ArrayValue, Value } from '../laravel/value';
import {
  applyUrl,
  child,
  fieldsOf,
  known,
  knownInteger,
  mergeFields,
  originsOf,
  secretRef,
  unknown,
  Unusable,
} from './fields';
import type { Field, Fields } from './fields';
import { redisAddress, redisTls } from './redisAddress';
import type { RedisProfile } from './profile';
import { storedSecretKey } from './secrets';
import type { ProfileOwner } from './sqlProfiles';

/** What Laravel's RedisManager takes from `database.redis` beside the connection itself. */
export interface RedisContext {
  readonly owner: ProfileOwner;
  /** `database.redis.client`; undefined when it cannot be known. */
  readonly client: string | undefined;
  /** Laravel's major version, when known: phpredis learned user names and prefixes of connections on the way. */
  readonly major: number | undefined;
  /** `database.redis.options`. */
  readonly options: Fields;
  /** `database.redis.clusters.options`. */
  readonly clusterOptions: Fields;
}

/**
 * One entry of `database.redis`, as Illuminate\Redis\RedisManager::resolve hands it to its connectors: a server, or a
 * list of servers that Predis takes for a sentinel set or a cluster.
 *
 * @throws Unusable when Laravel Ops cannot know or cannot use it
 */
export function redisProfile(context: RedisContext, connection: string, config: ArrayValue): RedisProfile {
  const fields = applyUrl(fieldsOf(config, `database.redis.${connection}`));
  if (!config.entries.has('0')) return single(context, connection, fields);
  const own = nestedFields(fields.get('options'));
  const options = mergeFields(context.options, own);
  const replication = known(options.get('replication'), 'options.replication');
  const nodes = nodesOf(config, `database.redis.${connection}`);
  if (replication === 'sentinel') return sentinel(context, connection, nodes, options);
  if (replication !== undefined && replication !== '')
    throw new Unusable(
      `Predis replication "${replication}" is not read by Laravel Ops.`,
      originsOf(options.get('replication')),
    );
  return cluster(context, connection, nodes, options);
}

/** One entry of `database.redis.clusters`: always a native cluster with phpredis, with Predis only when it says so. */
export function redisClusterProfile(context: RedisContext, connection: string, config: ArrayValue): RedisProfile {
  const nodes = nodesOf(config, `database.redis.clusters.${connection}`);
  const options = mergeFields(
    context.options,
    context.clusterOptions,
    nestedFields(fieldsOf(config, '').get('options')),
  );
  return cluster(context, connection, nodes, options);
}

function single(context: RedisContext, connection: string, fields: Fields): RedisProfile {
  const address = redisAddress(fields);
  const user = userOf(context, fields);
  const prefix = prefixOf(context, fields);
  const tls = redisTls(fields);
  return {
    id: `${context.owner.environment}/redis:${connection}`,
    connection,
    topology: { kind: 'single', address },
    ...(user === undefined ? {} : { user }),
    password: passwordOf(context, fields, user, address.kind === 'tcp' ? address : { host: address.path }),
    database: knownInteger(fields.get('database'), 'database') ?? 0,
    ...(prefix === undefined ? {} : { prefix }),
    ...(tls === undefined ? {} : { tls }),
    origins: [...originsOf(fields.get('host')), ...originsOf(fields.get('port'))],
  };
}

function cluster(context: RedisContext, connection: string, nodes: readonly Fields[], options: Fields): RedisProfile {
  const mode = known(options.get('cluster'), 'options.cluster');
  if (context.client !== 'phpredis' && mode !== 'redis')
    throw new Unusable(
      'These servers are not a Redis cluster: Predis itself spreads the keys over them (options.cluster is not "redis").',
      originsOf(options.get('cluster')),
    );
  const first = firstOf(nodes);
  const parameters = nestedFields(options.get('parameters'));
  const merged = mergeFields(parameters, withoutNulls(options), first);
  const addresses = nodes.map(redisAddress);
  const seed = addresses[0];
  const user = userOf(context, merged);
  const prefix = textOrUnknown(options.get('prefix'));
  const tls = redisTls(merged);
  return {
    id: `${context.owner.environment}/redis:${connection}`,
    connection,
    topology: { kind: 'cluster', nodes: addresses },
    ...(user === undefined ? {} : { user }),
    password: passwordOf(context, merged, user, seed?.kind === 'tcp' ? seed : { host: connection }),
    // Redis Cluster has database 0 alone.
    database: 0,
    ...(prefix === undefined ? {} : { prefix }),
    ...(tls === undefined ? {} : { tls }),
    origins: nodes.flatMap((node) => originsOf(node.get('host'))),
  };
}

function sentinel(context: RedisContext, connection: string, nodes: readonly Fields[], options: Fields): RedisProfile {
  const service = known(options.get('service'), 'options.service');
  if (service === undefined || service === '')
    throw new Unusable('options.service, the name of the sentinel set, is not set.');
  const sentinels = nodes.map(redisAddress);
  const perConnection = nestedFields(child(options, 'parameters', connection));
  const parameters = perConnection.size > 0 ? perConnection : nestedFields(options.get('parameters'));
  const user = userOf(context, parameters);
  const prefix = textOrUnknown(options.get('prefix'));
  const tls = redisTls(mergeFields(firstOf(nodes), parameters));
  const seed = sentinels[0];
  return {
    id: `${context.owner.environment}/redis:${connection}`,
    connection,
    topology: { kind: 'sentinel', sentinels, service },
    ...(user === undefined ? {} : { user }),
    password: passwordOf(context, parameters, user, seed?.kind === 'tcp' ? seed : { host: service }),
    database: knownInteger(parameters.get('database'), 'options.parameters.database') ?? 0,
    ...(prefix === undefined ? {} : { prefix }),
    ...(tls === undefined ? {} : { tls }),
    origins: nodes.flatMap((node) => originsOf(node.get('host'))),
  };
}

/** The numbered entries of a list, each an array of settings or a URL. */
function nodesOf(config: ArrayValue, path: string): readonly Fields[] {
  const numbered = Array.from(config.entries, ([key, entry]) => ({ key, value: entry.value }));
  const nodes = numbered
    .filter(({ key }) => key !== 'options')
    .map(({ key, value }) => nodeOf(value, `${path}.${key}`));
  if (nodes.length === 0) throw new Unusable('The list of servers is empty.', config.origins);
  return nodes;
}

function nodeOf(value: Value, path: string): Fields {
  if (value.kind === 'array') return applyUrl(fieldsOf(value, path));
  if (value.kind === 'unknown') throw unknown('a server of the list', value);
  return applyUrl(new Map([['url', { value, path }]]));
}

function firstOf(nodes: readonly Fields[]): Fields {
  return nodes[0] ?? new Map<string, Field>();
}

function nestedFields(field: Field | undefined): Fields {
  return field?.value.kind === 'array' ? fieldsOf(field.value, field.path) : new Map<string, Field>();
}

function withoutNulls(fields: Fields): Fields {
  return new Map(Array.from(fields).filter(([, { value }]) => value.kind !== 'known' || value.value !== null));
}

/** phpredis of Laravel 8 and before ignores `username` (PhpRedisConnector::createClient). */
function userOf(context: RedisContext, fields: Fields): string | undefined {
  if (context.client === 'phpredis' && context.major !== undefined && context.major <= 8) return undefined;
  return known(fields.get('username'), 'username') || undefined;
}

function passwordOf(
  context: RedisContext,
  fields: Fields,
  user: string | undefined,
  server: { readonly host: string; readonly port?: number },
): RedisProfile['password'] {
  const { host, port } = server;
  const binding = { ...context.owner, host, user: user ?? '', ...(port === undefined ? {} : { port }) };
  return secretRef(fields.get('password'), () => storedSecretKey(binding));
}

/**
 * The prefix that the client puts before every key: the connection's `options.prefix`, its `prefix`, or
 * `database.redis.options.prefix`. phpredis up to Laravel 8 lets the global one win over the connection's `prefix`; from 10
 * on it does not; where this decides and the version is not known, neither is the prefix.
 */
function prefixOf(context: RedisContext, fields: Fields): string | undefined {
  const global = context.options.get('prefix');
  const inOptions = child(fields, 'options', 'prefix');
  const own = fields.get('prefix');
  const connectionWins = context.client === 'predis' || (context.major !== undefined && context.major >= 10);
  if (own === undefined || isNull(own)) return textOrUnknown(inOptions ?? global);
  if (connectionWins) return textOrUnknown(own);
  if (inOptions === undefined && (global === undefined || isNull(global))) return textOrUnknown(own);
  if (context.client === 'phpredis' && context.major !== undefined && context.major <= 8)
    return textOrUnknown(inOptions ?? global);
  const [mine, theirs] = [textOrUnknown(own), textOrUnknown(inOptions ?? global)];
  return mine === theirs ? mine : undefined;
}

function isNull(field: Field): boolean {
  return field.value.kind === 'known' && field.value.value === null;
}

/** The text of a field; "" when it is not set; undefined when it is not certain. */
function textOrUnknown(field: Field | undefined): string | undefined {
  if (field === undefined || field.value.kind === 'absent') return '';
  if (field.value.kind !== 'known') return undefined;
  return known(field, 'prefix') ?? '';
}
