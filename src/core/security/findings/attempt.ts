import type { SecurityEvent } from '../securityEvent';

/** How an attempt to log in ended. Refused: nobody looked at the password, a limiter answered. */
export type Attempt = 'failed' | 'refused' | 'succeeded';

/** Tells attempts to log in from everything else; one for each stream, because it learns which records speak of them. */
export type AttemptReader = (event: SecurityEvent) => Attempt | undefined;

const outcomes: ReadonlyMap<string, Attempt> = new Map([
  ['login', 'succeeded'],
  ['login_failed', 'failed'],
  ['two_factor_failed', 'failed'],
  ['lockout', 'refused'],
]);

/** Last parts of the paths under which Laravel UI, Breeze, Fortify, Jetstream, Passport and Filament take a login. */
const loginPath = /(?:^|\/)(?:login|signin|sign-in|authenticate|token|two-factor-challenge)\/?(?:\?|$)/i;

/**
 * Laravel fires Lockout in place of Failed once its limiter (5 a minute for account and address) refuses, so lockouts
 * count as attempts. Of an access log only POST to a login path with 401, 422 or 429 is known to have failed: 302 is
 * Laravel's answer to both success and failure. Once records of a stream name logins themselves, statuses are not counted:
 * the same attempt would count twice.
 */
export function createAttemptReader(): AttemptReader {
  let named = false;
  return (event) => {
    if (event.event !== undefined) {
      const outcome = outcomes.get(event.event);
      if (outcome !== undefined) {
        named = true;
        return outcome;
      }
      if (event.event !== 'rate_limited' || named || event.route === undefined) return undefined;
      return loginPath.test(event.route) ? 'refused' : undefined;
    }
    if (named || event.method !== 'POST' || event.route === undefined) return undefined;
    const { status } = event;
    if (status !== 401 && status !== 422 && status !== 429) return undefined;
    if (!loginPath.test(event.route.slice(0, 300))) return undefined;
    return status === 429 ? 'refused' : 'failed';
  };
}
