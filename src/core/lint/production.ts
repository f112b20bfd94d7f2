import { roleOfAppEnv } from '../connections/role';
import { asString, type KnownValue, type Origin } from '../laravel/value';
import type { EvaluatedEnvironment } from './rule';

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

/** The one place in `file` that a value was read from as an environment variable; undefined when there is none or several. */
export function originInFile(value: KnownValue, file: string): Origin | undefined {
  const found = value.origins.filter((origin) => origin.source === 'env' && origin.file === file);
  return found.length === 1 ? found[0] : undefined;
}
