import type { Code, LexicalCollector } from '../../../code/collector';
import { isUndefinedLimiter, limiterNamed } from '../../../code/limiters/limiterDefinitions';
import { throttleOf } from '../../../code/limiters/throttle';
import { routeTable } from '../../../code/routes/routeTable';
import type { Location } from '../../../finding';
import type { LaravelVersion } from '../../../laravel/project';
import type { Rule } from '../../rule';
import { defineLimiter } from './limiterEdits';

/** Names that a user may have as an attribute: quoted words of migrations and models, accessors of models. */
const userAttributes: LexicalCollector<string> = {
  id: 'userAttributes',
  lexical: true,
  wants: ({ relative, text }) =>
    relative.startsWith('database/migrations/') || /Authenticatable|Foundation\\Auth/.test(text),
  collect: ({ text }) => {
    const words = [...text.matchAll(/['"](\w+)['"]/g)].map(([, word = '']) => word);
    const methods = [...text.matchAll(/function\s+(\w+)/g)].map(([, name = '']) =>
      name.replace(/^get(.*)Attribute$/, '$1'),
    );
    return [...new Set([...words, ...methods].map(plain))];
  },
};

/** RLM002: a route asks for a named limiter that nothing defines. */
export const limiterNotDefined: Rule = {
  code: 'RLM002',
  slug: 'limiter-not-defined',
  area: 'rateLimiting',
  severity: 'error',
  title: 'Throttle by a limiter that is not defined',
  collectors: [userAttributes],
  *check(context) {
    const { code, project } = context;
    const attributes = new Set(code.facts(userAttributes));
    for (const { name, location, uris } of namedThrottles(code)) {
      if (limiterNamed(code, name) !== undefined || !isUndefinedLimiter(code, name)) continue;
      if (attributes.has(plain(name)) || !code.complete(userAttributes)) continue;
      const where = uris.length === 1 ? `request to /${uris[0] ?? ''}` : `request to its ${uris.length} routes`;
      const fix = defineLimiter(context, name);
      yield {
        rule: 'RLM002',
        severity: 'error',
        message: `No limiter \`${name}\` is defined: ${consequence(project.version, where)}.`,
        location,
        related: [],
        fixes: fix === undefined ? [] : [fix],
      };
    }
  },
};

// 11.3.0; before, the name was cast to a number.
const firstThatThrows = 3;

/** What Laravel does about a name that it does not know, and from which version on. */
export function consequence({ full = '', major = 0 }: LaravelVersion, where: string): string {
  const [, minor] = full.split('.').map(Number);
  const throws = major > 11 || (major === 11 && (minor === undefined || minor >= firstThatThrows));
  if (throws) return `every ${where} fails with MissingRateLimiterException`;
  return `Laravel takes the name for a limit of 0, and after one in a minute every ${where} is answered with 429`;
}

interface NamedThrottle {
  readonly name: string;
  readonly location: Location;
  readonly uris: readonly string[];
}

/** Each place that asks for a named limiter, with the routes that it covers. */
function namedThrottles(code: Code): readonly NamedThrottle[] {
  const found = new Map<string, { name: string; location: Location; uris: string[] }>();
  for (const { middleware, uri = '…' } of routeTable(code).routes) {
    for (const applied of middleware) {
      const throttle = throttleOf(applied);
      if (throttle?.kind !== 'named') continue;
      const { file, range } = applied.location;
      const key = JSON.stringify([file, range.start, throttle.name]);
      const before = found.get(key) ?? { name: throttle.name, location: applied.location, uris: [] };
      if (!before.uris.includes(uri)) before.uris.push(uri);
      found.set(key, before);
    }
  }
  return [...found.values()];
}

function plain(name: string): string {
  return name.replaceAll(/[^a-z0-9]/gi, '').toLowerCase();
}
