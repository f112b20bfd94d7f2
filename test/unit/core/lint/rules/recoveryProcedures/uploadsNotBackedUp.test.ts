import { uploadsNotBackedUp } from '../../../../../../src/core/lint/rules/recoveryProcedures/uploadsNotBackedUp';
import { kernel } from '../../../code/schedule/scheduleOf';
import { ruleCases } from '../../ruleCases';
import { backupApp, scheduledApp } from '../automatedBackups/backupApp';

const onlyDb = "$schedule->command('backup:run --only-db')->daily();";
const machine = { platform: 'linux', storageAppHasFiles: true } as const;
const env = (disk = 'local') => ({ '.env': `APP_ENV=production\nFILESYSTEM_DISK=${disk}\n` });

ruleCases(uploadsNotBackedUp, {
  bad: [
    {
      name: 'the database only',
      files: scheduledApp(onlyDb, env()),
      machine,
      at: ['.env: local'],
      message:
        'Uploads live on this server (disk `local`), and the scheduled backup saves the database only: no archive holds them.',
      related: [
        'The backup is scheduled here.',
        'config/filesystems.php reads FILESYSTEM_DISK here.',
        '.env names the environment production here.',
      ],
      fixed: {
        'app/Console/Kernel.php': kernel(
          `${onlyDb}\n        $schedule->command('backup:run --only-files')->dailyAt('02:00');`,
        ),
      },
    },
    {
      name: 'the option as a parameter',
      files: scheduledApp("$schedule->command('backup:run', ['--only-db'])->onOneServer();", env()),
      machine,
      at: ['.env: local'],
      fixed: {
        'app/Console/Kernel.php': kernel(
          "$schedule->command('backup:run', ['--only-db'])->onOneServer();\n        $schedule->command('backup:run --only-files')->dailyAt('02:00')->onOneServer();",
        ),
      },
    },
  ],
  good: [
    {
      name: 'files are saved by another run',
      files: scheduledApp(`${onlyDb} $schedule->command('backup:run --only-files');`, env()),
      machine,
    },
    { name: 'everything is saved', files: scheduledApp("$schedule->command('backup:run');", env()), machine },
    {
      name: 'options that are not certain',
      files: scheduledApp("$schedule->command('backup:run', $options);", env()),
      machine,
    },
    {
      name: 'tasks that cannot be followed',
      files: scheduledApp(`${onlyDb} $schedule->command(config('x'));`, env()),
      machine,
    },
    { name: 'nothing is scheduled', files: backupApp(env()), machine },
    { name: 'a bucket', files: scheduledApp(onlyDb, env('s3')), machine },
    { name: 'the disk is not written', files: scheduledApp(onlyDb, { '.env': 'APP_ENV=production\n' }), machine },
    {
      name: 'there are no uploads',
      files: scheduledApp(onlyDb, env()),
      machine: { ...machine, storageAppHasFiles: false },
    },
    { name: 'nobody looked', files: scheduledApp(onlyDb, env()) },
    {
      name: 'another task copies files',
      files: scheduledApp(`${onlyDb} $schedule->exec('restic backup /srv');`, env()),
      machine,
    },
    {
      name: 'not production',
      files: scheduledApp(onlyDb, { '.env': 'APP_ENV=local\nFILESYSTEM_DISK=local\n' }),
      machine,
    },
    {
      name: 'the platform makes the backups',
      files: scheduledApp(onlyDb, env()),
      machine,
      environments: [{ id: 'live', role: 'production', envFile: '.env', managedBackups: true }],
    },
  ],
});
