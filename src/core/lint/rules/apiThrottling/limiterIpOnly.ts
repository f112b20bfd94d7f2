import { limiterDefinitions } from '../../../code/limiters/limiterDefinitions';
import { throttleOf } from '../../../code/limiters/throttle';
import type { AppliedMiddleware, Route } from '../../../code/routes/route';
import type { Fix, Location } from '../../../finding';
import type { Rule, RuleContext } from '../../rule';
import { userOf } from '../rateLimiting/limiterEdits';
import { apiRoutes } from './apiRoutes';

/** API004: signed-in users of the API are counted by address alone. */
export const limiterIpOnly: Rule = {
  code: 'API004',
  slug: 'limiter-ip-only',
  area: 'apiThrottling',
  severity: 'information',
  title: 'API limit by address alone',
  *check(context) {
    const routes = apiRoutes(context);
    for (const { name, limits, complete, request } of limiterDefinitions(context.code).definitions) {
      if (name === undefined || !complete || limits.length === 0) continue;
      if (!limits.every(({ by }) => by === 'ip')) continue;
      const limited = routes.filter((route) => route.middleware.some((each) => asksFor(each, name)));
      const users = limited.filter(isForUsers);
      // An API that is mostly for strangers has only their addresses.
      if (users.length === 0 || users.length * 2 < limited.length) continue;
      const [first] = limits;
      const keys = limits.flatMap(({ key }) => (key === undefined ? [] : [key]));
      if (first?.key === undefined) continue;
      yield {
        rule: 'API004',
        severity: 'information',
        message: `Customers behind one office IP share this limit, although ${users.length} of its ${limited.length} routes know the user.`,
        location: first.key,
        related: users
          .slice(0, 3)
          .map(({ location, uri }) => ({ location, message: `/${uri ?? '…'} knows the user.` })),
        fixes: request === undefined ? [] : byUser(context, keys, request),
      };
    }
  },
};

function asksFor(applied: AppliedMiddleware, name: string): boolean {
  const throttle = throttleOf(applied);
  return throttle?.kind === 'named' && throttle.name === name;
}

function isForUsers({ middleware }: Route): boolean {
  return middleware.some(
    ({ name, className = '' }) => name === 'auth' || (className || name).endsWith('\\Authenticate'),
  );
}

function byUser(context: RuleContext, keys: readonly Location[], request: string): readonly Fix[] {
  const [first] = keys;
  const written = keys.map(({ file, range }) => context.textOf(file)?.slice(range.start, range.end) ?? '?');
  // In front of another `?:` or `??` it would need parentheses.
  if (first === undefined || written.some((text) => text.includes('?'))) return [];
  const user = userOf(context, request);
  const edits = keys.map(({ range: { start } }) => ({ range: { start, end: start }, newText: `${user} ?: ` }));
  return [{ title: 'Count by user first, then by address', preferred: true, edits: [{ file: first.file, edits }] }];
}
