import { type AssessmentFacts, environmentOf, type FileFacts } from '../core/assessment/facts';
import { isAbort, isOpsError, messageOf } from '../core/base/errors';
import { joinPath } from '../core/base/path';
import type { BackupCatalog } from '../core/backups/catalog';
import { runbookEnvironment, runbookFactsOf } from '../core/backups/runbook/evidence';
import { runbookFile } from '../core/backups/runbook/facts';
import { runbookState } from '../core/backups/runbook/state';
import type { Environment } from '../core/connections/environment';
import { configuredEnvironment, ownEnvironmentId, parseEnvironments } from '../core/connections/environments';
import { asLaravelReads, namedByItsFile } from '../core/connections/ownEnvironment';
import { resolveEnvironment } from '../core/connections/resolve';
import type { ParseCache } from '../core/laravel/parseCache';
import type { LaravelProject } from '../core/laravel/project';
import { readProject } from '../core/laravel/readProject';
import { environmentsWith } from './environmentFile';
import type { CliDeps } from './io';
import type { CliSettings } from './settings';

export interface EvidenceOptions {
  readonly now: Date;
  readonly files: FileFacts;
  readonly catalog: BackupCatalog;
  readonly settings: CliSettings;
  readonly cache: ParseCache;
  readonly signal: AbortSignal;
}

/** What was proven of backups before, and how the runbook stands; what could not be read is left out and told. */
export interface RecoveryEvidence extends Pick<AssessmentFacts, 'drills' | 'verifications' | 'runbook'> {
  readonly problems: readonly string[];
}

/**
 * The same evidence that the editor judges recovery by, from files alone.
 *
 * @throws OpsError `cancelled` when the signal aborts
 */
export async function readRecoveryEvidence(
  root: string,
  deps: CliDeps,
  options: EvidenceOptions,
): Promise<RecoveryEvidence> {
  const { now, files, catalog, settings, signal } = options;
  if (deps.records === undefined) return { problems: [] };
  try {
    const { drills: recorded, verifications } = await deps.records(root, signal);
    const judged = environmentOf(files)?.envFile ?? files.context.project.env?.file;
    const drills = { ...recorded, environment: drillEnvironment(root, files, settings, judged) };
    const written = await deps.files.readText(joinPath(root, runbookFile), signal);
    if (written.kind === 'unreadable')
      return { drills, verifications, problems: [`${runbookFile} was not read: ${written.message}`] };
    // Without a runbook there is nothing to hold against the configuration.
    if (written.kind === 'missing')
      return { drills, verifications, runbook: { file: runbookFile, state: { kind: 'missing' } }, problems: [] };
    const read = runbookEnvironment(await environmentsOf(root, deps, options));
    if (read === undefined) return { drills, verifications, problems: [] };
    const facts = runbookFactsOf({
      now,
      ...read,
      code: files.context.code,
      catalog,
      drills: drills.records,
      verifications,
    });
    const state = runbookState(written.text, facts);
    return { drills, verifications, runbook: { file: runbookFile, state }, problems: [] };
  } catch (error) {
    if (isAbort(error) || !isOpsError(error)) throw error;
    return { problems: [messageOf(error)] };
  }
}

/** What drills of the environment with this file name it. */
function drillEnvironment(
  root: string,
  { context }: FileFacts,
  { writtenEnvironments }: CliSettings,
  file: string | undefined,
): string {
  if (file === undefined || file === context.project.env?.file) return ownEnvironmentId;
  return environmentsWith(root, writtenEnvironments, file).chosen ?? ownEnvironmentId;
}

interface ReadEnvironment {
  readonly environment: Environment;
  readonly project: LaravelProject;
}

/** The application's own environment first, then those of the settings: as the services read them. */
async function environmentsOf(
  root: string,
  deps: CliDeps,
  { files: { context }, settings, cache, signal }: EvidenceOptions,
): Promise<readonly ReadEnvironment[]> {
  const { hostPatterns } = settings;
  const own = asLaravelReads(context.project);
  const all: ReadEnvironment[] = [
    { environment: resolveEnvironment(own, namedByItsFile(own), { hostPatterns }), project: own },
  ];
  for (const each of parseEnvironments(settings.writtenEnvironments).environments) {
    if (each.id === ownEnvironmentId) continue;
    const { envFile: environmentFile } = each;
    const reading = { signal, ...(environmentFile === undefined ? {} : { environmentFile }) };
    // Read for the rules already, unless its file does not count for them.
    const read = environmentFile === undefined ? undefined : context.environments.find(({ id }) => id === each.id);
    const project = read?.project ?? (await readProject(deps.files, root, reading, cache));
    const byHost = configuredEnvironment(root, each, { hostPatterns });
    all.push({ environment: byHost ?? resolveEnvironment(project, each, { hostPatterns }), project });
  }
  return all;
}
