import { strictOff } from '../../../../../../src/core/lint/rules/databaseOptimisation/strictOff';
import { ruleCases } from '../../ruleCases';
import { databaseConfig } from './live';

const config = (strict: string, driver?: string): Record<string, string> => ({
  'config/database.php': databaseConfig(`            'strict' => ${strict}\n`, driver),
});
const message =
  'Strict mode is off for connection `mysql`: the server cuts texts that are too long and changes invalid dates and numbers without an error.';

ruleCases(strictOff, {
  bad: [
    { name: 'a literal', files: config('false,'), at: ['config/database.php: false'], message, fix: null },
    {
      name: 'MariaDB, zero, an environment',
      files: { ...config('0,', 'mariadb'), '.env': 'A=1' },
      at: ['config/database.php: 0'],
      fix: null,
    },
    {
      name: 'a comment about something else',
      files: config('false, // see #12'),
      at: ['config/database.php: false'],
      fix: null,
    },
    {
      name: 'modes that are null',
      files: config("false, 'modes' => null,"),
      at: ['config/database.php: false'],
      fix: null,
    },
  ],
  good: [
    { name: 'true', files: config('true,') },
    { name: 'a comment that says why', files: config('false, // strict mode breaks our old imports') },
    {
      name: 'a comment that speaks of setting it',
      files: config('false, /* setting this to true breaks a migration */'),
    },
    { name: 'env decides', files: { ...config("env('DB_STRICT_MODE', false),"), '.env': 'DB_STRICT_MODE=false\n' } },
    { name: 'not set', files: { 'config/database.php': databaseConfig() } },
    { name: 'a list of modes', files: config("false, 'modes' => ['STRICT_TRANS_TABLES'],") },
    { name: 'PostgreSQL', files: config('false,', 'pgsql') },
    { name: 'SQLite', files: config('false,', 'sqlite') },
    {
      name: 'a connection that is not the default',
      files: {
        'config/database.php':
          "<?php return ['default' => 'a', 'connections' => ['a' => ['driver' => 'mysql', 'strict' => true], 'b' => ['driver' => 'mysql', 'strict' => false]]];",
      },
    },
    {
      name: 'a default that is not certain',
      files: {
        'config/database.php': databaseConfig("            'strict' => false,\n").replace(
          "'default' => 'mysql'",
          "'default' => pick()",
        ),
      },
    },
  ],
});
