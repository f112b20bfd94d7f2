import type { Location } from '../../finding';
import type { ScheduledTask, ScheduleInsertion } from './task';

/** A task before the version of the framework is known. */
export type CollectedTask = Omit<ScheduledTask, 'cron'> & {
  /** The chain was continued through a variable inside a condition: when it runs is not certain. */
  readonly cronUncertain: boolean;
};

/** The tasks of one place in one file. */
export interface CollectedTasks {
  readonly fact: 'tasks';
  /**
   * `kernel`: schedule() of a class that may be the Console Kernel · `console`: statements of a file · `bootstrap`: withSchedule() ·
   * `provider`: a service provider · `helper`: any other method that is given the schedule.
   */
  readonly place: 'kernel' | 'console' | 'bootstrap' | 'provider' | 'helper';
  readonly file: string;
  /** Seen from the application. */
  readonly relative: string;
  /** For classes. */
  readonly className?: string;
  readonly extends?: string;
  /** A Kernel calls parent::schedule(). */
  readonly callsParent: boolean;
  /** Where the place is named: the method, the call. */
  readonly location: Location;
  readonly tasks: readonly CollectedTask[];
  readonly gaps: readonly string[];
  readonly insertion?: ScheduleInsertion;
}

/** What bootstrap/app.php says about the console. */
export interface ConsoleBoot {
  readonly fact: 'boot';
  /** The class bound as Console Kernel; undefined when none is bound there. */
  readonly kernel?: string;
  /** `withRouting(commands: …)` or `withCommands(…)` is there: routes/console.php is loaded. */
  readonly loadsCommands: boolean;
}

/** A file in which "Schedule" is a class of the application's own: statements with `Schedule::` would go there. */
export interface OwnSchedule {
  readonly fact: 'ownSchedule';
  readonly file: string;
}

export type ScheduleFact = CollectedTasks | ConsoleBoot | OwnSchedule;
