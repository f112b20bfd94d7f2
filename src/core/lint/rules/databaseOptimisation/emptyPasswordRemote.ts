import { laravelEnvCast } from '../../../laravel/env';
import { asString, type Value } from '../../../laravel/value';
import type { Location } from '../../../finding';
import { productionEnvironments, saysProduction } from '../../production';
import type { EvaluatedEnvironment, Rule, RuleContext } from '../../rule';
import { literalOrigin, locationOf } from '../../written';
import { defaultConnectionOf, isRemoteHost, type NamedConnection } from './connections';

/** DBO008: no password for a database on another machine, where production is known. */
export const emptyPasswordRemote: Rule = {
  code: 'DBO008',
  slug: 'empty-password-remote',
  area: 'databaseOptimisation',
  severity: 'error',
  title: 'Empty database password',
  *check(context) {
    for (const production of productionEnvironments(context)) {
      const { environment } = production;
      const { config } = environment.project;
      const connection = defaultConnectionOf(environment.project);
      if (connection === undefined || connection.driver === 'sqlite' || environment.managedSecrets) continue;
      const { path } = connection;
      const host = asString(config.get(`${path}.host`));
      if (host === undefined || !isRemoteHost(host)) continue;
      if (!isUnset(config.get(`${path}.url`)) || !isUnset(config.get(`${path}.unix_socket`))) continue;
      if (signsInOtherwise(context, environment, connection)) continue;
      const location = emptyPassword(context, environment, path);
      if (location === undefined) continue;
      yield {
        rule: 'DBO008',
        severity: 'error',
        message: `The password for the database on ${host} is empty: whoever reaches the server is in.`,
        location,
        related: saysProduction(production, location),
        fixes: [],
      };
    }
  },
};

function isUnset(value: Value): boolean {
  return value.kind === 'absent' || (value.kind === 'known' && (value.value === null || value.value === ''));
}

/** A client certificate, or a token of the platform: then an empty password is right. */
function signsInOtherwise(context: RuleContext, { project }: EvaluatedEnvironment, { path }: NamedConnection): boolean {
  const written = context.textOf(`${project.config.folder}/database.php`) ?? '';
  const certificate = /SSL_CERT|SSL_KEY|sslcert|sslkey/i.test(written);
  return (
    certificate ||
    /\biam\b|auth_?plugin|authentication/i.test(written) ||
    project.config.get(`${path}.authentication`).kind !== 'absent'
  );
}

/** Where an empty password is written. Passwords are withheld: whether there is one is seen in the environment file. */
function emptyPassword(
  context: RuleContext,
  { project, envFile }: EvaluatedEnvironment,
  path: string,
): Location | undefined {
  const value = project.config.get(`${path}.password`);
  if (value.kind === 'known') {
    const origin = isUnset(value) ? literalOrigin(value) : undefined;
    return origin === undefined ? undefined : locationOf(origin);
  }
  if (value.kind !== 'unknown' || value.reason !== 'withheld') return undefined;
  const read = value.origins.filter(({ source }) => source === 'env');
  const [origin] = read;
  const from = value.origins.find(({ source }) => source === 'config');
  if (origin?.envKey === undefined || read.length !== 1 || origin.file !== envFile) return undefined;
  // Anything but a plain env() could make a password of nothing.
  const expression = context.textOf(from?.file ?? '')?.slice(from?.range?.start, from?.range?.end) ?? '';
  if (!/^\\?(?:Illuminate\\Support\\)?(?:env|Env::get)\s*\(\s*(['"])\w+\1\s*(?:,[^()]*)?\)$/.test(expression))
    return undefined;
  const cast = laravelEnvCast(project.env?.content.get(origin.envKey)?.value ?? null);
  return cast === '' || cast === null ? locationOf(origin) : undefined;
}
