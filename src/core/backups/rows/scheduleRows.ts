import { momentText } from '../../base/clock';
import { formatAge } from '../../base/format';
import { relativePath } from '../../base/path';
import type { Icon, TreeNode } from '../../tree';
import type { BackupTask } from '../schedule';
import type { SchedulerLife } from '../schedulerLife';
import type { BackupsViewContext } from './context';

const lifeIcons: Readonly<Record<SchedulerLife['state'], Icon>> = {
  alive: { id: 'pass' },
  stopped: { id: 'error', color: 'list.errorForeground' },
  overdue: { id: 'warning', color: 'list.warningForeground' },
  unknown: { id: 'question' },
};

/** The group of scheduled tasks; undefined where nothing is known of a schedule. */
export function scheduleGroup(context: BackupsViewContext): TreeNode | undefined {
  const { schedule, life } = context;
  if (schedule === undefined || (schedule.tasks.length === 0 && schedule.complete && life === undefined))
    return undefined;
  const { tasks, complete } = schedule;
  const soonest = tasks.flatMap(({ kind, next }) => (kind === 'run' || kind === 'dump' ? next.slice(0, 1) : []));
  const first = soonest.sort((a, b) => a.getTime() - b.getTime())[0];
  const rows = tasks.map((task, index) => taskRow(task, index, context));
  return {
    id: 'group:schedule',
    label: 'Schedule',
    description: first === undefined ? 'no run known' : `next ${inText(first, context.now)}`,
    expanded: life?.state === 'overdue' || life?.state === 'stopped',
    children: [
      ...rows,
      ...(life === undefined ? [] : [lifeRow(life)]),
      ...(complete
        ? []
        : [
            {
              id: 'schedule:incomplete',
              label: 'More tasks may exist',
              description: 'the schedule cannot be read completely',
              icon: { id: 'question' },
            },
          ]),
    ],
  };
}

/** "in 13 h"; formatAge counts from the earlier one. */
function inText(then: Date, now: Date): string {
  const away = formatAge(now, then);
  return away === 'just now' ? 'in less than a minute' : `in ${away}`;
}

function taskRow(task: BackupTask, index: number, { now, root }: BackupsViewContext): TreeNode {
  const { command, frequency, next, conditions, timeZone, task: scheduled } = task;
  const [first] = next;
  const when = first === undefined ? 'when it runs is not known' : `next ${inText(first, now)}`;
  const { file, range } = scheduled.location;
  return {
    id: `schedule:${index}:${command}`,
    label: frequency === undefined ? command : `${command} ${frequency}`,
    description: [when, ...conditions].join(' · '),
    tooltip: [
      command,
      ...(scheduled.cron === undefined
        ? ['Its cron expression is not certain']
        : [`${scheduled.cron} in ${timeZone ?? 'a time zone that is not known'}`]),
      ...next.map((run) => `Next ${momentText(run, now)}`),
      ...conditions.map((condition) => `Runs ${condition}`),
      relativePath(root, file),
    ].join('\n'),
    icon: { id: 'clock' },
    opens: { kind: 'file', file, range },
  };
}

function lifeRow({ state, summary, facts }: SchedulerLife): TreeNode {
  return {
    id: 'schedule:life',
    label: 'Scheduler',
    description: summary,
    tooltip: [summary, ...facts].join('\n'),
    icon: lifeIcons[state],
  };
}
