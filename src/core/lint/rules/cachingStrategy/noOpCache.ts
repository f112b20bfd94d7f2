import { cacheStore, defaultCacheStore } from '../../cacheStores';
import { productionEnvironments, saysProduction } from '../../production';
import { rewritten } from '../../rewrite';
import type { Rule } from '../../rule';
import { readHere, writtenValue } from '../../written';

/** CAC001: the default cache store of production keeps nothing. */
export const noOpCache: Rule = {
  code: 'CAC001',
  slug: 'no-op-cache',
  area: 'cachingStrategy',
  severity: 'warning',
  title: 'Cache that keeps nothing',
  supersedes: ['LBS004', 'RLM005'],
  *check(context) {
    for (const production of productionEnvironments(context)) {
      const { project } = production.environment;
      const written = writtenValue(production.environment, 'cache.default');
      const store = defaultCacheStore(project);
      if (written === undefined || store === undefined) continue;
      if (store.driver !== 'array' && store.driver !== 'null') continue;
      const limiter = project.config.get('cache.limiter');
      // No version of the framework brings this key: it is the application's own or nobody's.
      const unsure = limiter.kind === 'unknown' && limiter.reason !== 'notInstalled';
      const ownLimiter = unsure || (limiter.kind === 'known' && limiter.value !== null);
      const lost = ownLimiter ? 'locks also vanish' : 'rate limits and locks also vanish';
      yield {
        rule: 'CAC001',
        severity: 'warning',
        message: `Nothing is cached in production (\`${store.driver}\`); ${lost} with each request.`,
        location: written.location,
        related: [...readHere(context, written), ...saysProduction(production, written.location)],
        fixes: ['redis', 'database', 'file']
          .filter((name) => cacheStore(project, name)?.driver === name)
          .map((name) => rewritten(written, 'cache.default', name)),
      };
    }
  },
};
