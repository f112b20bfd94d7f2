import type { ClassIndex } from '../classes';
import { frameworkParents, middlewarePriority } from '../middleware/frameworkMiddleware';
import type { MiddlewareStacks } from '../middleware/middleware';
import type { AttachedMiddleware } from './attributes';
import type { AppliedMiddleware } from './route';

/** What middleware is looked up in. */
export interface Lookup {
  readonly stacks: MiddlewareStacks;
  readonly index: ClassIndex;
  readonly major: number | undefined;
}

/** A list of middleware as it runs, and whether that is all of it. */
export interface AppliedList {
  readonly middleware: readonly AppliedMiddleware[];
  readonly complete: boolean;
  /** The first of them that is a group. */
  readonly group?: string;
}

/** Illuminate\Routing\Router::gatherRouteMiddleware(): groups and aliases looked up, exclusions left out, sorted. */
export function applyMiddleware(
  attached: readonly AttachedMiddleware[],
  excluded: readonly AttachedMiddleware[],
  lookup: Lookup,
): AppliedList {
  let complete = true;
  const resolve = (each: AttachedMiddleware): readonly AppliedMiddleware[] => {
    const resolved = resolveOne(each, lookup);
    if (!resolved.complete) complete = false;
    return resolved.middleware;
  };
  const found = attached.flatMap(resolve);
  const without = new Set(excluded.flatMap(resolve).map(identity));
  const left = found.filter((each) => {
    if (without.has(identity(each))) return false;
    // A class is excluded by one that it extends; not when it has parameters.
    return (
      each.parameters.length > 0 ||
      !parentsOf(each.className ?? each.name, lookup).some((parent) => without.has(parent))
    );
  });
  const group = attached.map(({ parts }) => parts.join('')).find((name) => lookup.stacks.groups.has(name));
  return { middleware: sorted(unique(left), lookup), complete, ...(group === undefined ? {} : { group }) };
}

/** Middleware that runs for every request. */
export function globalMiddleware(lookup: Lookup, location: AppliedMiddleware['location']): AppliedList {
  const { global, file } = lookup.stacks;
  const place = file === undefined ? location : { file, range: { start: 0, end: 0 } };
  const middleware = global.entries.map((entry) => applied(entry.written, entry.location ?? place, 'global', lookup));
  return { middleware, complete: global.complete };
}

function resolveOne({ parts, location, via }: AttachedMiddleware, lookup: Lookup): AppliedList {
  const cut = parts.indexOf(undefined);
  if (cut !== -1) {
    const name = parts.slice(0, cut).join('').replace(/:.*$/, '');
    return { middleware: [applied(name, location, via, lookup)], complete: false };
  }
  const written = parts.join('').replace(/^\\/, '');
  const group = lookup.stacks.groups.get(written);
  if (group !== undefined) return expanded(written, location, lookup, []);
  const one = applied(written, location, via, lookup);
  return { middleware: [one], complete: one.className !== undefined };
}

/** A group's middleware, groups in it taken apart. */
function expanded(
  name: string,
  location: AttachedMiddleware['location'],
  lookup: Lookup,
  around: readonly string[],
): AppliedList {
  const group = lookup.stacks.groups.get(name);
  if (group === undefined || around.includes(name)) return { middleware: [], complete: false };
  let { complete } = group;
  const middleware = group.entries.flatMap((entry): readonly AppliedMiddleware[] => {
    if (lookup.stacks.groups.has(entry.written)) {
      const inner = expanded(entry.written, entry.location ?? location, lookup, [...around, name]);
      if (!inner.complete) complete = false;
      return inner.middleware;
    }
    const one = applied(entry.written, entry.location ?? location, 'middlewareGroup', lookup);
    if (one.className === undefined) complete = false;
    return [one];
  });
  return { middleware, complete };
}

function applied(
  written: string,
  location: AppliedMiddleware['location'],
  via: AppliedMiddleware['via'],
  { stacks, index }: Lookup,
): AppliedMiddleware {
  const colon = written.indexOf(':');
  const name = colon === -1 ? written : written.slice(0, colon);
  const className =
    stacks.aliases.get(name) ?? (name.includes('\\') || index.get(name) !== undefined ? name : undefined);
  const parameters = colon === -1 || colon === written.length - 1 ? [] : written.slice(colon + 1).split(',');
  return { written, name, parameters, location, via, ...(className === undefined ? {} : { className }) };
}

/** Two with the same class and parameters are one. */
function identity({ className, name, parameters }: AppliedMiddleware): string {
  return [className ?? name, ...(parameters.length > 0 ? [parameters.join(',')] : [])].join(':');
}

function unique(list: readonly AppliedMiddleware[]): readonly AppliedMiddleware[] {
  const seen = new Set<string>();
  return list.filter((each) => !seen.has(identity(each)) && seen.add(identity(each)));
}

/** The class, what it extends and implements. */
function parentsOf(className: string, { index }: Lookup): readonly string[] {
  const found: string[] = [];
  for (const name of index.ancestors(className)) {
    found.push(name, ...(index.get(name)?.implements ?? []), ...(frameworkParents.get(name) ?? []));
  }
  return found;
}

/** No route has as many, and one move a turn takes the cube of them. */
const mostSorted = 40;

/** Illuminate\Routing\SortedMiddleware: what has a priority moves in front of what has a lower one. */
function sorted(list: readonly AppliedMiddleware[], lookup: Lookup): readonly AppliedMiddleware[] {
  const priority = lookup.stacks.priority ?? middlewarePriority(lookup.major);
  const positionOf = (each: AppliedMiddleware): number => {
    for (const name of parentsOf(each.className ?? each.name, lookup)) {
      const position = priority.indexOf(name);
      if (position !== -1) return position;
    }
    return -1;
  };
  if (list.length > mostSorted) return list;
  const positions = new Map(list.map((each) => [each, positionOf(each)]));
  const result = [...list];
  // Each turn makes one move, as the framework does.
  for (let turns = list.length * list.length; turns > 0; turns--) {
    let last: { readonly index: number; readonly position: number } | undefined;
    let moved = false;
    for (const [index, each] of result.entries()) {
      const position = positions.get(each) ?? -1;
      if (position === -1) continue;
      if (last !== undefined && position < last.position) {
        result.splice(index, 1);
        result.splice(last.index, 0, each);
        moved = true;
        break;
      }
      last = { index, position };
    }
    if (!moved) break;
  }
  return result;
}
