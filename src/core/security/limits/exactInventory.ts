import { joinPath } from '../../base/path';
import { classIndex } from '../../code/classes';
import type { Code } from '../../code/collector';
import type { MiddlewareStacks } from '../../code/middleware/middleware';
import { middlewareStacks } from '../../code/middleware/middlewareStacks';
import type { AppliedMiddleware, Route, RouteAction } from '../../code/routes/route';
import { routeTable } from '../../code/routes/routeTable';
import type { Location } from '../../finding';
import type { ArtisanRoute } from './artisanRoutes';
import { limiting, numbered } from './inventory';
import type { LimitedRoute, LimitInventory } from './limitedRoute';
import type { LimitSurroundings } from './surroundings';

/**
 * The inventory as the application itself lists its routes: which there are and their middleware from artisan, places and
 * what named limiters allow from the code. Each row says where it came from; what the code registers and artisan does
 * not list stays, as unknown.
 *
 * @param leftOut rows of artisan's list that were not understood
 */
export function exactInventory(
  code: Code,
  listed: { readonly routes: readonly ArtisanRoute[]; readonly leftOut: number },
  surroundings: LimitSurroundings,
): LimitInventory {
  const table = routeTable(code);
  const limit = limiting(code, surroundings);
  const reading = readingOf(code, table.routes);
  const unmatched = new Set(table.routes);
  const rows = listed.routes.map((row): LimitedRoute => {
    const written = reading.byAddress.get(addressOf(row.methods, row.uri))?.find((each) => unmatched.has(each));
    if (written !== undefined) unmatched.delete(written);
    const placed = written?.location ?? placeOf(row, code, surroundings);
    const route = routeOf(row, written, placed ?? nowhere, reading);
    return limit(route, written === undefined ? 'artisan' : 'both', {
      placed: placed !== undefined,
      ...(row.domain === undefined ? {} : { domain: row.domain }),
    });
  });
  const left = [...unmatched].map((route): LimitedRoute => {
    const why =
      'The code registers it, but artisan does not list it: a condition, another route at its address, or a cache of routes.';
    return { ...limit(route, 'code'), group: 'unknown', why };
  });
  const gaps = listed.leftOut === 0 ? [] : [`${listed.leftOut} rows of artisan's list were not understood.`];
  return {
    routes: numbered([...rows, ...left]),
    source: 'artisan',
    complete: listed.leftOut === 0,
    gaps,
    environment: surroundings.environment,
  };
}

const nowhere: Location = { file: '', range: { start: 0, end: 0 } };

interface Reading {
  readonly stacks: MiddlewareStacks;
  readonly byAddress: ReadonlyMap<string, readonly Route[]>;
  /** Middleware of every request, which artisan does not list. */
  readonly global: readonly AppliedMiddleware[];
}

function readingOf(code: Code, routes: readonly Route[]): Reading {
  const byAddress = new Map<string, Route[]>();
  for (const route of routes) {
    if (route.uri === undefined) continue;
    const address = addressOf(route.methods, route.uri);
    const same = byAddress.get(address);
    if (same === undefined) byAddress.set(address, [route]);
    else same.push(route);
  }
  const global = routes[0]?.middleware.filter(({ via }) => via === 'global') ?? [];
  return { stacks: middlewareStacks(code), byAddress, global };
}

/** Laravel 8 lists `{post}` for `{post:slug}`, later versions the whole. */
function addressOf(methods: readonly string[], uri: string): string {
  return `${[...methods].sort().join('|')} ${uri.replace(/\{(\w+):\w+(\??)\}/g, '{$1$2}').replace(/^\/(?=.)/, '')}`;
}

function routeOf(row: ArtisanRoute, written: Route | undefined, location: Location, reading: Reading): Route {
  const { stacks, global } = reading;
  const resolved = row.middleware.flatMap((each) => applied(each, stacks, location, []));
  // A name that is neither a class, an alias nor a group cannot be looked into.
  const complete = resolved.every(({ className }) => className !== undefined) && stacks.global.complete;
  const group = written?.group ?? row.middleware.find((each) => stacks.groups.has(each));
  return {
    methods: row.methods,
    uri: row.uri,
    location,
    whole: written?.whole ?? location,
    action: actionOf(row, written),
    middleware: [...global, ...resolved.map((each) => placedAs(each, written))],
    complete,
    ...(row.name === undefined ? {} : { name: row.name }),
    ...(group === undefined ? {} : { group }),
  };
}

function actionOf({ action }: ArtisanRoute, written: Route | undefined): RouteAction {
  if (written !== undefined && written.action.kind !== 'unknown') return written.action;
  if (action === 'Closure') return { kind: 'closure' };
  if (/^Illuminate\\Routing\\(?:View|Redirect)Controller/.test(action)) return { kind: 'builtIn' };
  const [className = '', method = '__invoke'] = action.split('@');
  return { kind: 'controller', className, method };
}

/** Where the code attaches the same middleware, so that people can go there. */
function placedAs(middleware: AppliedMiddleware, written: Route | undefined): AppliedMiddleware {
  const same = written?.middleware.find(
    (each) =>
      (each.className ?? each.name) === (middleware.className ?? middleware.name) &&
      each.parameters.join() === middleware.parameters.join(),
  );
  return same ?? middleware;
}

/** Up to Laravel 8, and later without -vv, artisan lists the names of groups: they are taken apart here. */
function applied(
  written: string,
  stacks: MiddlewareStacks,
  location: Location,
  around: readonly string[],
): readonly AppliedMiddleware[] {
  const group = stacks.groups.get(written);
  if (group !== undefined && !around.includes(written)) {
    const inner = group.entries.flatMap((entry) =>
      applied(entry.written, stacks, entry.location ?? location, [...around, written]),
    );
    return group.complete
      ? inner
      : [...inner, { written, name: written, parameters: [], location, via: 'middlewareGroup' }];
  }
  const colon = written.indexOf(':');
  const name = colon === -1 ? written : written.slice(0, colon);
  const className = stacks.aliases.get(name) ?? (name.includes('\\') ? name : undefined);
  return [
    {
      written,
      name,
      parameters: colon === -1 || colon === written.length - 1 ? [] : written.slice(colon + 1).split(','),
      location,
      via: 'route',
      ...(className === undefined ? {} : { className }),
    },
  ];
}

/** The closure's line, or the class that answers, where they are the application's own. */
function placeOf({ path, action }: ArtisanRoute, code: Code, { textOf }: LimitSurroundings): Location | undefined {
  const line = /^(.+):(\d{1,7})$/.exec(path ?? '');
  if (line?.[1] !== undefined) {
    const file = joinPath(code.project.root, line[1]);
    const range = lineRange(textOf(file), Number(line[2]));
    if (range !== undefined && file.startsWith(`${code.project.root}/`)) return { file, range };
  }
  const found = classIndex(code).get(action.split('@')[0] ?? '');
  return found === undefined ? undefined : { file: found.file, range: found.range };
}

function lineRange(text: string | undefined, line: number): Location['range'] | undefined {
  if (text === undefined) return undefined;
  let start = 0;
  for (let at = 1; at < line; at++) {
    const next = text.indexOf('\n', start);
    if (next === -1) return undefined;
    start = next + 1;
  }
  const end = text.indexOf('\n', start);
  return { start, end: end === -1 ? text.length : end };
}
