import { expect, test } from 'vitest';
import { runs, runsOf } from '../../../../../src/core/code/schedule/runs';
import { codeOf, consoleApp, kernelApp } from './scheduleOf';

const command = (body: string, name = `protected $signature = 'app:nightly {--all}';`) => ({
  'app/Console/Commands/Nightly.php': `<?php namespace App\\Console\\Commands;
use Illuminate\\Support\\Facades\\Artisan;
class Nightly extends \\Illuminate\\Console\\Command { ${name} public function handle() { ${body} } }`,
});
const attributed = {
  'app/Console/Commands/Nightly.php': `<?php namespace App\\Console\\Commands;
use Symfony\\Component\\Console\\Attribute\\AsCommand;
#[AsCommand(name: 'app:nightly')]
class Nightly extends \\Illuminate\\Console\\Command { public function handle() { $this->call('backup:run'); } }`,
};
const nightly = kernelApp(`$schedule->command('app:nightly');`);

async function lines(files: Readonly<Record<string, string | undefined>>, name = 'backup:run') {
  const { tasks, complete } = runsOf(await codeOf(files), name);
  return { lines: tasks.map(({ line, direct }) => `${direct ? '' : 'via '}${line ?? '?'}`), complete };
}

test.each<[string, Readonly<Record<string, string | undefined>>, string[]]>([
  ['itself', kernelApp(`$schedule->command('backup:run --only-db');`), ['backup:run --only-db']],
  [
    'its class',
    kernelApp(`$schedule->command(\\Spatie\\Backup\\Commands\\BackupCommand::class, ['--only-db']);`),
    ['backup:run --only-db'],
  ],
  [
    'a program',
    kernelApp(`$schedule->exec('cd /srv && php artisan backup:run --only-files');`),
    ['backup:run --only-files'],
  ],
  [
    'an own command, $this->call',
    { ...nightly, ...command(`$this->call('backup:run', ['--only-db' => true]);`) },
    ['via backup:run --only-db'],
  ],
  [
    'an own command by its class',
    {
      ...kernelApp(`$schedule->command(\\App\\Console\\Commands\\Nightly::class);`),
      ...command(`$this->callSilently('backup:run');`),
    },
    ['via backup:run'],
  ],
  [
    'Artisan::call',
    { ...nightly, ...command(`Artisan::call('backup:run --only-to-disk=s3');`) },
    ['via backup:run --only-to-disk=s3'],
  ],
  [
    'arguments that are not certain',
    { ...nightly, ...command(`$this->call('backup:run', $this->options());`) },
    ['via ?'],
  ],
  ['#[AsCommand]', { ...nightly, ...attributed }, ['via backup:run']],
  ['a closure', kernelApp(`$schedule->call(fn () => \\Artisan::call('backup:run'));`), ['via backup:run']],
  [
    'a closure command',
    consoleApp(
      `Artisan::command('nightly', function () { $this->call('backup:run'); })->daily();`,
      'use Illuminate\\Support\\Facades\\Artisan;\n',
    ),
    ['via backup:run'],
  ],
  [
    'a command that runs another one',
    {
      ...kernelApp(`$schedule->command('app:all');`),
      ...command(`$this->call('backup:run');`),
      'app/Console/Commands/All.php': `<?php namespace App\\Console\\Commands; class All extends \\Illuminate\\Console\\Command { protected $name = 'app:all'; function handle() { $this->call(Nightly::class); $this->call('app:all'); } }`,
    },
    ['via backup:run'],
  ],
  [
    'the job behind the command',
    {
      ...nightly,
      ...command(`\\Spatie\\Backup\\Tasks\\Backup\\BackupJobFactory::createFromConfig(config('backup'))->run();`),
    },
    ['via ?'],
  ],
  [
    'a job that is handed the name',
    {
      ...consoleApp(`Schedule::job(new \\App\\Jobs\\RunCommandJob('backup:run'))->daily();`),
      'app/Jobs/RunCommandJob.php': `<?php namespace App\\Jobs; use Illuminate\\Support\\Facades\\Artisan; class RunCommandJob { function __construct(public string $command) {} function handle() { Artisan::call($this->command); } }`,
    },
    ['via backup:run'],
  ],
])('runs it: %s', async (_, files, expected) => {
  expect((await lines(files)).lines).toEqual(expected);
  expect(runs(await codeOf(files), 'backup:run')).toBe(true);
});

test.each<[string, Readonly<Record<string, string | undefined>>]>([
  ['other commands only', kernelApp(`$schedule->command('backup:clean'); $schedule->command('backup:runner');`)],
  ['an own command that runs others', { ...nightly, ...command(`$this->call('backup:clean');`) }],
  ['nothing', {}],
])('does not run it: %s', async (_, files) => {
  expect(runs(await codeOf(files), 'backup:run')).toBe(false);
});

test.each<[string, Readonly<Record<string, string | undefined>>]>([
  ['a name decided while PHP runs', kernelApp(`$schedule->command(config('x'));`)],
  ['an own command that runs what it is told', { ...nightly, ...command(`$this->call($this->argument('what'));`) }],
  ['a script', kernelApp(`$schedule->exec('/usr/local/bin/nightly.sh');`)],
  ['a callable that cannot be followed', kernelApp(`$schedule->call($this->tasks());`)],
  [
    'a class that runs it, and may be reached through a service',
    {
      ...kernelApp(`$schedule->command('app:other');`),
      'app/Services/Keeper.php': `<?php namespace App\\Services; class Keeper { function keep() { \\Artisan::call('backup:run'); } }`,
    },
  ],
])('not known: %s', async (_, files) => {
  expect(runs(await codeOf(files), 'backup:run')).toBe('unknown');
});
