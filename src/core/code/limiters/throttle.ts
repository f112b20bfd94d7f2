import type { AppliedMiddleware } from '../routes/route';

/** What a throttle middleware of Laravel's own asks for. */
export type Throttle =
  /** `throttle:60,1`, `throttle:10|60,1,uploads`: attempts of guests, and of users where they differ. */
  | {
      readonly kind: 'numeric';
      readonly attempts: number;
      readonly users: number;
      readonly minutes: number;
      readonly prefix: string;
    }
  /** `throttle:api` */
  | { readonly kind: 'named'; readonly name: string }
  /** `throttle:rate_limit,1`: an attribute of the user; and what cannot be read as any of these. */
  | { readonly kind: 'other' };

const ownClasses = new Set([
  'illuminate\\routing\\middleware\\throttlerequests',
  'illuminate\\routing\\middleware\\throttlerequestswithredis',
]);

/**
 * Reads Laravel's own throttle middleware (ThrottleRequests and its Redis twin, in all versions); undefined for every other
 * middleware, subclasses included: those decide for themselves.
 */
export function throttleOf({ name, className, parameters }: AppliedMiddleware): Throttle | undefined {
  if (!ownClasses.has((className ?? name).toLowerCase().replace(/^\\/, ''))) return undefined;
  const [attempts = '60', minutes = '1', prefix = ''] = parameters.map((each) => each.trim());
  const [guests = '', users = guests] = attempts.split('|', 2);
  if ([guests, users, minutes].every(isNumber)) {
    return { kind: 'numeric', attempts: Number(guests), users: Number(users), minutes: Number(minutes), prefix };
  }
  // A name is looked up only when it stands alone.
  const alone = parameters.length === 1 && !attempts.includes('|') && attempts !== '';
  return alone ? { kind: 'named', name: attempts } : { kind: 'other' };
}

/** True when Laravel counts in Redis itself, whatever the cache store is. */
export function countsInRedis({ name, className }: AppliedMiddleware): boolean {
  return /throttlerequestswithredis$/i.test(className ?? name);
}

/** True for everything that limits requests by its name: Laravel's own, subclasses, and middleware of the application. */
export function limitsRequests({ written, name, className }: AppliedMiddleware): boolean {
  return saysLimit(written) || saysLimit(name) || (className !== undefined && saysLimit(className));
}

/** True when a name or a text speaks of limits. */
export function saysLimit(text: string): boolean {
  return /throttl|rate_?-?limit|too_?many|limitlogin|bruteforce/i.test(text);
}

function isNumber(text: string): boolean {
  return /^\d+(?:\.\d+)?$/.test(text);
}
