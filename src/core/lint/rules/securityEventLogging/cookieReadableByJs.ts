import type { Rule } from '../../rule';
import { readHere, writtenValue } from '../../written';
import { isOff, setTrue } from './sessionCookie';

/** SEC004: the session cookie is readable by scripts. An absent key is Laravel's default, true. */
export const cookieReadableByJs: Rule = {
  code: 'SEC004',
  slug: 'cookie-readable-by-js',
  area: 'securityEventLogging',
  severity: 'warning',
  title: 'Session cookie readable by scripts',
  *check(context) {
    for (const environment of context.environments) {
      const written = writtenValue(environment, 'session.http_only');
      if (written === undefined || !isOff(written)) continue;
      yield {
        rule: 'SEC004',
        severity: 'warning',
        message: 'Scripts can read the session cookie: one injected script is enough to take sessions over.',
        location: written.location,
        related: readHere(context, written),
        fixes: [setTrue(written, 'http_only')],
      };
    }
  },
};
