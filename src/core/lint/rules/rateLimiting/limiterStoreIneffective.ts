import { limiterDefinitions } from '../../../code/limiters/limiterDefinitions';
import { countsInRedis, throttleOf } from '../../../code/limiters/throttle';
import { routeTable } from '../../../code/routes/routeTable';
import type { Finding } from '../../../finding';
import { asString } from '../../../laravel/value';
import { type CacheStore, cacheStore, defaultCacheStore } from '../../cacheStores';
import { type ProductionEnvironment, productionEnvironments, saysProduction } from '../../production';
import { rewritten } from '../../rewrite';
import type { Rule, RuleContext } from '../../rule';
import { readHere, type WrittenValue, writtenValue } from '../../written';

/** RLM005: the counters of rate limits are kept where they are lost, or where other servers do not see them. */
export const limiterStoreIneffective: Rule = {
  code: 'RLM005',
  slug: 'limiter-store-ineffective',
  area: 'rateLimiting',
  severity: 'warning',
  title: 'Rate limits counted in a store that forgets',
  *check(context) {
    if (!limitsAnything(context)) return;
    for (const production of productionEnvironments(context)) {
      const found = limiterStore(production);
      if (found === undefined) continue;
      const { store, written, path } = found;
      const problem = problemOf(context, store);
      if (problem === undefined) continue;
      yield {
        rule: 'RLM005',
        severity: 'warning',
        message: `Counters of rate limits live in \`${store.driver}\`: ${problem}.`,
        location: written.location,
        related: related(context, production, written),
        fixes: ['redis', 'memcached', 'database']
          .filter((name) => cacheStore(production.environment.project, name)?.driver === name)
          .map((name) => rewritten(written, path, name)),
      };
    }
  },
};

function problemOf({ project, declared }: RuleContext, { driver }: CacheStore): string | undefined {
  // A worker of Octane lives on between requests, and its `array` with it.
  if (driver === 'array' && project.packages.has('laravel/octane')) return undefined;
  if (driver === 'array' || driver === 'null') return 'limits never trigger';
  return driver === 'file' && declared.appServers === 2 ? 'each server counts on its own' : undefined;
}

/** Something in the application counts requests in the cache. */
function limitsAnything({ code }: RuleContext): boolean {
  if (limiterDefinitions(code).definitions.length > 0) return true;
  return routeTable(code).routes.some(({ middleware }) =>
    middleware.some((each) => throttleOf(each) !== undefined && !countsInRedis(each)),
  );
}

interface LimiterStore {
  readonly store: CacheStore;
  readonly written: WrittenValue;
  readonly path: 'cache.limiter' | 'cache.default';
}

/** `cache.limiter`, and `cache.default` where that is null or missing (Illuminate\Cache\CacheServiceProvider, from Laravel 8 on). */
function limiterStore({ environment }: ProductionEnvironment): LimiterStore | undefined {
  const { project } = environment;
  const own = project.config.get('cache.limiter');
  // No version of the framework's own config/cache.php has the key: what is not on this machine does not define it.
  const isMissing = own.kind === 'absent' || (own.kind === 'unknown' && own.reason === 'notInstalled');
  const isRead = (project.version.major ?? 0) >= 8;
  if (isRead && !isMissing && !(own.kind === 'known' && own.value === null)) {
    const name = asString(own);
    const store = name === undefined ? undefined : cacheStore(project, name);
    const written = writtenValue(environment, 'cache.limiter');
    return store === undefined || written === undefined ? undefined : { store, written, path: 'cache.limiter' };
  }
  const store = defaultCacheStore(project);
  const written = writtenValue(environment, 'cache.default');
  return store === undefined || written === undefined ? undefined : { store, written, path: 'cache.default' };
}

function related(context: RuleContext, production: ProductionEnvironment, written: WrittenValue): Finding['related'] {
  return [...readHere(context, written), ...saysProduction(production, written.location)];
}
