import type { Code } from '../code/collector';
import { once } from '../base/memo';
import { namedBy, type NamedProxies, proxyFacts, type TrustClass, type TrustStack } from '../code/proxies/proxyFacts';
import type { Location } from '../finding';
import { laravelEnvCast } from '../laravel/env';
import type { Value } from '../laravel/value';
import { productionEnvironments } from './production';
import type { EvaluatedEnvironment, RuleContext } from './rule';
import { configLocation, literalOrigin, locationOf, originInFile } from './written';

/** Which proxies an application trusts in one environment. */
export interface ProxyTrust {
  readonly names: NamedProxies;
  /** Where that is written; absent when nothing is and no place is the obvious one. */
  readonly location?: Location;
  /** What `location` is: a value to replace, a property without one, or only the place where it belongs. */
  readonly at?: 'argument' | 'property' | 'default' | 'environment' | 'config' | 'nowhere';
  /** The stack in bootstrap/app.php, when `location` lies in it. */
  readonly stack?: TrustStack;
}

const unsure: ProxyTrust = { names: 'unknown' };
const framework = new Set(['Illuminate\\Http\\Middleware\\TrustProxies', 'Fideloper\\Proxy\\TrustProxies']);

interface Facts {
  /** The class that runs; undefined for the framework's own. */
  readonly own?: TrustClass;
  readonly stack?: TrustStack;
  readonly trust: ProxyTrust;
}

/** What the code alone says; `names` is "none" when only the configuration can name proxies. */
const inCode = once((code: Code): Facts => {
  const facts = code.facts(proxyFacts);
  const { layout } = code.project;
  const stack = facts.find((each): each is TrustStack => each.fact === 'stack' && each.layout === layout);
  if (!code.complete(proxyFacts) || stack === undefined) return { trust: unsure };
  const call = facts.findLast((each) => each.fact === 'call');
  if (call !== undefined && call.names !== 'none') {
    return { stack, trust: { names: call.names, location: call.location, at: 'argument', stack } };
  }
  const [name, ...others] = stack.classNames;
  if (others.length > 0 || (name === undefined && stack.stack !== 'own')) return { stack, trust: unsure };
  if (name === undefined || framework.has(name)) {
    // Laravel's own class may be what remove() or replace() takes away.
    if (stack.stack === 'changed') return { stack, trust: unsure };
    const none = { names: 'none', location: stack.location, at: 'nowhere', stack } as const;
    return { stack, trust: call === undefined ? none : { ...none, location: call.location, at: 'argument' } };
  }
  const own = facts.find((each): each is TrustClass => each.fact === 'class' && each.className === name);
  if (own === undefined) return { stack, trust: unsure };
  const at = own.value !== undefined ? 'default' : own.hasProperty ? 'property' : 'nowhere';
  return { stack, own, trust: { names: own.names, location: own.value ?? own.location, at } };
});

/**
 * Which proxies Laravel trusts in an environment, as Illuminate\Http\Middleware\TrustProxies and Fideloper's package before
 * it find them: the call in bootstrap/app.php, the class's property and what its methods read, `trustedproxy.proxies`.
 * "none" is certain; a default of env() is not, since the server may set the variable.
 */
export function proxyTrust({ code, deployment }: RuleContext, environment: EvaluatedEnvironment): ProxyTrust {
  const { own, trust } = inCode(code);
  if (trust.names !== 'none' || own?.reads === 'unknown') return trust.names === 'none' ? unsure : trust;
  const { project } = environment;
  for (const path of [...(own?.reads ?? []), 'trustedproxy.proxies']) {
    const value = project.config.get(path);
    const names = namedBy(value);
    const place = placeOf(value, environment);
    if (names === 'unknown' || (names === 'none' && hasDefault(value))) return unsure;
    if (names !== 'none') return { names, ...place };
    // An empty variable is where the proxies are meant to be written.
    if (place.at === 'environment') return trustsItself(deployment, environment) ? unsure : { names, ...place };
  }
  return trustsItself(deployment, environment) ? unsure : trust;
}

function hasDefault(value: Value): boolean {
  if (value.kind !== 'known' && value.kind !== 'array') return false;
  if (value.origins.some(({ source }) => source === 'default')) return true;
  return value.kind === 'array' && [...value.entries.values()].some((entry) => hasDefault(entry.value));
}

function placeOf(value: Value, { envFile }: EvaluatedEnvironment): Pick<ProxyTrust, 'location' | 'at'> {
  if (value.kind !== 'known') {
    const location = configLocation(value);
    return location === undefined ? {} : { location, at: 'nowhere' };
  }
  const inFile = originInFile(value, envFile);
  const origin = inFile ?? literalOrigin(value);
  const location = origin === undefined ? undefined : locationOf(origin);
  return location === undefined ? {} : { location, at: inFile === undefined ? 'config' : 'environment' };
}

/** Platforms whose proxies Laravel trusts without being told: Laravel Cloud, Forge's and Vapor's own domains. */
function trustsItself(deployment: RuleContext['deployment'], { project }: EvaluatedEnvironment): boolean {
  if (project.packages.has('laravel/vapor-core') || deployment.has('vapor.yml')) return true;
  const cast = (key: string): unknown => laravelEnvCast(project.env?.content.get(key)?.value ?? null);
  if (cast('LARAVEL_CLOUD') === '1') return true;
  const url = project.config.get('app.url');
  // The address may be withheld with the secrets: what counts here is the domain alone.
  const key = url.kind === 'absent' ? undefined : url.origins.find(({ source }) => source === 'env')?.envKey;
  const text = url.kind === 'known' ? url.value : key === undefined ? null : cast(key);
  return typeof text === 'string' && /^\w+:\/\/[^/?#]*\.(?:on-forge|on-vapor)\.com(?:[:/?#]|$)/i.test(text);
}

/**
 * Whether production stands behind a proxy that it does not trust: then every visitor has the proxy's address. Undefined
 * when that is not certain; without a known production environment, what the code and the configuration say for any.
 */
export function untrustedProxy(context: RuleContext): boolean | undefined {
  const { proxy } = context.declared;
  if (proxy === 'none') return false;
  if (proxy === 'unknown') return undefined;
  const environments = productionEnvironments(context).map(({ environment }) => environment);
  const names = environments.map((environment) => proxyTrust(context, environment).names);
  if (names.includes('none')) return true;
  return names.length > 0 && names.every((each) => each === 'some' || each === 'everyone') ? false : undefined;
}
