import type { Code } from '../code/collector';
import { runsOf } from '../code/schedule/runs';
import { schedule } from '../code/schedule/schedule';
import type { ScheduledTask, TaskCall } from '../code/schedule/task';
import type { LaravelProject } from '../laravel/project';
import { asString } from '../laravel/value';
import { frequencyText } from './frequencyText';
import { nextRuns } from './nextRuns';

/** What a scheduled task does with backups; `dump`: a dump program is started, or a command that makes dumps. */
export type BackupTaskKind = 'run' | 'clean' | 'monitor' | 'dump';

/** A scheduled task that makes, deletes or watches backups. */
export interface BackupTask {
  readonly kind: BackupTaskKind;
  /** "backup:run --only-db", "mysqldump …" as written; the command's name where its arguments are not certain. */
  readonly command: string;
  readonly task: ScheduledTask;
  /** The time zone in which it is scheduled; absent when it is not certain. */
  readonly timeZone?: string;
  /** "daily 02:00"; absent when the expression is not certain. */
  readonly frequency?: string;
  /** The next three; empty when they cannot be computed. */
  readonly next: readonly Date[];
  /** What has to hold besides, for people: "in production only". Empty: it runs every time. */
  readonly conditions: readonly string[];
}

export interface BackupSchedule {
  readonly tasks: readonly BackupTask[];
  /** False when the schedule may hold more than is seen: nothing is known to be absent. */
  readonly complete: boolean;
}

const commands = [
  ['run', 'backup:run'],
  ['clean', 'backup:clean'],
  ['monitor', 'backup:monitor'],
] as const;
/** Programs and commands that make dumps without spatie/laravel-backup. */
const dumps = /\b(?:mysqldump|mariadb-dump|mydumper|snapshot:create)\b/i;

/** The tasks of the application's own code that have to do with backups, with their next runs after `now`. */
export function backupSchedule(code: Code, project: LaravelProject, now: Date): BackupSchedule {
  const found: { kind: BackupTaskKind; command: string; task: ScheduledTask }[] = [];
  let { complete } = schedule(code);
  for (const [kind, name] of commands) {
    const runs = runsOf(code, name);
    complete &&= runs.complete;
    for (const { task, line } of runs.tasks) found.push({ kind, command: line ?? name, task });
  }
  const known = new Set(found.map(({ task }) => task));
  for (const task of schedule(code).tasks)
    if (!known.has(task) && dumps.test(task.what ?? '')) found.push({ kind: 'dump', command: task.what ?? '', task });
  return { tasks: found.map((each) => described(each, project, now)), complete };
}

function described(
  { kind, command, task }: Pick<BackupTask, 'kind' | 'command' | 'task'>,
  project: LaravelProject,
  now: Date,
): BackupTask {
  const timeZone = zoneOf(task, project);
  const { cron } = task;
  const next = cron === undefined || timeZone === undefined ? undefined : nextRuns({ cron, timeZone }, now, 3);
  return {
    kind,
    command,
    task,
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(cron === undefined ? {} : { frequency: frequencyText(cron) }),
    next: next ?? [],
    conditions: conditionsOf(task, project),
  };
}

/** The task's own zone, else that of the schedule, else the application's (Illuminate\Console\Scheduling\Schedule). */
function zoneOf({ calls }: ScheduledTask, project: LaravelProject): string | undefined {
  const own = calls.findLast(({ method }) => method.toLowerCase() === 'timezone');
  if (own !== undefined) {
    const [zone] = own.arguments;
    return typeof zone === 'string' ? zone : undefined;
  }
  const ofSchedule = project.config.get('app.schedule_timezone');
  // No Laravel gives this key a default: where the framework is not here to be read, it is not set.
  if (ofSchedule.kind === 'unknown' && ofSchedule.reason !== 'notInstalled') return undefined;
  return asString(ofSchedule) ?? asString(project.config.get('app.timezone'));
}

function conditionsOf({ calls, conditional }: ScheduledTask, project: LaravelProject): readonly string[] {
  const said = calls.flatMap((call) => conditionOf(call, project) ?? []);
  return [...new Set(conditional ? ['under a condition in the code', ...said] : said)];
}

function conditionOf({ method, arguments: args }: TaskCall, project: LaravelProject): string | undefined {
  const texts = args.flat().map((each) => (each === undefined ? undefined : String(each)));
  const between = `${texts[0] ?? '?'} and ${texts[1] ?? '?'}`;
  switch (method.toLowerCase()) {
    case 'when':
      return 'when its condition holds';
    case 'skip':
      return 'unless its condition holds';
    case 'between':
      return `between ${between}`;
    case 'unlessbetween':
      return `not between ${between}`;
    case 'environments': {
      if (texts.length === 0 || texts.includes(undefined)) return 'in some environments only';
      const here = asString(project.config.get('app.env'));
      const elsewhere = here !== undefined && !texts.includes(here) ? `, and this one is ${here}` : '';
      return `in ${texts.join(' and ')} only${elsewhere}`;
    }
    default:
      return undefined;
  }
}
