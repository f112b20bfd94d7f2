import type { LaravelProject } from '../laravel/project';
import type { ParseCache } from '../laravel/parseCache';
import { readProject } from '../laravel/readProject';
import type { TextSource } from '../laravel/textSource';
import { environmentFiles, type NamedEnvironment, type TrackedFiles } from './environmentFiles';
import type { EvaluatedEnvironment, RuleContext } from './rule';

/**
 * Evaluates the application once for each environment file that counts. Secrets are withheld: no rule needs one.
 * An environment file that is not on this machine is evaluated as empty.
 *
 * @throws OpsError `cancelled` when the signal aborts
 */
export async function readRuleContext(
  source: TextSource,
  root: string,
  options: {
    readonly environments: readonly NamedEnvironment[];
    readonly tracked: TrackedFiles;
    readonly cache?: ParseCache;
    readonly signal?: AbortSignal;
  },
): Promise<RuleContext> {
  const { signal, tracked, cache } = options;
  const read = (environmentFile?: string): Promise<LaravelProject> => {
    const file = environmentFile === undefined ? {} : { environmentFile };
    return readProject(
      source,
      root,
      { ...file, withholdSecrets: true, ...(signal === undefined ? {} : { signal }) },
      cache,
    );
  };
  const byDefault = await read();
  const own = byDefault.env?.file;
  const environments: EvaluatedEnvironment[] = [];
  for (const { id, statedRole, path } of environmentFiles(root, options.environments, tracked, own)) {
    environments.push({ id, statedRole, envFile: path, project: path === own ? byDefault : await read(path) });
  }
  return { root, environments };
}
