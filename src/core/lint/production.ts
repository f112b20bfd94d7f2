import { roleOfAppEnv } from '../connections/role';
import { baseName } from '../base/path';
import type { Finding, Location } from '../finding';
import { asString, type Origin } from '../laravel/value';
import type { EvaluatedEnvironment, RuleContext } from './rule';
import { locationOf, originInFile } from './written';

/** How production is known. `origin` is there when a file says it. */
export interface ProductionEvidence {
  readonly said: 'settings' | 'environmentFile';
  readonly origin?: Origin;
}

/**
 * Says how this environment is known to be production; undefined when it is not known. Certain are only the role in
 * settings and the application's own environment name, written in this environment file. Laravel's default when the
 * name is missing is `production`, which is no evidence for an accusation. A file that calls itself local or
 * staging contradicts settings that say production: then nothing is certain.
 */
export function knownProduction(environment: EvaluatedEnvironment): ProductionEvidence | undefined {
  const { statedRole } = environment;
  if (statedRole === 'local' || statedRole === 'staging') return undefined;
  const written = environmentName(environment);
  const role = roleOfAppEnv(written?.name);
  if (role === 'local' || role === 'staging') return undefined;
  if (statedRole === 'production') return { said: 'settings' };
  return written !== undefined && role === 'production'
    ? { said: 'environmentFile', origin: written.origin }
    : undefined;
}

/** The environment's name as written in the environment file, read through the config expression. */
function environmentName(environment: EvaluatedEnvironment): { name: string; origin: Origin } | undefined {
  const value = environment.project.config.get('app.env');
  const name = asString(value);
  if (value.kind !== 'known' || name === undefined || name === '') return undefined;
  const origin = originInFile(value, environment.envFile);
  return origin === undefined ? undefined : { name, origin };
}

/** An environment that is known to be production, and how. */
export interface ProductionEnvironment {
  readonly environment: EvaluatedEnvironment;
  readonly evidence: ProductionEvidence;
}

/** The environments of which it is certain that they are production. */
export function productionEnvironments(context: Pick<RuleContext, 'environments'>): readonly ProductionEnvironment[] {
  return context.environments.flatMap((environment) => {
    const evidence = knownProduction(environment);
    return evidence === undefined ? [] : [{ environment, evidence }];
  });
}

/**
 * What says that this is production: a related place of a finding.
 *
 * @param fallback where to say it when settings do, which have no place in the application's files
 */
export function saysProduction(
  { environment, evidence }: ProductionEnvironment,
  fallback: Location,
): Finding['related'] {
  if (evidence.said === 'settings') {
    const message = `Settings say that environment "${environment.id}" (${baseName(environment.envFile)}) is production.`;
    return [{ location: fallback, message }];
  }
  const place = evidence.origin === undefined ? undefined : locationOf(evidence.origin);
  if (place === undefined) return [];
  return [{ location: place, message: `${baseName(place.file)} names the environment production here.` }];
}
