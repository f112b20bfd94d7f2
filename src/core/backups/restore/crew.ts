import type { BulkSession } from '../../connections/bulk';

/** One piece of work for a session. Work of one key is done in the order in which it was given, never two at once. */
export interface Job {
  /** What it belongs to: a table's name. */
  readonly key: string;
  /** Jobs that hold bytes are let in one by one: see `Crew.add`. */
  readonly holdsBytes: boolean;
  run(session: BulkSession): Promise<void>;
}

/** Sessions that work side by side. */
export interface Crew {
  /**
   * Hands in a job. Resolves when there is room for more; rejects with the first failure of any job. A job that holds bytes
   * waits until fewer than `waiting` of its kind are waiting.
   */
  add(job: Job): Promise<void>;
  /** Resolves when everything is done; rejects with the first failure. */
  finish(): Promise<void>;
}

/**
 * Puts sessions to work. Rows go first, because their reader waits for them; indexes are built by whoever has nothing else to
 * do, so two sessions keep two processors busy until the last table.
 *
 * @param waiting how many jobs that hold bytes may wait besides those that run
 */
export function createCrew(sessions: readonly BulkSession[], waiting: number): Crew {
  const idle = [...sessions];
  const queue: Job[] = [];
  const busyKeys = new Set<string>();
  let running = 0;
  /** Errors in the order in which they came; the first stops everything. */
  const failures: unknown[] = [];
  let wake: (() => void)[] = [];

  const changed = (): void => {
    const waiters = wake;
    wake = [];
    for (const resolve of waiters) resolve();
  };

  const next = (): Job | undefined => {
    const blocked = new Set(busyKeys);
    let later: Job | undefined;
    for (const job of queue) {
      if (!blocked.has(job.key)) {
        if (job.holdsBytes) return job;
        later ??= job;
      }
      blocked.add(job.key);
    }
    return later;
  };

  const start = (): void => {
    while (failures.length === 0 && idle.length > 0) {
      const job = next();
      const session = job === undefined ? undefined : idle.pop();
      if (job === undefined || session === undefined) return;
      queue.splice(queue.indexOf(job), 1);
      busyKeys.add(job.key);
      running++;
      job
        .run(session)
        .catch((error: unknown) => {
          failures.push(error);
        })
        .finally(() => {
          running--;
          busyKeys.delete(job.key);
          idle.push(session);
          start();
          changed();
        });
    }
  };

  const until = async (done: () => boolean): Promise<void> => {
    while (failures.length === 0 && !done()) await new Promise<void>((resolve) => wake.push(resolve));
    if (failures.length > 0) throw failures[0];
  };

  return {
    async add(job) {
      if (failures.length > 0) throw failures[0];
      queue.push(job);
      start();
      if (job.holdsBytes) await until(() => queue.filter((one) => one.holdsBytes).length < waiting);
    },
    finish: () => until(() => running === 0 && queue.length === 0),
  };
}
