import { dumpBinaryMissing } from '../../../../../../src/core/lint/rules/automatedBackups/dumpBinaryMissing';
import { ruleCases } from '../../ruleCases';
import { databaseConfig, scheduledApp } from './backupApp';

const run = "$schedule->command('backup:run')->daily();";
const machine = { platform: 'win32', dumpOnPath: false } as const;
const connection = databaseConfig().split("'mysql' => ")[1]!.split(",\n        'mariadb'")[0]!;
const path = (written: string) => ({
  'config/database.php': databaseConfig(`'dump' => ['dump_binary_path' => ${written}],`),
});

ruleCases(dumpBinaryMissing, {
  bad: [
    {
      name: 'Windows without it',
      files: scheduledApp(run),
      machine,
      at: [`config/database.php: ${connection}`],
      message: /^mysqldump was not found on this Windows machine's PATH/,
      fix: null,
    },
    {
      name: 'an empty folder',
      files: scheduledApp(run, path("''")),
      machine,
      at: [
        `config/database.php: ${databaseConfig("'dump' => ['dump_binary_path' => ''],").split("'mysql' => ")[1]!.split(",\n        'mariadb'")[0]!}`,
      ],
      fix: null,
    },
  ],
  good: [
    { name: 'it is there', files: scheduledApp(run), machine: { platform: 'win32', dumpOnPath: true } },
    { name: 'nobody looked for it', files: scheduledApp(run), machine: { platform: 'win32' } },
    { name: 'nobody looked at all', files: scheduledApp(run) },
    { name: 'another system', files: scheduledApp(run), machine: { platform: 'linux', dumpOnPath: false } },
    { name: 'the folder is elsewhere', files: scheduledApp(run), machine: { ...machine, remote: true } },
    { name: 'a folder is named', files: scheduledApp(run, path("'C:/laragon/bin'")), machine },
    { name: 'a folder that cannot be known', files: scheduledApp(run, path('folder()')), machine },
    { name: 'no backup is scheduled', files: scheduledApp(''), machine },
    { name: 'sqlite', files: scheduledApp(run, { '.env': 'DB_CONNECTION=sqlite\n' }), machine },
    { name: 'a container', files: scheduledApp(run, { '.env': 'DB_CONNECTION=mysql\nDB_HOST=mysql\n' }), machine },
  ],
});
