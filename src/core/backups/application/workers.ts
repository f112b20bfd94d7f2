import type { ApplicationFacts } from './facts';
import { type ApplicationStep, artisan } from './step';
import { isAtLeast } from './version';

const drivers: readonly (string | undefined)[] = ['sync', 'null', 'deferred', 'background'];

/**
 * How workers are held: Horizon's own pause; `queue:pause` (one queue from 12.40.0, `--all` from 13.25.0); before that only
 * `queue:restart`, which ends each worker after its job, and maintenance mode, in which the new ones take none.
 */
export function workersStep(facts: ApplicationFacts): ApplicationStep {
  const { horizon, queue, version } = facts;
  const base = { id: 'workers' as const, title: 'Queue workers' };
  if (!horizon && drivers.includes(queue.driver))
    return {
      ...base,
      effect: 'Nothing to pause.',
      commands: [],
      undo: [],
      unavailable: `Jobs of the default queue run where they are made (driver ${queue.driver ?? ''}): there are no workers to pause.`,
      remarks: ['Other queue connections may have workers.'],
    };
  if (horizon)
    return {
      ...base,
      effect: 'Horizon finishes the jobs that run and takes no new ones.',
      commands: [artisan('horizon:pause')],
      undo: [artisan('horizon:continue')],
      remarks: [
        'It pauses Horizon on this server alone: run it on every server that runs Horizon.',
        'Workers that were started with queue:work are not paused by it.',
        'A job that runs is not waited for: look at php artisan horizon:status and the dashboard.',
      ],
    };
  if (isAtLeast(version, [13, 25]) === true) return pausing(facts, ['--all'], 'every queue');
  if (isAtLeast(version, [12, 40]) === true) {
    const { connection, name } = queue;
    if (connection !== undefined && name !== undefined)
      return pausing(facts, [`${connection}:${name}`], `queue ${name} of ${connection}`);
  }
  return {
    ...base,
    effect: 'Each worker ends after the job that it runs. What starts it again has it wait in maintenance mode.',
    commands: [artisan('queue:restart')],
    undo: [],
    remarks: [
      'This Laravel cannot pause workers: use it together with maintenance mode.',
      ...(isAtLeast(version, [12, 40]) === undefined ? ['Which Laravel is installed is not known exactly.'] : []),
      ...remembered(facts),
      running,
    ],
  };
}

const running = 'A job that runs is not waited for: whether one does has to be seen on the server.';

function pausing(facts: ApplicationFacts, words: readonly string[], what: string): ApplicationStep {
  return {
    id: 'workers',
    title: 'Queue workers',
    effect: `Workers finish the jobs that run and take no new ones of ${what}.`,
    commands: [artisan('queue:pause', ...words)],
    undo: [artisan('queue:resume', ...words)],
    remarks: [
      ...(words[0] === '--all' ? [] : ['Other queues go on: pause each by its name.']),
      'It does nothing where the application turned pausing off (Worker::$pausable).',
      ...remembered(facts),
      running,
    ],
  };
}

/** Both pauses and restarts are marks in the cache. */
function remembered({ cacheDriver }: ApplicationFacts): readonly string[] {
  switch (cacheDriver) {
    case undefined:
      return ['The mark is kept in the cache, whose driver is not known from the files.'];
    case 'array':
    case 'null':
      return [
        `The mark is kept in the cache, which forgets it at once here (driver ${cacheDriver}): stop the workers by hand.`,
      ];
    case 'file':
      return ['The mark is kept in a file of this server: run it on every server that runs workers.'];
    case 'database':
      return ['The mark is kept in the database that is exchanged: run it again after the switch.'];
    default:
      return [];
  }
}
