import { backupWithoutCleanup } from '../../../../../../src/core/lint/rules/automatedBackups/backupWithoutCleanup';
import { consoleApp, kernel } from '../../../code/schedule/scheduleOf';
import { ruleCases } from '../../ruleCases';
import { backupApp, scheduledApp } from './backupApp';

const run = "$schedule->command('backup:run')->daily();";

ruleCases(backupWithoutCleanup, {
  bad: [
    {
      name: 'a Kernel',
      files: scheduledApp(run),
      at: ["app/Console/Kernel.php: $schedule->command('backup:run')"],
      message: /^Nothing deletes old archives/,
      fixed: {
        'app/Console/Kernel.php': kernel(`${run}\n        $schedule->command('backup:clean')->dailyAt('01:00');`),
      },
    },
    {
      name: 'routes/console.php, on one server',
      files: backupApp(consoleApp("Schedule::command('backup:run')->daily()->onOneServer();")),
      at: ["routes/console.php: Schedule::command('backup:run')"],
      fixed: {
        'routes/console.php': `<?php

use Illuminate\\Support\\Facades\\Schedule;

Schedule::command('backup:run')->daily()->onOneServer();
Schedule::command('backup:clean')->dailyAt('01:00')->onOneServer();
`,
      },
    },
  ],
  good: [
    { name: 'cleaned', files: scheduledApp(`${run} $schedule->command('backup:clean')->daily();`) },
    {
      name: 'cleaned under a condition',
      files: scheduledApp(`${run} if (x()) { $schedule->command('backup:clean'); }`),
    },
    { name: 'a bucket may delete by itself', files: scheduledApp(run, {}, { disks: "['s3']" }) },
    { name: 'disks that cannot be known', files: scheduledApp(run, {}, { disks: 'disks()' }) },
    { name: 'a task whose name is not certain', files: scheduledApp(`${run} $schedule->command(config('x'));`) },
    {
      name: 'cron of a container cleans',
      files: scheduledApp(run, { crontab: '0 2 * * * php artisan backup:clean\n' }),
    },
    { name: 'no backup', files: scheduledApp("$schedule->command('report');") },
    { name: 'the package is not installed', files: { ...scheduledApp(run), 'composer.lock': undefined } },
  ],
});
