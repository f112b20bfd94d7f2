import type { Route } from '../../../code/routes/route';
import { routeTable } from '../../../code/routes/routeTable';
import { asString } from '../../../laravel/value';
import { productionEnvironments, saysProduction } from '../../production';
import { redisPlacement } from '../../redisPlacement';
import { rewritten } from '../../rewrite';
import type { Rule } from '../../rule';
import { appServers, saysServers } from '../../topology';
import { readHere, writtenValue } from '../../written';

const places: ReadonlyMap<string, string> = new Map([
  ['file', 'Sessions are files on one server'],
  ['array', 'Sessions live in the memory of one request'],
  ['apc', 'Sessions live in the memory of one server'],
]);

/** LBS003: several servers, and sessions that only one of them sees. */
export const sessionOnNode: Rule = {
  code: 'LBS003',
  slug: 'session-on-node',
  area: 'loadBalancing',
  severity: 'warning',
  title: 'Sessions on one server of several',
  *check(context) {
    if (appServers(context) !== 2 || !routeTable(context.code).routes.some(usesSession)) return;
    for (const production of productionEnvironments(context)) {
      const written = writtenValue(production.environment, 'session.driver');
      const place = written === undefined ? undefined : places.get(asString(written.value) ?? '');
      if (written === undefined || place === undefined) continue;
      const { project } = production.environment;
      const redis = redisPlacement(project, 'default') === undefined ? [] : ['redis'];
      yield {
        rule: 'LBS003',
        severity: 'warning',
        message: `${place}; users are logged out when the balancer sends them to another one.`,
        location: written.location,
        related: [
          ...readHere(context, written),
          ...saysServers(context, written.location),
          ...saysProduction(production, written.location),
        ],
        fixes: [...redis, 'database'].map((driver) => rewritten(written, 'session.driver', driver)),
      };
    }
  },
};

/** A page that keeps something about its visitor. The welcome page of a new application keeps nothing. */
function usesSession({ uri, group, middleware, action }: Route): boolean {
  if (uri === undefined || uri === '' || uri === '/' || uri === 'up' || action.kind === 'builtIn') return false;
  return (
    group === 'web' || middleware.some(({ className }) => className === 'Illuminate\\Session\\Middleware\\StartSession')
  );
}
