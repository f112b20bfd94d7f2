import type { Location } from '../../../finding';
import { addItem, writtenArray } from '../../arrayAt';
import { defaultCacheStore } from '../../cacheStores';
import { productionEnvironments, saysProduction } from '../../production';
import { redisPlacement, sameDatabase, storeConnections } from '../../redisPlacement';
import { rewritten } from '../../rewrite';
import type { Rule, RuleContext } from '../../rule';
import { configLocation, writtenValue } from '../../written';
import { cacheCalls } from './cacheCalls';

/** CAC007: locks lie in the redis database that clearing the cache empties. */
export const locksShareCache: Rule = {
  code: 'CAC007',
  slug: 'locks-share-cache',
  area: 'cachingStrategy',
  severity: 'hint',
  title: 'Clearing the cache drops locks',
  offByDefault: 'unproven',
  collectors: [cacheCalls],
  *check(context) {
    const lock = firstLock(context);
    // Locks have had a connection of their own since Laravel 8.20.
    if (lock === undefined || !atLeast820(context)) return;
    for (const production of productionEnvironments(context)) {
      const { environment } = production;
      const { project } = environment;
      const written = writtenValue(environment, 'cache.default');
      const store = defaultCacheStore(project);
      const connections = store?.driver === 'redis' ? storeConnections(project, store.name) : undefined;
      if (written === undefined || store === undefined || connections === undefined) continue;
      const data = redisPlacement(project, connections.data);
      const locks = redisPlacement(project, connections.locks);
      if (data === undefined || locks === undefined || !sameDatabase(data, locks)) continue;
      const path = `cache.stores.${store.name}.lock_connection`;
      const own = writtenValue(environment, path);
      const location =
        own?.location ??
        configLocation(project.config.get(path)) ??
        writtenValue(environment, `cache.stores.${store.name}.connection`)?.location ??
        written.location;
      const other = redisPlacement(project, 'default');
      const separate = other?.server !== undefined && !sameDatabase(data, other);
      const array =
        own === undefined ? writtenArray(context, project.config.get(`cache.stores.${store.name}`)) : undefined;
      const isMissing = project.config.get(path).kind === 'absent';
      yield {
        rule: 'CAC007',
        severity: 'hint',
        message: `Locks lie in the Redis database of the cache (\`${connections.locks}\`): clearing the cache drops locks that are in use.`,
        location,
        related: [{ location: lock, message: 'A lock is used here.' }, ...saysProduction(production, location)],
        fixes: !separate
          ? []
          : own !== undefined
            ? [rewritten(own, path, 'default')]
            : array !== undefined && isMissing
              ? [addItem(array, "'lock_connection' => 'default'", false)]
              : [],
      };
    }
  },
};

/** The first lock in the default store. */
function firstLock({ code }: RuleContext): Location | undefined {
  const locking = code
    .facts(cacheCalls)
    .find(({ method, store, certain }) => /lock|funnel|overlapping/i.test(method) && certain && store === undefined);
  return locking?.location;
}

function atLeast820({ project }: RuleContext): boolean {
  const [major = 0, minor = 0] = (project.version.full ?? '').split('.').map(Number);
  return project.version.full === undefined
    ? (project.version.major ?? 0) > 8
    : major > 8 || (major === 8 && minor >= 20);
}
