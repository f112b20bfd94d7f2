import { monitorMismatch } from '../../../../../../src/core/lint/rules/automatedBackups/monitorMismatch';
import { ruleCases } from '../../ruleCases';
import { backupApp, backupConfig } from './backupApp';

const entry = (name: string, disks = "['local']") => `['name' => ${name}, 'disks' => ${disks}]`;
const app = (name: string, monitors: string, disks = "['local']", files = {}) =>
  backupApp(files, { name, monitors, disks });
const appConfig = "<?php return ['env' => env('APP_ENV'), 'name' => env('SITE_NAME', 'Shop')];";

ruleCases(monitorMismatch, {
  bad: [
    {
      name: 'another name',
      files: app("'backups'", entry("env('APP_NAME')")),
      at: ["config/backup.php: env('APP_NAME')"],
      message:
        'The backup is called `backups`, but `Shop` is monitored: `backup:monitor` and `backup:list` never look at these archives.',
      related: ['It is called `backups` here.'],
      fixed: { 'config/backup.php': backupConfig({ name: "'backups'", monitors: entry("'backups'") }) },
    },
    {
      name: 'another name and other disks, from defaults',
      files: app("'backups'", entry("config('app.name')", "[env('PRIVATE_DISK', 'local')]"), "['second']", {
        'config/app.php': appConfig,
      }),
      at: ["config/backup.php: config('app.name')"],
      fixed: {
        'config/backup.php': backupConfig({
          name: "'backups'",
          disks: "['second']",
          monitors: entry("'backups'", "['second']"),
        }),
      },
    },
    {
      name: 'a disk that is not watched',
      files: app("env('APP_NAME')", entry("env('APP_NAME')"), "['local', 's3']"),
      at: ["config/backup.php: ['local']"],
      severity: 'information',
      message:
        'Archives go to `s3`, which no monitored backup watches: `backup:monitor` says nothing when they are missing there.',
      fixed: {
        'config/backup.php': backupConfig({
          name: "env('APP_NAME')",
          disks: "['local', 's3']",
          monitors: entry("env('APP_NAME')", "['local', 's3']"),
        }),
      },
    },
    {
      name: 'several are monitored, and not this one',
      files: app("'a'", `${entry("'b'")}, ${entry("'c'")}`),
      at: [`config/backup.php: [\n        ${entry("'b'")}, ${entry("'c'")},\n    ]`],
      message: /but `b`, `c` is monitored/,
      fix: null,
    },
  ],
  good: [
    { name: 'as the package ships it', files: backupApp() },
    { name: 'one of several', files: app("'a'", `${entry("'b'")}, ${entry("'a'")}`) },
    {
      name: 'the disks are shared by two',
      files: app("'a'", `${entry("'a'")}, ${entry("'a'", "['s3']")}`, "['local', 's3']"),
    },
    { name: 'more is watched', files: app("'a'", entry("'a'", "['local', 's3']")) },
    { name: 'nothing is monitored', files: app("'a'", '') },
    { name: 'a name that cannot be known', files: app('name()', entry("'a'")) },
    { name: 'a monitored name that cannot be known', files: app("'a'", entry('name()')) },
    {
      name: 'two variables that the server may set alike',
      files: app("env('BACKUP_NAME', 'a')", entry("env('MONITOR_NAME', 'b')")),
    },
    { name: 'watched disks that the server may name', files: app("'a'", entry("'a'", "[env('DISK', 'second')]")) },
    { name: 'the package is not installed', files: { ...app("'a'", entry("'b'")), 'composer.lock': undefined } },
  ],
});
