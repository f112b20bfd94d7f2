import { assess } from '../core/assessment/assess';
import { buildReport } from '../core/assessment/buildReport';
import { environmentOf, projectOf } from '../core/assessment/facts';
import { nothingRedacted, secretsOf } from '../core/assessment/redaction';
import type { ReadinessReport, ReportFinding } from '../core/assessment/report';
import { throwIfAborted } from '../core/base/abort';
import { relativePath } from '../core/base/path';
import { readCatalog } from '../core/backups/catalog';
import { backupDestinations } from '../core/backups/destination';
import { resolveEnvironment } from '../core/connections/resolve';
import type { Severity } from '../core/finding';
import { discoverProjects } from '../core/laravel/discover';
import { readDecisions } from '../core/lint/decisions';
import { createParseCache } from '../core/laravel/parseCache';
import type { LaravelProject } from '../core/laravel/project';
import type { CliDeps } from './io';
import { environmentFileProblem, readFacts } from './readFacts';
import { readRecoveryEvidence } from './recoveryEvidence';
import { readSettings } from './settings';

export type FailOn = Severity | 'never';

export interface CheckOptions {
  readonly environmentFile: string | undefined;
  readonly config: string | undefined;
  readonly redact: boolean;
  readonly signal: AbortSignal;
}

/** The report of one application, and where it lies below the folder that was checked: "" for the folder itself. */
export interface CheckedApp {
  readonly folder: string;
  readonly report: ReadinessReport;
  /** For people: what was not judged, and why. */
  readonly problems: readonly string[];
  /** Nothing of what was asked for could be judged. */
  readonly failed: boolean;
}

/**
 * Checks every application under `path`.
 *
 * @throws OpsError `cancelled`, or `badConfig` when the named configuration cannot be read
 */
export async function checkApps(
  path: string,
  deps: CliDeps,
  now: Date,
  options: CheckOptions,
): Promise<readonly CheckedApp[]> {
  const roots = await discoverProjects(deps.files, path, { signal: options.signal });
  const apps: CheckedApp[] = [];
  for (const root of roots) apps.push(await checkApp(root, path, deps, now, options));
  return apps;
}

async function checkApp(
  root: string,
  path: string,
  deps: CliDeps,
  now: Date,
  options: CheckOptions,
): Promise<CheckedApp> {
  const { environmentFile, config, redact, signal } = options;
  throwIfAborted(signal);
  const settings = await readSettings(deps.files, root, path, config, signal);
  const problem = await environmentFileProblem(root, deps, environmentFile, signal);
  const cache = createParseCache();
  const files = await readFacts(root, deps, { environmentFile, settings, cache, signal });
  const project = projectOf(files);
  const judged = environmentOf(files);
  const role = judged?.statedRole ?? 'unknown';
  const environment = resolveEnvironment(
    project,
    {
      id: judged?.id ?? '.env',
      name: judged?.id ?? relativePath(root, project.env?.file ?? '.env'),
      ...(role === 'unknown' ? {} : { role }),
    },
    {},
  );
  const { decisions, problems } = await readDecisions(deps.files, root, signal);
  const backups = await readCatalog(backupDestinations(project), deps.backupFiles, { now, signal });
  const reading = { now, files, catalog: backups, settings, cache, signal };
  const { problems: unproven, ...evidence } = await readRecoveryEvidence(root, deps, reading);
  const facts = { now, backups, files, decisions, ...evidence };
  const unread = await unreadFiles(project, deps, signal);
  const commit = await (await deps.git(root)).commitAt(now, signal);
  const report = buildReport({
    facts,
    areas: assess(facts),
    environment,
    productVersion: deps.version,
    levels: settings.levels,
    redact: redact ? { hosts: true, users: true, ips: true } : nothingRedacted,
    ...(commit === undefined ? {} : { commit }),
  });
  return {
    folder: root === path ? '' : relativePath(path, root),
    report,
    problems: [
      ...(problem === undefined ? [] : [problem]),
      ...[...unread, ...problems, ...unproven].map((each) => `${project.name}: ${each}`),
    ],
    failed: problem !== undefined,
  };
}

/** Files that are there and were not understood: "no findings" says nothing about them. */
async function unreadFiles(
  project: LaravelProject,
  { files }: CliDeps,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const redactor = secretsOf([project]);
  const said: string[] = [];
  for (const { file, message } of project.problems) {
    // No environment file is what a checkout has.
    if ((await files.readText(file, signal)).kind === 'missing') continue;
    said.push(redactor.redact(`${relativePath(project.root, file)}: ${message}`));
  }
  return said;
}

const order: readonly Severity[] = ['hint', 'information', 'warning', 'error'];

/** Findings that count: of rules that are on, and that nobody accepted. */
export function countingFindings({ findings }: ReadinessReport): readonly ReportFinding[] {
  return findings.filter(({ reportOnly, acceptedBy }) => !reportOnly && acceptedBy === null);
}

/** Whether a finding is at or above the level at which a build fails. */
export function fails({ severity }: ReportFinding, failOn: FailOn): boolean {
  return failOn !== 'never' && order.indexOf(severity) >= order.indexOf(failOn);
}
