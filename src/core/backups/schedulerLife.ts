import { formatAge } from '../base/format';
import { momentText } from '../base/clock';
import type { Backup, BackupCatalog } from './catalog';
import { previousRuns } from './nextRuns';
import type { BackupSchedule, BackupTask } from './schedule';

/** What was seen of the scheduler on this machine. */
export interface SchedulerFacts {
  /** The last heartbeat of spatie/laravel-health, where its cache is in files here. */
  readonly heartbeatAt?: Date;
  /** Why there is no heartbeat, where the package is installed: "it is kept in redis". */
  readonly heartbeatUnknown?: string;
  /** Files that start the scheduler, "/etc/cron.d/shop"; only those that name this application. */
  readonly starters: readonly { readonly file: string; readonly line: string }[];
  /** Places that could not be looked at. */
  readonly unread: readonly string[];
}

/** Whether the scheduler lives, as far as it can be told. */
export interface SchedulerLife {
  /**
   * `alive`: it ran when it should · `stopped`: it did not, for certain · `overdue`: backups that it should have made are not
   * there · `unknown`.
   */
  readonly state: 'alive' | 'stopped' | 'overdue' | 'unknown';
  /** One sentence. */
  readonly summary: string;
  /** What it rests on, one fact each. */
  readonly facts: readonly string[];
  /** Runs that should have made a backup since the newest one. */
  readonly missed: number;
}

/** A backup that began may still be under way. */
const graceMs = 2 * 3_600_000;
/** The heartbeat is given every minute. */
const heartbeatMs = 5 * 60_000;
/** Runs that are counted back; more are "at least". */
const mostRuns = 200;
/** The name says when a backup began, to the second, and clocks differ. */
const toleranceMs = 60_000;

/**
 * Compares what should have run with what is there. Words of certainty only where the heartbeat gives it: archives may be made
 * on another machine and lie where nobody looked.
 *
 * @param heartbeat whether the schedule gives the heartbeat every minute, without conditions
 */
export function schedulerLife(
  schedule: BackupSchedule,
  catalog: BackupCatalog,
  facts: SchedulerFacts,
  heartbeat: boolean,
  now: Date,
): SchedulerLife {
  const starters = facts.starters.map(({ file, line }) => `${file} starts it: ${line}`);
  const unread = facts.unread.map((place) => `${place} could not be read.`);
  const beat = heartbeat ? heartbeatText(facts, now) : undefined;
  const expected = expectation(schedule, catalog, now);
  const said = [...(beat === undefined ? [] : [beat]), ...expected.facts, ...starters, ...unread];
  const { missed } = expected;
  if (heartbeat && facts.heartbeatAt !== undefined) {
    const age = now.getTime() - facts.heartbeatAt.getTime();
    const ago = formatAge(facts.heartbeatAt, now);
    if (age > heartbeatMs)
      return { state: 'stopped', summary: `The scheduler has not run for ${ago}.`, facts: said, missed };
    return { state: missed > 0 ? 'overdue' : 'alive', summary: 'The scheduler runs.', facts: said, missed };
  }
  return { state: expected.state, summary: expected.summary, facts: said, missed };
}

function heartbeatText({ heartbeatAt, heartbeatUnknown }: SchedulerFacts, now: Date): string | undefined {
  if (heartbeatAt !== undefined) return `Its heartbeat is of ${momentText(heartbeatAt, now)}.`;
  return heartbeatUnknown === undefined ? undefined : `Its heartbeat is not known: ${heartbeatUnknown}.`;
}

interface Expectation {
  readonly state: 'alive' | 'overdue' | 'unknown';
  readonly summary: string;
  readonly facts: readonly string[];
  readonly missed: number;
}

function expectation(schedule: BackupSchedule, catalog: BackupCatalog, now: Date): Expectation {
  const tasks = schedule.tasks.filter(({ kind }) => kind === 'run');
  const unknown = (summary: string, facts: readonly string[] = []): Expectation => ({
    state: 'unknown',
    summary,
    facts,
    missed: 0,
  });
  if (tasks.length === 0)
    return unknown(
      schedule.complete
        ? 'Nothing is scheduled that makes backups.'
        : 'No scheduled backup is seen; the schedule cannot be read completely.',
    );
  const newest = catalog.backups.find(({ destination }) => destination.source === 'spatie');
  const unlisted = catalog.problems.filter(({ destination }) => destination.source === 'spatie');
  const notListed = unlisted.map(({ destination, message }) => `${destination.label} was not listed: ${message}`);
  const certain = tasks.filter(({ conditions }) => conditions.length === 0);
  const words = tasks.map(textOf).join('; ');
  if (newest === undefined) return unknown(`Expected: ${words}. No archive was found where they would be.`, notListed);
  const made = `The newest archive is of ${momentText(newest.createdAt, now)}.`;
  const runs = certain.map((task) => ({ task, runs: runsSince(task, newest, now) }));
  const late = runs.find((each) => each.runs.length > 0);
  if (late === undefined) {
    if (certain.length === 0) return unknown(`Expected under conditions: ${words}. ${made}`, notListed);
    const known = certain.some(({ next }) => next.length > 0);
    return known
      ? { state: 'alive', summary: 'The newest backup is there when it should be.', facts: [made], missed: 0 }
      : unknown(`When the backups should run is not certain. ${made}`, notListed);
  }
  const count = late.runs.length;
  const many = `${count >= mostRuns ? 'at least ' : ''}${count} ${count === 1 ? 'run' : 'runs'}`;
  const summary = `${textOf(late.task)}: the last ${many} left no archive that is found.`;
  const first = late.runs.at(-1);
  const since = first === undefined ? [] : [`The first of them was due ${momentText(first, now)}.`];
  if (unlisted.length > 0) return unknown(summary, [made, ...since, ...notListed]);
  return { state: 'overdue', summary, facts: [made, ...since], missed: count };
}

const textOf = ({ command, frequency }: BackupTask): string =>
  frequency === undefined ? command : `${command} ${frequency}`;

/** Runs that were due after the newest backup began, newest first. */
function runsSince({ task, timeZone }: BackupTask, newest: Backup, now: Date): readonly Date[] {
  if (task.cron === undefined || timeZone === undefined) return [];
  const before = new Date(now.getTime() - graceMs);
  const runs = previousRuns({ cron: task.cron, timeZone }, before, mostRuns) ?? [];
  return runs.filter((run) => run.getTime() > newest.createdAt.getTime() + toleranceMs);
}
