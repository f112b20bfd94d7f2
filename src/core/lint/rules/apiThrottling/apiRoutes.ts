import { limitsRequests, saysLimit } from '../../../code/limiters/throttle';
import type { Route } from '../../../code/routes/route';
import { routeTable } from '../../../code/routes/routeTable';
import type { RuleContext } from '../../rule';
import { handlerMethod } from '../rateLimiting/handler';

/** The routes in the middleware group `api`, without the one that a new application brings. */
export function apiRoutes({ code }: RuleContext): readonly Route[] {
  return routeTable(code).routes.filter(({ group, uri, action }) => {
    const isStub = action.kind === 'closure' && (uri === 'api/user' || uri === 'user');
    return group === 'api' && !isStub;
  });
}

/** True when something limits the route: its middleware, or its own method. */
export function isLimited(context: RuleContext, route: Route): boolean {
  if (route.middleware.some(limitsRequests)) return true;
  const method = handlerMethod(context, route.action);
  return method !== undefined && saysLimit(method);
}
