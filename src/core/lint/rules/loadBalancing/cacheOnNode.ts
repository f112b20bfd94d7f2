import { cacheStore, defaultCacheStore, nodeDrivers } from '../../cacheStores';
import { productionEnvironments, saysProduction } from '../../production';
import { rewritten } from '../../rewrite';
import type { Rule } from '../../rule';
import { appServers, saysServers } from '../../topology';
import { readHere, writtenValue } from '../../written';

/** LBS004: several servers, and a default cache store that each has for itself. */
export const cacheOnNode: Rule = {
  code: 'LBS004',
  slug: 'cache-on-node',
  area: 'loadBalancing',
  severity: 'warning',
  title: 'A cache for each server',
  supersedes: ['RLM005'],
  *check(context) {
    if (appServers(context) !== 2) return;
    for (const production of productionEnvironments(context)) {
      const { project } = production.environment;
      const written = writtenValue(production.environment, 'cache.default');
      const store = defaultCacheStore(project);
      const place = nodeDrivers.get(store?.driver ?? '');
      if (written === undefined || store === undefined || place === undefined) continue;
      yield {
        rule: 'LBS004',
        severity: 'warning',
        message: `The cache lies ${place} (\`${store.driver}\`): locks, limits and clears do not reach the other servers.`,
        location: written.location,
        related: [
          ...readHere(context, written),
          ...saysServers(context, written.location),
          ...saysProduction(production, written.location),
        ],
        fixes: ['redis', 'database']
          .filter((name) => cacheStore(project, name)?.driver === name)
          .map((name) => rewritten(written, 'cache.default', name)),
      };
    }
  },
};
