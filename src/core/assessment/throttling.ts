import { limiterNamed } from '../code/limiters/limiterDefinitions';
import { limitsRequests, throttleOf } from '../code/limiters/throttle';
import { routeTable } from '../code/routes/routeTable';
import type { AppliedMiddleware, Route } from '../code/routes/route';
import type { Code } from '../code/collector';

/** How one route is limited, for the inventory and for the checks. */
export interface RouteLimit {
  readonly route: Route;
  /** Middleware that limits requests, by its name. */
  readonly limiters: readonly AppliedMiddleware[];
  /** "60 in 1 min", "api: 60 in 60 s by user"; empty without a limit. */
  readonly words: readonly string[];
  /** `limited` · `unlimited`: for certain · `unknown`: something around the route could not be followed. */
  readonly state: 'limited' | 'unlimited' | 'unknown';
}

/** Every route with its limits. */
export function routeLimits(code: Code): readonly RouteLimit[] {
  return routeTable(code).routes.map((route) => {
    const limiters = route.middleware.filter(limitsRequests);
    const state = limiters.length > 0 ? 'limited' : route.complete ? 'unlimited' : 'unknown';
    return { route, limiters, words: limiters.map((each) => wordsOf(each, code)), state };
  });
}

function wordsOf(middleware: AppliedMiddleware, code: Code): string {
  const throttle = throttleOf(middleware);
  if (throttle === undefined || throttle.kind === 'other') return middleware.written;
  if (throttle.kind === 'numeric') {
    const { attempts, users, minutes } = throttle;
    return `${attempts === users ? attempts : `${attempts} (users ${users})`} in ${minutes} min`;
  }
  const limits = limiterNamed(code, throttle.name)?.limits ?? [];
  const told = limits.map(({ attempts, seconds, by }) => {
    if (attempts === Number.POSITIVE_INFINITY) return 'without limit';
    const rate = attempts === undefined ? 'not certain' : `${attempts} in ${seconds ?? '?'} s`;
    return by === 'none' ? `${rate} for all together` : `${rate} by ${by === 'other' ? 'a key of its own' : by}`;
  });
  return told.length === 0 ? throttle.name : `${throttle.name}: ${told.join(', ')}`;
}

/** "POST /login" */
export function routeName({ methods, uri }: Route): string {
  return `${methods.join('|')} ${uri === undefined ? '(address not certain)' : `/${uri}`}`;
}

/** Last parts of addresses where somebody proves who they are. */
const proving = /^(?:login|signin|sign-in|authenticate|token|register|otp|verify-otp|two-factor.*)$/;

/** True for a route that takes credentials. */
export function isAuthRoute({ methods, uri }: Route): boolean {
  if (uri === undefined || !methods.includes('POST')) return false;
  return proving.test(uri.split('/').at(-1) ?? '');
}

/** True for a route of the API: of its group, or below /api where the group is not certain. */
export function isApiRoute({ group, uri }: Route): boolean {
  if (group !== undefined) return group === 'api';
  return uri === 'api' || uri?.startsWith('api/') === true;
}
