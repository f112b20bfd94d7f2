import { locksShareCache } from '../../../../../../src/core/lint/rules/cachingStrategy/locksShareCache';
import { ruleCases } from '../../ruleCases';

const lock = {
  'app/Pay.php': "<?php\nnamespace App;\nuse Illuminate\\Support\\Facades\\Cache;\nCache::lock('pay', 10)->get();\n",
};
const live = { '.env': 'APP_ENV=production\nCACHE_STORE=redis\n' };
const cache = (more: string): string =>
  `<?php\nreturn ['default' => env('CACHE_STORE'), 'stores' => ['redis' => ['driver' => 'redis', 'connection' => 'cache'${more}]]];\n`;

ruleCases(locksShareCache, {
  bad: [
    {
      name: 'a lock connection that is the cache connection',
      files: { ...lock, ...live, 'config/cache.php': cache(", 'lock_connection' => 'cache'") },
      at: ["config/cache.php: 'cache'"],
      severity: 'hint',
      message:
        'Locks lie in the Redis database of the cache (`cache`): clearing the cache drops locks that are in use.',
      fix: "Set 'lock_connection' => 'default'",
      fixed: { 'config/cache.php': cache(", 'lock_connection' => 'default'") },
    },
    {
      name: 'no lock connection',
      files: { ...live, 'config/cache.php': cache(''), 'routes/web.php': "<?php\ncache()->lock('pay');\n" },
      at: ["config/cache.php: 'cache'"],
      fix: "Add 'lock_connection' => 'default'",
      fixed: { 'config/cache.php': cache(", 'lock_connection' => 'default'") },
    },
    {
      name: 'another name for the same database',
      files: { ...lock, '.env': 'APP_ENV=production\nCACHE_STORE=redis\nREDIS_CACHE_DB=0\n' },
      at: ['.env: redis'],
      fix: null,
    },
  ],
  good: [
    { name: 'the defaults of the framework', files: { ...lock, ...live } },
    { name: 'no lock in the code', files: { ...live, 'config/cache.php': cache('') } },
    {
      name: 'a lock in another store',
      files: {
        ...live,
        'config/cache.php': cache(''),
        'app/Pay.php': "<?php\n\\Cache::store('locks')->lock('pay');\n",
      },
    },
    {
      name: 'another store',
      files: { ...lock, '.env': 'APP_ENV=production\nCACHE_STORE=file\n', 'config/cache.php': cache('') },
    },
    { name: 'local', files: { ...lock, '.env': 'APP_ENV=local\nCACHE_STORE=redis\n', 'config/cache.php': cache('') } },
    {
      name: 'Laravel 8.19 knows no lock connection',
      files: {
        ...lock,
        ...live,
        'config/cache.php': cache(''),
        'config/database.php':
          "<?php\nreturn ['redis' => ['cache' => ['host' => 'redis', 'database' => 1], 'default' => ['host' => 'redis', 'database' => 0]]];\n",
        'composer.lock': '{"packages":[{"name":"laravel/framework","version":"v8.19.0"}]}',
      },
    },
  ],
});
