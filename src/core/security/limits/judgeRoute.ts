import type { Route } from '../../code/routes/route';
import type { LimitedRoute, ProxyState, RouteLimiter } from './limitedRoute';
import { limiterWords } from './limitWords';
import type { LimitSurroundings } from './surroundings';

/** The part of a limited route that is a judgement. */
export type Judged = Pick<LimitedRoute, 'limiters' | 'group' | 'why' | 'takesCredentials' | 'api'>;

/**
 * Puts a route in its group. A limiter that is there without effect (`Limit::none()`, a store that forgets) leaves the
 * route unlimited; one that cannot be read leaves it unknown.
 */
export function judgeRoute(
  route: Route,
  limiters: readonly RouteLimiter[],
  surroundings: LimitSurroundings,
  major: number | undefined,
): Judged {
  const { judge, store, apiGateway } = surroundings;
  const [takesCredentials, api] = [judge.takesCredentials(route), judge.isApi(route)];
  const told = (group: Judged['group'], why: string, all = limiters): Judged => ({
    limiters: all,
    group,
    why,
    takesCredentials,
    api,
  });
  const forgets = (limiter: RouteLimiter): boolean => countsInCache(limiter) && store.sharing === 'forgets';
  const working = limiters.filter((each) => works(each) && !forgets(each));
  if (working.length > 0) return told('covered', coveredBy(working));
  const unread = limiters.find(({ state, kind }) => state === 'unknown' && kind === 'named');
  if (unread !== undefined && store.sharing !== 'forgets')
    return told('unknown', `The limiter ${unread.name ?? unread.written} cannot be read from the code.`);
  const missing = limiters.find(({ state }) => state === 'undefined');
  if (missing !== undefined) return told('other', undefinedWords(missing.name ?? missing.written, major));
  if (!route.complete) return told('unknown', incompleteWords(route));
  if (api && apiGateway)
    return told('covered', 'Settings say that something in front of the application limits its API.');
  const own = takesCredentials || api ? judge.limitsItself(route) : 'no';
  if (own === 'yes' && store.sharing !== 'forgets')
    return told('covered', 'The code that answers it counts attempts itself.', [...limiters, handlerLimiter]);
  if (own === 'unknown')
    return told('unknown', 'No limit on the route; the code that answers it belongs to a package, and may have one.');
  const ineffective = ineffectiveWords(limiters, own === 'yes', surroundings);
  if (takesCredentials)
    return told('unlimitedAuth', ineffective ?? 'It takes credentials, and attempts are not limited.');
  if (api) return told('apiUnlimited', ineffective ?? 'A route of the API without a limit.');
  return told('other', ineffective ?? 'No limit; it takes no credentials and is not part of the API.');
}

const handlerLimiter: RouteLimiter = {
  written: 'its own code',
  kind: 'handler',
  branches: [],
  state: 'unknown',
  redis: false,
};

function works({ kind, state }: RouteLimiter): boolean {
  return kind === 'custom' || kind === 'attribute' || state === 'known';
}

function countsInCache({ kind, redis }: RouteLimiter): boolean {
  return kind !== 'custom' && !redis;
}

function coveredBy(limiters: readonly RouteLimiter[]): string {
  const custom = limiters.find(({ kind }) => kind === 'custom');
  const [first] = limiters.filter(({ kind }) => kind !== 'custom');
  if (first === undefined) return `${custom?.written ?? ''} limits by its own rules.`;
  if (first.kind === 'attribute') return `${first.written}: how much is a figure of the user's.`;
  const partly = first.branches.some(
    (limits) => limits.length === 0 || limits.some(({ attempts }) => attempts === Number.POSITIVE_INFINITY),
  );
  return `${limiterWords(first)}${partly ? '; not in every case' : ''}.`;
}

/** Laravel 11 and later throw MissingRateLimiterException; before, the name counts as the number 0. */
function undefinedWords(name: string, major: number | undefined): string {
  const end =
    major === undefined
      ? 'every request fails'
      : major <= 10
        ? 'every request is answered 429'
        : 'every request fails with an error';
  return `No limiter ${name} is defined: ${end}.`;
}

function incompleteWords({ conditional, action }: Route): string {
  if (conditional === true) return 'A condition in the code decides whether it is registered.';
  if (action.kind === 'unknown') return 'No limit was seen; what answers it is not certain.';
  return 'No limit was seen, but not all that is around the route could be read.';
}

function ineffectiveWords(
  limiters: readonly RouteLimiter[],
  own: boolean,
  { store }: LimitSurroundings,
): string | undefined {
  const none = limiters.find(({ state }) => state === 'unlimited');
  if (none !== undefined) return `${none.written} is Limit::none(): it lets every request pass.`;
  return limiters.length > 0 || own ? store.why : undefined;
}

/** What the proxies mean for one route's counters. */
export function routeProxy(limiters: readonly RouteLimiter[], proxy: LimitSurroundings['proxy']): ProxyState {
  const limits = limiters.flatMap(({ branches }) => branches.flat());
  const address = limits.some(({ by, key }) => by === 'ip' || by === 'userElseIp' || /\bip\s*\(/i.test(key));
  if (address) return proxy;
  if (limiters.some(({ kind, state }) => kind === 'custom' || kind === 'handler' || state === 'unknown'))
    return { state: 'unknown', why: 'Whether it counts by address is not known.' };
  return { state: 'notUsed', why: 'Nothing here counts by address.' };
}
