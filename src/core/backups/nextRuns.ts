import { Cron } from 'croner';

/** A cron expression with the zone that its hours are in. */
export interface CronTimes {
  /** Five fields, or six with seconds in front, as `code/schedule` gives them. */
  readonly cron: string;
  /** IANA name. */
  readonly timeZone: string;
}

/**
 * The next runs after `from`, as Laravel's own cron library (dragonmantank/cron-expression) computes them; five fields go by its
 * rules, six are Laravel's sub-minute tasks. Undefined when the expression or the zone is not understood.
 */
export function nextRuns({ cron, timeZone }: CronTimes, from: Date, count: number): readonly Date[] | undefined {
  return compute(cron, timeZone, (job) => job.nextRuns(count, from));
}

/** The last runs before `before`, newest first. */
export function previousRuns({ cron, timeZone }: CronTimes, before: Date, count: number): readonly Date[] | undefined {
  return compute(cron, timeZone, (job) => job.previousRuns(count, before));
}

function compute(cron: string, timezone: string, work: (job: Cron) => readonly Date[]): readonly Date[] | undefined {
  const mode = cron.trim().split(/\s+/).length === 6 ? '6-part' : '5-part';
  try {
    // Paused and without a function: nothing is ever started by it.
    return work(new Cron(cron, { mode, timezone, paused: true }));
  } catch (error) {
    // What croner throws is about the expression or the zone, and both come from the application.
    if (error instanceof Error) return undefined;
    throw error;
  }
}
