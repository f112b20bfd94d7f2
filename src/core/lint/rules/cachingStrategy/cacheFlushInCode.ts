import { relativePath } from '../../../base/path';
import { cacheStore, defaultCacheStore } from '../../cacheStores';
import { productionEnvironments } from '../../production';
import type { Rule, RuleContext } from '../../rule';
import { type CacheCall, cacheCalls } from './cacheCalls';

/** CAC005: the application empties a whole cache store while it runs. */
export const cacheFlushInCode: Rule = {
  code: 'CAC005',
  slug: 'cache-flush-in-code',
  area: 'cachingStrategy',
  severity: 'information',
  title: 'Code that empties the whole cache',
  offByDefault: 'unproven',
  collectors: [cacheCalls],
  *check(context) {
    for (const call of context.code.facts(cacheCalls)) {
      if (call.method !== 'flush' || call.tagged || isMeantTo(context, call)) continue;
      const redis = driverOf(context, call) === 'redis';
      const how = redis ? 'with FLUSHDB: all that is in its Redis database, whoever wrote it' : 'for everybody at once';
      yield {
        rule: 'CAC005',
        severity: 'information',
        message: `Empties the ${call.store === undefined ? 'whole cache' : `whole cache store \`${call.store}\``} ${how}.`,
        location: call.location,
        related: [],
        fixes: [],
      };
    }
  },
};

/** A command or job that says in its name that it clears something. */
function isMeantTo({ root }: RuleContext, { location }: CacheCall): boolean {
  return /clear|flush|reset|purge/i.test(relativePath(root, location.file));
}

/** The driver in production, when that is known; every production environment has to agree. */
function driverOf(context: RuleContext, { store, certain }: CacheCall): string | undefined {
  const drivers = productionEnvironments(context).map(({ environment: { project } }) => {
    if (!certain) return undefined;
    return (store === undefined ? defaultCacheStore(project) : cacheStore(project, store))?.driver;
  });
  return drivers.every((driver) => driver === drivers[0]) ? drivers[0] : undefined;
}
