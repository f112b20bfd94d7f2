import { expect, test } from 'vitest';
import { consoleApp, kernel, kernelApp, kernelBoot, scheduleOf, slimBoot, tasksOf } from './scheduleOf';

const all = async (files: Parameters<typeof tasksOf>[0]) => {
  const { complete, gaps } = await scheduleOf(files);
  return { tasks: await tasksOf(files), complete, gaps };
};

test('a Console Kernel: commands, classes, jobs, closures, programs', async () => {
  const files = kernelApp(`
        $schedule->command('backup:run --only-db')->dailyAt('01:30')->onOneServer();
        $schedule->command('backup:clean', ['--disable-notifications'])->daily();
        $schedule->command('backup:run', ['--only-files' => true, '--timeout' => 60])->weekly();
        $schedule->command(\\App\\Console\\Commands\\Send::class)->hourly();
        $schedule->job(new \\App\\Jobs\\Prune('old', 7))->monthly();
        $schedule->job(\\App\\Jobs\\Ping::class)->everyMinute();
        $schedule->call(function () { cleanUp(); })->yearly();
        $schedule->call([new \\App\\Report, 'send'])->weeklyOn(Schedule::MONDAY, '8:15');
        $schedule->exec('node /srv/tidy.js')->cron('5 4 * * *');`);
  expect(await all(files)).toEqual({
    complete: true,
    gaps: [],
    tasks: [
      '30 1 * * * backup:run --only-db',
      '0 0 * * * backup:clean --disable-notifications',
      '0 0 * * 0 backup:run --only-files --timeout=60',
      '0 * * * * App\\Console\\Commands\\Send',
      '0 0 1 * * App\\Jobs\\Prune',
      '* * * * * App\\Jobs\\Ping',
      '0 0 1 1 * ?',
      '15 8 * * 1 App\\Report',
      '5 4 * * * node /srv/tidy.js',
    ],
  });
});

test('the parameter may have any name, and helpers of the class are followed', async () => {
  const files = {
    ...kernelApp(''),
    'app/Console/Kernel.php': `<?php
namespace App\\Console;
use Illuminate\\Console\\Scheduling\\Schedule;
class Kernel extends \\Illuminate\\Foundation\\Console\\Kernel {
    protected function schedule(Schedule $plan): void { $plan->command('a')->daily(); $this->more($plan, 'backup:run'); self::most('c', $plan); }
    private function more(Schedule $s, string $command) { $s->command($command)->hourly(); $s->command("$command --only-db"); }
    private static function most($name, $plan) { $plan->command($name); }
}`,
  };
  expect(await all(files)).toEqual({
    complete: true,
    gaps: [],
    tasks: ['0 0 * * * a', '0 * * * * backup:run', '* * * * * backup:run --only-db', '* * * * * c'],
  });
});

test('conditions, early returns, choices and loops', async () => {
  const files = kernelApp(`
        $schedule->command('always');
        if (config('x')) { $schedule->command('sometimes'); } else { $schedule->command('otherwise'); }
        config('y') && $schedule->command('and');
        try { $schedule->command('tried'); } catch (\\Throwable $e) { $schedule->command('caught'); }
        foreach (['one', 'two' => 'zwei'] as $key => $name) { $schedule->command("run:$name"); }
        foreach (['a' => 'daily', 'b' => 'hourly'] as $name => $when) $schedule->command($name)->$when();
        foreach ($this->names() as $name) { $schedule->command('prefix:run '.$name); }
        if (! $this->ready()) { return; }
        $schedule->command('late');`);
  expect(await all(files)).toEqual({
    complete: true,
    gaps: [],
    tasks: [
      '* * * * * always',
      'if * * * * * sometimes',
      'if * * * * * otherwise',
      'if * * * * * and',
      '* * * * * tried',
      'if * * * * * caught',
      '* * * * * run:one',
      '* * * * * run:zwei',
      '0 0 * * * a',
      '0 * * * * b',
      'if * * * * * ?',
      'if * * * * * late',
    ],
  });
});

