import type { Code } from '../../code/collector';
import { insertTasks } from '../../code/schedule/insertion';
import { runsOf } from '../../code/schedule/runs';
import { schedule } from '../../code/schedule/schedule';
import type { Fix } from '../../finding';
import { usualTimes } from './job';

/** What the application's own schedule would get. */
export type LaravelSchedulePreview =
  | {
      readonly kind: 'edit';
      /** The file that is changed, or made. */
      readonly file: string;
      readonly edits: Fix['edits'];
      /** "backup:run at 01:30" */
      readonly adds: readonly string[];
      /** What is scheduled already, and left as it is. */
      readonly already: readonly string[];
      readonly remarks: readonly string[];
    }
  /** Everything is there. */
  | { readonly kind: 'nothing'; readonly already: readonly string[] }
  /** No edit is certain: what a person writes themselves, and why. */
  | { readonly kind: 'text'; readonly text: string; readonly why: string; readonly already: readonly string[] };

/** The commands of spatie/laravel-backup in the order of the night. */
const wanted = [
  ['backup:clean', usualTimes.clean],
  ['backup:run', usualTimes.backup],
  ['backup:monitor', usualTimes.monitor],
] as const;

/**
 * The lines that schedule spatie/laravel-backup, where the application's own tasks are: the Console Kernel, bootstrap/app.php or
 * routes/console.php, as the application is built. Nothing is written twice.
 *
 * @param textOf text of a file as it was evaluated; undefined when it does not exist
 * @param times other times than the usual ones
 */
export function laravelSchedulePreview(
  code: Code,
  textOf: (file: string) => string | undefined,
  times: Readonly<Record<string, string>> = {},
): LaravelSchedulePreview {
  const { insertion, gaps } = schedule(code);
  const found = wanted.map(([command, usual]) => ({
    command,
    at: times[command] ?? usual,
    runs: runsOf(code, command),
  }));
  const already = found.filter(({ runs }) => runs.tasks.length > 0).map(({ command }) => command);
  const missing = found.filter(({ runs }) => runs.tasks.length === 0);
  if (missing.length === 0) return { kind: 'nothing', already };
  const statements = missing.map(({ command, at }) => `command('${command}')->dailyAt('${at}');`);
  if (insertion === undefined) {
    const slim = code.project.layout === 'slim';
    const receiver = slim ? 'Schedule::' : '$schedule->';
    const why = gaps[0] ?? 'It is not certain where this application keeps its schedule.';
    return { kind: 'text', text: statements.map((each) => `${receiver}${each}\n`).join(''), why, already };
  }
  const uncertain = missing.filter(({ runs }) => !runs.complete).map(({ command }) => command);
  return {
    kind: 'edit',
    file: insertion.file,
    edits: insertTasks(insertion, statements, textOf(insertion.file)),
    adds: missing.map(({ command, at }) => `${command} at ${at}`),
    already,
    remarks:
      uncertain.length === 0
        ? []
        : [`The schedule could not be read completely: ${uncertain.join(', ')} may be scheduled already.`],
  };
}
