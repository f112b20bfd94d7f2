import type { LaravelVersion } from '../../laravel/project';
import { isAtLeast } from '../application/version';
import type { Program, SetupPreview } from './job';

export interface EditorTaskOptions {
  /** PHP. */
  readonly program: Program;
  readonly application: string;
  /** The application's folder as seen from the workspace folder; empty when it is that folder. */
  readonly folder: string;
  readonly version: LaravelVersion;
}

/**
 * A task for `.vscode/tasks.json` that runs the scheduler while the editor is open. `schedule:work` exists from Laravel
 * 8.8; before that `schedule:run` would have to be started every minute, which a task cannot do.
 */
export function editorTaskPreview({
  program,
  application,
  folder,
  version,
}: EditorTaskOptions): SetupPreview | undefined {
  if (isAtLeast(version, [8, 8]) === false) return undefined;
  const [command, ...args] = program;
  const task = {
    label: `Scheduler of ${application}`,
    type: 'process',
    command,
    args: [...args, 'artisan', 'schedule:work'],
    options: { cwd: folder === '' ? '${workspaceFolder}' : `\${workspaceFolder}/${folder}` },
    isBackground: true,
    problemMatcher: [],
    presentation: { reveal: 'silent', panel: 'dedicated' },
  };
  return {
    title: task.label,
    explanation: 'Add this task to .vscode/tasks.json. The scheduler runs while the task runs, and no longer.',
    files: [
      {
        name: 'tasks.json',
        text: `${JSON.stringify({ version: '2.0.0', tasks: [task] }, null, 2)}\n`,
        encoding: 'utf-8',
      },
    ],
    commands: [],
    undo: [],
    remarks: [
      'No backup is made while the editor is closed.',
      ...(JSON.stringify([program, folder]).includes('${')
        ? ['The path holds ${, which the editor replaces: rename the folder.']
        : []),
    ],
  };
}
