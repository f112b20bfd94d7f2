import { limiterDefinitions } from '../../../code/limiters/limiterDefinitions';
import { untrustedProxy } from '../../proxies';
import type { Rule } from '../../rule';

/** RLM004: a limiter counts by an address that is the proxy's for every visitor. */
export const limiterByProxyIp: Rule = {
  code: 'RLM004',
  slug: 'limiter-by-proxy-ip',
  area: 'rateLimiting',
  severity: 'warning',
  title: 'Limiter that counts the proxy',
  *check(context) {
    if (untrustedProxy(context) !== true) return;
    for (const { limits } of limiterDefinitions(context.code).definitions) {
      for (const { by, address } of limits) {
        if (address === undefined || (by !== 'ip' && by !== 'user')) continue;
        const who = by === 'ip' ? 'one bucket for everyone' : 'one bucket for everyone who is not signed in';
        yield {
          rule: 'RLM004',
          severity: 'warning',
          message: `Keyed by IP, but the proxy is not trusted: ${who}.`,
          location: address,
          related: [],
          fixes: [],
        };
      }
    }
  },
};
