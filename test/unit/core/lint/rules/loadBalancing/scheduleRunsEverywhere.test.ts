import { scheduleRunsEverywhere } from '../../../../../../src/core/lint/rules/loadBalancing/scheduleRunsEverywhere';
import { ruleCases } from '../../ruleCases';
import { consoleKernel, consoleRoutes, laravel, oldBootstrap, oneServer, slim, twoServers } from './shopServers';

const guarded = "Schedule::command('orders:send')->hourly()->onOneServer();";
const app = (...lines: string[]): Record<string, string> => ({
  'bootstrap/app.php': slim,
  'routes/console.php': consoleRoutes(guarded, ...lines),
});
const kernel = (...lines: string[]): Record<string, string> => ({
  ...laravel(10),
  'bootstrap/app.php': oldBootstrap,
  'app/Console/Kernel.php': consoleKernel("$schedule->command('a:b')->onOneServer()->daily();", ...lines),
});

ruleCases(scheduleRunsEverywhere, {
  bad: [
    {
      name: 'a command among others that run on one server',
      files: app("Schedule::command('invoices:send')->daily();"),
      at: ["routes/console.php: Schedule::command('invoices:send')"],
      message: '`invoices:send` runs once on each server: it has no onOneServer(), as other tasks here have.',
      related: ['Another task runs on one server only.'],
      fixed: {
        'routes/console.php': consoleRoutes(guarded, "Schedule::command('invoices:send')->daily()->onOneServer();"),
      },
    },
    {
      name: 'a chain over several lines, in the Kernel',
      files: kernel("$schedule->command('invoices:send')", '    ->daily()', '    ->withoutOverlapping();'),
      at: ["app/Console/Kernel.php: $schedule->command('invoices:send')"],
      fixed: {
        'app/Console/Kernel.php': consoleKernel(
          "$schedule->command('a:b')->onOneServer()->daily();",
          "$schedule->command('invoices:send')",
          '    ->daily()',
          '    ->withoutOverlapping()',
          '    ->onOneServer();',
        ),
      },
    },
    {
      name: 'a job and a program',
      files: app('Schedule::job(new App\\Jobs\\Send)->daily();', "Schedule::exec('bin/send')->daily();"),
      at: ['routes/console.php: Schedule::job(new App\\Jobs\\Send)', "routes/console.php: Schedule::exec('bin/send')"],
      fixed: {
        'routes/console.php': consoleRoutes(
          guarded,
          'Schedule::job(new App\\Jobs\\Send)->daily()->onOneServer();',
          "Schedule::exec('bin/send')->daily();",
        ),
      },
      left: 1,
    },
  ],
  good: [
    { name: 'all run on one server', files: app("Schedule::command('b')->daily()->onOneServer();") },
    {
      ...twoServers,
      name: 'none does: one server may well run them all',
      files: { 'bootstrap/app.php': slim, 'routes/console.php': consoleRoutes("Schedule::command('b')->daily();") },
    },
    { ...oneServer, name: 'one server', files: app("Schedule::command('b')->daily();") },
    ...[
      'horizon:snapshot',
      'queue:prune-batches --hours=48',
      'cache:prune-stale-tags',
      'model:prune',
      'telescope:prune',
      'sanctum:prune-expired',
      'schedule-monitor:sync',
    ].map((command) => ({
      name: command,
      files: app(`Schedule::command('${command}')->daily();`),
    })),
    {
      name: 'a condition that is not followed',
      files: app("Schedule::command('b')->daily()->when(fn () => gethostname() === 'web1');"),
    },
    { name: 'a closure', files: app('Schedule::call(fn () => 1)->daily();') },
    { name: 'a command that is not certain', files: app('Schedule::command($command)->daily();') },
  ],
});
