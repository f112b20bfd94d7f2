import type { Location } from '../../finding';
import { type RunValue, type TextValue, certainText, entryOf, isNull, textParts, wrapped } from './values';

/** A middleware as somebody attached it, before groups and aliases are looked up. */
export interface AttachedMiddleware {
  /** `undefined` stands for a part that is not certain: "throttle:" and then something. */
  readonly parts: readonly (string | undefined)[];
  readonly location: Location;
  readonly via: 'route' | 'group' | 'controller';
}

type Parts = readonly (string | undefined)[];

/** The attributes of a group, those of the groups around it merged in. */
export interface GroupAttributes {
  readonly middleware: readonly AttachedMiddleware[];
  readonly excluded: readonly AttachedMiddleware[];
  readonly prefix?: Parts;
  readonly as?: Parts;
  readonly namespace?: Parts;
  readonly controller?: Parts;
  /** False when attributes may be missing. */
  readonly complete: boolean;
}

export const noAttributes: GroupAttributes = { middleware: [], excluded: [], complete: true };

/** Illuminate\Routing\RouteGroup::merge(): the attributes of a group inside another. */
export function mergeAttributes(inner: GroupAttributes, outer: GroupAttributes): GroupAttributes {
  const namespace = mergeNamespace(inner.namespace, outer.namespace);
  const controller = inner.controller ?? outer.controller;
  const prefix = inner.prefix === undefined ? outer.prefix : slashed(outer.prefix ?? [''], inner.prefix);
  const as = inner.as === undefined ? outer.as : [...(outer.as ?? []), ...inner.as];
  return {
    middleware: [...outer.middleware, ...inner.middleware],
    excluded: [...outer.excluded, ...inner.excluded],
    complete: inner.complete && outer.complete,
    ...(prefix === undefined ? {} : { prefix }),
    ...(as === undefined ? {} : { as }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(controller === undefined ? {} : { controller }),
  };
}

/** Two parts of a path with one slash between them, without slashes at the ends. */
export function slashed(left: Parts, right: Parts): Parts {
  const [front, back] = [trimmed(left), trimmed(right)];
  if (isEmpty(front)) return back;
  return isEmpty(back) ? front : [...front, '/', ...back];
}

function isEmpty(parts: Parts): boolean {
  return parts.every((each) => each === '');
}

/** Without slashes at the ends, as far as the ends are certain. */
export function trimmed(parts: Parts): Parts {
  const found = [...parts];
  while (found.length > 0 && found[0] !== undefined) {
    const text = found[0].replace(/^\/+/, '');
    found[0] = text;
    if (text !== '' || found.length === 1) break;
    found.shift();
  }
  for (let last = found.at(-1); last !== undefined; last = found.at(-1)) {
    const text = last.replace(/\/+$/, '');
    found[found.length - 1] = text;
    if (text !== '' || found.length === 1) break;
    found.pop();
  }
  return found;
}

function mergeNamespace(inner: Parts | undefined, outer: Parts | undefined): Parts | undefined {
  if (inner === undefined) return outer;
  if (outer === undefined || inner[0]?.startsWith('\\') === true) return inner.map((each) => each?.replace(/^\\/, ''));
  return [...outer, '\\', ...inner];
}

/** What `->middleware(…)`, `->prefix(…)` and their like add to waiting attributes; undefined for other methods. */
export function withAttribute(
  attributes: GroupAttributes,
  method: string,
  values: readonly RunValue[],
  via: 'route' | 'group',
): GroupAttributes {
  const [first] = values;
  switch (method) {
    case 'middleware': {
      const { found, complete } = attached(first?.kind === 'list' || values.length === 1 ? first : listOf(values), via);
      // RouteRegistrar keeps the last call alone; what `can` asks for is kept elsewhere.
      const abilities = attributes.middleware.filter(({ parts: [start] }) => start === 'can:');
      return { ...attributes, middleware: [...found, ...abilities], complete: attributes.complete && complete };
    }
    case 'withoutMiddleware':
    case 'excluded_middleware': {
      const { found, complete } = attached(first, via);
      return { ...attributes, excluded: [...attributes.excluded, ...found], complete: attributes.complete && complete };
    }
    case 'can':
      return { ...attributes, middleware: [...attributes.middleware, ...canMiddleware(values, via)] };
    case 'prefix':
      return isNull(first) ? attributes : { ...attributes, prefix: partsOf(first) };
    case 'name':
    case 'as':
      return isNull(first) ? attributes : { ...attributes, as: partsOf(first) };
    case 'namespace':
      return isNull(first) ? attributes : { ...attributes, namespace: partsOf(first) };
    case 'controller':
      return isNull(first) ? attributes : { ...attributes, controller: partsOf(first) };
    default:
      return attributes;
  }
}

/** The attributes of `Route::group(['middleware' => …, 'prefix' => …], …)`. */
export function attributesOf(value: RunValue | undefined, via: 'route' | 'group'): GroupAttributes {
  if (value?.kind !== 'list') return { ...noAttributes, complete: false };
  let attributes: GroupAttributes = { ...noAttributes, complete: value.complete };
  for (const method of ['middleware', 'excluded_middleware', 'prefix', 'as', 'namespace', 'controller']) {
    const entry = entryOf(value, method);
    if (entry !== undefined) attributes = withAttribute(attributes, method, [entry], via);
  }
  return attributes;
}

/** `can` as middleware: Illuminate\Routing\Route::can(). */
export function canMiddleware(
  values: readonly RunValue[],
  via: AttachedMiddleware['via'],
): readonly AttachedMiddleware[] {
  const [ability, models] = values;
  const location = ability?.kind === 'text' ? ability.location : undefined;
  if (ability === undefined || location === undefined) return [];
  const list = wrapped(models);
  const rest = list === undefined ? [',', undefined] : list.flatMap((each) => [',', ...textParts(each)]);
  return [{ parts: ['can:', ...textParts(ability), ...rest], location, via }];
}

/** Middleware of one text or a list; inline closures have no name and are left out. */
export function attached(
  value: RunValue | undefined,
  via: AttachedMiddleware['via'],
): { readonly found: readonly AttachedMiddleware[]; readonly complete: boolean } {
  if (value?.kind === 'list') {
    const each = value.entries.map((entry) => attached(entry.value, via));
    return {
      found: each.flatMap(({ found }) => found),
      complete: value.complete && each.every(({ complete }) => complete),
    };
  }
  if (value === undefined || isNull(value)) return { found: [], complete: true };
  if (value.kind === 'closure') return { found: [], complete: true };
  if (value.kind !== 'text') return { found: [], complete: false };
  const certain = certainText(value);
  if (certain === '') return { found: [], complete: true };
  // What it is called has to be certain; its parameters need not be.
  if (certain === undefined && value.parts[0]?.includes(':') !== true) return { found: [], complete: false };
  return { found: [{ parts: value.parts, location: value.location, via }], complete: certain !== undefined };
}

function listOf(values: readonly RunValue[]): RunValue {
  return { kind: 'list', entries: values.map((value, key) => ({ key, value })), complete: true };
}

function partsOf(value: RunValue | undefined): TextValue['parts'] {
  return value === undefined ? [] : textParts(value);
}
