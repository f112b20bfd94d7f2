import { storeSettingsWithoutEffect } from '../../../../../../src/core/lint/rules/cachingStrategy/storeSettingsWithoutEffect';
import { ruleCases } from '../../ruleCases';

const cache = (store: string): Record<string, string> => ({
  'config/cache.php': `<?php\nreturn ['stores' => ['redis' => ${store}]];\n`,
});

ruleCases(storeSettingsWithoutEffect, {
  bad: [
    {
      name: 'a server in the store',
      files: cache(
        "['driver' => 'redis', 'client' => env('REDIS_CLIENT'), 'default' => ['host' => env('REDIS_HOST')]]",
      ),
      at: ["config/cache.php: 'client'"],
      severity: 'information',
      message:
        '`client`, `default` in cache store `redis` have no effect: its server is that of connection `default` in config/database.php.',
      fix: null,
    },
    {
      name: 'a database of its own, array() syntax',
      files: cache("array('driver' => 'redis', 'connection' => 'cache', 'database' => 2)"),
      at: ["config/cache.php: 'database'"],
      message:
        '`database` in cache store `redis` has no effect: its server is that of connection `cache` in config/database.php.',
      fix: null,
    },
  ],
  good: [
    {
      name: 'what a redis store reads',
      files: cache(
        "['driver' => 'redis', 'connection' => 'cache', 'lock_connection' => 'default', 'prefix' => 'a', 'events' => false, 'store' => 'redis']",
      ),
    },
    { name: 'another driver', files: cache("['driver' => 'dynamodb', 'host' => 'a', 'database' => 2]") },
    { name: 'a driver that is not certain', files: cache("['driver' => pick(), 'host' => 'a']") },
    { name: 'no config file', files: {} },
    { name: 'an array that is built', files: cache("array_merge(['driver' => 'redis'], servers())") },
  ],
});
