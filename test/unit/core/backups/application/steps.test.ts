import { describe, expect, test } from 'vitest';
import { applicationFacts, type ApplicationFacts } from '../../../../../src/core/backups/application/facts';
import { bypassUrl } from '../../../../../src/core/backups/application/maintenance';
import { applicationSteps, restoredBesides } from '../../../../../src/core/backups/application/steps';
import { isAtLeast } from '../../../../../src/core/backups/application/version';
import { filesOf } from '../../assessment/judge';

const secret = 'a1b2c3d4-e5f6-7890-abcd';

function facts(full: string, more: Partial<ApplicationFacts> = {}): ApplicationFacts {
  return {
    version: { full, major: Number(full.split('.')[0]), source: 'composer.lock' },
    horizon: false,
    queue: { connection: 'redis', driver: 'redis', name: 'default' },
    cacheDriver: 'redis',
    maintenanceDriver: 'file',
    stubborn: { maintenance: [], paused: [], complete: true },
    ...more,
  };
}

/** "maintenance: down --retry=60 | up" */
function lines(given: ApplicationFacts, options = {}): string[] {
  return applicationSteps(given, options).map(
    ({ id, commands, undo }) =>
      `${id}: ${commands.map(({ args }) => args.join(' ')).join(' & ')} | ${undo.map(({ args }) => args.join(' ')).join(' & ')}`,
  );
}

test.each([
  ['6.20.45', ['maintenance: down --retry=60 | up', 'workers: queue:restart | ', 'scheduler:  | ']],
  ['7.30.7', ['maintenance: down --retry=60 | up', 'workers: queue:restart | ', 'scheduler:  | ']],
  ['8.83.29', [`maintenance: down --retry=60 --secret=${secret} | up`, 'workers: queue:restart | ', 'scheduler:  | ']],
  ['9.52.22', [`maintenance: down --retry=60 --secret=${secret} | up`, 'workers: queue:restart | ', 'scheduler:  | ']],
  ['10.14.1', [`maintenance: down --retry=60 --secret=${secret} | up`, 'workers: queue:restart | ', 'scheduler:  | ']],
  [
    '10.50.3',
    [
      `maintenance: down --retry=60 --secret=${secret} | up`,
      'workers: queue:restart | ',
      'scheduler: schedule:interrupt | ',
    ],
  ],
  [
    '11.56.0',
    [
      `maintenance: down --retry=60 --secret=${secret} | up`,
      'workers: queue:restart | ',
      'scheduler: schedule:interrupt | ',
    ],
  ],
  [
    '12.39.0',
    [
      `maintenance: down --retry=60 --secret=${secret} | up`,
      'workers: queue:restart | ',
      'scheduler: schedule:interrupt | ',
    ],
  ],
  [
    '12.67.0',
    [
      `maintenance: down --retry=60 --secret=${secret} | up`,
      'workers: queue:pause redis:default | queue:resume redis:default',
      'scheduler: schedule:interrupt | ',
    ],
  ],
  [
    '13.26.1',
    [
      `maintenance: down --retry=60 --secret=${secret} | up`,
      'workers: queue:pause --all | queue:resume --all',
      'scheduler: schedule:pause & schedule:interrupt | schedule:resume',
    ],
  ],
])('Laravel %s', (version, expected) => {
  expect(lines(facts(version), { secret })).toEqual(expected);
});

test('Horizon is paused by its own command', () => {
  expect(lines(facts('11.0.0', { horizon: true }))[1]).toBe('workers: horizon:pause | horizon:continue');
});

test('the secret is in the arguments and in nothing that is shown', () => {
  const steps = applicationSteps(facts('12.0.0'), { secret, render: true });
  expect(steps[0]?.commands[0]).toEqual({
    args: ['down', '--render=errors::503', '--retry=60', `--secret=${secret}`],
    shown: 'php artisan down --render=errors::503 --retry=60 --secret=…',
  });
  const shown = steps.map((step) => ({ ...step, commands: step.commands.map((command) => command.shown) }));
  expect(JSON.stringify(shown)).not.toContain(secret);
  expect(bypassUrl(facts('12.0.0', { url: 'https://shop.test/' }), secret)).toBe(`https://shop.test/${secret}`);
  expect(bypassUrl(facts('12.0.0', { url: 'shop' }), secret)).toBeUndefined();
});

test.each(['short', 'with a space in the secret', 'ä'.repeat(20), '../../etc/passwd-long', 'x'.repeat(65)])(
  'a secret that an address cannot carry is refused: %s',
  (bad) => {
    expect(() => applicationSteps(facts('12.0.0'), { secret: bad })).toThrow('16 to 64');
  },
);

