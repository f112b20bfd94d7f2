import { storageSymlinkSkipped } from '../../../../../../src/core/lint/rules/automatedBackups/storageSymlinkSkipped';
import { ruleCases } from '../../ruleCases';
import { backupConfig, scheduledApp } from './backupApp';

const run = "$schedule->command('backup:run')->daily();";
const machine = { platform: 'linux', storage: 'symbolicLink' } as const;
const files = (include: string, others = "'exclude' => [], 'follow_links' => false") => ({
  files: `'include' => ${include}, ${others}`,
});

ruleCases(storageSymlinkSkipped, {
  bad: [
    {
      name: 'storage is a link',
      files: scheduledApp(run, {}, files('[base_path()]')),
      machine,
      at: ['config/backup.php: [base_path()]'],
      message: '`storage` is a link and `follow_links` is false: uploads are not in the archive.',
      related: ['Links are not followed.'],
      fixed: { 'config/backup.php': backupConfig(files('[base_path(), storage_path()]')) },
    },
    {
      name: 'one of two backups takes files',
      files: scheduledApp(`${run} $schedule->command('backup:run --only-db')->hourly();`, {}, files('[base_path()]')),
      machine,
      at: ['config/backup.php: [base_path()]'],
      fixed: { 'config/backup.php': backupConfig(files('[base_path(), storage_path()]')) },
    },
  ],
  good: [
    {
      name: 'a folder',
      files: scheduledApp(run, {}, files('[base_path()]')),
      machine: { ...machine, storage: 'directory' },
    },
    { name: 'nobody looked', files: scheduledApp(run, {}, files('[base_path()]')) },
    {
      name: 'the database only',
      files: scheduledApp("$schedule->command('backup:run --only-db');", {}, files('[base_path()]')),
      machine,
    },
    { name: 'storage is included', files: scheduledApp(run, {}, files("[base_path(), storage_path('app')]")), machine },
    {
      name: 'the application is not included at all',
      files: scheduledApp(run, {}, files("[base_path('public')]")),
      machine,
    },
    {
      name: 'links are followed',
      files: scheduledApp(run, {}, files('[base_path()]', "'exclude' => [], 'follow_links' => true")),
      machine,
    },
    {
      name: 'storage is excluded on purpose',
      files: scheduledApp(run, {}, files('[base_path()]', "'exclude' => [storage_path()], 'follow_links' => false")),
      machine,
    },
    { name: 'folders that cannot be known', files: scheduledApp(run, {}, files('folders()')), machine },
    {
      name: 'files are copied by another task',
      files: scheduledApp(`${run} $schedule->exec('rsync -a storage/ nas:/shop');`, {}, files('[base_path()]')),
      machine,
    },
    { name: 'no backup is scheduled', files: scheduledApp('', {}, files('[base_path()]')), machine },
  ],
});
