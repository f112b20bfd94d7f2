import { laravelEnvCast } from '../../../laravel/env';
import { asString, type Value } from '../../../laravel/value';
import type { Location } from '../../../finding';
import { productionEnvironments, saysProduction } from '../../production';
import type { EvaluatedEnvironment, Rule, RuleContext } from '../../rule';
import { withheldLine } from '../../withheld';
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

/** Where an empty password is written. */
function emptyPassword(context: RuleContext, environment: EvaluatedEnvironment, path: string): Location | undefined {
  const value = environment.project.config.get(`${path}.password`);
  if (value.kind === 'known') {
    const origin = isUnset(value) ? literalOrigin(value) : undefined;
    return origin === undefined ? undefined : locationOf(origin);
  }
  const line = withheldLine(context, environment, value);
  const cast = line === undefined ? undefined : laravelEnvCast(line.entry.value);
  return cast === '' || cast === null ? line?.location : undefined;
}
