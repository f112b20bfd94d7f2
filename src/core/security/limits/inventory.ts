import type { Code } from '../../code/collector';
import { limitsRequests } from '../../code/limiters/throttle';
import type { AppliedMiddleware, Route } from '../../code/routes/route';
import { routeTable } from '../../code/routes/routeTable';
import { judgeRoute, routeProxy } from './judgeRoute';
import type { LimitedRoute, LimitInventory, RouteLimiter } from './limitedRoute';
import { routeLimiter } from './routeLimiter';
import type { LimitSurroundings } from './surroundings';

/** Every route that the application's own code registers, with what limits it. Routes of packages are not in it. */
export function limitInventory(code: Code, surroundings: LimitSurroundings): LimitInventory {
  const { routes, complete, gaps } = routeTable(code);
  const limit = limiting(code, surroundings);
  return {
    routes: numbered(routes.map((route) => limit(route, 'code'))),
    source: 'code',
    complete,
    gaps,
    environment: surroundings.environment,
  };
}

/** What artisan says of a route and the static table does not. */
export interface ExactParts {
  readonly domain?: string;
  /** Undefined for a route that no file of the application registers. */
  readonly placed: boolean;
}

/** A function that works out one route; what the same middleware means is worked out once. */
export function limiting(
  code: Code,
  surroundings: LimitSurroundings,
): (route: Route, source: LimitedRoute['source'], exact?: ExactParts) => LimitedRoute {
  const { store, judge, textOf, proxy } = surroundings;
  const { major } = code.project.version;
  // Routes of a group share places and texts: several hundred have a handful of limiters.
  const known = new Map<string, RouteLimiter>();
  const traits = traitsBy((middleware) => judge.asksWho(middleware));
  const limiterOf = (middleware: AppliedMiddleware): RouteLimiter => {
    const { written, className = '', location } = middleware;
    const key = `${written}\0${className}\0${location.file}\0${location.range.start}`;
    const found = known.get(key) ?? routeLimiter(middleware, code, textOf);
    known.set(key, found);
    return found;
  };
  return (route, source, exact) => {
    const limiters: RouteLimiter[] = [];
    const login: string[] = [];
    let csrf = false;
    for (const middleware of route.middleware) {
      const trait = traits(middleware);
      if (trait.limits) limiters.push(limiterOf(middleware));
      if (trait.asksWho) login.push(middleware.written);
      if (trait.csrf) csrf = true;
    }
    const judged = judgeRoute(route, limiters, surroundings, major);
    const { methods, uri, name, location, whole } = route;
    const placed = exact?.placed ?? true;
    return {
      id: `${methods.join('|')} ${uri ?? '?'}`,
      methods,
      action: actionWords(route.action),
      ...judged,
      store,
      proxy: routeProxy(judged.limiters, proxy),
      csrf,
      login,
      source,
      ...(placed ? { location } : {}),
      // A chain is there to be edited only where the route itself was read.
      ...(placed && source !== 'artisan' ? { whole } : {}),
      ...(uri === undefined ? {} : { uri }),
      ...(name === undefined ? {} : { name }),
      ...(exact?.domain === undefined ? {} : { domain: exact.domain }),
    };
  };
}

/** Two routes may have the same address, for other hosts or one in place of the other: their ids are told apart. */
export function numbered(routes: readonly LimitedRoute[]): readonly LimitedRoute[] {
  const seen = new Map<string, number>();
  return routes.map((route) => {
    const count = (seen.get(route.id) ?? 0) + 1;
    seen.set(route.id, count);
    return count === 1 ? route : { ...route, id: `${route.id} #${count}` };
  });
}

/** The class has three names: up to Laravel 10, 11 and 12, 13. */
const csrfClasses = /(?:^|\\)(?:VerifyCsrfToken|ValidateCsrfToken|PreventRequestForgery)$/i;

/** What a middleware's name says, looked at once for each name. */
interface Traits {
  readonly limits: boolean;
  readonly asksWho: boolean;
  /** It wants a token of the session. */
  readonly csrf: boolean;
}

function traitsBy(asksWho: (middleware: AppliedMiddleware) => boolean): (middleware: AppliedMiddleware) => Traits {
  const known = new Map<string, Map<string | undefined, Traits>>();
  return (middleware) => {
    const { written, name, className } = middleware;
    let same = known.get(written);
    if (same === undefined) known.set(written, (same = new Map()));
    let found = same.get(className);
    if (found === undefined) {
      const csrf = csrfClasses.test(className ?? name);
      same.set(className, (found = { limits: limitsRequests(middleware), asksWho: asksWho(middleware), csrf }));
    }
    return found;
  };
}

function actionWords(action: Route['action']): string {
  if (action.kind === 'controller')
    return action.method === '__invoke' ? action.className : `${action.className}@${action.method}`;
  return { closure: 'a closure', builtIn: 'the framework', unknown: 'not certain' }[action.kind];
}
