import { threeByteCharset } from '../../../../../../src/core/lint/rules/databaseOptimisation/threeByteCharset';
import { ruleCases } from '../../ruleCases';
import { databaseConfig } from './live';

const config = (entries: string, driver?: string): Record<string, string> => ({
  'config/database.php': databaseConfig(`            ${entries}\n`, driver),
});

ruleCases(threeByteCharset, {
  bad: [
    {
      name: 'charset and collation are changed together',
      files: config("'charset' => 'utf8', 'collation' => 'utf8_unicode_ci',"),
      at: ["config/database.php: 'utf8'"],
      message: /^In MySQL and MariaDB `utf8` holds characters of at most three bytes/,
      fixed: config("'charset' => 'utf8mb4', 'collation' => 'utf8mb4_unicode_ci',"),
    },
    {
      name: 'charset alone',
      files: config("'charset' => 'utf8mb3',", 'mariadb'),
      at: ["config/database.php: 'utf8mb3'"],
      fixed: config("'charset' => 'utf8mb4',", 'mariadb'),
    },
    {
      name: 'both in the environment file',
      files: {
        ...config("'charset' => env('C', 'utf8mb4'), 'collation' => env('D', 'utf8mb4_bin'),"),
        '.env': 'C=utf8\nD=utf8_bin\n',
      },
      at: ['.env: utf8'],
      related: ['config/database.php reads C here.'],
      fixed: { '.env': 'C=utf8mb4\nD=utf8mb4_bin\n' },
    },
    {
      name: 'a collation that has no like, or is not certain, is for people',
      files: config("'charset' => 'utf8', 'collation' => 'utf8_swedish_ci',"),
      at: ["config/database.php: 'utf8'"],
      fix: null,
    },
    {
      name: 'a collation from elsewhere',
      files: config("'charset' => 'utf8', 'collation' => pick(),"),
      at: ["config/database.php: 'utf8'"],
      fix: null,
    },
  ],
  good: [
    { name: 'utf8mb4', files: config("'charset' => 'utf8mb4',") },
    { name: 'PostgreSQL', files: config("'charset' => 'utf8',", 'pgsql') },
    { name: 'SQL Server', files: config("'charset' => 'utf8',", 'sqlsrv') },
    { name: 'SQLite', files: config("'charset' => 'utf8',", 'sqlite') },
    { name: 'latin1', files: config("'charset' => 'latin1',") },
    { name: 'the default of an environment variable', files: config("'charset' => env('DB_CHARSET', 'utf8'),") },
    {
      name: 'a connection that is not the default',
      files: {
        'config/database.php':
          "<?php return ['default' => 'a', 'connections' => ['a' => ['driver' => 'mysql', 'charset' => 'utf8mb4'], 'b' => ['driver' => 'mysql', 'charset' => 'utf8']]];",
      },
    },
  ],
});