test('a task in a variable: later calls belong to it, inside a condition its time is not certain', async () => {
  const files = kernelApp(`
        $first = $schedule->command('first');
        $first->dailyAt('3:00');
        $second = $schedule->command('second')->withoutOverlapping($minutes = 30);
        if (config('x')) { $second->daily(); }`);
  expect(await tasksOf(files)).toEqual(['0 3 * * * first', '? second']);
});

test('a method that no table knows leaves the time open', async () => {
  expect(await tasksOf(kernelApp(`$schedule->command('a')->onWorkingDays();`))).toEqual(['? a']);
});

test.each<[string, string, RegExp]>([
  [
    'a name from the configuration',
    `$schedule->command(config('app.nightly'));`,
    /^app\/Console\/Kernel\.php:12 schedules a command/,
  ],
  ['the schedule given away', `(new Registrar)->register($schedule);`, /hands the schedule to register\(\)/],
  ['a method of a trait', `$this->packages($schedule);`, /hands the schedule to packages\(\)/],
  ['another file', `require base_path('routes/schedule.php');`, /loads another file/],
  ['a macro', `$schedule->backups('daily');`, /calls backups\(\) on the schedule/],
])('not complete: %s', async (_, statements, gap) => {
  const { complete, gaps } = await scheduleOf(kernelApp(statements));
  expect(complete).toBe(false);
  expect(gaps[0]).toMatch(gap);
});

test('routes/console.php: the facade, groups, closure commands that schedule themselves', async () => {
  const files = consoleApp(
    `Schedule::command('backup:run')->dailyAt('01:30');
Schedule::daily()->onOneServer()->group(function () {
    Schedule::command('a');
    Schedule::hourly()->group(fn (\\Illuminate\\Console\\Scheduling\\Schedule $s) => $s->command('b')->timezone('UTC'));
});
Schedule::weekly()->command('c')->at('4:05');
Artisan::command('mail:send {user}', function () { $this->call('x'); })->purpose('Mail')->dailyAt('2:00');
Artisan::command('report', fn () => 1)->schedule(['--all'])->mondays();
Artisan::command('inspire', fn () => 1)->purpose('Inspire');`,
    'use Illuminate\\Support\\Facades\\Artisan;\n',
  );
  expect(await all(files)).toEqual({
    complete: true,
    gaps: [],
    tasks: [
      '30 1 * * * backup:run',
      '0 0 * * * a',
      // What a group inside a group says is spliced into what the outer one says.
      '0 0 * * * b',
      '5 4 * * 0 c',
      '0 2 * * * mail:send',
      '* * * * 1 report --all',
    ],
  });
  const { tasks } = await scheduleOf(files);
  expect(tasks[1]?.calls.map(({ method }) => method)).toEqual(['daily', 'onOneServer']);
  expect(tasks[2]?.calls.map(({ method }) => method)).toEqual(['daily', 'onOneServer', 'hourly', 'timezone']);
});

test.each([
  ['a closure', 'function (Schedule $schedule) { $schedule->command("x")->daily(); }'],
  ['a closure without a type', 'static function ($schedule) { $schedule->command("x")->daily(); }'],
  ['an arrow function', 'fn (Schedule $s) => $s->command("x")->daily()'],
])('withSchedule() with %s', async (_, closure) => {
  const boot = `<?php use Illuminate\\Console\\Scheduling\\Schedule;
return Application::configure(basePath: dirname(__DIR__))->withSchedule(${closure})->create();`;
  expect(await tasksOf({ 'bootstrap/app.php': boot })).toEqual(['0 0 * * * x']);
});

