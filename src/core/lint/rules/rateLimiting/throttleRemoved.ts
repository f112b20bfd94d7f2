import { middlewareStacks } from '../../../code/middleware/middlewareStacks';
import { limitsRequests } from '../../../code/limiters/throttle';
import type { Route } from '../../../code/routes/route';
import { routeTable } from '../../../code/routes/routeTable';
import type { TextRange } from '../../../base/text';
import { parsePhp } from '../../../laravel/php/parse';
import type { Expression } from '../../../laravel/php/syntax';
import { expressionsIn } from '../../../laravel/php/walk';
import type { Location } from '../../../finding';
import type { Rule, RuleContext } from '../../rule';
import { handlerMethod } from './handler';

/** RLM008: `withoutMiddleware()` takes the throttle away from routes that had one. */
export const throttleRemoved: Rule = {
  code: 'RLM008',
  slug: 'throttle-removed',
  area: 'rateLimiting',
  severity: 'information',
  title: 'Throttle switched off',
  *check(context) {
    const { routes, removals } = routeTable(context.code);
    for (const { names, location } of removals) {
      const removed = names.filter((name) => /^throttle(?::|$)|throttlerequests/i.test(name));
      const text = context.textOf(location.file);
      if (removed.length === 0 || text === undefined) continue;
      const calls = callsIn(text);
      const around = chainAround(calls, location.range);
      const affected = routes.filter((route) => isIn(route.location, location.file, around));
      const open = affected.filter(
        (route) => removed.some((name) => hadIt(context, calls, route, name, location)) && !isSigned(context, route),
      );
      if (open.length === 0 || open.some((route) => !route.complete || route.middleware.some(limitsRequests))) continue;
      const [first] = open;
      const which = open.length === 1 && first !== undefined ? shown(first) : `these ${open.length} routes`;
      yield {
        rule: 'RLM008',
        severity: 'information',
        message: `Rate limiting is switched off for ${which}.`,
        location: location,
        related:
          open.length === 1
            ? []
            : open.slice(0, 3).map((each) => ({ location: each.location, message: `${shown(each)} has no limit.` })),
        fixes: [],
      };
    }
  },
};

function shown({ methods, uri }: Route): string {
  return `${methods.join('|')} /${uri ?? '…'}`;
}

type Call = Expression & { readonly kind: 'methodCall' | 'staticCall' };

function callsIn(text: string): readonly Call[] {
  const parsed = parsePhp(text);
  if (!parsed.ok) return [];
  return [...expressionsIn(parsed.program)].filter((each) => each.kind === 'methodCall' || each.kind === 'staticCall');
}

/** The whole chain that the call stands in, with the closure of a group. */
function chainAround(calls: readonly Call[], range: TextRange): TextRange {
  const removing = calls.find(
    ({ method, range: each }) => method === 'withoutMiddleware' && each.start <= range.end && each.end >= range.end,
  );
  const start = calls.filter((each) => each === removing).at(-1)?.range.start ?? range.start;
  const end = Math.max(range.end, ...calls.filter((each) => each.range.start === start).map((each) => each.range.end));
  return { start, end };
}

function isIn(place: Location, file: string, range: TextRange): boolean {
  return place.file === file && place.range.start >= range.start && place.range.end <= range.end;
}

/**
 * Laravel takes away exactly what is named, parameters included (Illuminate\Routing\Router::resolveMiddleware): `throttle`
 * does not take away `throttle:api`.
 */
function hadIt(context: RuleContext, calls: readonly Call[], route: Route, name: string, removal: Location): boolean {
  const stacks = middlewareStacks(context.code);
  const plain = (written: string): string => {
    const [alias = '', ...parameters] = written.split(':');
    const className = stacks.aliases.get(alias) ?? alias;
    return [className.replace(/^\\/, '').toLowerCase(), ...parameters].join(':');
  };
  const wanted = plain(name);
  const entries = [...stacks.global.entries, ...(stacks.groups.get(route.group ?? '')?.entries ?? [])];
  if (entries.some(({ written }) => plain(written) === wanted)) return true;
  const inGroups = routeTable(context.code).routes.flatMap(({ middleware }) =>
    middleware.filter(
      ({ via, written, location }) => via === 'group' && plain(written) === wanted && location.file === removal.file,
    ),
  );
  return inGroups.some(({ location }) => calls.some((call) => isGroupAround(call, location.range, removal.range)));
}

/** `Route::middleware('throttle:…')->group(function () { … })`: the middleware stands in front, the removal inside. */
function isGroupAround({ method, arguments: given, range }: Call, middleware: TextRange, removal: TextRange): boolean {
  const closure = given.at(-1)?.range;
  if (method !== 'group' || closure === undefined) return false;
  const inFront = middleware.start >= range.start && middleware.end <= closure.start;
  return inFront && removal.start >= closure.start && removal.end <= closure.end;
}

/** Calls of other services that prove who they are. */
function isSigned(context: RuleContext, { middleware, action, uri = '' }: Route): boolean {
  const signs = /sign|hmac|verif|webhook/i;
  if (middleware.some(({ written, className = '' }) => signs.test(written) || signs.test(className))) return true;
  const method = handlerMethod(context, action) ?? '';
  return /webhook|hook|callback|ipn/i.test(uri) && /sign|hmac|hash_equals|constructEvent/i.test(method);
}
