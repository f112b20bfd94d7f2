import type { Code } from '../../../code/collector';
import { limiterNamed } from '../../../code/limiters/limiterDefinitions';
import { limitsRequests, throttleOf } from '../../../code/limiters/throttle';
import type { AppliedMiddleware, Route } from '../../../code/routes/route';
import { routeTable } from '../../../code/routes/routeTable';
import type { Fix } from '../../../finding';
import type { Rule, RuleContext } from '../../rule';
import { authSegment } from './authRoute';
import { handlerOf, limitsItself } from './handler';

const mostAMinute = 60;

/** RLM007: a login may be tried so often that the limit stops nobody. */
export const limitTooHighForAuth: Rule = {
  code: 'RLM007',
  slug: 'limit-too-high-for-auth',
  area: 'rateLimiting',
  severity: 'information',
  title: 'Login with a high limit',
  offByDefault: 'unproven',
  *check(context) {
    for (const route of routeTable(context.code).routes) {
      if (!route.complete || authSegment(route) === undefined) continue;
      const strictest = strictestOf(context.code, route);
      if (strictest === undefined || strictest.perMinute < mostAMinute) continue;
      const handler = handlerOf(context, route);
      if (!handler.complete || limitsItself(handler)) continue;
      yield {
        rule: 'RLM007',
        severity: 'information',
        message: `${Math.floor(strictest.perMinute)} tries per minute on POST /${route.uri ?? ''}.`,
        location: route.location,
        related: [{ location: strictest.applied.location, message: 'The limit is set here.' }],
        fixes: fixesOf(context, route, strictest.applied),
      };
    }
  },
};

interface Strictest {
  readonly applied: AppliedMiddleware;
  readonly perMinute: number;
}

/** The lowest rate around the route; undefined when one is not certain, or counts by something like the account. */
function strictestOf(code: Code, { middleware }: Route): Strictest | undefined {
  let strictest: Strictest | undefined;
  for (const applied of middleware.filter(limitsRequests)) {
    const perMinute = rateOf(code, applied);
    if (perMinute === undefined) return undefined;
    if (strictest === undefined || perMinute < strictest.perMinute) strictest = { applied, perMinute };
  }
  return strictest;
}

function rateOf(code: Code, applied: AppliedMiddleware): number | undefined {
  const throttle = throttleOf(applied);
  if (throttle?.kind === 'numeric') return throttle.minutes === 0 ? undefined : throttle.attempts / throttle.minutes;
  const definition = throttle?.kind === 'named' ? limiterNamed(code, throttle.name) : undefined;
  if (definition === undefined || !definition.complete || definition.limits.length === 0) return undefined;
  const rates: number[] = [];
  for (const { attempts, seconds, by } of definition.limits) {
    if (attempts === undefined || seconds === undefined || by === 'other' || !Number.isFinite(attempts))
      return undefined;
    rates.push((attempts * 60) / seconds);
  }
  return Math.min(...rates);
}

/** The number where it is the route's own; a counter of its own beside a limit that other routes share. */
function fixesOf(context: RuleContext, route: Route, applied: AppliedMiddleware): readonly Fix[] {
  const { file, range } = applied.location;
  const written = context.textOf(file)?.slice(range.start, range.end) ?? '';
  const own = applied.via === 'route' ? /^(['"])throttle:[\d.|]+(?:,[\d.]+)?\1$/.exec(written) : null;
  if (own !== null) {
    const newText = `${own[1] ?? "'"}throttle:6,1${own[1] ?? "'"}`;
    return [{ title: 'Allow 6 tries a minute', preferred: false, edits: [{ file, edits: [{ range, newText }] }] }];
  }
  const { end } = route.whole.range;
  const newText = `->middleware('throttle:6,1,${authSegment(route) ?? 'login'}')`;
  const edits = [{ range: { start: end, end }, newText }];
  return [{ title: 'Allow 6 tries a minute here', preferred: false, edits: [{ file: route.whole.file, edits }] }];
}
