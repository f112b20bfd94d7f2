import { joinPath } from '../../../base/path';
import { isUndefinedLimiter } from '../../../code/limiters/limiterDefinitions';
import { middlewareStacks } from '../../../code/middleware/middlewareStacks';
import type { Fix, Location } from '../../../finding';
import { parsePhp } from '../../../laravel/php/parse';
import { expressionsIn } from '../../../laravel/php/walk';
import type { Rule, RuleContext } from '../../rule';
import { defineLimiter } from '../rateLimiting/limiterEdits';
import { apiRoutes, isLimited } from './apiRoutes';
import { apiGroupOf, throttleApiGroup } from './throttleApiEdits';

/** API002: most routes of the API have no rate limit. */
export const apiUnthrottled: Rule = {
  code: 'API002',
  slug: 'api-unthrottled',
  area: 'apiThrottling',
  severity: 'information',
  title: 'API without a rate limit',
  *check(context) {
    if (context.declared.apiGateway) return;
    const stacks = middlewareStacks(context.code);
    const group = stacks.groups.get('api');
    if (group?.complete !== true || !stacks.global.complete) return;
    const routes = apiRoutes(context);
    if (routes.length < 2 || routes.some(({ complete }) => !complete)) return;
    const open = routes.filter((route) => !isLimited(context, route));
    if (open.length * 2 <= routes.length) return;
    const location = apiLocation(context, group.location);
    if (location === undefined) return;
    yield {
      rule: 'API002',
      severity: 'information',
      message: `${counted(open.length, routes.length)} no rate limit${since(context)}.`,
      location,
      related: [],
      fixes: fixesOf(context),
    };
  },
};

function counted(open: number, all: number): string {
  return open === all ? `${all} API routes have` : `${open} of ${all} API routes have`;
}

function since({ project }: RuleContext): string {
  return project.layout === 'slim' ? ' (the api group has none since Laravel 11)' : '';
}

/** `api:` in withRouting(), or the group in the Kernel. Routes that are loaded in another way are judged by nobody here. */
function apiLocation(context: RuleContext, group: Location | undefined): Location | undefined {
  const isKernel = context.project.layout === 'kernel';
  const file = isKernel ? (group?.file ?? '') : joinPath(context.root, 'bootstrap/app.php');
  const text = context.textOf(file);
  const parsed = text === undefined ? undefined : parsePhp(text);
  if (parsed?.ok !== true) return undefined;
  if (isKernel) return { file, range: apiGroupOf(parsed.program)?.range ?? group?.range ?? { start: 0, end: 0 } };
  for (const expression of expressionsIn(parsed.program)) {
    if (expression.kind !== 'methodCall' || expression.method !== 'withRouting') continue;
    if (expression.arguments.some(({ name }) => name === 'using')) return undefined;
    const api = expression.arguments.find(({ name }) => name === 'api') ?? undefined;
    return api === undefined ? undefined : { file, range: api.range };
  }
  return undefined;
}

/** The group's throttle, and its limiter where nothing defines one yet. */
function fixesOf(context: RuleContext): readonly Fix[] {
  const group = throttleApiGroup(context);
  if (group === undefined) return [];
  if (!group.named) return [{ title: group.title, preferred: false, edits: [group.change] }];
  const limiter = isUndefinedLimiter(context.code, 'api') ? defineLimiter(context, 'api') : undefined;
  if (limiter === undefined && isUndefinedLimiter(context.code, 'api')) return [];
  const edits = [group.change, ...(limiter?.edits ?? [])];
  const title = limiter === undefined ? group.title : `${group.title} and define the limiter api: 60 requests a minute`;
  return [{ title, preferred: false, edits }];
}
