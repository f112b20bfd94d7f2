import type { LimitedRoute, RouteLimit, RouteLimiter } from './limitedRoute';
import { routeWords } from './limitWords';
import { type Expectation, mostRequests } from './proof';

/** Ways that several limiters with several branches may go together. */
const mostWays = 24;

/**
 * What one visitor will meet, as the code says: counters are counted as ThrottleRequests::handleRequest() does, so that limits
 * that share a counter use it up together.
 *
 * @param signedIn whether requests carry a token: `throttle:10|60` has two figures
 * @param major Laravel's: from 13 on all limits of a limiter are looked at before any is counted
 */
export function expectationOf(route: LimitedRoute, signedIn: boolean, major: number | undefined): Expectation {
  const { limiters, store } = route;
  const counting = limiters.filter(({ kind, redis }) => kind === 'custom' || redis || store.sharing !== 'forgets');
  const words = routeWords(route);
  const all = counting.flatMap(({ branches }) => branches.flat());
  const ownResponse = all.some((limit) => limit.ownResponse) || limiters.some(({ kind }) => kind === 'handler');
  if (counting.length === 0)
    return { allowed: [], mayPass: route.group === 'unknown' ? 'unknown' : 'always', ownResponse, words };
  const understood = counting.every(({ state }) => state === 'known' || state === 'unlimited');
  const ways = understood ? waysOf(counting) : undefined;
  if (ways === undefined) return { allowed: [], mayPass: 'unknown', ownResponse, words };
  const counts = ways.map((way) => allowedIn(way, signedIn, major));
  if (counts.includes(undefined)) return { allowed: [], mayPass: 'unknown', ownResponse, words };
  const finite = counts.flatMap((count) => (count !== undefined && Number.isFinite(count) ? [count] : []));
  const some = all.some((limit) => limit.countsSome) || finite.length < counts.length;
  const seconds = all.flatMap((limit) => (limit.seconds === undefined ? [] : [limit.seconds]));
  return {
    allowed: [...new Set(finite)].sort((a, b) => a - b),
    mayPass: finite.length === 0 ? 'always' : some ? 'sometimes' : 'never',
    ownResponse,
    words,
    ...(seconds.length === 0 ? {} : { seconds: Math.min(...seconds) }),
  };
}

type Way = readonly (readonly RouteLimit[])[];

/** One branch of each limiter; undefined when there are too many ways. */
function waysOf(limiters: readonly RouteLimiter[]): readonly Way[] | undefined {
  let ways: readonly Way[] = [[]];
  for (const { branches } of limiters) {
    if (ways.length * branches.length > mostWays) return undefined;
    ways = ways.flatMap((way) => branches.map((branch) => [...way, branch]));
  }
  return ways;
}

/** How many requests pass; Infinity without an end, undefined when a figure is not certain. */
function allowedIn(way: Way, signedIn: boolean, major: number | undefined): number | undefined {
  const figure = ({ attempts, users }: RouteLimit): number | undefined => (signedIn ? (users ?? attempts) : attempts);
  const limits = way.flat();
  if (limits.some((limit) => figure(limit) === undefined)) return undefined;
  const smallest = Math.min(...limits.map((limit) => figure(limit) ?? 0), Number.POSITIVE_INFINITY);
  if (limits.every((limit) => limit.countsSome)) return Number.POSITIVE_INFINITY;
  const counters = new Map<string, number>();
  const checksFirst = (major ?? 0) >= 13;
  const full = (limit: RouteLimit): boolean => (counters.get(limit.counter) ?? 0) >= (figure(limit) ?? 0);
  const hit = ({ counter }: RouteLimit): unknown => counters.set(counter, (counters.get(counter) ?? 0) + 1);
  for (let passed = 0; passed <= mostRequests; passed++) {
    for (const together of way) {
      const counted = together.filter((limit) => !limit.countsSome);
      if (checksFirst && counted.some(full)) return passed;
      for (const limit of counted) {
        if (!checksFirst && full(limit)) return passed;
        hit(limit);
      }
    }
  }
  return smallest;
}
