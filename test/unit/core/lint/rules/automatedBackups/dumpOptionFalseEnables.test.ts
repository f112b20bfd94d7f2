import { dumpOptionFalseEnables } from '../../../../../../src/core/lint/rules/automatedBackups/dumpOptionFalseEnables';
import { ruleCases } from '../../ruleCases';
import { backupApp, databaseConfig, lock } from './backupApp';

const app = (options: string, backup = '8.8.2', dumper = '3.7.1') =>
  backupApp({
    'composer.lock': lock(backup, dumper),
    'config/database.php': databaseConfig(`'dump' => [${options}],`),
  });
const fixed = (options: string) => ({ 'config/database.php': databaseConfig(`'dump' => [${options}],`) });

ruleCases(dumpOptionFalseEnables, {
  bad: [
    {
      name: 'a flag in version 8',
      files: app("'use_single_transaction' => false"),
      at: ['config/database.php: false'],
      message:
        "`use_single_transaction => false` turns the option on: spatie/laravel-backup 8.8.2 calls the dumper's method whatever the value is.",
      fixed: fixed(''),
    },
    {
      name: 'a flag in version 10, in camel case, among others',
      files: app("'useQuick' => 0, 'timeout' => 60", '10.2.1', '4.1.1'),
      at: ['config/database.php: 0'],
      fixed: fixed("'timeout' => 60"),
    },
    {
      name: 'the last of a line',
      files: app("'timeout' => 60, 'use_quick' => false"),
      at: ['config/database.php: false'],
      fixed: fixed("'timeout' => 60"),
    },
    {
      name: 'TLS is switched off',
      files: app("'skip_ssl' => false", '9.3.3', '3.8.3'),
      at: ['config/database.php: false'],
      message: /^`skip_ssl => false` switches TLS off for the dump/,
      fixed: fixed(''),
    },
    {
      name: 'version 10.0.1 does as 9 does',
      files: app("'skip_ssl' => false", '10.0.1', '4.0.0'),
      at: ['config/database.php: false'],
      fixed: fixed(''),
    },
    {
      name: 'null means no argument in every version',
      files: app("'skip_ssl' => null", '10.2.1', '4.1.1'),
      at: ['config/database.php: null'],
      fixed: fixed(''),
    },
    {
      name: 'a method that needs its argument',
      files: app("'timeout' => 0"),
      at: ['config/database.php: 0'],
      message: /^`timeout => 0` stops the backup/,
      fixed: fixed(''),
    },
    {
      name: 'an empty list',
      files: app("'exclude_tables' => []"),
      at: ['config/database.php: []'],
      message: /^`exclude_tables => \[\]` stops/,
      fixed: fixed(''),
    },
    {
      name: 'the environment file says so',
      files: { ...app("'skip_ssl' => env('DB_SKIP_SSL', true)"), '.env': 'DB_SKIP_SSL=false\n' },
      at: ["config/database.php: env('DB_SKIP_SSL', true)"],
      fixed: fixed(''),
    },
    {
      name: 'a variable of the file, on lines of its own',
      files: {
        ...app(''),
        'config/database.php': `<?php\n$options = [\n    'use_quick' => false, // no\n    'timeout' => 60,\n];\nreturn ['connections' => ['mysql' => ['driver' => 'mysql', 'dump' => $options]]];\n`,
      },
      at: ['config/database.php: false'],
      fixed: {
        'config/database.php': `<?php\n$options = [\n    'timeout' => 60,\n];\nreturn ['connections' => ['mysql' => ['driver' => 'mysql', 'dump' => $options]]];\n`,
      },
    },
  ],
  good: [
    { name: 'true', files: app("'use_single_transaction' => true, 'timeout' => 60") },
    { name: 'a list', files: app("'use_single_transaction', 'skip_lock_tables'") },
    { name: 'false is handed over since 10.0.2', files: app("'skip_ssl' => false, 'timeout' => 0", '10.0.2', '4.0.0') },
    { name: 'skip_ssl before the dumper had it', files: app("'skip_ssl' => false", '8.6.0', '3.4.2') },
    { name: 'an option that no dumper has', files: app("'use_magic' => false") },
    { name: 'a folder may be empty', files: app("'dump_binary_path' => ''") },
    { name: 'the server may say otherwise', files: app("'use_quick' => env('DB_QUICK', false)") },
    { name: 'a value that cannot be known', files: app("'use_quick' => quick()") },
    {
      name: 'a connection that is not dumped',
      files: backupApp(
        { 'config/database.php': databaseConfig("'dump' => ['use_quick' => false],") },
        { databases: "['sqlite']" },
      ),
    },
    { name: 'a branch of the package', files: app("'use_quick' => false", 'dev-main') },
    { name: 'the package is not installed', files: { ...app("'use_quick' => false"), 'composer.lock': undefined } },
  ],
});
