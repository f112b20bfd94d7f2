import type { TextRange } from '../../base/text';
import type { Expression } from '../../laravel/php/syntax';
import { constantValue } from '../constantValue';
import type { Limit } from './limiter';

/** A limit as one file says it; how long `new Limit('', 60, 1)` lasts depends on the version. */
export interface WrittenLimit {
  readonly range: TextRange;
  readonly whole: TextRange;
  readonly attempts?: number;
  readonly decay?: { readonly value: number; readonly unit: 'seconds' | 'minutesUpTo10' };
  readonly by: Limit['by'];
  readonly key?: TextRange;
  readonly address?: TextRange;
}

const limitClasses = new Set([
  'illuminate\\cache\\ratelimiting\\limit',
  'illuminate\\cache\\ratelimiting\\globallimit',
  'illuminate\\cache\\ratelimiting\\unlimited',
]);

const spans: ReadonlyMap<string, number> = new Map([
  ['persecond', 1],
  ['perminute', 60],
  ['perhour', 3600],
  ['perday', 86_400],
]);

/** `Limit::perMinute(60)`, `Limit::none()`, `new Limit($key, 60, 1)`, `new GlobalLimit(60)` */
export function madeLimit(expression: Expression, file: string): WrittenLimit | undefined {
  if (expression.kind !== 'staticCall' && expression.kind !== 'new') return undefined;
  const className = typeof expression.className === 'string' ? expression.className.toLowerCase() : '';
  if (!limitClasses.has(className)) return undefined;
  const number = (index: number, name: string): number | undefined => {
    const given = expression.arguments.find((each) => each.name === name) ?? expression.arguments[index];
    const value = given === undefined || given.spread ? undefined : constantValue(given.value, file);
    return value?.kind === 'known' && typeof value.value === 'number' ? value.value : undefined;
  };
  const place = { range: expression.range, whole: expression.range, by: 'none' } as const;
  if (expression.kind === 'new') return constructed(expression, className, number, place);
  const method = typeof expression.method === 'string' ? expression.method.toLowerCase() : '';
  if (method === 'none') return { ...place, attempts: Number.POSITIVE_INFINITY };
  if (method === 'perminutes')
    return { ...place, ...rate(number(1, 'maxAttempts'), times(number(0, 'decayMinutes'), 60)) };
  const span = spans.get(method);
  if (span === undefined) return undefined;
  const count = expression.arguments.length < 2 ? 1 : number(1, 'decay');
  return { ...place, ...rate(number(0, 'maxAttempts'), times(count, span)) };
}

function constructed(
  expression: Expression & { readonly kind: 'new' },
  className: string,
  number: (index: number, name: string) => number | undefined,
  place: { readonly range: TextRange; readonly whole: TextRange; readonly by: 'none' },
): WrittenLimit {
  if (className.endsWith('unlimited')) return { ...place, attempts: Number.POSITIVE_INFINITY };
  const shift = className.endsWith('globallimit') ? 0 : 1;
  const given = expression.arguments;
  const attempts = given.length > shift ? number(shift, 'maxAttempts') : 60;
  const decay = number(shift + 1, 'decaySeconds');
  const [key] = given;
  const fixedKey = shift === 0 || key === undefined || (key.value.kind === 'literal' && key.value.value === '');
  return {
    ...place,
    by: fixedKey ? 'none' : 'other',
    ...(attempts === undefined ? {} : { attempts }),
    ...(given.length <= shift + 1
      ? { decay: { value: 60, unit: 'seconds' as const } }
      : decay === undefined
        ? {}
        : { decay: { value: decay, unit: 'minutesUpTo10' as const } }),
  };
}

function times(count: number | undefined, seconds: number): number | undefined {
  return count === undefined ? undefined : count * seconds;
}

function rate(attempts: number | undefined, seconds: number | undefined): Pick<WrittenLimit, 'attempts' | 'decay'> {
  return {
    ...(attempts === undefined ? {} : { attempts }),
    ...(seconds === undefined ? {} : { decay: { value: seconds, unit: 'seconds' } }),
  };
}
