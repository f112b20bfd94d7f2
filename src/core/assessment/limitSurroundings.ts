import { cacheStore, defaultCacheStore, sharedDrivers } from '../lint/cacheStores';
import { proxyTrust } from '../lint/proxies';
import type { EvaluatedEnvironment, RuleContext } from '../lint/rule';
import { isLimited } from '../lint/rules/apiThrottling/apiRoutes';
import { authSegment, needsLogin } from '../lint/rules/rateLimiting/authRoute';
import { handlerOf, limitsItself } from '../lint/rules/rateLimiting/handler';
import type { LaravelProject } from '../laravel/project';
import { asString } from '../laravel/value';
import type { LimitStore } from '../security/limits/limitedRoute';
import type { LimitSurroundings } from '../security/limits/surroundings';
import { isApiRoute } from './throttling';

/**
 * What the inventory of rate limits needs to know beside routes: judged by the same functions as the rules RLM001, RLM005,
 * API002, LBS001 and LBS002.
 *
 * @param environment the one in use; the application as it is without an environment file when left out
 */
export function limitSurroundings(context: RuleContext, environment?: EvaluatedEnvironment): LimitSurroundings {
  const project = environment?.project ?? context.project;
  return {
    environment: environment?.id ?? '.env',
    store: storeOf(project, context),
    proxy: proxyOf(context, environment ?? withoutFile(context)),
    apiGateway: context.declared.apiGateway,
    textOf: context.textOf,
    judge: {
      takesCredentials: (route) => authSegment(route) !== undefined,
      isApi: isApiRoute,
      asksWho: needsLogin,
      limitsItself(route) {
        if (authSegment(route) === undefined) return isLimited(context, { ...route, middleware: [] }) ? 'yes' : 'no';
        const handler = handlerOf(context, route);
        if (limitsItself(handler)) return 'yes';
        return handler.complete && handler.texts.length > 0 ? 'no' : 'unknown';
      },
    },
  };
}

function withoutFile({ project, root }: RuleContext): EvaluatedEnvironment {
  const envFile = project.env?.file ?? `${root}/.env`;
  return { id: '.env', statedRole: 'unknown', envFile, project, managedBackups: false, managedSecrets: false };
}

/** `cache.limiter` (from Laravel 8 on), and `cache.default` without it: Illuminate\Cache\CacheServiceProvider. */
function storeOf(project: LaravelProject, { declared }: RuleContext): LimitStore {
  const own = project.config.get('cache.limiter');
  const isMissing = own.kind === 'absent' || (own.kind === 'unknown' && own.reason === 'notInstalled');
  const isNull = own.kind === 'known' && own.value === null;
  const name = asString(own);
  const read = (project.version.major ?? 0) >= 8 && !isMissing && !isNull;
  const store = read ? (name === undefined ? undefined : cacheStore(project, name)) : defaultCacheStore(project);
  if (store === undefined) return { sharing: 'unknown', why: 'Which cache store counts attempts is not certain.' };
  const counted = { name: store.name, driver: store.driver };
  const { driver } = store;
  if (driver === 'null' || (driver === 'array' && !project.packages.has('laravel/octane')))
    return {
      ...counted,
      sharing: 'forgets',
      why: `Attempts are counted in the store ${store.name}, which forgets them after each request.`,
    };
  if (sharedDrivers.has(driver))
    return { ...counted, sharing: 'shared', why: `Counted in ${driver}, together for all servers.` };
  if (driver === 'file' || driver === 'apc' || driver === 'octane' || driver === 'array') {
    const several = declared.appServers === 2 ? ': with several servers a visitor has as many attempts on each' : '';
    return { ...counted, sharing: 'perServer', why: `Counted in ${driver}, on each server by itself${several}.` };
  }
  return {
    ...counted,
    sharing: 'unknown',
    why: `Whether the driver ${driver} is shared between servers is not known.`,
  };
}

function proxyOf(context: RuleContext, environment: EvaluatedEnvironment): LimitSurroundings['proxy'] {
  const { names, location } = proxyTrust(context, environment);
  const { proxy } = context.declared;
  const place = { ...(names === 'unknown' ? {} : { trusts: names }), ...(location === undefined ? {} : { location }) };
  const behind = proxy === 'loadBalancer' || proxy === 'cdn';
  if (names === 'unknown') return { state: 'unknown', why: 'Which proxies are trusted is not certain.' };
  if (names === 'some')
    return { state: 'right', why: 'Some proxies are trusted, and the address before them counts.', ...place };
  if (names === 'everyone') {
    const forgeable = 'Every address is trusted as a proxy and none is in front: a header gives a fresh counter.';
    if (proxy === 'none') return { state: 'forgeable', why: forgeable, ...place };
    const why = 'Every address is trusted as a proxy: right only while nobody reaches the application past the proxy.';
    return { state: behind ? 'right' : 'unknown', why, ...place };
  }
  if (behind) {
    const why = 'The proxy in front is not trusted: all visitors have its address and share a counter.';
    return { state: 'shared', why, ...place };
  }
  return proxy === 'none'
    ? { state: 'right', why: 'No proxy is in front and none is trusted.', ...place }
    : { state: 'unknown', why: 'No proxy is trusted: right only where none is in front.', ...place };
}
