import type { Code } from '../../code/collector';
import type { Limit, LimiterDefinition } from '../../code/limiters/limiter';
import { isUndefinedLimiter, limiterNamed } from '../../code/limiters/limiterDefinitions';
import { countsInRedis, type Throttle, throttleOf } from '../../code/limiters/throttle';
import type { AppliedMiddleware } from '../../code/routes/route';
import type { Location } from '../../finding';
import type { RouteLimit, RouteLimiter } from './limitedRoute';

type TextOf = (file: string) => string | undefined;

/** Characters of a key's own source that are shown. */
const longestKey = 80;

/** What a middleware that limits requests does, as far as the code says it. */
export function routeLimiter(middleware: AppliedMiddleware, code: Code, textOf: TextOf): RouteLimiter {
  const { written, location } = middleware;
  const throttle = throttleOf(middleware);
  const redis = throttle !== undefined && countsInRedis(middleware);
  const place = { written: shortWritten(middleware, throttle), redis, location };
  if (throttle === undefined) return { ...place, written, kind: 'custom', branches: [], state: 'unknown' };
  if (throttle.kind === 'other') return { ...place, kind: 'attribute', branches: [], state: 'unknown' };
  if (throttle.kind === 'numeric')
    return { ...place, kind: 'numeric', branches: [[numericLimit(throttle)]], state: 'known' };
  const definition = limiterNamed(code, throttle.name);
  const named = { ...place, kind: 'named', name: throttle.name } as const;
  if (definition === undefined) {
    const state = isUndefinedLimiter(code, throttle.name) ? 'undefined' : 'unknown';
    return { ...named, branches: [], state };
  }
  const branches = definition.returns.map((limits) =>
    limits.map((limit, index) => namedLimit(limit, index, throttle.name, code.project.version.major, textOf)),
  );
  return { ...named, branches, state: stateOf(definition, branches), definition: definition.location };
}

/** Laravel's own throttle under the name that people write, whatever class name artisan gives. */
function shortWritten({ written, parameters }: AppliedMiddleware, throttle: Throttle | undefined): string {
  return throttle === undefined || !written.includes('\\')
    ? written
    : ['throttle', parameters.join(',')].filter(Boolean).join(':');
}

function stateOf({ complete }: LimiterDefinition, branches: RouteLimiter['branches']): RouteLimiter['state'] {
  if (!complete || branches.length === 0) return 'unknown';
  const passes = branches.every((limits) => limits.every(({ attempts }) => attempts === Number.POSITIVE_INFINITY));
  // A branch without any limit may be an answer: only `Limit::none()` is known to let requests pass.
  return passes && branches.every((limits) => limits.length > 0) ? 'unlimited' : 'known';
}

/** ThrottleRequests::resolveRequestSignature(), all versions: the user, else domain and address; no part of it is the route. */
function numericLimit({ attempts, users, minutes, prefix }: Throttle & { kind: 'numeric' }): RouteLimit {
  return {
    attempts: Math.trunc(attempts),
    seconds: minutes * 60,
    by: 'userElseIp',
    key: 'user, else IP',
    counter: `numeric:${prefix}`,
    ownResponse: false,
    countsSome: false,
    ...(users === attempts ? {} : { users: Math.trunc(users) }),
  };
}

function namedLimit(limit: Limit, index: number, name: string, major: number | undefined, textOf: TextOf): RouteLimit {
  const { attempts, seconds, address, key } = limit;
  const by = limit.by === 'none' ? 'everyone' : limit.by === 'user' && address !== undefined ? 'userElseIp' : limit.by;
  const source = key === undefined ? '' : (textAt(key, textOf) ?? '');
  // What is chained behind the limit; the argument of by() is taken out, since it may call methods of these names.
  const chained = (textAt(limit.whole, textOf) ?? '').replace(source === '' ? '\0' : source, '');
  return {
    by,
    key: by === 'other' ? ownKey(source) : wordsOf[by],
    // Up to Laravel 10 two limits of one limiter with the same key share a counter; later ones tell them apart
    // (RateLimiter::limiter(), fallbackKey()).
    counter: `${name}:${major !== undefined && major <= 10 ? squeezed(source) : `${index}:${squeezed(source)}`}`,
    ownResponse: /->\s*response\s*\(/i.test(chained),
    countsSome: /->\s*after\s*\(/i.test(chained),
    ...(attempts === undefined ? {} : { attempts }),
    ...(seconds === undefined ? {} : { seconds }),
  };
}

const wordsOf = {
  user: 'user',
  ip: 'IP',
  userElseIp: 'user, else IP',
  everyone: 'all visitors together',
} as const;

function ownKey(source: string): string {
  const text = squeezed(source);
  if (text === '') return 'a key of its own';
  return text.length > longestKey ? `${text.slice(0, longestKey)}…` : text;
}

function squeezed(text: string): string {
  return text.split(/\s+/).join(' ').trim();
}

function textAt({ file, range }: Location, textOf: TextOf): string | undefined {
  return textOf(file)?.slice(range.start, range.end);
}
