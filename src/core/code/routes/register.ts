import { type GroupAttributes, attributesOf, mergeAttributes, noAttributes, slashed } from './attributes';
import { loadFile } from './loadFile';
import type { PendingRoute, Placed } from './registered';
import { newResource } from './resourceOptions';
import { actionOf } from './routeAction';
import type { Arguments } from './arguments';
import { runClosure } from './runClosure';
import { type Run, insideGroup, shownFile, spend } from './run';
import { type Frame, type RunValue, textParts, unknownValue } from './values';

interface Verb {
  readonly methods: readonly string[] | undefined;
  readonly uri: RunValue | undefined;
  readonly action: RunValue | undefined;
  /** What waits for the route: `Route::middleware('auth')->get(…)`. */
  readonly attributes: GroupAttributes;
  readonly place: Placed;
  readonly builtIn: boolean;
}

/** `Route::group(…)`, and `group(…)` on waiting attributes. */
export function registerGroup(
  given: GroupAttributes | RunValue | undefined,
  routes: RunValue | undefined,
  frame: Frame,
  run: Run,
): void {
  const inner = given !== undefined && 'middleware' in given ? given : attributesOf(given, 'group');
  const group = run.group === undefined ? inner : mergeAttributes(inner, run.group);
  insideGroup(run, group, () => runRoutes(routes, frame, run));
}

function runRoutes(routes: RunValue | undefined, frame: Frame, run: Run): void {
  if (routes?.kind === 'closure') runClosure(routes, [{ kind: 'router' }], run);
  else if (routes?.kind === 'list') for (const { value } of routes.entries) runRoutes(value, frame, run);
  else if (routes?.kind === 'text') loadFile(routes, frame, run, false);
  else run.gaps.add(`${shownFile(run, frame.file)} has a group whose routes are not certain.`);
}

/** Illuminate\Routing\Router::createRoute(). */
export function registerVerb({ methods, uri, action, attributes, place, builtIn }: Verb, run: Run): RunValue {
  const group = run.group ?? noAttributes;
  const listed =
    action?.kind === 'list' && action.entries.some(({ key }) => typeof key === 'string') ? action : undefined;
  // An array of one's own replaces what waits: array_merge().
  const own =
    listed === undefined
      ? asRoute(attributes)
      : { ...asRoute(attributes), ...ownAttributes(attributesOf(listed, 'route')) };
  const address = slashed(group.prefix ?? [''], uri === undefined ? [undefined] : textParts(uri));
  const as = own.as === undefined ? group.as : [...(group.as ?? []), ...own.as];
  const route: PendingRoute = {
    methods,
    uri: own.prefix === undefined ? address : slashed(own.prefix, address),
    as,
    ...place,
    action: builtIn ? { kind: 'builtIn' } : actionOf(action, group, own.namespace, run),
    middleware: [...group.middleware, ...own.middleware],
    excluded: [...group.excluded, ...own.excluded],
    complete: group.complete && own.complete && methods !== undefined && (action?.kind !== 'unknown' || builtIn),
    conditional: run.conditional,
  };
  spend(run, costOf(route));
  run.routes.push(route);
  return { kind: 'registered', registered: { kind: 'route', route } };
}

/** Looking up what runs around a route takes more than following its code; what groups attach is copied to each route. */
function costOf({ middleware, excluded }: Pick<PendingRoute, 'middleware' | 'excluded'>): number {
  return 20 + middleware.length + excluded.length;
}

/** What was collected for this one route is the route's own. */
function asRoute(attributes: GroupAttributes): GroupAttributes {
  const own = (list: GroupAttributes['middleware']): GroupAttributes['middleware'] =>
    list.map((each) => ({ ...each, via: 'route' }));
  return { ...attributes, middleware: own(attributes.middleware), excluded: own(attributes.excluded) };
}

function ownAttributes(given: GroupAttributes): Partial<GroupAttributes> {
  const { middleware, excluded, ...rest } = given;
  return { ...rest, ...(middleware.length > 0 ? { middleware } : {}), ...(excluded.length > 0 ? { excluded } : {}) };
}

interface Resources {
  readonly method: string;
  readonly args: Arguments;
  readonly attributes: GroupAttributes;
  readonly place: Placed;
}

/** `resource`, `apiResource`, `singleton` and their plurals. */
export function registerResources({ method, args, attributes, place }: Resources, run: Run): RunValue {
  const group = run.group ?? noAttributes;
  const add = (
    name: RunValue | undefined,
    controller: RunValue | undefined,
    options: RunValue | undefined,
  ): RunValue => {
    const resource = newResource(
      { method, name, controller, options, attributes: asRoute(attributes), group, place },
      run,
    );
    // Seven routes at most.
    spend(run, 7 * costOf({ middleware: [...group.middleware, ...attributes.middleware], excluded: [] }));
    run.resources.push(resource);
    return { kind: 'registered', registered: { kind: 'resource', resource } };
  };
  if (!method.endsWith('s')) return add(args.at(0, 'name'), args.at(1, 'controller'), args.at(2, 'options'));
  const list = args.at(0);
  if (list?.kind !== 'list' || !list.complete) {
    run.gaps.add(`${shownFile(run, place.location.file)} registers resources that are not certain.`);
    return unknownValue('resources');
  }
  for (const { key, value } of list.entries) {
    add({ kind: 'text', parts: [String(key)], location: place.location }, value, args.at(1, 'options'));
  }
  return unknownValue('resources');
}
