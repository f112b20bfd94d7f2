import { joinPath } from '../../../base/path';
import type { TextRange } from '../../../base/text';
import { isUndefinedLimiter } from '../../../code/limiters/limiterDefinitions';
import { middlewareStacks } from '../../../code/middleware/middlewareStacks';
import type { Fix, Location } from '../../../finding';
import { parsePhp } from '../../../laravel/php/parse';
import type { Program } from '../../../laravel/php/syntax';
import { expressionsIn } from '../../../laravel/php/walk';
import type { Rule, RuleContext } from '../../rule';
import { defineLimiter } from '../rateLimiting/limiterEdits';
import { apiRoutes, isLimited } from './apiRoutes';
import { apiGroupOf, replacedApiGroup, throttleApiGroup } from './throttleApiEdits';

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
    const place = apiPlace(context, group.location);
    if (place === undefined) return;
    yield {
      rule: 'API002',
      severity: 'information',
      message: `${counted(open.length, routes.length)} no rate limit${place.since}.`,
      location: place.location,
      related: [],
      fixes: fixesOf(context),
    };
  },
};

function counted(open: number, all: number): string {
  return open === all ? `${all} API routes have` : `${open} of ${all} API routes have`;
}

interface Place {
  readonly location: Location;
  readonly since: string;
}

/** The group where the application writes it, else `api:` in withRouting(). Routes that are loaded in another way are judged by nobody here. */
function apiPlace(context: RuleContext, group: Location | undefined): Place | undefined {
  const isKernel = context.project.layout === 'kernel';
  const file = isKernel ? (group?.file ?? '') : joinPath(context.root, 'bootstrap/app.php');
  const text = context.textOf(file);
  const parsed = text === undefined ? undefined : parsePhp(text);
  if (parsed?.ok !== true) return undefined;
  if (isKernel) {
    const range = apiGroupOf(parsed.program)?.range ?? group?.range ?? { start: 0, end: 0 };
    return { location: { file, range }, since: '' };
  }
  const api = apiOfRouting(parsed.program);
  if (api === undefined) return undefined;
  const replaced = replacedApiGroup(parsed.program);
  if (replaced !== undefined) return { location: { file, range: replaced.range }, since: '' };
  return { location: { file, range: api.range }, since: ' (the api group has none since Laravel 11)' };
}

function apiOfRouting(program: Program): { readonly range: TextRange } | undefined {
  for (const expression of expressionsIn(program)) {
    if (expression.kind !== 'methodCall' || expression.method !== 'withRouting') continue;
    if (expression.arguments.some(({ name }) => name === 'using')) return undefined;
    return expression.arguments.find(({ name }) => name === 'api');
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
