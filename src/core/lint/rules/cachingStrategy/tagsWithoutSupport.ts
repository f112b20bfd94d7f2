import { defaultCacheStore } from '../../cacheStores';
import { productionEnvironments, saysProduction } from '../../production';
import type { Rule } from '../../rule';
import { writtenValue } from '../../written';
import { cacheCalls } from './cacheCalls';

/** Stores that are no Illuminate\Cache\TaggableStore, in all versions that have them. */
const withoutTags = new Set(['file', 'database', 'dynamodb', 'octane', 'storage', 'session']);

/** CAC008: the code uses cache tags, and production's store has none. */
export const tagsWithoutSupport: Rule = {
  code: 'CAC008',
  slug: 'tags-without-support',
  area: 'cachingStrategy',
  severity: 'error',
  title: 'Cache tags on a store without tags',
  collectors: [cacheCalls],
  *check(context) {
    const calls = context.code
      .facts(cacheCalls)
      .filter(({ method, store, certain, asksForTags }) => method === 'tags' && certain && !asksForTags && !store);
    for (const production of productionEnvironments(context)) {
      const { environment } = production;
      const written = writtenValue(environment, 'cache.default');
      const store = defaultCacheStore(environment.project);
      if (written === undefined || store === undefined || !withoutTags.has(store.driver)) continue;
      for (const { location } of calls) {
        yield {
          rule: 'CAC008',
          severity: 'error',
          message: `The cache store of production, \`${store.name}\` (driver \`${store.driver}\`), has no tags: this call throws "This cache store does not support tagging".`,
          location,
          related: [
            { location: written.location, message: `The cache store is \`${store.name}\` here.` },
            ...saysProduction(production, location),
          ],
          fixes: [],
        };
      }
    }
  },
};
