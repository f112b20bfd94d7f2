import { schedule } from '../../../code/schedule/schedule';
import { cacheStore, nodeDrivers } from '../../cacheStores';
import { productionEnvironments, saysProduction } from '../../production';
import { rewritten } from '../../rewrite';
import type { Rule } from '../../rule';
import { appServers, oneServerCall, scheduleServers } from '../../topology';
import { writtenValue } from '../../written';
import { scheduleStore, scheduleStoreInCode } from './scheduleStore';

/** LBS007: onOneServer() locks in a cache that the other servers do not see. */
export const oneServerLockNotShared: Rule = {
  code: 'LBS007',
  slug: 'one-server-lock-not-shared',
  area: 'loadBalancing',
  severity: 'warning',
  title: 'onOneServer() without a shared cache',
  collectors: [scheduleStoreInCode],
  *check(context) {
    const { code } = context;
    if (scheduleServers(context).servers !== 2) return;
    // Who wrote onOneServer() may host the product for others: that this installation has several servers is not known.
    const severity = appServers(context) === 2 ? 'warning' : 'hint';
    if (!code.complete(scheduleStoreInCode) || code.facts(scheduleStoreInCode).length > 0) return;
    const locking = schedule(code).tasks.flatMap(({ calls }) => oneServerCall(calls) ?? []);
    const [first] = locking;
    if (first === undefined) return;
    for (const production of productionEnvironments(context)) {
      const { project } = production.environment;
      const store = scheduleStore(project);
      const written = writtenValue(production.environment, 'cache.default');
      const isNode = store !== undefined && (nodeDrivers.has(store.driver) || store.driver === 'null');
      if (written === undefined || store === undefined || !isNode) continue;
      const more = locking.length === 1 ? '' : ` The same goes for ${locking.length - 1} more below it.`;
      yield {
        rule: 'LBS007',
        severity,
        message: `The lock lies in the \`${store.driver}\` cache, which other servers cannot see: with several servers the task runs on each.${more}`,
        location: first,
        related: [
          { location: written.location, message: `The cache store is \`${store.name}\` here.` },
          ...saysProduction(production, first),
        ],
        fixes: ['redis', 'database']
          .filter((name) => cacheStore(project, name)?.driver === name)
          .map((name) => rewritten(written, 'cache.default', name)),
      };
    }
  },
};
