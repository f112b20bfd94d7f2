import { routinesNotDumped } from '../../../../../../src/core/lint/rules/recoveryProcedures/routinesNotDumped';
import { ruleCases } from '../../ruleCases';
import { liveFacts } from '../databaseOptimisation/live';

const lock = JSON.stringify({
  packages: [
    { name: 'spatie/laravel-backup', version: '9.3.0' },
    { name: 'laravel/framework', version: 'v12.1.0' },
  ],
});
const files = (connection: string, databases = "['mysql']", packages = lock): Record<string, string> => ({
  'composer.lock': packages,
  'config/backup.php': `<?php return ['backup' => ['source' => ['databases' => ${databases}]]];`,
  'config/database.php': `<?php return ['default' => 'mysql', 'connections' => ['mysql' => ${connection}]];`,
});
const live = liveFacts([], { routines: 2, events: 1 });

ruleCases(routinesNotDumped, {
  bad: [
    {
      name: 'no dump options',
      files: files("['driver' => 'mysql']"),
      live,
      at: ["config/database.php: ['driver' => 'mysql']"],
      message:
        "The schema has 2 stored routines and 1 event, and the backup's dump leaves them out: mysqldump wants --routines and --events for them.",
      fixed: {
        'config/database.php': files("['driver' => 'mysql', 'dump' => ['add_extra_option' => '--routines --events']]")[
          'config/database.php'
        ],
      },
    },
    {
      name: 'other dump options',
      files: files("['driver' => 'mysql', 'dump' => ['use_single_transaction']]"),
      live: liveFacts([], { routines: 1 }),
      at: ["config/database.php: ['use_single_transaction']"],
      message: /has 1 stored routine, .* wants --routines for them/,
      fixed: {
        'config/database.php': files(
          "['driver' => 'mysql', 'dump' => ['use_single_transaction', 'add_extra_option' => '--routines']]",
        )['config/database.php'],
      },
    },
    {
      name: 'an extra option for one of them',
      files: files("['driver' => 'mysql', 'dump' => ['addExtraOption' => '--routines']]"),
      live,
      at: ["config/database.php: ['addExtraOption' => '--routines']"],
      message: /wants --events for them/,
      fix: null,
    },
  ],
  good: [
    { name: 'no connection', files: files("['driver' => 'mysql']") },
    { name: 'there are none', files: files("['driver' => 'mysql']"), live: liveFacts([], { routines: 0, events: 0 }) },
    { name: 'nobody could count', files: files("['driver' => 'mysql']"), live: liveFacts([]) },
    {
      name: 'both are in',
      files: files("['driver' => 'mysql', 'dump' => ['add_extra_option' => '--routines --events']]"),
      live,
    },
    {
      name: 'a method that speaks of routines',
      files: files("['driver' => 'mysql', 'dump' => ['include_routines' => true]]"),
      live,
    },
    { name: 'options that are not certain', files: files("['driver' => 'mysql', 'dump' => options()]"), live },
    {
      name: 'an extra option that is not certain',
      files: files("['driver' => 'mysql', 'dump' => ['add_extra_option' => pick()]]"),
      live,
    },
    { name: 'another connection is dumped', files: files("['driver' => 'mysql']", "['pgsql']"), live },
    { name: 'the list is not certain', files: files("['driver' => 'mysql']", 'pick()'), live },
    {
      name: 'spatie/laravel-backup is not installed',
      files: files("['driver' => 'mysql']", "['mysql']", JSON.stringify({ packages: [] })),
      live,
    },
  ],
});
