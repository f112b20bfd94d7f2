import { localOnlyDestination } from '../../../../../../src/core/lint/rules/automatedBackups/localOnlyDestination';
import { ruleCases } from '../../ruleCases';
import { backupApp } from './backupApp';

const message = "All archives stay on this server's disk; losing the server loses the backups.";

ruleCases(localOnlyDestination, {
  bad: [
    {
      name: 'one local disk',
      files: backupApp(),
      at: ["config/backup.php: ['local']"],
      message,
      related: ['Disk `local` is local.', '.env names the environment production here.'],
      fix: null,
    },
    {
      name: 'two local disks',
      files: backupApp({}, { disks: "['local', 'second']" }),
      at: ["config/backup.php: ['local', 'second']"],
      fix: null,
    },
    {
      name: "the disk is the framework's own",
      files: backupApp({ 'config/filesystems.php': undefined }),
      at: ["config/backup.php: ['local']"],
      fix: null,
    },
    {
      name: 'the environment file names the disk',
      files: backupApp({ '.env': 'APP_ENV=production\nBACKUP_DISK=local\n' }, { disks: "[env('BACKUP_DISK', 's3')]" }),
      at: ["config/backup.php: [env('BACKUP_DISK', 's3')]"],
      fix: null,
    },
  ],
  good: [
    { name: 'a remote disk', files: backupApp({}, { disks: "['s3']" }) },
    { name: 'a remote disk beside a local one', files: backupApp({}, { disks: "['local', 's3']" }) },
    { name: 'a disk that may be a mount', files: backupApp({}, { disks: "['nas']" }) },
    { name: 'a disk that is not defined', files: backupApp({}, { disks: "['gone']" }) },
    { name: 'the server may name another disk', files: backupApp({}, { disks: "[env('BACKUP_DISK', 'local')]" }) },
    { name: 'the server may name another driver', files: backupApp({}, { disks: "['either']" }) },
    { name: 'disks that cannot be known', files: backupApp({}, { disks: 'disks()' }) },
    { name: 'no disks', files: backupApp({}, { disks: '[]' }) },
    { name: 'not production', files: backupApp({ '.env': 'APP_ENV=local\n' }) },
    { name: 'the package is not installed', files: { ...backupApp(), 'composer.lock': undefined } },
    {
      name: 'the platform makes the backups',
      files: backupApp(),
      environments: [{ id: 'live', role: 'production', envFile: '.env', managedBackups: true }],
    },
  ],
});
