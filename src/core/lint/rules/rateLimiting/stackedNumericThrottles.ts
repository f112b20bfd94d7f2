import { type Throttle, throttleOf } from '../../../code/limiters/throttle';
import type { AppliedMiddleware, Route } from '../../../code/routes/route';
import { routeTable } from '../../../code/routes/routeTable';
import type { Fix } from '../../../finding';
import type { Rule, RuleContext } from '../../rule';

type Numeric = Throttle & { readonly kind: 'numeric' };
interface Counted {
  readonly applied: AppliedMiddleware;
  readonly throttle: Numeric;
}

/** RLM006: two numeric throttles around one route count with the same key. */
export const stackedNumericThrottles: Rule = {
  code: 'RLM006',
  slug: 'stacked-numeric-throttles',
  area: 'rateLimiting',
  severity: 'information',
  title: 'Two throttles on one counter',
  *check(context) {
    const seen = new Set<string>();
    for (const route of routeTable(context.code).routes) {
      const pair = samePair(route);
      if (pair === undefined) continue;
      const [outer, inner] = pair;
      const { location } = inner.applied;
      const place = JSON.stringify([location.file, location.range.start]);
      if (seen.has(place)) continue;
      seen.add(place);
      yield {
        rule: 'RLM006',
        severity: 'information',
        message: `Both throttles use the same key, so each request counts twice (${numbers(outer)} and ${numbers(inner)}).`,
        location,
        related: [{ location: outer.applied.location, message: `The other throttle (${numbers(outer)}) is here.` }],
        fixes: prefixed(context, route, inner),
      };
    }
  },
};

/** The outermost two with different numbers and no prefix: the user or the address alone is their key. */
function samePair({ middleware }: Route): readonly [Counted, Counted] | undefined {
  const counted = middleware.flatMap((applied) => {
    const throttle = throttleOf(applied);
    return throttle?.kind === 'numeric' && throttle.prefix === '' ? [{ applied, throttle }] : [];
  });
  const [outer] = counted;
  const inner = counted.find((each) => outer !== undefined && numbers(each) !== numbers(outer));
  return outer === undefined || inner === undefined ? undefined : [outer, inner];
}

function numbers({ throttle: { attempts, users, minutes } }: Counted): string {
  return `${attempts === users ? attempts : `${attempts}|${users}`},${minutes}`;
}

/** Any text of its own gives the inner throttle its own counter; the route's last word is one that people understand. */
function prefixed(context: RuleContext, { uri = '' }: Route, { applied, throttle }: Counted): readonly Fix[] {
  const { file, range } = applied.location;
  const written = context.textOf(file)?.slice(range.start, range.end) ?? '';
  const literal = /^(['"])(throttle:[\d.|]+(?:,[\d.]+)?)\1$/.exec(written);
  const words = uri.split('/').filter((each) => /^[\w-]+$/.test(each));
  const word = words.at(-1);
  if (literal === null || word === undefined) return [];
  const [, quote = "'", text = ''] = literal;
  const full = text.includes(',') ? text : `${text},${throttle.minutes}`;
  const newText = `${quote}${full},${word}${quote}`;
  return [
    { title: `Count on its own: ${full},${word}`, preferred: false, edits: [{ file, edits: [{ range, newText }] }] },
  ];
}
