import { htmlReport } from '../core/assessment/export/html';
import { markdownReport } from '../core/assessment/export/markdown';
import { sarifReport } from '../core/assessment/export/sarif';
import { isAbsolutePath, joinPath } from '../core/base/path';
import { type CheckedApp, checkApps, countingFindings, fails, type FailOn } from './check';
import { checkText } from './checkText';
import { exitCodes } from './exitCodes';
import type { CliDeps, CliIo } from './io';

export type CheckFormat = 'text' | 'json' | 'sarif' | 'md' | 'html';

export interface CheckCommand {
  readonly verb: 'check';
  readonly path: string;
  readonly format: CheckFormat;
  readonly failOn: FailOn;
  readonly environmentFile: string | undefined;
  readonly config: string | undefined;
  readonly redact: boolean;
}

/** Runs `check` and writes its output. Rejects when cancelled or when something fails that is no finding. */
export async function runCheck(command: CheckCommand, io: CliIo, deps: CliDeps, signal: AbortSignal): Promise<number> {
  const { redact, failOn, format } = command;
  const environmentFile = command.environmentFile?.replaceAll('\\', '/');
  const path = io.resolve(command.path);
  const now = io.now();
  const config = command.config === undefined ? undefined : io.resolve(command.config);
  const apps = await checkApps(path, deps, now, { environmentFile, config, redact, signal });
  const failing = apps.some(({ report }) => countingFindings(report).some((finding) => fails(finding, failOn)));
  if (apps.length === 0) {
    io.stderr(`No Laravel application found under ${path}: looked for a folder with artisan and composer.json.\n`);
    if (format !== 'json' && format !== 'sarif') return exitCodes.failed;
  }
  for (const problem of apps.flatMap(({ problems }) => problems)) io.stderr(`${problem}\n`);
  if (format === 'html' && apps.length > 1) {
    const folders = apps.map(({ folder }) => folder).join(', ');
    io.stderr(`--html writes one application, and there are ${apps.length}: ${folders}. Name one of them.\n`);
    return exitCodes.failed;
  }
  io.stdout(written(apps, command, path, deps.version, io));
  // No application at all counts as well.
  if (apps.every(({ failed }) => failed)) return exitCodes.failed;
  return failing ? exitCodes.findings : exitCodes.ok;
}

function written(
  apps: readonly CheckedApp[],
  { format, failOn, path: typed }: CheckCommand,
  path: string,
  version: string,
  io: CliIo,
): string {
  if (format === 'sarif')
    return sarifReport(
      apps.map(({ report, folder }) => ({ folder: inRepository(typed, folder), report: onlyCounting(report) })),
    );
  if (format === 'md') return apps.map(({ report }) => markdownReport(report)).join('\n---\n\n');
  if (format === 'html') return apps.map(({ report }) => htmlReport(report)).join('');
  if (format === 'text') return apps.map((app) => checkText(app, shownFolder(typed), io.colour)).join('\n');
  const document = {
    schemaVersion: 1,
    version,
    generatedAt: io.now().toISOString(),
    path,
    failOn,
    apps: apps.map(({ folder, report }) => ({ folder, ...report })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** SARIF goes where every result is a complaint: rules that are off by default are left out, accepted ones are suppressed there. */
function onlyCounting(report: CheckedApp['report']): CheckedApp['report'] {
  return { ...report, findings: report.findings.filter(({ reportOnly }) => !reportOnly) };
}

/** What paths begin with in text: the folder as typed, "" for the one that one is in. */
function shownFolder(typed: string): string {
  const folder = joinPath(typed.replaceAll('\\', '/'));
  return folder === '.' ? '' : folder;
}

/** A path as typed below the current folder leads to files seen from there, as code scanning wants them. */
function inRepository(typed: string, folder: string): string {
  const shown = shownFolder(typed);
  const outside = isAbsolutePath(shown) || shown === '..' || shown.startsWith('../');
  return [outside ? '' : shown, folder].filter((part) => part !== '').join('/');
}
