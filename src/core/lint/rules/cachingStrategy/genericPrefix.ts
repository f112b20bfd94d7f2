import type { Location } from '../../../finding';
import type { LaravelProject } from '../../../laravel/project';
import { asString, type KnownValue } from '../../../laravel/value';
import { defaultCacheStore } from '../../cacheStores';
import { productionEnvironments, saysProduction } from '../../production';
import { redisPlacement, storeConnections } from '../../redisPlacement';
import type { EvaluatedEnvironment, Rule } from '../../rule';
import { configLocation, literalOrigin, locationOf, originInFile, readHere, writtenValue } from '../../written';

// What Laravel's own configuration files make of the application's name "Laravel", from 6 to 13.
const genericStore = new Set(['', 'laravel', 'laravel_cache', 'laravel_cache_', 'laravel-cache-']);
const genericClient = new Set(['', 'laravel_database_', 'laravel-database-']);

/** CAC003: cache keys carry the prefix that every new Laravel application has. */
export const genericPrefix: Rule = {
  code: 'CAC003',
  slug: 'generic-prefix',
  area: 'cachingStrategy',
  severity: 'hint',
  title: 'Cache keys with a common prefix',
  *check(context) {
    for (const production of productionEnvironments(context)) {
      const { environment } = production;
      const { project } = environment;
      const written = writtenValue(environment, 'cache.default');
      const store = defaultCacheStore(project);
      if (written === undefined || store === undefined) continue;
      if (store.driver !== 'redis' && store.driver !== 'memcached') continue;
      const value = storePrefix(project, store.name);
      if (value === undefined || !genericStore.has(asString(value) ?? '')) continue;
      const client = store.driver === 'redis' ? clientPrefix(project, store.name) : '';
      if (client === undefined || !genericClient.has(client)) continue;
      const location = place(environment, value) ?? written.location;
      const keys = `${client}${asString(value) ?? ''}`;
      const start = keys === '' ? 'no prefix' : `\`${keys}\`, as in any new Laravel application`;
      const where = store.driver === 'redis' ? 'Redis database' : 'Memcached server';
      yield {
        rule: 'CAC003',
        severity: 'hint',
        message: `Cache keys start with ${start}: a second one on the same ${where} would read and overwrite them.`,
        location,
        related: [...readHere(context, written), ...saysProduction(production, location)],
        fixes: [],
      };
    }
  },
};

/** The prefix of the store, or of all stores (CacheManager::getPrefix). */
function storePrefix({ config }: LaravelProject, store: string): KnownValue | undefined {
  const own = config.get(`cache.stores.${store}.prefix`);
  if (own.kind === 'known' && own.value !== null) return own;
  if (own.kind !== 'absent' && own.kind !== 'known') return undefined;
  const shared = config.get('cache.prefix');
  return shared.kind === 'known' && isWritten(shared) ? shared : undefined;
}

/** A literal, or made of a variable that the file sets, as the application's name is. Defaults alone say nothing. */
function isWritten({ origins }: KnownValue): boolean {
  return origins.some(({ source }) => source === 'env') || origins.every(({ source }) => source === 'config');
}

/** What the client puts before the store's prefix; undefined when it is not certain, or the server is a cluster. */
function clientPrefix(project: LaravelProject, store: string): string | undefined {
  const connection = storeConnections(project, store)?.data;
  const placement = connection === undefined ? undefined : redisPlacement(project, connection);
  return placement?.prefix;
}

function place(environment: EvaluatedEnvironment, value: KnownValue): Location | undefined {
  const origin = originInFile(value, environment.envFile) ?? literalOrigin(value);
  return (origin === undefined ? undefined : locationOf(origin)) ?? configLocation(value);
}
