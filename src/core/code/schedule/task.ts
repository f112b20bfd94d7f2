import type { Location } from '../../finding';

/** One method in a task's chain: `->dailyAt('01:30')`. */
export interface TaskCall {
  /** As written; PHP does not care about its case. */
  readonly method: string;
  /** Texts, numbers and lists of them, in order; undefined for what is not certain, or given by name. */
  readonly arguments: readonly (string | number | readonly string[] | undefined)[];
  /** From the method's name to the end of its arguments. */
  readonly location: Location;
}

/** A call of an Artisan command from PHP: `Artisan::call('backup:run', ['--only-db' => true])`. */
export interface ArtisanCall {
  /** "backup:run", or a command class as its class name; undefined when not certain. */
  readonly name?: string;
  /** The name with its arguments: "backup:run --only-db"; undefined when one of them is not certain. */
  readonly line?: string;
}

/** One scheduled task. */
export interface ScheduledTask {
  readonly kind: 'command' | 'job' | 'call' | 'exec';
  /**
   * For commands the name with its arguments ("backup:run --only-db"), a command class as its class name; for jobs the class name;
   * for exec the command line; for calls the class that is called; undefined when not certain.
   */
  readonly what?: string;
  /** For commands the name alone, which may be certain where an argument is not; for the others the same as `what`. */
  readonly name?: string;
  /** Texts that are handed to a job's constructor, in order; undefined for what is no text or not certain. */
  readonly handed: readonly (string | undefined)[];
  /** What a closure that is scheduled runs itself; absent for everything else. */
  readonly artisan?: readonly ArtisanCall[];
  /** The call that schedules it: `$schedule->command('backup:run')`. */
  readonly location: Location;
  /** The whole chain, for edits at its end. */
  readonly whole: Location;
  /** In the order in which they are written, those of a group around it first. */
  readonly calls: readonly TaskCall[];
  /** Five fields, or six with seconds in front; "L" is the last day of the month; undefined when not certain. */
  readonly cron?: string;
  /** True when it stands in an `if`, a loop or another condition that is not followed. */
  readonly conditional: boolean;
}

/** Where a new task belongs, and how it is written there. `insertTasks` makes the edit. */
export interface ScheduleInsertion {
  readonly file: string;
  readonly offset: number;
  readonly indent: string;
  /** "$schedule->", with the parameter's own name, or "Schedule::". */
  readonly receiver: string;
  /** What stands in front of the first statement, and behind the last one. */
  readonly before: string;
  readonly after: string;
  /** The class that the file has to import first. */
  readonly imports?: string;
}

/** What the application schedules. */
export interface Schedule {
  readonly tasks: readonly ScheduledTask[];
  /** False when tasks may exist that were not followed (dynamic names, helpers, own scheduling classes): nothing is known to be absent. */
  readonly complete: boolean;
  /** For people, one sentence each: why `complete` is false. */
  readonly gaps: readonly string[];
  /** Schedules that nothing runs: a Console Kernel that bootstrap/app.php does not bind. Their tasks are not in `tasks`. */
  readonly unused: readonly { readonly location: Location; readonly message: string }[];
  /** Where a new task belongs, in the application's own style; undefined when that is not clear. */
  readonly insertion?: ScheduleInsertion;
}
