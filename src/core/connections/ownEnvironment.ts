import type { LaravelProject } from '../laravel/project';
import { type ConfiguredEnvironment, ownEnvironmentId } from './environments';

/** The environment that an app's own `.env` describes. */
export const ownEnvironment: ConfiguredEnvironment = { id: ownEnvironmentId, name: '.env' };

/** It goes by what its file calls it: "local", "production". */
export function namedByItsFile({ env }: LaravelProject): ConfiguredEnvironment {
  const name = env?.content.get('APP_ENV')?.value;
  return name === undefined || name === null || name === '' ? ownEnvironment : { ...ownEnvironment, name };
}

/** With a cached configuration Laravel reads that file and neither `.env` nor config/: the own environment is what it says. */
export function asLaravelReads(project: LaravelProject): LaravelProject {
  const cached = project.cachedConfig;
  if (cached === undefined) return project;
  return { ...project, config: { ...project.config, get: (path) => cached.get(path) } };
}
