import type { Location } from '../../finding';

/** One method in a task's chain: `->dailyAt('01:30')`. */
export interface TaskCall {
  readonly method: string;
  /** Texts and numbers among the arguments, in order; undefined for what is not certain. */
  readonly arguments: readonly (string | number | readonly string[] | undefined)[];
  readonly location: Location;
}

/** One scheduled task. */
export interface ScheduledTask {
  readonly kind: 'command' | 'job' | 'call' | 'exec';
  /**
   * For commands the name with its arguments ("backup:run --only-db"), a command class as its class name; for jobs the class name;
   * for exec the command line; undefined when not certain.
   */
  readonly what?: string;
  /** The call that schedules it: `$schedule->command('backup:run')`. */
  readonly location: Location;
  /** The whole chain, for edits at its end. */
  readonly whole: Location;
  /** In the order in which they are written, those of a group around it first. */
  readonly calls: readonly TaskCall[];
  /** Five fields, or six with seconds in front; undefined when not certain. */
  readonly cron?: string;
  /** True when it stands in an `if`, a loop or another condition that is not followed. */
  readonly conditional: boolean;
}

/** What the application schedules. */
export interface Schedule {
  readonly tasks: readonly ScheduledTask[];
  /** False when tasks may exist that were not followed (dynamic names, helpers, own scheduling classes): nothing is known to be absent. */
  readonly complete: boolean;
  /** For people, one sentence each: why `complete` is false. */
  readonly gaps: readonly string[];
  /** Where a new task belongs: the file and the offset at which a statement can be inserted, and what the schedule is called there. */
  readonly insertion?: {
    readonly file: string;
    readonly offset: number;
    readonly indent: string;
    readonly receiver: '$schedule->' | 'Schedule::';
  };
}
