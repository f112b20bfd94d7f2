import { connectionNotInBackup } from '../../../../../../src/core/lint/rules/automatedBackups/connectionNotInBackup';
import { ruleCases } from '../../ruleCases';
import { backupApp, backupConfig, scheduledApp } from './backupApp';

const mariadb = { '.env': 'APP_ENV=production\nDB_CONNECTION=mariadb\n' };
const message = 'The application uses connection `mariadb`, the backup dumps `mysql` only: its data is in no archive.';

ruleCases(connectionNotInBackup, {
  bad: [
    {
      name: 'the only one listed is another one',
      files: backupApp(mariadb),
      at: ["config/backup.php: ['mysql']"],
      message,
      related: ['The default connection is `mariadb` here.', 'config/database.php reads DB_CONNECTION here.'],
      fixed: { 'config/backup.php': backupConfig({ databases: "[env('DB_CONNECTION')]" }) },
    },
    {
      name: 'it can be added',
      files: backupApp(mariadb),
      at: ["config/backup.php: ['mysql']"],
      fix: "Dump env('DB_CONNECTION') too",
      fixed: { 'config/backup.php': backupConfig({ databases: "['mysql', env('DB_CONNECTION')]" }) },
    },
    {
      name: 'several others are listed, on several lines',
      files: backupApp(mariadb, { databases: "[\n                'mysql',\n                'sqlite',\n            ]" }),
      at: ["config/backup.php: [\n                'mysql',\n                'sqlite',\n            ]"],
      message: /the backup dumps `mysql`, `sqlite` only/,
      fixed: {
        'config/backup.php': backupConfig({
          databases:
            "[\n                'mysql',\n                'sqlite',\n                env('DB_CONNECTION'),\n            ]",
        }),
      },
    },
    {
      name: 'the list is empty',
      files: backupApp(mariadb, { databases: '[]' }),
      at: ['config/backup.php: []'],
      message: /the backup dumps no database/,
      fixed: { 'config/backup.php': backupConfig({ databases: "[env('DB_CONNECTION')]" }) },
    },
    {
      name: 'the old array syntax, and a default connection that is a literal',
      files: backupApp(
        {
          'config/database.php':
            "<?php return ['default' => 'mariadb', 'connections' => ['mariadb' => ['driver' => 'mariadb']]];",
        },
        { databases: "array('mysql')" },
      ),
      at: ["config/backup.php: array('mysql')"],
      fixed: { 'config/backup.php': backupConfig({ databases: "array('mariadb')" }) },
    },
  ],
  good: [
    { name: 'it is listed', files: backupApp() },
    {
      name: 'the list reads the same variable',
      files: backupApp(mariadb, { databases: "[env('DB_CONNECTION', 'mysql')]" }),
    },
    {
      name: 'the list reads a variable that the server may set',
      files: backupApp(mariadb, { databases: "[env('BACKUP_CONNECTION', 'mysql')]" }),
    },
    { name: 'the application uses sqlite', files: backupApp({ '.env': 'APP_ENV=production\nDB_CONNECTION=sqlite\n' }) },
    { name: 'the default connection is not written', files: backupApp({ '.env': 'APP_ENV=production\n' }) },
    { name: 'the list cannot be known', files: backupApp(mariadb, { databases: 'connectionsToDump()' }) },
    { name: 'an item cannot be known', files: backupApp(mariadb, { databases: "['mysql', tenant()]" }) },
    { name: 'the package is not installed', files: { ...backupApp(mariadb), 'composer.lock': undefined } },
    {
      name: "the configuration is the package's own",
      files: { ...backupApp(mariadb), 'config/backup.php': undefined },
    },
    {
      name: 'a task dumps with mysqldump',
      files: scheduledApp("$schedule->exec('mysqldump --all-databases > /srv/all.sql')->daily();", mariadb),
    },
    {
      name: 'a scheduled backup names its databases',
      files: scheduledApp("$schedule->command('backup:run --db-name=mariadb')->daily();", mariadb),
    },
    {
      name: 'a container runs mysqldump',
      files: backupApp({ ...mariadb, crontab: '0 1 * * * mysqldump shop > /b.sql\n' }),
    },
    {
      name: 'the platform makes the backups',
      files: backupApp(mariadb),
      environments: [{ id: 'live', role: 'production', envFile: '.env', managedBackups: true }],
    },
    {
      name: 'only a template says so',
      files: backupApp({ '.env': undefined, '.env.example': 'DB_CONNECTION=mariadb\n' }),
    },
  ],
});
