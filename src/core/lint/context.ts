import { joinPath } from '../base/path';
import type { Collector } from '../code/collector';
import { reportCollectors, sharedCollectors } from '../code/collectors';
import { readDeployment } from '../code/deployment';
import { type CodeCache, type GiveWay, readCode } from '../code/readCode';
import type { LaravelProject } from '../laravel/project';
import type { ParseCache } from '../laravel/parseCache';
import type { ProjectCache } from '../laravel/projectCache';
import { readProject, type ReadProjectOptions } from '../laravel/readProject';
import type { TextSource } from '../laravel/textSource';
import { rules as catalog } from './catalog';
import { type DeclaredFacts, nothingDeclared } from './declaredFacts';
import { environmentFiles, liveNames, type NamedEnvironment, type TrackedFiles } from './environmentFiles';
import type { GitFacts } from './gitFacts';
import type { LiveFacts } from './liveFacts';
import type { MachineFacts } from './machineFacts';
import type { EvaluatedEnvironment, Rule, RuleContext } from './rule';

export interface RuleContextOptions {
  readonly environments: readonly NamedEnvironment[];
  readonly tracked: TrackedFiles;
  readonly ahead?: GitFacts['ahead'];
  readonly declared?: DeclaredFacts;
  readonly machine?: MachineFacts;
  readonly live?: LiveFacts;
  readonly saved?: ReadonlyMap<string, string>;
  /** The rules whose collectors are run; all of the catalog when left out. */
  readonly catalog?: readonly Rule[];
  /** Run the collectors of the readiness report too. */
  readonly report?: boolean;
  readonly cache?: ParseCache;
  readonly codeCache?: CodeCache;
  /** Projects of earlier contexts of this application, used again where nothing that they read has changed. */
  readonly projects?: ProjectCache;
  /** Asked between two files: lets others have a turn when this has taken long enough. */
  readonly giveWay?: GiveWay;
  readonly signal?: AbortSignal;
}

/**
 * Evaluates the application once for each environment file that counts, and reads its code. Secrets are withheld: no rule
 * needs one, only whether there is one. An environment file that is not on this machine is evaluated as empty.
 *
 * @throws OpsError `cancelled` when the signal aborts
 */
export async function readRuleContext(
  disk: TextSource,
  root: string,
  options: RuleContextOptions,
): Promise<RuleContext> {
  const { signal, tracked, cache, machine, live } = options;
  const { source, textOf } = remembering(disk);
  const read = (environmentFile?: string): Promise<LaravelProject> => {
    const how: ReadProjectOptions = {
      ...(environmentFile === undefined ? {} : { environmentFile }),
      withholdSecrets: true,
      ...(signal === undefined ? {} : { signal }),
    };
    return options.projects?.read(source, root, how, cache) ?? readProject(source, root, how, cache);
  };
  const project = await read();
  const own = project.env?.file;
  const environments: EvaluatedEnvironment[] = [];
  for (const file of environmentFiles(root, options.environments, tracked, own)) {
    const { id, statedRole, path, managedBackups, managedSecrets } = file;
    const evaluated = path === own ? project : await read(path);
    environments.push({ id, statedRole, envFile: path, project: evaluated, managedBackups, managedSecrets });
  }
  await readTracked(source, root, tracked, signal);
  const collectors = collectorsOf(options.catalog ?? catalog, options.report ?? false);
  return {
    root,
    project,
    environments,
    code: await readCode(source, project, collectors, options.codeCache, signal, options.giveWay),
    deployment: await readDeployment(source, root, signal),
    declared: options.declared ?? nothingDeclared,
    git: { tracked, ahead: options.ahead ?? 'unknown' },
    saved: options.saved ?? new Map(),
    textOf,
    ...(machine === undefined ? {} : { machine }),
    ...(live === undefined ? {} : { live }),
  };
}

/** Environment files that git tracks are no environments, but what is in them is looked at: `textOf` gives them. */
async function readTracked(
  source: TextSource,
  root: string,
  tracked: TrackedFiles,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (tracked === 'unknown') return;
  for (const name of liveNames) if (tracked.has(name)) await source.readText(joinPath(root, name), signal);
}

function collectorsOf(rules: readonly Rule[], report: boolean): readonly Collector<unknown>[] {
  const own = rules.flatMap(({ collectors }) => collectors ?? []);
  return [...new Set([...sharedCollectors, ...(report ? reportCollectors : []), ...own])];
}

/** The same source, keeping what was read. */
function remembering(disk: TextSource): { source: TextSource; textOf: RuleContext['textOf'] } {
  const texts = new Map<string, string>();
  return {
    textOf: (file) => texts.get(file),
    source: {
      list: (path, signal) => disk.list(path, signal),
      peek: (path) => {
        const read = disk.peek?.(path);
        if (read?.kind === 'text') texts.set(path, read.text);
        return read;
      },
      readText: async (path, signal) => {
        const read = await disk.readText(path, signal);
        if (read.kind === 'text') texts.set(path, read.text);
        return read;
      },
    },
  };
}
