import { backupExcludedByEnvironment } from '../../../../../../src/core/lint/rules/automatedBackups/backupExcludedByEnvironment';
import { consoleApp, kernel } from '../../../code/schedule/scheduleOf';
import { ruleCases } from '../../ruleCases';
import { backupApp, scheduledApp } from './backupApp';

const only = (names: string) => `$schedule->command('backup:run')->daily()->environments(${names});`;

ruleCases(backupExcludedByEnvironment, {
  bad: [
    {
      name: 'a list without it',
      files: scheduledApp(only("['staging']")),
      at: ["app/Console/Kernel.php: environments(['staging'])"],
      message:
        '`backup:run` never runs in production: the environment is called `production` there, which is not one of these.',
      related: ['The task is scheduled here.', '.env names the environment production here.'],
      fixed: { 'app/Console/Kernel.php': kernel(only("['staging', 'production']")) },
    },
    {
      name: 'names one by one',
      files: scheduledApp(only("'staging', 'qa'")),
      at: ["app/Console/Kernel.php: environments('staging', 'qa')"],
      fixed: { 'app/Console/Kernel.php': kernel(only("'staging', 'qa', 'production'")) },
    },
    {
      name: 'production has another name',
      files: scheduledApp(only("['production']"), { '.env': 'APP_ENV=live\n' }),
      at: ["app/Console/Kernel.php: environments(['production'])"],
      fixed: { 'app/Console/Kernel.php': kernel(only("['production', 'live']")) },
    },
    {
      name: 'a group around it',
      files: backupApp(
        consoleApp(
          "Schedule::environments(['staging'])->group(function () {\n    Schedule::command('backup:clean');\n});",
        ),
      ),
      at: ["routes/console.php: environments(['staging'])"],
      message: /^`backup:clean` never runs/,
      fixed: {
        'routes/console.php': consoleApp(
          "Schedule::environments(['staging', 'production'])->group(function () {\n    Schedule::command('backup:clean');\n});",
        )['routes/console.php'],
      },
    },
  ],
  good: [
    { name: 'it is listed', files: scheduledApp(only("['staging', 'production']")) },
    { name: 'no restriction', files: scheduledApp("$schedule->command('backup:run');") },
    { name: 'names that cannot be known', files: scheduledApp(only("config('app.backup_in')")) },
    {
      name: 'another task without it',
      files: scheduledApp(`${only("['staging']")} $schedule->command('backup:run --only-db');`),
    },
    {
      name: 'another task under a condition',
      files: scheduledApp(`${only("['staging']")} if (x()) { $schedule->command('backup:run'); }`),
    },
    { name: 'another command', files: scheduledApp("$schedule->command('report')->environments(['staging']);") },
    {
      name: 'tasks that cannot be followed',
      files: scheduledApp(`${only("['staging']")} $schedule->command(config('x'));`),
    },
    { name: 'no production is known', files: scheduledApp(only("['staging']"), { '.env': 'APP_ENV=local\n' }) },
    {
      name: 'production is known and its name is not',
      files: scheduledApp(only("['staging']"), { '.env': 'DB_CONNECTION=mysql\n' }),
      environments: [{ id: 'live', role: 'production', envFile: '.env' }],
    },
  ],
});
