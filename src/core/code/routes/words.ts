// Names of the router's methods (Illuminate\Routing\Router, RouteRegistrar, Route and the pending resources).

/** Methods that register one route for one verb. */
export const verbs: ReadonlyMap<string, readonly string[]> = new Map([
  ['get', ['GET']],
  ['post', ['POST']],
  ['put', ['PUT']],
  ['patch', ['PATCH']],
  ['delete', ['DELETE']],
  ['options', ['OPTIONS']],
  ['any', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']],
]);

/** Methods whose closures answer requests: their code registers nothing. */
export const handlers: ReadonlySet<string> = new Set([
  ...verbs.keys(),
  'match',
  'fallback',
  'view',
  'redirect',
  'permanentRedirect',
  'bind',
  'model',
  'missing',
  'uses',
  'macro',
  'matched',
]);

export const resourceKinds: ReadonlySet<string> = new Set([
  'resource',
  'apiResource',
  'resources',
  'apiResources',
  'softDeletableResources',
  'singleton',
  'apiSingleton',
  'singletons',
  'apiSingletons',
]);

/** Attributes that `Route::…` collects before `group()` or a verb. */
export const attributeMethods: ReadonlySet<string> = new Set([
  'as',
  'can',
  'controller',
  'domain',
  'metadata',
  'middleware',
  'missing',
  'name',
  'namespace',
  'prefix',
  'scopeBindings',
  'where',
  'whereAlpha',
  'whereAlphaNumeric',
  'whereIn',
  'whereNumber',
  'whereUlid',
  'whereUuid',
  'withoutMiddleware',
  'withoutScopedBindings',
]);

/** Methods of a registered route or resource that change neither its place nor what runs around it. */
export const harmlessRouteMethods: ReadonlySet<string> = new Set([
  'block',
  // tabuna/breadcrumbs
  'breadcrumbs',
  'defaults',
  'domain',
  'fallback',
  'metadata',
  'missing',
  'scopeBindings',
  'scoped',
  'setBindingFields',
  'setDefaults',
  'where',
  'whereAlpha',
  'whereAlphaNumeric',
  'whereIn',
  'whereNumber',
  'whereUlid',
  'whereUuid',
  'wheres',
  'withTrashed',
  'withoutBlocking',
  'withoutScopedBindings',
]);

/** Methods of the router that register no route. */
export const harmlessRouterMethods: ReadonlySet<string> = new Set([
  'aliasMiddleware',
  'bind',
  'current',
  'currentRouteAction',
  'currentRouteName',
  'currentRouteNamed',
  'currentRouteUses',
  'dispatch',
  'flushMiddlewareGroups',
  'gatherRouteMiddleware',
  'getBindingCallback',
  'getCurrentRequest',
  'getCurrentRoute',
  'getMiddleware',
  'getMiddlewareGroups',
  'getRoutes',
  'has',
  'hasMacro',
  'hasMiddlewareGroup',
  'input',
  'is',
  'macro',
  'matched',
  'middlewareGroup',
  'model',
  'pattern',
  'patterns',
  'prependMiddlewareToGroup',
  'pushMiddlewareToGroup',
  'removeMiddlewareFromGroup',
  'resolveMiddleware',
  'resourceParameters',
  'respondWithRoute',
  'singularResourceParameters',
  'substituteBindings',
  'substituteImplicitBindings',
  'substituteImplicitBindingsUsing',
  'uses',
]);

/** Around these, a closure is run once, in the end. */
export const callsLater: ReadonlySet<string> = new Set([
  'booted',
  'booting',
  'afterResolving',
  'callAfterResolving',
  'tap',
  'routes',
  'call',
]);
