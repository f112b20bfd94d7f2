import { productionEnvironments, saysProduction } from '../../production';
import { proxyTrust } from '../../proxies';
import type { Rule } from '../../rule';

/** LBS002: every address is a trusted proxy, and settings say that there is none. */
export const trustAllWhileExposed: Rule = {
  code: 'LBS002',
  slug: 'trust-all-while-exposed',
  area: 'loadBalancing',
  severity: 'information',
  title: 'Every client is a trusted proxy',
  *check(context) {
    if (context.declared.proxy !== 'none') return;
    for (const production of productionEnvironments(context)) {
      const { names, location, at } = proxyTrust(context, production.environment);
      if (names !== 'everyone' || location === undefined || at === 'nowhere') continue;
      const newText = at === 'environment' ? '' : at === 'config' ? 'null' : '[]';
      yield {
        rule: 'LBS002',
        severity: 'information',
        message:
          'Every address is trusted as a proxy and none is in front: clients can forge their IP address with a header.',
        location,
        related: saysProduction(production, location),
        fixes: [
          {
            title: 'Trust no proxy',
            preferred: false,
            edits: [{ file: location.file, edits: [{ range: location.range, newText }] }],
          },
        ],
      };
    }
  },
};
