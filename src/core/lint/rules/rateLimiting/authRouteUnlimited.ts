import { limitsRequests } from '../../../code/limiters/throttle';
import type { Route } from '../../../code/routes/route';
import { routeTable } from '../../../code/routes/routeTable';
import type { Fix } from '../../../finding';
import type { Rule, RuleContext } from '../../rule';
import { authSegment } from './authRoute';
import { handlerOf, limitsItself } from './handler';

/** RLM001: a login or a code may be tried without end. */
export const authRouteUnlimited: Rule = {
  code: 'RLM001',
  slug: 'auth-route-unlimited',
  area: 'rateLimiting',
  severity: 'warning',
  title: 'Login route without a limit',
  supersedes: ['API003'],
  *check(context) {
    for (const route of routeTable(context.code).routes) {
      if (!route.complete || authSegment(route) === undefined || route.middleware.some(limitsRequests)) continue;
      if (isBehindGateway(context, route) || !hasKnownHandler(context, route)) continue;
      yield {
        rule: 'RLM001',
        severity: 'warning',
        message: `POST /${route.uri ?? ''} accepts unlimited attempts.`,
        location: route.location,
        related: [],
        fixes: [addThrottle(route)],
      };
    }
  },
};

/** A fix that adds a throttle at the end of the route's own chain. */
export function addThrottle({ whole }: Route, throttle = 'throttle:6,1'): Fix {
  const { file, range } = whole;
  const edits = [{ range: { start: range.end, end: range.end }, newText: `->middleware('${throttle}')` }];
  return { title: `Add ->middleware('${throttle}')`, preferred: false, edits: [{ file, edits }] };
}

function isBehindGateway({ declared }: RuleContext, { group }: Route): boolean {
  return declared.apiGateway && group === 'api';
}

/** Only routes that the application writes itself: what `Auth::routes()` registers is not at that line to mend. */
function hasKnownHandler(context: RuleContext, route: Route): boolean {
  const { file, range } = route.location;
  const written = context.textOf(file)?.slice(range.start, range.end) ?? '';
  if (!/(?:post|match|any)\s*\(/i.test(written)) return false;
  const handler = handlerOf(context, route);
  return handler.complete && handler.texts.length > 0 && !limitsItself(handler);
}
