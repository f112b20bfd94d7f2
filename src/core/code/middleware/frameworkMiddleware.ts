// The framework's own middleware per major version: Illuminate\Foundation\Configuration\Middleware (11 and later) and
// $middlewarePriority of Illuminate\Foundation\Http\Kernel.

const foundation = 'Illuminate\\Foundation\\Http\\Middleware';

export interface FrameworkMiddleware {
  readonly global: readonly string[];
  readonly web: readonly string[];
  readonly api: readonly string[];
  readonly aliases: Readonly<Record<string, string>>;
}

export const substituteBindings = 'Illuminate\\Routing\\Middleware\\SubstituteBindings';
export const statefulRequests = 'Laravel\\Sanctum\\Http\\Middleware\\EnsureFrontendRequestsAreStateful';
export const trustHosts = 'Illuminate\\Http\\Middleware\\TrustHosts';
export const throttleRequests = 'Illuminate\\Routing\\Middleware\\ThrottleRequests';

/** What `withMiddleware` starts from, without what its calls switch on. */
export function frameworkMiddleware(major: number | undefined): FrameworkMiddleware {
  const version = major ?? 12;
  return {
    global: [
      ...(version >= 12 ? ['Illuminate\\Http\\Middleware\\ValidatePathEncoding'] : []),
      `${foundation}\\InvokeDeferredCallbacks`,
      'Illuminate\\Http\\Middleware\\TrustProxies',
      'Illuminate\\Http\\Middleware\\HandleCors',
      `${foundation}\\PreventRequestsDuringMaintenance`,
      'Illuminate\\Http\\Middleware\\ValidatePostSize',
      `${foundation}\\TrimStrings`,
      `${foundation}\\ConvertEmptyStringsToNull`,
    ],
    web: [
      'Illuminate\\Cookie\\Middleware\\EncryptCookies',
      'Illuminate\\Cookie\\Middleware\\AddQueuedCookiesToResponse',
      'Illuminate\\Session\\Middleware\\StartSession',
      'Illuminate\\View\\Middleware\\ShareErrorsFromSession',
      `${foundation}\\${version >= 13 ? 'PreventRequestForgery' : 'ValidateCsrfToken'}`,
      substituteBindings,
    ],
    api: [substituteBindings],
    aliases: {
      auth: 'Illuminate\\Auth\\Middleware\\Authenticate',
      'auth.basic': 'Illuminate\\Auth\\Middleware\\AuthenticateWithBasicAuth',
      'auth.session': 'Illuminate\\Session\\Middleware\\AuthenticateSession',
      'cache.headers': 'Illuminate\\Http\\Middleware\\SetCacheHeaders',
      can: 'Illuminate\\Auth\\Middleware\\Authorize',
      guest: 'Illuminate\\Auth\\Middleware\\RedirectIfAuthenticated',
      'password.confirm': 'Illuminate\\Auth\\Middleware\\RequirePassword',
      precognitive: `${foundation}\\HandlePrecognitiveRequests`,
      signed: 'Illuminate\\Routing\\Middleware\\ValidateSignature',
      throttle: throttleRequests,
      verified: 'Illuminate\\Auth\\Middleware\\EnsureEmailIsVerified',
    },
  };
}

/** The order in which middleware runs when a route names it in another one. */
export function middlewarePriority(major: number | undefined): readonly string[] {
  const version = major ?? 12;
  const session =
    version >= 10
      ? 'Illuminate\\Contracts\\Session\\Middleware\\AuthenticatesSessions'
      : 'Illuminate\\Session\\Middleware\\AuthenticateSession';
  return [
    ...(version >= 9 ? [`${foundation}\\HandlePrecognitiveRequests`] : []),
    ...(version >= 8 ? ['Illuminate\\Cookie\\Middleware\\EncryptCookies'] : []),
    ...(version >= 10 ? ['Illuminate\\Cookie\\Middleware\\AddQueuedCookiesToResponse'] : []),
    'Illuminate\\Session\\Middleware\\StartSession',
    'Illuminate\\View\\Middleware\\ShareErrorsFromSession',
    ...(version >= 7
      ? ['Illuminate\\Contracts\\Auth\\Middleware\\AuthenticatesRequests']
      : ['Illuminate\\Auth\\Middleware\\Authenticate']),
    ...(version >= 7 ? [throttleRequests] : []),
    ...(version >= 8 ? ['Illuminate\\Routing\\Middleware\\ThrottleRequestsWithRedis'] : []),
    session,
    substituteBindings,
    'Illuminate\\Auth\\Middleware\\Authorize',
  ];
}

/** What the framework's own middleware extends and implements, where the priority or an exclusion asks for it. */
export const frameworkParents: ReadonlyMap<string, readonly string[]> = new Map([
  ['Illuminate\\Auth\\Middleware\\Authenticate', ['Illuminate\\Contracts\\Auth\\Middleware\\AuthenticatesRequests']],
  [
    'Illuminate\\Auth\\Middleware\\AuthenticateWithBasicAuth',
    ['Illuminate\\Contracts\\Auth\\Middleware\\AuthenticatesRequests'],
  ],
  [
    'Illuminate\\Session\\Middleware\\AuthenticateSession',
    ['Illuminate\\Contracts\\Session\\Middleware\\AuthenticatesSessions'],
  ],
  ['Illuminate\\Routing\\Middleware\\ThrottleRequestsWithRedis', [throttleRequests]],
  [`${foundation}\\ValidateCsrfToken`, [`${foundation}\\VerifyCsrfToken`]],
]);
