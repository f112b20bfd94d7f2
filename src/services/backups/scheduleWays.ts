import { access } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { Fix } from '../../core/finding';
import { crontabPreview } from '../../core/backups/setup/crontab';
import { editorTaskPreview } from '../../core/backups/setup/editorTask';
import type { Job, JobKind, Program, SetupPreview } from '../../core/backups/setup/job';
import { laravelSchedulePreview } from '../../core/backups/setup/laravelSchedule';
import {
  shownCrontab,
  shownEditorTask,
  type ShownSetup,
  shownSystemd,
  shownWindowsTask,
} from '../../core/backups/setup/shown';
import { systemdPreview } from '../../core/backups/setup/systemd';
import { windowsTaskPreview } from '../../core/backups/setup/windowsTask';
import { joinPath, relativePath } from '../../core/base/path';
import { findProgram } from '../../node/findProgram';
import type { App } from '../app';
import type { Workspace } from '../workspace';

/** One way to have backups made by themselves: an edit to review, or one text that can be used as it stands. */
export interface ScheduleWay extends ShownSetup {
  readonly title: string;
  readonly description: string;
  readonly detail: string;
  readonly fix?: Fix;
  readonly textOf: (file: string) => string | undefined;
}

/**
 * What fits this application and this machine, the application's own schedule first. Nothing is set up: an edit is shown for
 * review, everything else is text.
 *
 * @param cli the command line of ours that a schedule would start
 */
export async function scheduleWays(
  workspace: Workspace,
  app: App,
  [program, ...rest]: Program,
  signal: AbortSignal,
): Promise<readonly ScheduleWay[]> {
  const { project, code, textOf } = await app.ruleContext(signal);
  const php = (await findProgram('php')) ?? 'php';
  const cli: Program = [(await findProgram(program)) ?? program, ...rest];
  const job = (kind: JobKind): Job => ({
    kind,
    root: app.root,
    application: app.name,
    program: kind === 'schedule' ? [php] : cli,
  });
  const way = (preview: SetupPreview, shown: (of: SetupPreview) => ShownSetup, description: string): ScheduleWay => ({
    title: preview.title,
    description,
    detail: preview.explanation,
    textOf,
    ...shown(preview),
  });
  const machine = (kind: JobKind): readonly ScheduleWay[] => {
    const fitted = (preview: SetupPreview): SetupPreview =>
      kind === 'schedule' ? preview : { ...preview, remarks: [...preview.remarks, ...lifetimeOf(cli)] };
    const today = new Date().toISOString().slice(0, 10);
    return process.platform === 'win32'
      ? [way(fitted(windowsTaskPreview(job(kind), today)), shownWindowsTask, 'Windows Task Scheduler')]
      : [
          way(fitted(crontabPreview(job(kind))), shownCrontab, 'cron'),
          way(fitted(systemdPreview(job(kind), userName())), shownSystemd, 'systemd timer'),
        ];
  };
  const editor = await editorTask(workspace, app, [php], project.version);
  return [
    ...(project.packages.has('spatie/laravel-backup') ? [ownSchedule(app, code, textOf)] : []),
    ...machine('schedule'),
    ...(editor === undefined ? [] : [{ ...editor, textOf }]),
    ...machine('backup'),
    ...machine('drill'),
  ];
}

/** VS Code removes an extension's folder, which carries its version, when it updates the extension. */
function lifetimeOf(program: Program): readonly string[] {
  return program.some((word) => /[\\/]extensions[\\/]/.test(word))
    ? [
        'The path holds the version of this extension, and goes away when the extension is updated: set it up anew then.',
      ]
    : [];
}

/** An edit that makes tasks.json where there is none; else text to put into it. */
async function editorTask(
  { host }: Workspace,
  app: App,
  program: Program,
  version: Parameters<typeof editorTaskPreview>[0]['version'],
): Promise<Omit<ScheduleWay, 'textOf'> | undefined> {
  const folder = host
    .folders()
    .filter((each) => each === app.root || app.root.startsWith(`${each}/`))
    .toSorted((a, b) => b.length - a.length)[0];
  // An application beside or above the window's folders has no place for a task.
  if (folder === undefined) return undefined;
  const preview = editorTaskPreview({
    program,
    application: app.name,
    folder: folder === app.root ? '' : relativePath(folder, app.root),
    version,
  });
  if (preview === undefined) return undefined;
  const { title, explanation, files, remarks } = preview;
  const file = joinPath(folder, '.vscode/tasks.json');
  const base = { title, description: 'while VS Code is open', detail: [explanation, ...remarks].join(' ') };
  if (await isThere(file)) return { ...base, ...shownEditorTask(preview) };
  const edits = [{ range: { start: 0, end: 0 }, newText: files.map(({ text }) => text).join('') }];
  const fix: Fix = { title: `Make .vscode/tasks.json`, edits: [{ file, edits }], preferred: false };
  return { ...base, ...shownEditorTask(preview), fix };
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    // What cannot be looked at is there all the same: then nothing is written over it.
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
  }
}

function ownSchedule(
  app: App,
  code: Parameters<typeof laravelSchedulePreview>[0],
  textOf: (file: string) => string | undefined,
): ScheduleWay {
  const title = "Laravel's Schedule";
  const preview = laravelSchedulePreview(code, textOf);
  const base = { title, textOf, language: 'php' };
  switch (preview.kind) {
    case 'nothing': {
      const detail = `Already scheduled: ${preview.already.join(', ')}.`;
      return { ...base, description: 'nothing to add', detail, text: `// ${detail}\n` };
    }
    case 'text':
      return { ...base, description: 'lines to add by hand', detail: preview.why, text: preview.text };
    default: {
      const fix: Fix = { title: `Schedule ${preview.adds.join(', ')}`, edits: preview.edits, preferred: false };
      const detail = [`Adds ${preview.adds.join(', ')}.`, ...preview.remarks].join(' ');
      return { ...base, description: relativePath(app.root, preview.file), detail, fix, text: '' };
    }
  }
}

/** The login name on this machine; a placeholder for a user without an entry in passwd. */
function userName(): string {
  try {
    return userInfo().username;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SYSTEM_ERROR') return 'www-data';
    throw error;
  }
}
