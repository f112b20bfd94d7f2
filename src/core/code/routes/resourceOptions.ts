import { attached, type GroupAttributes } from './attributes';
import type { PendingResource, Placed, ResourceOptions } from './registered';
import { type Arguments, listed } from './arguments';
import type { Run } from './run';
import { type RunValue, certainText, certainTexts, joinedText, textParts, truthOf } from './values';
import { harmlessRouteMethods } from './words';

interface NewResource {
  readonly method: string;
  readonly name: RunValue | undefined;
  readonly controller: RunValue | undefined;
  readonly options: RunValue | undefined;
  readonly attributes: GroupAttributes;
  readonly group: GroupAttributes;
  readonly place: Placed;
}

/** A resource with the options it is registered with (Router::resource(), Router::apiResource()). */
export function newResource(given: NewResource, run: Run): PendingResource {
  const { method, attributes, options: list } = given;
  const options: ResourceOptions = {
    only: undefined,
    except: undefined,
    names: undefined,
    as: attributes.as === undefined ? undefined : joinedText(attributes.as),
    parameters: new Map(),
    shallow: false,
    creatable: false,
    destroyable: false,
    middleware: attributes.middleware,
    excluded: attributes.excluded,
    middlewareFor: new Map(),
    excludedFor: new Map(),
    complete: attributes.complete,
    named: attributes.as === undefined || joinedText(attributes.as) !== undefined,
  };
  if (list?.kind === 'list') {
    for (const { key, value } of list.entries) setOption(options, String(key), value);
    if (!list.complete) options.complete = false;
  } else if (list !== undefined) {
    options.complete = false;
  }
  if (method.startsWith('api') && options.only === undefined) {
    const all =
      method === 'apiSingleton' || method === 'apiSingletons'
        ? ['store', 'show', 'update', 'destroy']
        : ['index', 'show', 'store', 'update', 'destroy'];
    options.only = all.filter((each) => options.except?.includes(each) !== true);
  }
  return {
    singleton: /ingleton/.test(method),
    name: given.name === undefined ? [undefined] : textParts(given.name),
    controller: given.controller === undefined ? [undefined] : textParts(given.controller),
    group: given.group,
    ...given.place,
    conditional: run.conditional,
    options,
  };
}

/** What a call chained to a resource changes. */
export function changeResource({ options }: PendingResource, method: string, args: Arguments): void {
  const [first, second] = args.all;
  switch (method) {
    case 'only':
    case 'except':
      setOption(options, method, args.all.length > 1 ? list(args.all) : first);
      return;
    case 'name':
    case 'parameter': {
      const [key, value] = [certainText(first), certainText(second)];
      if (key === undefined || value === undefined) options.named = false;
      else if (method === 'parameter') options.parameters.set(key, value);
      else options.names = new Map([...(options.names instanceof Map ? options.names : []), [key, value]]);
      return;
    }
    case 'middleware':
      setOption(options, method, listed(args));
      for (const [key, before] of options.middlewareFor)
        options.middlewareFor.set(key, [...before, ...options.middleware]);
      return;
    case 'withoutMiddleware':
      setOption(options, 'excluded_middleware', first);
      return;
    case 'middlewareFor':
    case 'withoutMiddlewareFor': {
      const [methods, middleware] = [certainTexts(first), attached(second, 'route')];
      if (methods === undefined || !middleware.complete) options.complete = false;
      for (const each of methods ?? []) {
        if (method === 'middlewareFor') options.middlewareFor.set(each, [...options.middleware, ...middleware.found]);
        else options.excludedFor.set(each, middleware.found);
      }
      return;
    }
    case 'names':
    case 'parameters':
      setOption(options, method, first);
      return;
    case 'shallow':
      options.shallow = first === undefined || truthOf(first) !== false;
      return;
    case 'creatable':
    case 'destroyable':
      options[method] = true;
      return;
    case 'register':
      return;
    default:
      if (!harmlessRouteMethods.has(method)) options.complete = false;
  }
}

function setOption(options: ResourceOptions, key: string, value: RunValue | undefined): void {
  switch (key) {
    case 'only':
    case 'except':
      options[key] = certainTexts(value);
      if (options[key] === undefined) options.complete = false;
      return;
    case 'names':
    case 'parameters': {
      const text = certainText(value);
      if (text !== undefined && key === 'names') options.names = text;
      else if (text === 'singular' && key === 'parameters') return;
      else if (value?.kind === 'list') {
        const pairs = value.entries.map(({ key: name, value: given }) => [String(name), certainText(given)] as const);
        const certain = pairs.flatMap(([name, given]) => (given === undefined ? [] : [[name, given] as const]));
        if (certain.length !== pairs.length || !value.complete) options.named = false;
        if (key === 'names') options.names = new Map(certain);
        else options.parameters = new Map(certain);
      } else options.named = false;
      return;
    }
    case 'as':
      options.as = certainText(value);
      if (options.as === undefined) options.named = false;
      return;
    case 'middleware':
    case 'excluded_middleware': {
      const { found, complete } = attached(value, 'route');
      if (key === 'middleware') options.middleware = found;
      else options.excluded = [...options.excluded, ...found];
      if (!complete) options.complete = false;
      return;
    }
    case 'shallow':
      options.shallow = value !== undefined && truthOf(value) !== false;
  }
}

function list(values: readonly RunValue[]): RunValue {
  return { kind: 'list', entries: values.map((value, key) => ({ key, value })), complete: true };
}
