import { type AttachedMiddleware, mergeAttributes, slashed } from './attributes';
import type { PendingResource, PendingRoute } from './registered';
import { actionOf } from './routeAction';
import type { Run } from './run';
import { singular } from './singular';
import { joinedText } from './values';

type Parts = readonly (string | undefined)[];

const defaults = ['index', 'create', 'store', 'show', 'edit', 'update', 'destroy'];
const methodsOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['store', ['POST']],
  ['update', ['PUT', 'PATCH']],
  ['destroy', ['DELETE']],
]);

/** The routes of a resource: Illuminate\Routing\ResourceRegistrar. */
export function resourceRoutes(resource: PendingResource, run: Run): readonly PendingRoute[] {
  const { options, singleton } = resource;
  const written = joinedText(resource.name);
  // "admin/photos" stands in a group with the prefix "admin".
  const slash = written === undefined ? -1 : written.replace(/^\/+/, '').lastIndexOf('/');
  const plain = written?.replace(/^\/+/, '');
  const name = plain === undefined ? undefined : plain.slice(slash + 1);
  const prefix: Parts | undefined = slash < 0 ? undefined : [plain?.slice(0, slash)];
  const group =
    prefix === undefined
      ? resource.group
      : mergeAttributes({ middleware: [], excluded: [], complete: true, prefix }, resource.group);
  const all = singleton
    ? [
        'show',
        'edit',
        'update',
        ...(options.creatable ? ['create', 'store', 'destroy'] : options.destroyable ? ['destroy'] : []),
      ]
    : defaults;
  const methods = all.filter(
    (each) => options.only?.includes(each) !== false && options.except?.includes(each) !== true,
  );
  return methods.map((method): PendingRoute => {
    const middleware = options.middlewareFor.get(method) ?? options.middleware;
    const excluded: readonly AttachedMiddleware[] = [...options.excluded, ...(options.excludedFor.get(method) ?? [])];
    const certain = name === undefined || !options.named ? undefined : shortened(name, method, resource);
    const uri: Parts = [certain === undefined ? undefined : uriOf(certain, method, resource)];
    const as: Parts = [certain === undefined ? undefined : nameOf(certain, method, resource)];
    const controller = joinedText(resource.controller);
    const location = { file: resource.location.file, range: resource.location.range };
    const action = actionOf(
      controller === undefined ? undefined : { kind: 'text', parts: [`${controller}@${method}`], location },
      group,
      undefined,
      run,
    );
    return {
      methods: methodsOf.get(method) ?? ['GET'],
      uri: slashed(group.prefix ?? [''], uri),
      as: [...(group.as ?? []), ...as],
      location,
      whole: resource.whole,
      action,
      middleware: [...group.middleware, ...middleware],
      excluded: [...group.excluded, ...excluded],
      complete: group.complete && options.complete,
      conditional: resource.conditional,
    };
  });
}

/** Of a shallow resource, what names one record is not below its parent. */
function shortened(resource: string, method: string, { options, singleton }: PendingResource): string {
  const short = options.shallow && /^(?:show|edit|update|destroy)$/.test(method) && !(singleton && method === 'show');
  return short ? (resource.split('.').at(-1) ?? resource) : resource;
}

function uriOf(resource: string, method: string, { options, singleton }: PendingResource): string {
  const segments = resource.split('.');
  const last = segments.at(-1) ?? '';
  const base = [...segments.slice(0, -1).map((each) => `${each}/{${wildcard(each, options.parameters)}}`), last].join(
    '/',
  );
  const own = singleton ? '' : `/{${wildcard(last, options.parameters)}}`;
  if (method === 'create') return `${base}/create`;
  if (method === 'edit') return `${base}${own}/edit`;
  return method === 'index' || method === 'store' ? base : base + own;
}

function wildcard(segment: string, parameters: ReadonlyMap<string, string>): string {
  return (parameters.get(segment) ?? singular(segment)).replaceAll('-', '_');
}

function nameOf(resource: string, method: string, { options: { names, as } }: PendingResource): string {
  const given = names instanceof Map ? names.get(method) : undefined;
  if (given !== undefined) return given;
  const name = typeof names === 'string' ? names : resource;
  return `${as === undefined ? '' : `${as}.`}${name}.${method}`.replace(/^\.+|\.+$/g, '');
}
