import { relativePath } from '../base/path';
import { schedule } from '../code/schedule/schedule';
import type { ScheduledTask } from '../code/schedule/task';
import { type Evidence } from './area';
import { seenAt } from './check';
import type { FileFacts } from './facts';

/** Tasks whose command, class or command line matches; `known` is false when others may exist that were not followed. */
export function tasksLike(
  files: FileFacts,
  pattern: RegExp,
): { readonly tasks: readonly ScheduledTask[]; readonly known: boolean; readonly all: number; readonly why: string } {
  const { tasks, complete, gaps } = schedule(files.context.code);
  const unnamed = tasks.some(({ what }) => what === undefined);
  return {
    tasks: tasks.filter(({ what }) => what !== undefined && pattern.test(what)),
    known: complete && !unnamed,
    all: tasks.length,
    why: gaps[0] ?? 'the schedule has tasks whose command is not certain',
  };
}

/** "backup:run is scheduled, 30 1 * * *." */
export function taskEvidence(files: FileFacts, task: ScheduledTask): Evidence {
  const { what, cron, conditional, location } = task;
  const when = cron === undefined ? '' : `, ${cron}`;
  const condition = conditional ? ', under a condition' : '';
  return seenAt(
    `${what ?? 'A task'} is scheduled${when}${condition}.`,
    relativePath(files.context.root, location.file),
    location,
  );
}

/** Methods of a task's chain that tell somebody when it fails. */
const tellsFailure = /^(?:onFailure|emailOutputOnFailure|emailOutputTo|pingOnFailure|thenPing|onFailureWithOutput)/;
/** Methods that tell a service outside that it ran. */
const tellsOutside = /^(?:pingBefore|thenPing|pingOnSuccess|pingBeforeIf|thenPingIf|pingOnSuccessIf)$/;

export function hasFailureCall({ calls }: ScheduledTask): boolean {
  return calls.some(({ method }) => tellsFailure.test(method));
}

export function hasPing({ calls }: ScheduledTask): boolean {
  return calls.some(({ method }) => tellsOutside.test(method));
}

/**
 * Hours between two runs at most, from five cron fields: what runs on certain days of a month counts as monthly, on
 * certain weekdays as weekly, else as daily. An upper bound, so that nothing is called late too early.
 */
export function longestIntervalHours(cron: string | undefined): number {
  const fields = cron?.trim().split(/\s+/) ?? [];
  const [, , dayOfMonth = '*', month = '*', weekday = '*'] = fields.slice(-5);
  if (month !== '*') return 24 * 366;
  if (dayOfMonth !== '*') return 24 * 31;
  return weekday === '*' ? 24 : 24 * 7;
}
