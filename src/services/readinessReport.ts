import { allChecks } from '../core/assessment/assess';
import { buildReport } from '../core/assessment/buildReport';
import { backupsCsv, routesCsv, scheduleCsv } from '../core/assessment/export/csv';
import { htmlReport } from '../core/assessment/export/html';
import { jsonReport } from '../core/assessment/export/json';
import { markdownReport } from '../core/assessment/export/markdown';
import { sarifReport } from '../core/assessment/export/sarif';
import type { ReadinessReport } from '../core/assessment/report';
import { isAbort, messageOf, OpsError } from '../core/base/errors';
import type { Commit } from '../core/base/git';
import { joinPath } from '../core/base/path';
import { ruleOf } from '../core/lint/catalog';
import type { Decision } from '../core/lint/decision';
import { addDecision, decisionsPath } from '../core/lint/decisions';
import { diskTextSource } from '../node/files';
import { loadDrivers } from '../node/loadDrivers';
import type { App } from './app';
import { readReadiness, ruleLevels } from './readiness';
import type { Workspace } from './workspace';

/** The formats of an exported report, with what each is for. */
export const reportFormats = [
  { id: 'markdown', title: 'Markdown', detail: 'A status report to read, to mail, to keep in the repository.' },
  { id: 'html', title: 'HTML', detail: 'One file without scripts, to print or to hand over.' },
  { id: 'json', title: 'JSON', detail: 'Everything, with a schema version.' },
  { id: 'sarif', title: 'SARIF', detail: 'Findings with a place, for code scanning.' },
  { id: 'routes', title: 'CSV of Routes', detail: 'Every route with its limiter, limit, store and login.' },
  { id: 'backups', title: 'CSV of Backups', detail: 'Every archive that was found.' },
  { id: 'schedule', title: 'CSV of Scheduled Tasks', detail: 'Every task with its cron expression.' },
] as const;

export type ReportFormat = (typeof reportFormats)[number]['id'];

const extensions: Readonly<Record<ReportFormat, string>> = {
  markdown: '.md',
  html: '.html',
  json: '.json',
  sarif: '.sarif',
  routes: '-routes.csv',
  backups: '-backups.csv',
  schedule: '-schedule.csv',
};

/** What the file of an exported report is called by default: "readiness-shop-2026-11-23.md". */
export function reportFile(workspace: Workspace, root: string, format: ReportFormat): { readonly fileName: string } {
  const { name } = workspace.appAt(root);
  return { fileName: `readiness-${name}-${new Date().toISOString().slice(0, 10)}${extensions[format]}` };
}

/**
 * The readiness report of the environment in use, as text. Asks the database and Redis, read-only, when the folder is
 * trusted.
 *
 * @param redact leaves out names of hosts, logins and addresses; values of environment files are never in it
 * @throws OpsError `cancelled` when the signal aborts, `unreadable` when the files could not be checked
 */
export async function exportReport(
  workspace: Workspace,
  root: string,
  format: ReportFormat,
  { redact }: { readonly redact: boolean },
  signal: AbortSignal,
): Promise<string> {
  const app = workspace.appAt(root);
  const { facts, areas, problems } = await readReadiness(workspace, app, { connect: true }, signal);
  const { files } = facts;
  if (files === undefined) throw new OpsError('unreadable', `The files were not checked. ${problems.join(' ')}`);
  const { environment } = await app.current(signal);
  const commit = await commitNow(workspace, app, signal);
  const report = buildReport({
    facts: { ...facts, files },
    areas,
    environment,
    productVersion: workspace.host.version,
    redact: { hosts: redact, users: redact, ips: redact },
    levels: ruleLevels(workspace, app),
    ...(commit === undefined ? {} : { commit }),
  });
  return texts[format](report);
}

const texts: Readonly<Record<ReportFormat, (report: ReadinessReport) => string>> = {
  markdown: markdownReport,
  html: htmlReport,
  json: jsonReport,
  sarif: (report) => sarifReport([{ report, folder: '' }]),
  routes: routesCsv,
  backups: backupsCsv,
  schedule: scheduleCsv,
};

/** The commit that the application's files are at, for the cover; none without git or outside a repository. */
async function commitNow(workspace: Workspace, app: App, signal: AbortSignal): Promise<Commit | undefined> {
  // A repository's own configuration can make git run programs.
  if (!workspace.host.trusted()) return undefined;
  try {
    const drivers = await loadDrivers();
    return await drivers.openGit(app.root).commitAt(new Date(), signal);
  } catch (error) {
    if (isAbort(error)) throw error;
    workspace.host.logger.warn(`${app.name}: the commit was not read. ${messageOf(error)}`);
    return undefined;
  }
}

/** The title of a check or of a rule's check, as the report shows it. */
export async function checkTitle(workspace: Workspace, root: string, check: string): Promise<string> {
  workspace.appAt(root);
  return allChecks().find(({ id }) => id === check)?.title ?? ruleOf(check)?.title ?? check;
}

/**
 * The decisions file of an app with one decision more. Nothing is written.
 *
 * @throws OpsError `badFile` when what is there is no decisions file: writing would lose it
 */
export async function decisionEdit(
  workspace: Workspace,
  root: string,
  decision: Decision,
): Promise<{ readonly file: string; readonly text: string }> {
  const file = joinPath(workspace.appAt(root).root, decisionsPath);
  const read = await diskTextSource().readText(file);
  const text =
    read.kind === 'unreadable' ? undefined : addDecision(read.kind === 'text' ? read.text : undefined, decision);
  if (text === undefined)
    throw new OpsError('badFile', `${decisionsPath} is not a list of decisions that can be added to.`, {
      safe: 'The file was left as it is.',
      next: 'Mend it by hand, or move it away.',
    });
  return { file, text };
}
