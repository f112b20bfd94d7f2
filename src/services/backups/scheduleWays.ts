import { userInfo } from 'node:os';
import type { Fix } from '../../core/finding';
import { crontabPreview } from '../../core/backups/setup/crontab';
import { editorTaskPreview } from '../../core/backups/setup/editorTask';
import type { Job, JobKind, Program, SetupPreview } from '../../core/backups/setup/job';
import { laravelSchedulePreview } from '../../core/backups/setup/laravelSchedule';
import { systemdPreview } from '../../core/backups/setup/systemd';
import { windowsTaskPreview } from '../../core/backups/setup/windowsTask';
import { relativePath } from '../../core/base/path';
import { findProgram } from '../../node/findProgram';
import type { App } from '../app';

/** One way to have backups made by themselves: an edit to review, or text to read and use. */
export interface ScheduleWay {
  readonly title: string;
  readonly description: string;
  readonly detail: string;
  readonly fix?: Fix;
  readonly textOf: (file: string) => string | undefined;
  readonly text: string;
  readonly language: string;
}

/**
 * What fits this application and this machine, the application's own schedule first. Nothing is set up: an edit is shown for
 * review, everything else is text.
 *
 * @param cli the command line of ours that a schedule would start
 */
export async function scheduleWays(app: App, cli: Program, signal: AbortSignal): Promise<readonly ScheduleWay[]> {
  const context = await app.ruleContext(signal);
  const { project, code, textOf } = context;
  const php = (await findProgram('php')) ?? 'php';
  const job = (kind: JobKind): Job => ({
    kind,
    root: app.root,
    application: app.name,
    program: kind === 'schedule' ? [php] : cli,
  });
  const asText = (preview: SetupPreview, description: string): ScheduleWay => ({
    title: preview.title,
    description,
    detail: preview.explanation,
    textOf,
    text: previewText(preview),
    language: 'markdown',
  });
  const windows = process.platform === 'win32';
  const today = new Date().toISOString().slice(0, 10);
  const machine = (kind: JobKind): readonly ScheduleWay[] =>
    windows
      ? [asText(windowsTaskPreview(job(kind), today), 'Windows Task Scheduler')]
      : [asText(crontabPreview(job(kind)), 'cron'), asText(systemdPreview(job(kind), userName()), 'systemd timer')];
  const editor = editorTaskPreview({ program: [php], application: app.name, folder: '', version: project.version });
  return [
    ...(project.packages.has('spatie/laravel-backup') ? [ownSchedule(app, code, textOf)] : []),
    ...machine('schedule'),
    ...(editor === undefined ? [] : [asText(editor, 'while VS Code is open')]),
    ...machine('backup'),
    ...machine('drill'),
  ];
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

function previewText({ title, explanation, files, commands, undo, remarks }: SetupPreview): string {
  const block = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`;
  return [
    `# ${title}\n`,
    `${explanation}\n`,
    ...files.flatMap(({ name, text, encoding }) => [
      `## ${name}${encoding === 'utf-16le' ? ' (save as UTF-16 LE)' : ''}\n`,
      block('', text),
    ]),
    ...(commands.length === 0 ? [] : ['## Put it into force\n', block('sh', commands.join('\n'))]),
    ...(undo.length === 0 ? [] : ['## Take it away again\n', block('sh', undo.join('\n'))]),
    ...remarks.map((remark) => `- ${remark}`),
    '',
  ].join('\n');
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