test.each([
  [
    'callAfterResolving',
    `$this->callAfterResolving(Schedule::class, function (Schedule $schedule) { $schedule->command('x'); });`,
  ],
  ['resolving', `$this->app->resolving(Schedule::class, fn ($schedule) => $schedule->command('x'));`],
  [
    'booted',
    `$this->app->booted(function () { $schedule = $this->app->make(Schedule::class); $schedule->command('x'); });`,
  ],
  ['app()', `$this->app->booted(fn () => app(Schedule::class)->command('x'));`],
  ['a chain', `$this->app->booted(fn () => $this->app->make(Schedule::class)->command('x'));`],
])('a service provider with %s', async (_, statement) => {
  const provider = `<?php namespace App\\Providers;
use Illuminate\\Console\\Scheduling\\Schedule;
class AppServiceProvider extends \\Illuminate\\Support\\ServiceProvider { public function boot() { ${statement} } }`;
  expect(await tasksOf({ 'bootstrap/app.php': slimBoot, 'app/Providers/AppServiceProvider.php': provider })).toEqual([
    '* * * * * x',
  ]);
});

test('a class of its own named Schedule is a gap, and no place for more', async () => {
  const console = `<?php\nuse App\\Console\\Scheduling\\Schedule;\nSchedule::command('model:prune', 'daily');\n`;
  const found = await scheduleOf({ 'bootstrap/app.php': slimBoot, 'routes/console.php': console });
  expect(found.complete).toBe(false);
  expect(found.gaps).toEqual([
    "routes/console.php:3 schedules through App\\Console\\Scheduling\\Schedule, a class of the application's own.",
  ]);
  expect(found.insertion).toBeUndefined();
});

test('a Kernel that a slim application does not bind is not in the schedule', async () => {
  const files = {
    'bootstrap/app.php': slimBoot,
    'app/Console/Kernel.php': kernel(`$schedule->command('backup:run');`),
  };
  const found = await scheduleOf(files);
  expect(found).toMatchObject({ tasks: [], complete: true });
  expect(found.unused.map(({ message }) => message)).toEqual(['Nothing loads the schedule in app/Console/Kernel.php.']);
  const bound = slimBoot.replace(
    '->create();',
    '->create();\n$app->singleton(\\Illuminate\\Contracts\\Console\\Kernel::class, \\App\\Console\\Kernel::class);',
  );
  expect(await tasksOf({ ...files, 'bootstrap/app.php': bound })).toEqual(['* * * * * backup:run']);
});

test('of two Kernels the bound one counts, and its parent when it calls it', async () => {
  const child = (statements: string) => `<?php namespace App\\Cloud; use Illuminate\\Console\\Scheduling\\Schedule;
class Kernel extends \\App\\Console\\Kernel { protected function schedule(Schedule $schedule) { ${statements} } }`;
  const files = (statements: string) => ({
    ...kernelApp(`$schedule->command('parent');`),
    'bootstrap/app.php': kernelBoot.replace('App\\Console\\Kernel::class', 'App\\Cloud\\Kernel::class'),
    'app/Cloud/Kernel.php': child(statements),
  });
  expect(await tasksOf(files(`$schedule->command('child');`))).toEqual(['* * * * * child']);
  expect(await tasksOf(files(`parent::schedule($schedule); $schedule->command('child');`))).toEqual([
    '* * * * * child',
    '* * * * * parent',
  ]);
});

test('routes/console.php is not loaded without withRouting(commands: …)', async () => {
  const boot = slimBoot.replace(", commands: __DIR__.'/../routes/console.php'", '');
  const found = await scheduleOf({ ...consoleApp(`Schedule::command('x');`), 'bootstrap/app.php': boot });
  expect(found.tasks).toEqual([]);
  expect(found.unused).toHaveLength(1);
});

test('a file that cannot be parsed: nothing is known to be absent', async () => {
  const found = await scheduleOf({ 'bootstrap/app.php': slimBoot, 'routes/console.php': '<?php Schedule::command(' });
  expect(found).toMatchObject({ complete: false, gaps: ['A file that may schedule tasks could not be read.'] });
});
