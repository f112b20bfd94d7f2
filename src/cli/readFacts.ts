import { findRunbooks } from '../core/assessment/runbooks';
import type { FileFacts } from '../core/assessment/facts';
import { isAbsolutePath, joinPath, relativePath } from '../core/base/path';
import type { ParseCache } from '../core/laravel/parseCache';
import { rules } from '../core/lint/catalog';
import { readRuleContext } from '../core/lint/context';
import { isTemplateName, type NamedEnvironment, type TrackedFiles } from '../core/lint/environmentFiles';
import { lintProject } from '../core/lint/lint';
import { knownProduction } from '../core/lint/production';
import type { EvaluatedEnvironment, RuleContext } from '../core/lint/rule';
import type { CliDeps } from './io';
import type { CheckSettings } from './settings';

export interface ReadFactsOptions {
  /** The environment file that alone is judged, seen from the application; all that count when undefined. */
  readonly environmentFile: string | undefined;
  readonly settings: CheckSettings;
  readonly cache: ParseCache;
  readonly signal: AbortSignal;
}

/**
 * What the files of one application say and what all rules find in them. Judged is the file that was asked about, else
 * the first environment that is known to be production, else the application's own.
 *
 * @throws OpsError `cancelled` when the signal aborts
 */
export async function readFacts(root: string, deps: CliDeps, options: ReadFactsOptions): Promise<FileFacts> {
  const { environmentFile, settings, cache, signal } = options;
  const tracked = await deps.tracked(root, signal);
  const named = namedEnvironments(environmentFile, settings.environments);
  const machine = await deps.machine?.(root, signal);
  const read = await readRuleContext(deps.files, root, {
    environments: named,
    tracked: withoutAsked(tracked, root, environmentFile),
    declared: settings.declared,
    cache,
    report: true,
    signal,
    ...(machine === undefined ? {} : { machine }),
  });
  // One file was asked about: what another one says would be read as said of it.
  const environments =
    environmentFile === undefined ? read.environments : read.environments.filter(({ id }) => id === environmentFile);
  const context: RuleContext = { ...read, environments, git: { ...read.git, tracked } };
  const findings = await lintProject(context, {
    rules: settings.levels,
    source: deps.files,
    signal,
    all: true,
    perFile: Number.POSITIVE_INFINITY,
  });
  const judged = judgedEnvironment(environments, environmentFile);
  return {
    context,
    findings,
    rules: rules.filter(({ code }) => settings.levels[code] !== 'off'),
    runbooks: await findRunbooks(deps.files, root, signal),
    ...(judged === undefined ? {} : { environment: judged.id }),
  };
}

function namedEnvironments(
  environmentFile: string | undefined,
  named: readonly NamedEnvironment[],
): readonly NamedEnvironment[] {
  if (environmentFile === undefined) return named;
  const known = named.find(({ envFile }) => envFile === environmentFile);
  return [{ role: 'unknown', ...known, id: environmentFile, envFile: environmentFile }];
}

/** A file that git tracks is a template to rules; one that somebody asks about by name is not. */
function withoutAsked(tracked: TrackedFiles, root: string, environmentFile: string | undefined): TrackedFiles {
  if (environmentFile === undefined) return tracked;
  const asked = relativePath(root, pathOf(root, environmentFile));
  return tracked === 'unknown' ? new Set() : new Set([...tracked].filter((file) => file !== asked));
}

function judgedEnvironment(
  environments: readonly EvaluatedEnvironment[],
  environmentFile: string | undefined,
): EvaluatedEnvironment | undefined {
  if (environmentFile !== undefined) return environments[0];
  return environments.find((each) => knownProduction(each) !== undefined);
}

/** What is to be said of an environment file that was asked about and cannot be judged; undefined when it can. */
export async function environmentFileProblem(
  root: string,
  deps: CliDeps,
  environmentFile: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (environmentFile === undefined) return undefined;
  const path = pathOf(root, environmentFile);
  const read = await deps.files.readText(path, signal);
  if (read.kind === 'missing') return `${path} does not exist.`;
  if (read.kind === 'unreadable') return `${path} was not read: ${read.message}`;
  return isTemplateName(path) ? `${path} is a template by its name: nothing in it is judged.` : undefined;
}

/** Absolute path of an environment file as it was typed: ".env", "./.env", "C:/shop/.env". */
function pathOf(root: string, environmentFile: string): string {
  return isAbsolutePath(environmentFile) ? joinPath(environmentFile) : joinPath(root, environmentFile);
}
