import { myisamEngine } from '../../../../../../src/core/lint/rules/databaseOptimisation/myisamEngine';
import { ruleCases } from '../../ruleCases';
import { databaseConfig, migration } from './live';

const file = 'database/migrations/2024_01_01_000000_a.php';

ruleCases(myisamEngine, {
  bad: [
    {
      name: 'a literal in the configuration',
      files: { 'config/database.php': databaseConfig("            'engine' => 'MyISAM',\n") },
      at: ["config/database.php: 'MyISAM'"],
      message: 'MyISAM has no transactions and no row locks, and a dump of it without locks is not consistent.',
      fixed: { 'config/database.php': databaseConfig("            'engine' => 'InnoDB',\n") },
    },
    {
      name: 'with options, for MariaDB, and an environment that counts',
      files: {
        '.env': 'APP_ENV=local\n',
        'config/database.php': databaseConfig("            'engine' => 'myisam ROW_FORMAT=DYNAMIC',\n", 'mariadb'),
      },
      at: ["config/database.php: 'myisam ROW_FORMAT=DYNAMIC'"],
      fixed: { 'config/database.php': databaseConfig("            'engine' => 'InnoDB',\n", 'mariadb') },
    },
    {
      name: 'in the environment file',
      files: {
        '.env': 'DB_ENGINE=MyISAM\n',
        'config/database.php': databaseConfig("            'engine' => env('DB_ENGINE'),\n"),
      },
      at: ['.env: MyISAM'],
      related: ['config/database.php reads DB_ENGINE here.'],
      fixed: { '.env': 'DB_ENGINE=InnoDB\n' },
    },
    {
      name: 'in a new migration',
      files: { [file]: migration("Schema::create('a', function ($t) { $t->engine = 'MyISAM'; });") },
      ahead: new Set([file]),
      at: [`${file}: 'MyISAM'`],
      fixed: { [file]: migration("Schema::create('a', function ($t) { $t->engine = 'InnoDB'; });") },
    },
    {
      name: 'as a call in a new migration',
      files: { [file]: migration("Schema::create('a', function ($t) { $t->engine('MyISAM'); });") },
      ahead: new Set([file]),
      at: [`${file}: engine('MyISAM')`],
      fix: null,
    },
  ],
  good: [
    { name: 'null and InnoDB', files: { 'config/database.php': databaseConfig("            'engine' => null,\n") } },
    { name: 'InnoDB', files: { 'config/database.php': databaseConfig("            'engine' => 'InnoDB',\n") } },
    {
      name: 'another driver',
      files: { 'config/database.php': databaseConfig("            'engine' => 'MyISAM',\n", 'sqlite') },
    },
    {
      name: 'not certain',
      files: { 'config/database.php': databaseConfig("            'engine' => pick('MyISAM'),\n") },
    },
    {
      name: 'the default of an environment variable',
      files: {
        '.env': 'A=1\n',
        'config/database.php': databaseConfig("            'engine' => env('E', 'MyISAM'),\n"),
      },
    },
    {
      name: 'a migration that has run',
      files: { [file]: migration("Schema::create('a', function ($t) { $t->engine = 'MyISAM'; });") },
      ahead: new Set(),
    },
    {
      name: 'a migration of which git tells nothing',
      files: { [file]: migration("Schema::create('a', function ($t) { $t->engine = 'MyISAM'; });") },
    },
  ],
});
