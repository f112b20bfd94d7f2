import { dumpOptionsMisplaced } from '../../../../../../src/core/lint/rules/automatedBackups/dumpOptionsMisplaced';
import { ruleCases } from '../../ruleCases';
import { backupApp, backupConfig, databaseConfig } from './backupApp';

const app = (more: string, source = '') => backupApp({ 'config/database.php': databaseConfig(more) }, { source });
const inSource = "'mysql' => ['dump' => ['useQuick' => true]],";

ruleCases(dumpOptionsMisplaced, {
  bad: [
    {
      name: 'a key of version 3',
      files: app("'dump_command_timeout' => 60 * 5,"),
      at: ["config/database.php: 'dump_command_timeout'"],
      message:
        '`dump_command_timeout` of connection `mysql` has no effect: spatie/laravel-backup 9 reads `dump.timeout`.',
      fixed: { 'config/database.php': databaseConfig("'dump' => ['timeout' => 60 * 5],") },
    },
    {
      name: 'dump says it already, as version 3 named it and in camel case',
      files: app(
        "'dump' => ['useSingleTransaction' => true],\n            'dump_using_single_transaction' => true, // one",
      ),
      at: ["config/database.php: 'dump_using_single_transaction'"],
      fixed: { 'config/database.php': databaseConfig("'dump' => ['useSingleTransaction' => true],") },
    },
    {
      name: 'two of them, and nothing can be said in one place',
      files: app("'dump_command_path' => '/usr/bin', 'dump_command_timeout' => 60,"),
      at: ["config/database.php: 'dump_command_path'", "config/database.php: 'dump_command_timeout'"],
      fix: null,
    },
    {
      name: 'dump beside the list of databases',
      files: app('', inSource),
      at: ["config/backup.php: 'dump'"],
      message:
        '`source.mysql.dump` has no effect: spatie/laravel-backup 9 reads `dump` from the connection in config/database.php.',
      related: ['Connection `mysql` is here.'],
      fix: null,
    },
    {
      name: 'the connection has one of its own',
      files: app("'dump' => ['use_quick'],", inSource),
      at: ["config/backup.php: 'dump'"],
      message: /which has one\.$/,
      fixed: { 'config/backup.php': backupConfig({ source: '' }).replace('            \n', '') },
    },
    {
      name: 'in the list of databases',
      files: backupApp({}, { databases: "['mysql' => ['dump' => ['use_quick' => true]]]" }),
      at: ["config/backup.php: 'dump'"],
      message: /^`source\.databases\.mysql\.dump` has no effect/,
      fix: null,
    },
  ],
  good: [
    { name: 'dump on the connection', files: app("'dump' => ['timeout' => 60],") },
    { name: 'nothing', files: backupApp() },
    { name: 'another key of the source', files: app('', "'queues' => ['keep' => true],") },
    {
      name: 'the package is not installed',
      files: { ...app("'dump_command_timeout' => 60,"), 'composer.lock': undefined },
    },
  ],
});
