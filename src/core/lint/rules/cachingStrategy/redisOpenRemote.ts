import { laravelEnvCast } from '../../../laravel/env';
import { asString, at } from '../../../laravel/value';
import { defaultCacheStore } from '../../cacheStores';
import { productionEnvironments, saysProduction } from '../../production';
import { redisUsers, storeConnections } from '../../redisPlacement';
import type { EvaluatedEnvironment, Rule, RuleContext } from '../../rule';
import { withheldLine } from '../../withheld';
import { literalOrigin, readHere, writtenValue } from '../../written';
import { isPublicAddress } from './publicAddress';

/** CAC006: production asks a Redis server on a public address without a password and without TLS. */
export const redisOpenRemote: Rule = {
  code: 'CAC006',
  slug: 'redis-open-remote',
  area: 'cachingStrategy',
  severity: 'warning',
  title: 'Redis on a public address, unprotected',
  *check(context) {
    for (const production of productionEnvironments(context)) {
      const { environment } = production;
      for (const connection of connectionsInUse(environment)) {
        const written = writtenValue(environment, `database.redis.${connection}.host`);
        const host = written === undefined ? undefined : asString(written.value);
        if (written === undefined || host === undefined || !isPublicAddress(host)) continue;
        if (!isPlain(environment, connection) || !hasNoPassword(context, environment, connection)) continue;
        yield {
          rule: 'CAC006',
          severity: 'warning',
          message: `Redis on the public address ${host}, without password and without TLS: whoever reaches it reads and changes everything in it.`,
          location: written.location,
          related: [...readHere(context, written), ...saysProduction(production, written.location)],
          fixes: [],
        };
      }
    }
  },
};

/** Connections of the default cache store, the default queue and sessions, as far as they are redis. */
function connectionsInUse({ project }: EvaluatedEnvironment): ReadonlySet<string> {
  const store = defaultCacheStore(project);
  const cache = store?.driver === 'redis' ? storeConnections(project, store.name)?.data : undefined;
  return new Set([...(cache === undefined ? [] : [cache]), ...redisUsers(project).map(({ connection }) => connection)]);
}

/** No `url` that would win over the parts, and nothing that asks for TLS. */
function isPlain({ project }: EvaluatedEnvironment, connection: string): boolean {
  const config = project.config.get(`database.redis.${connection}`);
  if (config.kind !== 'array') return false;
  const empty = (key: string): boolean => {
    const value = at(config, key);
    return value.kind === 'absent' || (value.kind === 'known' && (value.value === null || value.value === ''));
  };
  const scheme = at(config, 'scheme');
  return empty('url') && (empty('scheme') || asString(scheme) === 'tcp');
}

/** Certain that there is none: no key, a literal null or empty text, or a variable that the file leaves empty. */
function hasNoPassword(context: RuleContext, environment: EvaluatedEnvironment, connection: string): boolean {
  const { project, envFile, managedSecrets } = environment;
  const value = project.config.get(`database.redis.${connection}.password`);
  if (value.kind === 'absent') return true;
  if (value.kind === 'known') {
    const none = value.value === null || value.value === '';
    return none && (literalOrigin(value) !== undefined || value.origins.some(({ file }) => file === envFile));
  }
  const line = managedSecrets ? undefined : withheldLine(context, environment, value);
  if (line === undefined || line.entry.value === null) return false;
  const password = laravelEnvCast(line.entry.value);
  return password === null || password === '' || password === false;
}
