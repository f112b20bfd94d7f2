import type { ApplicationFacts } from './facts';
import { type ApplicationStep, artisan } from './step';
import { isAtLeast } from './version';

/**
 * How the scheduler is held: `schedule:pause` from 13.0.0; `schedule:interrupt` from 10.15.0 ends tasks that repeat within
 * the minute; maintenance mode keeps every task back but those of `evenInMaintenanceMode()` in all versions.
 */
export function schedulerStep(facts: ApplicationFacts): ApplicationStep {
  const { version, stubborn } = facts;
  const base = { id: 'scheduler' as const, title: 'Scheduler' };
  if (isAtLeast(version, [13, 0]) === true) {
    const tasks = stubborn?.paused ?? [];
    return {
      ...base,
      effect: 'Scheduled tasks are not started. Those that run go on.',
      commands: [artisan('schedule:pause'), artisan('schedule:interrupt')],
      undo: [artisan('schedule:resume')],
      remarks: [
        ...(tasks.length === 0 ? [] : [`Scheduled to run while paused all the same: ${tasks.join(', ')}.`]),
        'It does nothing where the application turned pausing off (Schedule::$pausable).',
        ...(facts.cacheDriver === 'database'
          ? ['The mark is kept in the database that is exchanged: run it again after the switch.']
          : []),
      ],
    };
  }
  const instead = 'Maintenance mode keeps scheduled tasks back; else take the line out of cron for as long.';
  if (isAtLeast(version, [10, 15]) === true)
    return {
      ...base,
      effect: 'Tasks that repeat within the minute stop. The scheduler starts again at the next minute.',
      commands: [artisan('schedule:interrupt')],
      undo: [],
      remarks: [`This Laravel cannot pause the scheduler. ${instead}`],
    };
  return {
    ...base,
    effect: 'Nothing to run.',
    commands: [],
    undo: [],
    unavailable: `This Laravel has no command that pauses the scheduler. ${instead}`,
    remarks: [],
  };
}
