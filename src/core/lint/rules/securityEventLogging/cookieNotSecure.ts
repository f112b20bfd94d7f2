import { productionEnvironments, saysProduction } from '../../production';
import type { Rule } from '../../rule';
import { readHere, writtenValue } from '../../written';
import { isOff, setTrue, urlScheme } from './sessionCookie';

/** SEC003: the session cookie also travels over http, on a site that says it is https. Null is never accused: see sessionCookie.ts. */
export const cookieNotSecure: Rule = {
  code: 'SEC003',
  slug: 'cookie-not-secure',
  area: 'securityEventLogging',
  severity: 'warning',
  title: 'Session cookie without Secure',
  *check(context) {
    for (const production of productionEnvironments(context)) {
      const written = writtenValue(production.environment, 'session.secure');
      if (written === undefined || !isOff(written) || urlScheme(production.environment) !== 'https') continue;
      yield {
        rule: 'SEC003',
        severity: 'warning',
        message:
          'The session cookie is sent over http too: on the first request without https, anyone on the way can take the session over.',
        location: written.location,
        related: [...readHere(context, written), ...saysProduction(production, written.location)],
        fixes: [setTrue(written, 'secure')],
      };
    }
  },
};
