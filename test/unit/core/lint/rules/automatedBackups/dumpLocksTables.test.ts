import { dumpLocksTables } from '../../../../../../src/core/lint/rules/automatedBackups/dumpLocksTables';
import { ruleCases } from '../../ruleCases';
import { backupApp, databaseConfig } from './backupApp';

const connection = (more = '') => databaseConfig(more).split("'mysql' => ")[1]!.split(",\n        'mariadb'")[0]!;
const live = {
  readAt: '2026-01-01T00:00:00Z',
  connection: 'mysql',
  flavor: 'mysql',
  version: '8.0.40',
  costlyReads: [],
  tables: [{ name: 'old', rows: 1, bytes: 1, engine: 'MyISAM', indexes: [] }],
} as const;

ruleCases(dumpLocksTables, {
  bad: [
    {
      name: 'no options',
      files: backupApp(),
      at: [`config/database.php: ${connection()}`],
      message: 'mysqldump locks the tables of `mysql` while it reads them; InnoDB can be dumped without locks.',
      fixed: { 'config/database.php': databaseConfig("'dump' => ['use_single_transaction' => true],") },
    },
    {
      name: 'other options',
      files: backupApp({ 'config/database.php': databaseConfig("'dump' => ['timeout' => 60],") }),
      at: [`config/database.php: ${connection("'dump' => ['timeout' => 60],")}`],
      fixed: {
        'config/database.php': databaseConfig("'dump' => ['timeout' => 60, 'use_single_transaction' => true],"),
      },
    },
  ],
  good: [
    ...[
      "['use_single_transaction' => true]",
      "['useSingleTransaction' => true]",
      "['use_single_transaction']",
      "['skip_lock_tables']",
      "['add_extra_option' => '--single-transaction']",
      'options()',
    ].map((dump) => ({
      name: `dump is ${dump}`,
      files: backupApp({ 'config/database.php': databaseConfig(`'dump' => ${dump},`) }),
    })),
    {
      name: 'dumped from a replica',
      files: backupApp({
        'config/database.php': databaseConfig("'read' => ['host' => 'b'], 'write' => ['host' => 'a'],"),
      }),
    },
    { name: 'tables that need locks', files: backupApp(), live },
    { name: 'not production', files: backupApp({ '.env': 'APP_ENV=local\n' }) },
    { name: 'not in the list', files: backupApp({}, { databases: "['sqlite']" }) },
    { name: 'the package is not installed', files: { ...backupApp(), 'composer.lock': undefined } },
    {
      name: 'the platform makes the backups',
      files: backupApp(),
      environments: [{ id: 'live', role: 'production', envFile: '.env', managedBackups: true }],
    },
  ],
});
