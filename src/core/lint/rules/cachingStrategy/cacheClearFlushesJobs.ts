import type { Finding, Fix, Location } from '../../../finding';
import { setEnvValue } from '../../../laravel/envEdit';
import { at, type Value } from '../../../laravel/value';
import { addItem, writtenArray } from '../../arrayAt';
import { defaultCacheStore } from '../../cacheStores';
import { knownProduction } from '../../production';
import {
  redisPlacement,
  type RedisPlacement,
  type RedisUser,
  redisUsers,
  sameDatabase,
  storeConnections,
} from '../../redisPlacement';
import { rewritten } from '../../rewrite';
import type { EvaluatedEnvironment, Rule, RuleContext } from '../../rule';
import { locationOf, writtenValue } from '../../written';

/** CAC004: the redis cache store lies in a database that holds more than the cache. */
export const cacheClearFlushesJobs: Rule = {
  code: 'CAC004',
  slug: 'cache-clear-flushes-jobs',
  area: 'cachingStrategy',
  severity: 'warning',
  title: 'Clearing the cache deletes jobs or sessions',
  *check(context) {
    for (const environment of context.environments) {
      const finding = judge(context, environment);
      if (finding !== undefined) yield finding;
    }
  },
};

function judge(context: RuleContext, environment: EvaluatedEnvironment): Finding | undefined {
  const { project } = environment;
  const written = writtenValue(environment, 'cache.default');
  const store = defaultCacheStore(project);
  const connection = store?.driver === 'redis' ? storeConnections(project, store.name)?.data : undefined;
  const cache = connection === undefined ? undefined : redisPlacement(project, connection);
  if (written === undefined || store === undefined || cache === undefined) return undefined;
  const users = redisUsers(project).filter((user) => {
    const placement = redisPlacement(project, user.connection);
    return (
      placement !== undefined && sameDatabase(cache, placement) && writtenValue(environment, user.path) !== undefined
    );
  });
  if (users.length === 0) return undefined;
  const place = placeOf(environment, store.name, cache, users) ?? written.location;
  const where = cache.database === undefined ? 'the database' : `db ${cache.database}`;
  return {
    rule: 'CAC004',
    severity: knownProduction(environment) === undefined ? 'information' : 'warning',
    message: `\`cache:clear\` runs FLUSHDB on ${where} of Redis, which also holds ${list(users.map(({ holds }) => holds))}.`,
    location: place,
    related: [
      ...(place === written.location ? [] : [{ location: written.location, message: 'The cache is in Redis here.' }]),
      ...users.flatMap(({ holds, path }) => {
        const turnedOn = writtenValue(environment, path);
        return turnedOn === undefined || holds.startsWith('Horizon')
          ? []
          : [{ location: turnedOn.location, message: `${capital(holds)} are in Redis here.` }];
      }),
    ],
    fixes: fixes(context, environment, store.name, cache, users),
  };
}

/** The cache's own database where it has one, else the store's connection; undefined when nobody wrote either. */
function placeOf(
  environment: EvaluatedEnvironment,
  store: string,
  cache: RedisPlacement,
  users: readonly RedisUser[],
): Location | undefined {
  const path = users.some(({ connection }) => connection === cache.connection)
    ? `cache.stores.${store}.connection`
    : `database.redis.${cache.connection}.database`;
  const written = writtenValue(environment, path);
  if (written !== undefined) return written.location;
  return outer(environment.project.config.get(path)) ?? keyOf(environment.project.config.get('cache.stores'), store);
}

/** The key of an entry in an array of the application's own config file. */
function keyOf(array: Value, key: string): Location | undefined {
  if (array.kind !== 'array') return undefined;
  const entry = array.entries.get(key);
  const file =
    entry?.value.kind === 'array' ? entry.value.origins.find(({ source }) => source === 'config')?.file : undefined;
  return entry?.keyRange === undefined || file === undefined ? undefined : { file, range: entry.keyRange };
}

function outer(value: Value): Location | undefined {
  if (value.kind !== 'known') return undefined;
  const origin = value.origins.find(({ source }) => source === 'config');
  return origin === undefined ? undefined : locationOf(origin);
}

function fixes(
  context: RuleContext,
  environment: EvaluatedEnvironment,
  store: string,
  cache: RedisPlacement,
  users: readonly RedisUser[],
): readonly Fix[] {
  const { config } = environment.project;
  if (!users.some(({ connection }) => connection === cache.connection)) return ownDatabase(context, environment, cache);
  // Laravel's own name for the connection that is the cache's alone.
  const other = redisPlacement(environment.project, 'cache');
  if (other === undefined || other.server === undefined || sameDatabase(cache, other)) return [];
  const path = `cache.stores.${store}.connection`;
  const written = writtenValue(environment, path);
  if (written !== undefined) return [rewritten(written, path, 'cache')];
  const value = config.get(path);
  const key = value.kind === 'known' ? value.origins.find(({ source }) => source === 'default')?.envKey : undefined;
  if (key !== undefined) return setKey(context, environment, key, 'cache');
  const array = value.kind === 'absent' ? writtenArray(context, config.get(`cache.stores.${store}`)) : undefined;
  return array === undefined ? [] : [addItem(array, "'connection' => 'cache'", false)];
}

/** Another number for the cache's database, through the variable that only it reads. */
function ownDatabase(context: RuleContext, environment: EvaluatedEnvironment, cache: RedisPlacement): readonly Fix[] {
  const redis = environment.project.config.get('database.redis');
  if (redis.kind !== 'array') return [];
  const variableOf = (value: Value): string | undefined =>
    value.kind === 'known' ? value.origins.find(({ envKey }) => envKey !== undefined)?.envKey : undefined;
  const databases = [...redis.entries].map(([name, { value }]) => ({ name, value: at(value, 'database') }));
  const key = variableOf(at(cache.config, 'database'));
  const alone = !databases.some(({ name, value }) => name !== cache.connection && variableOf(value) === key);
  if (key === undefined || !alone) return [];
  const taken = new Set(databases.map(({ value }) => (value.kind === 'known' ? String(value.value) : '')));
  const free = Array.from({ length: 15 }, (_, index) => String(index + 1)).find((each) => !taken.has(each));
  return free === undefined ? [] : setKey(context, environment, key, free);
}

function setKey(context: RuleContext, { envFile }: EvaluatedEnvironment, key: string, value: string): readonly Fix[] {
  const text = context.textOf(envFile);
  if (text === undefined) return [];
  const edits = setEnvValue(text, key, value);
  return [{ title: `Set ${key}=${value}`, preferred: false, edits: [{ file: envFile, edits }] }];
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
