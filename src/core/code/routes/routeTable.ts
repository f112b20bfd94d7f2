import { once } from '../../base/memo';
import { classIndex } from '../classes';
import type { Code } from '../collector';
import { middlewareStacks } from '../middleware/middlewareStacks';
import { type Lookup, applyMiddleware, globalMiddleware } from './applyMiddleware';
import { type ControllerMiddleware, controllerMiddleware } from './controllerMiddleware';
import { createRun } from './createRun';
import { runEntryPoints } from './entryPoints';
import type { PendingRoute } from './registered';
import { resourceRoutes } from './resources';
import type { Route, RouteTable } from './route';
import type { Run } from './run';
import { controllerScripts, routeScripts } from './scripts';
import { joinedText } from './values';

const nothing: ControllerMiddleware = { middleware: [], excluded: [], complete: true };

/** Every route that the application's own code registers, as far as reading it can tell. Routes of packages are not in it. */
export const routeTable = once((code: Code): RouteTable => {
  const run = createRun(code);
  runEntryPoints(code, run);
  const lookup: Lookup = { stacks: middlewareStacks(code), index: classIndex(code), major: code.project.version.major };
  if (!code.complete(routeScripts)) run.gaps.add('A file that may register routes could not be read.');
  const readable = code.complete(controllerScripts);
  const routes = [...run.routes, ...run.resources.flatMap((each) => resourceRoutes(each, run))].map((each) =>
    routeOf(each, lookup, run, readable),
  );
  const order = (route: Route): string =>
    `${route.location.file}\0${String(route.location.range.start).padStart(9, '0')}`;
  return {
    routes: routes.sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0)),
    removals: run.removals,
    complete: run.gaps.size === 0,
    gaps: [...run.gaps],
  };
});

function routeOf(pending: PendingRoute, lookup: Lookup, run: Run, readable: boolean): Route {
  const { action } = pending;
  const controller =
    action.kind === 'controller'
      ? controllerMiddleware(action.className, action.method, lookup.index, run, lookup.major)
      : nothing;
  const own = applyMiddleware(
    [...pending.middleware, ...controller.middleware],
    [...pending.excluded, ...controller.excluded],
    lookup,
  );
  const global = globalMiddleware(lookup, pending.location);
  const [uri, name] = [joinedText(pending.uri), pending.as === undefined ? undefined : joinedText(pending.as)];
  const stackKnown =
    pending.complete &&
    controller.complete &&
    own.complete &&
    global.complete &&
    lookup.stacks.complete &&
    action.kind !== 'unknown' &&
    (readable || action.kind !== 'controller');
  return {
    methods: pending.methods ?? [],
    location: pending.location,
    whole: pending.whole,
    action,
    middleware: [...global.middleware, ...own.middleware],
    complete: stackKnown && !pending.conditional,
    ...(uri === undefined ? endOf(pending.uri) : { uri: uri === '' ? '/' : uri }),
    ...(name === undefined ? {} : { name }),
    ...(own.group === undefined ? {} : { group: own.group }),
    ...(pending.conditional ? { conditional: true as const } : {}),
  };
}

/** The whole segments behind the last part that is not certain. */
function endOf(parts: PendingRoute['uri']): Pick<Route, 'uriEnd'> {
  const tail = parts.slice(parts.lastIndexOf(undefined) + 1).join('');
  const slash = tail.indexOf('/');
  return slash === -1 || slash === tail.length - 1 ? {} : { uriEnd: tail.slice(slash + 1) };
}
