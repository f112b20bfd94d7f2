import type { Code } from '../../../code/collector';
import type { Limit, LimiterDefinition } from '../../../code/limiters/limiter';
import { limiterDefinitions } from '../../../code/limiters/limiterDefinitions';
import { throttleOf } from '../../../code/limiters/throttle';
import { routeTable } from '../../../code/routes/routeTable';
import type { Fix } from '../../../finding';
import type { Rule, RuleContext } from '../../rule';
import { limiterKey } from './limiterEdits';
import { rateText } from './rateText';

/** RLM003: a limiter of requests counts all visitors together. */
export const limiterGlobalBucket: Rule = {
  code: 'RLM003',
  slug: 'limiter-global-bucket',
  area: 'rateLimiting',
  severity: 'information',
  title: 'Limiter with one counter for all visitors',
  *check(context) {
    for (const definition of limiterDefinitions(context.code).definitions) {
      const { name, complete } = definition;
      // Such a name says that one counter for everybody is meant.
      if (name === undefined || !complete || /global|all|total|app/i.test(name)) continue;
      if (!isForRequests(context.code, definition)) continue;
      for (const limits of definition.returns) {
        const [first] = limits;
        if (first === undefined || !limits.every((limit) => isShared(context, limit))) continue;
        yield {
          rule: 'RLM003',
          severity: 'information',
          message: `No \`->by()\`: all visitors share one counter${rateText(first, ' of ')}.`,
          location: first.location,
          related: [],
          fixes: fixesOf(context, definition, limits),
        };
      }
    }
  },
};

function isShared(context: RuleContext, { by, key, attempts, location: { file, range } }: Limit): boolean {
  if (by !== 'none' || key !== undefined || attempts === Number.POSITIVE_INFINITY) return false;
  // `new GlobalLimit(…)` says in its name what it is.
  return !/^new\b/i.test(context.textOf(file)?.slice(range.start, range.end) ?? 'new');
}

/** A limiter without a parameter may be one of jobs: then a route has to ask for it. */
function isForRequests(code: Code, { name, limited }: LimiterDefinition): boolean {
  if (limited !== 'unknown') return limited === 'requests';
  return routeTable(code).routes.some(({ middleware }) =>
    middleware.some((each) => {
      const throttle = throttleOf(each);
      return throttle?.kind === 'named' && throttle.name === name;
    }),
  );
}

function fixesOf(context: RuleContext, { name, request }: LimiterDefinition, limits: readonly Limit[]): readonly Fix[] {
  const [first] = limits;
  if (request === undefined || name === undefined || first === undefined) return [];
  const key = limiterKey(context, name, request);
  const edits = limits.map(({ location: { range } }) => ({
    range: { start: range.end, end: range.end },
    newText: `->by(${key})`,
  }));
  const title = key.includes('user') ? 'Count each user, or each address, on its own' : 'Count each address on its own';
  return [{ title, preferred: false, edits: [{ file: first.location.file, edits }] }];
}
