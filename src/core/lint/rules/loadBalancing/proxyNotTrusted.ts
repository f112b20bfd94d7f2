import { privateNetworks } from '../../../code/proxies/proxyFacts';
import type { Fix } from '../../../finding';
import { productionEnvironments, saysProduction } from '../../production';
import { type ProxyTrust, proxyTrust } from '../../proxies';
import type { Rule } from '../../rule';

/** LBS001: settings say that a proxy is in front, and the application trusts none. */
export const proxyNotTrusted: Rule = {
  code: 'LBS001',
  slug: 'proxy-not-trusted',
  area: 'loadBalancing',
  severity: 'warning',
  title: 'A proxy that is not trusted',
  *check(context) {
    const { proxy } = context.declared;
    if (proxy !== 'loadBalancer' && proxy !== 'cdn') return;
    const behind = proxy === 'cdn' ? 'a CDN' : 'a load balancer';
    for (const production of productionEnvironments(context)) {
      const trust = proxyTrust(context, production.environment);
      if (trust.names !== 'none' || trust.location === undefined) continue;
      yield {
        rule: 'LBS001',
        severity: 'warning',
        message: `Behind ${behind} that is not trusted all clients have its address: rate limits and logs by IP are wrong, and https is not seen.`,
        location: trust.location,
        related: saysProduction(production, trust.location),
        // The addresses of a CDN are public and its own: a list of them is not ours to invent.
        fixes: proxy === 'cdn' ? [] : fixes(trust),
      };
    }
  },
};

/** Trusts the private networks, where a balancer of the same network has its address. */
function fixes({ location, at, stack }: ProxyTrust): readonly Fix[] {
  if (location === undefined) return [];
  const title = 'Trust proxies in private networks';
  const { file, range } = location;
  const fix = (edit: { range: typeof range; newText: string }): readonly Fix[] => [
    { title, preferred: false, edits: [{ file, edits: [edit] }] },
  ];
  if (at === 'argument' || at === 'default') return fix({ range, newText: privateNetworks });
  if (at === 'property') return fix({ range, newText: `$proxies = ${privateNetworks}` });
  if (at === 'environment') return fix({ range, newText: privateNetworks.replace(/['[\]\s]/g, '') });
  return at === 'nowhere' && stack?.insertion !== undefined ? fix(stack.insertion) : [];
}
