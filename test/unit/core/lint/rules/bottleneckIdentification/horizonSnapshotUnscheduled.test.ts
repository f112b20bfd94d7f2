import { horizonSnapshotUnscheduled } from '../../../../../../src/core/lint/rules/bottleneckIdentification/horizonSnapshotUnscheduled';
import { type Files, ruleCases } from '../../ruleCases';

const lock = (dev = false): string => {
  const horizon = { name: 'laravel/horizon', version: 'v5.29.1' };
  const framework = { name: 'laravel/framework', version: 'v12.1.0' };
  return JSON.stringify({ packages: dev ? [framework] : [framework, horizon], 'packages-dev': dev ? [horizon] : [] });
};
const console = "<?php\n\nuse Illuminate\\Support\\Facades\\Schedule;\n\nSchedule::command('inspire')->hourly();\n";
const shop: Files = {
  '.env': 'APP_ENV=production\nQUEUE_CONNECTION=redis\n',
  'composer.lock': lock(),
  'config/horizon.php': "<?php return ['metrics' => ['trim_snapshots' => ['job' => 24]]];\n",
  'bootstrap/app.php':
    "<?php\nreturn Application::configure(basePath: dirname(__DIR__))->withRouting(commands: __DIR__.'/../routes/console.php')->create();\n",
  'routes/console.php': console,
};
const scheduled = {
  'routes/console.php': `${console.trimEnd()}\nSchedule::command('horizon:snapshot')->everyFiveMinutes();\n`,
};

ruleCases(horizonSnapshotUnscheduled, {
  bad: [
    {
      name: 'nothing takes snapshots',
      files: shop,
      at: ["config/horizon.php: ['trim_snapshots' => ['job' => 24]]"],
      message: "Horizon's metrics stay empty: nothing runs `horizon:snapshot`.",
      fix: 'Schedule horizon:snapshot every five minutes',
      fixed: scheduled,
    },
  ],
  good: [
    { name: 'scheduled', files: { ...shop, ...scheduled } },
    {
      name: 'scheduled by class',
      files: {
        ...shop,
        'routes/console.php': console.replace("'inspire'", '\\Laravel\\Horizon\\Console\\SnapshotCommand::class'),
      },
    },
    { name: 'run by cron', files: { ...shop, crontab: '*/5 * * * * php artisan horizon:snapshot\n' } },
    {
      name: 'the schedule is not fully known',
      files: {
        ...shop,
        'routes/console.php': `${console}foreach (commands() as $name) { Schedule::command($name)->daily(); }\n`,
      },
    },
    { name: 'another queue', files: { ...shop, '.env': 'APP_ENV=production\nQUEUE_CONNECTION=database\n' } },
    { name: 'a development package', files: { ...shop, 'composer.lock': lock(true) } },
    { name: 'local', files: { ...shop, '.env': 'APP_ENV=local\nQUEUE_CONNECTION=redis\n' } },
  ],
});
