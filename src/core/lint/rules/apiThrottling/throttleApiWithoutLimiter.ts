import { isUndefinedLimiter } from '../../../code/limiters/limiterDefinitions';
import type { MiddlewareCall } from '../../../code/middleware/middleware';
import { middlewareStacks } from '../../../code/middleware/middlewareStacks';
import type { Rule } from '../../rule';
import { consequence } from '../rateLimiting/limiterNotDefined';
import { defineLimiter } from '../rateLimiting/limiterEdits';

/** API001: `throttleApi()` asks for a limiter that Laravel no longer brings. */
export const throttleApiWithoutLimiter: Rule = {
  code: 'API001',
  slug: 'throttle-api-without-limiter',
  area: 'apiThrottling',
  severity: 'error',
  title: 'throttleApi() without its limiter',
  supersedes: ['RLM002'],
  *check(context) {
    const { code, project } = context;
    if (project.layout !== 'slim') return;
    for (const call of middlewareStacks(code).calls) {
      const name = call.method === 'throttleApi' ? limiterOf(call) : undefined;
      // "60,1" is no name.
      if (name === undefined || /^\d|,|\|/.test(name) || !isUndefinedLimiter(code, name)) continue;
      const fix = defineLimiter(context, name);
      yield {
        rule: 'API001',
        severity: 'error',
        message: `Since Laravel 11 no \`${name}\` limiter is defined by default, and here none is: ${consequence(project.version, 'API call')}.`,
        location: call.location,
        related: [],
        fixes: fix === undefined ? [] : [fix],
      };
    }
  },
};

function limiterOf({ arguments: given, conditional }: MiddlewareCall): string | undefined {
  if (conditional === true) return undefined;
  const argument = given.get('limiter') ?? given.get('0');
  if (argument === undefined) return 'api';
  return typeof argument.value === 'string' ? argument.value : undefined;
}
