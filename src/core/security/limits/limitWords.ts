import type { LimitedRoute, RouteLimit, RouteLimiter } from './limitedRoute';

const spans: ReadonlyMap<number, string> = new Map([
  [1, 's'],
  [60, 'min'],
  [3600, 'h'],
  [86_400, 'day'],
]);

/** "60/min", "10/15 min", "10/min (users 60)", "no limit"; "limit not certain" without figures. */
function rateWords({ attempts, users, seconds }: Pick<RouteLimit, 'attempts' | 'users' | 'seconds'>): string {
  if (attempts === Number.POSITIVE_INFINITY) return 'no limit';
  if (attempts === undefined) return 'limit not certain';
  const more = users === undefined ? '' : ` (users ${users})`;
  return `${attempts}/${seconds === undefined ? '?' : spanWords(seconds)}${more}`;
}

function spanWords(seconds: number): string {
  const one = spans.get(seconds);
  if (one !== undefined) return one;
  for (const [unit, word] of [
    [86_400, 'days'],
    [3600, 'h'],
    [60, 'min'],
  ] as const)
    if (seconds % unit === 0) return `${seconds / unit} ${word}`;
  return `${Number(seconds.toFixed(2))} s`;
}

/** "60/min by user, else IP" */
function limitWords(limit: RouteLimit): string {
  const rate = rateWords(limit);
  if (limit.attempts === Number.POSITIVE_INFINITY) return rate;
  return limit.by === 'everyone' ? `${rate} for ${limit.key}` : `${rate} by ${limit.key}`;
}

/** "throttle:api 60/min by user, else IP" */
export function limiterWords(limiter: RouteLimiter): string {
  const { written, kind, state, branches } = limiter;
  if (kind === 'handler') return 'counted in its own code';
  if (state === 'undefined') return `${written} is not defined`;
  const alternatives = branches.map((limits) =>
    limits.length === 0 ? 'none or an answer of its own' : limits.map(limitWords).join(' and '),
  );
  const told = [...new Set(alternatives)];
  const partly = state === 'unknown' && told.length > 0 ? ', not all of it certain' : '';
  return told.length === 0 ? written : `${written} ${told.join(' or ')}${partly}`;
}

/** All limiters of a route and where they count: "throttle:api 60/min by user, else IP · redis". */
export function routeWords({ limiters, store }: Pick<LimitedRoute, 'limiters' | 'store'>): string {
  if (limiters.length === 0) return 'no limit';
  const counted = limiters.filter(({ kind }) => kind === 'named' || kind === 'numeric' || kind === 'attribute');
  const stores = counted.map(({ redis }) => (redis ? 'redis' : (store.driver ?? 'store not certain')));
  return [limiters.map(limiterWords).join(' + '), ...new Set(stores)].join(' · ');
}

/** "POST /login" */
export function routeTitle({ methods, uri }: Pick<LimitedRoute, 'methods' | 'uri'>): string {
  const path = uri === undefined ? '(address not certain)' : `/${uri === '/' ? '' : uri}`;
  return `${methods.length === 0 ? 'ANY' : methods.join('|')} ${path}`;
}
