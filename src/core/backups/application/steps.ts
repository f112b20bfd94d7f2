import type { ApplicationFacts } from './facts';
import { maintenanceStep, type MaintenanceOptions } from './maintenance';
import { schedulerStep } from './scheduler';
import type { ApplicationStep } from './step';
import { workersStep } from './workers';

// What callers of the steps meet.
export type { ApplicationStep } from './step';

/** What applies to this application, in the order in which it is done; undo goes the other way round. */
export function applicationSteps(
  facts: ApplicationFacts,
  options: MaintenanceOptions = {},
): readonly ApplicationStep[] {
  return [maintenanceStep(facts, options), workersStep(facts), schedulerStep(facts)];
}

/**
 * What comes back from the backup besides the tables that people think of: the queue and sessions where the database keeps
 * them. True of every restore, whichever step is taken.
 */
export function restoredBesides({ queue, sessionDriver, cacheDriver }: ApplicationFacts): readonly string[] {
  return [
    ...(queue.driver === 'database'
      ? ['The queue is in the database: jobs that waited when the backup was made wait again, and run again.']
      : []),
    ...(sessionDriver === 'database'
      ? ['Sessions are in the database: people who signed in since the backup are signed out.']
      : []),
    ...(cacheDriver === 'database'
      ? [
          'The cache is in the database: what was cached when the backup was made is there again. Run php artisan cache:clear.',
        ]
      : ['The cache may hold what the restored data no longer says. Run php artisan cache:clear.']),
  ];
}