test('Laravel 7 lets addresses in instead, and says so', () => {
  const [step] = applicationSteps(facts('7.0.0'), { secret, allow: ['203.0.113.7'] });
  expect(step?.commands[0]?.args).toEqual(['down', '--retry=60', '--allow=203.0.113.7']);
  expect(step?.remarks[0]).toMatch(/know no bypass secret/);
});

describe('what is not done, and what is not known', () => {
  const remarks = (given: ApplicationFacts, id: string): string =>
    applicationSteps(given)
      .find((step) => step.id === id)
      ?.remarks.join(' ') ?? '';

  test('a mark in a file is this server’s, in the cache every server’s, and in the database it goes with the switch', () => {
    expect(remarks(facts('12.0.0'), 'maintenance')).toContain('this server alone');
    expect(remarks(facts('12.0.0', { maintenanceDriver: 'cache' }), 'maintenance')).toContain('shares the cache');
    expect(
      remarks(facts('12.0.0', { maintenanceDriver: 'cache', maintenanceStoreDriver: 'database' }), 'maintenance'),
    ).toContain('may be gone after the switch');
    expect(remarks(facts('13.26.0', { cacheDriver: 'database' }), 'workers')).toContain(
      'run it again after the switch',
    );
  });

  test('a cache that forgets cannot pause workers', () => {
    expect(remarks(facts('13.26.0', { cacheDriver: 'array' }), 'workers')).toContain('forgets it at once');
  });

  test('tasks that run all the same are named', () => {
    const stubborn = { maintenance: ['reports:send'], paused: ['heartbeat'], complete: false };
    expect(remarks(facts('13.0.0', { stubborn }), 'maintenance')).toMatch(/reports:send.*could not be read completely/);
    expect(remarks(facts('13.0.0', { stubborn }), 'scheduler')).toContain('heartbeat');
  });

  test('a queue without workers has none to pause', () => {
    expect(applicationSteps(facts('12.67.0', { queue: { driver: 'sync' } }))[1]).toMatchObject({
      commands: [],
      unavailable: expect.stringContaining('driver sync'),
    });
  });

  test('an unknown version gets what all versions have', () => {
    const unknown = facts('12.0.0', { version: { source: 'unknown' } });
    expect(lines(unknown, { secret })).toEqual([
      'maintenance: down --retry=60 | up',
      'workers: queue:restart | ',
      'scheduler:  | ',
    ]);
  });
});

test('what comes back with the database besides', () => {
  const all = restoredBesides(facts('12.0.0', { queue: { driver: 'database' }, sessionDriver: 'database' }));
  expect(all.join(' ')).toMatch(/run again.*signed out.*cache:clear/);
  expect(restoredBesides(facts('12.0.0'))).toHaveLength(1);
});

test('versions', () => {
  expect(isAtLeast({ full: 'v12.40.0', major: 12, source: 'composer.lock' }, [12, 40])).toBe(true);
  expect(isAtLeast({ full: '12.9.3', major: 12, source: 'composer.lock' }, [12, 40])).toBe(false);
  expect(isAtLeast({ full: '12.x-dev', major: 12, source: 'composer.lock' }, [12, 40])).toBeUndefined();
  expect(isAtLeast({ major: 12, source: 'composer.json' }, [12, 40])).toBeUndefined();
  expect(isAtLeast({ major: 13, source: 'composer.json' }, [12, 40])).toBe(true);
  expect(isAtLeast({ source: 'unknown' }, [8, 0])).toBeUndefined();
});

test('the facts of an application come from its evaluated configuration and schedule', async () => {
  const { context } = await filesOf({
    '.env': 'APP_ENV=production\nQUEUE_CONNECTION=redis\nCACHE_STORE=database\n',
    'composer.lock': JSON.stringify({
      packages: [
        { name: 'laravel/framework', version: 'v12.67.0' },
        { name: 'laravel/horizon', version: 'v5.0.0' },
      ],
      'packages-dev': [],
    }),
    'bootstrap/app.php': `<?php
use Illuminate\\Foundation\\Application;
return Application::configure(basePath: dirname(__DIR__))->withRouting(commands: __DIR__.'/../routes/console.php')->create();
`,
    'routes/console.php': `<?php
use Illuminate\\Support\\Facades\\Schedule;
Schedule::command('reports:send')->daily()->evenInMaintenanceMode();
`,
  });
  expect(applicationFacts(context.project, context.code)).toMatchObject({
    version: { full: '12.67.0' },
    horizon: true,
    queue: { connection: 'redis', driver: 'redis', name: 'default' },
    cacheDriver: 'database',
    maintenanceDriver: 'file',
    stubborn: { maintenance: ['reports:send'], paused: [], complete: true },
  });
});
