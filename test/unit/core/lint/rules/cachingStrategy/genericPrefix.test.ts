import { genericPrefix } from '../../../../../../src/core/lint/rules/cachingStrategy/genericPrefix';
import { ruleCases } from '../../ruleCases';

const cache = (prefix: string, more = ''): string =>
  `<?php\nreturn ['default' => env('CACHE_STORE', 'redis'), 'stores' => ['redis' => ['driver' => 'redis'${more}], 'memcached' => ['driver' => 'memcached']], 'prefix' => ${prefix}];\n`;
const redis = (prefix?: string): string =>
  `<?php\nreturn ['redis' => ['client' => 'predis', ${prefix === undefined ? '' : `'options' => ['prefix' => ${prefix}], `}'default' => ['host' => '10.0.0.5', 'port' => 6379, 'database' => 0]]];\n`;
const live = 'APP_ENV=production\nCACHE_STORE=redis\n';

ruleCases(genericPrefix, {
  bad: [
    {
      name: 'the name that a new application has, through the prefixes of the framework',
      files: { '.env': `${live}APP_NAME=Laravel\n` },
      at: ['.env: Laravel'],
      severity: 'hint',
      message:
        'Cache keys start with `laravel_database_laravel_cache_`, as in any new Laravel application: a second one on the same Redis database would read and overwrite them.',
      fix: null,
    },
    {
      name: 'a literal, and no prefix of the client',
      files: { '.env': live, 'config/cache.php': cache("'laravel'"), 'config/database.php': redis() },
      at: ["config/cache.php: 'laravel'"],
      message: /^Cache keys start with `laravel`/,
      fix: null,
    },
    {
      name: 'no prefix at all',
      files: {
        '.env': `${live}CACHE_PREFIX=\n`,
        'config/cache.php': cache("env('CACHE_PREFIX', 'shop')"),
        'config/database.php': redis("''"),
      },
      at: ['.env: '],
      message: /^Cache keys start with no prefix:/,
      fix: null,
    },
    {
      name: 'memcached',
      files: { '.env': 'APP_ENV=production\nCACHE_STORE=memcached\n', 'config/cache.php': cache("'laravel_cache'") },
      at: ["config/cache.php: 'laravel_cache'"],
      message: /same Memcached server/,
      fix: null,
    },
  ],
  good: [
    { name: 'a name of its own', files: { '.env': `${live}APP_NAME=Shop\n` } },
    { name: 'a prefix of its own', files: { '.env': `${live}APP_NAME=Laravel\nCACHE_PREFIX=shop\n` } },
    {
      name: 'a client prefix of its own',
      files: { '.env': live, 'config/cache.php': cache("'laravel'"), 'config/database.php': redis("'shop_'") },
    },
    {
      name: 'a store prefix of its own',
      files: {
        '.env': live,
        'config/cache.php': cache("'laravel'", ", 'prefix' => 'shop'"),
        'config/database.php': redis(),
      },
    },
    { name: 'no name written: the server may set it', files: { '.env': live } },
    { name: 'local', files: { '.env': 'APP_ENV=local\nCACHE_STORE=redis\nAPP_NAME=Laravel\n' } },
    {
      name: 'a store on this server alone',
      files: { '.env': 'APP_ENV=production\nCACHE_STORE=file\nAPP_NAME=Laravel\n' },
    },
    {
      name: 'a cluster',
      files: {
        '.env': live,
        'config/cache.php': cache("'laravel'"),
        'config/database.php': "<?php\nreturn ['redis' => ['clusters' => ['default' => [['host' => '10.0.0.5']]]]];\n",
      },
    },
    {
      name: 'a prefix that cannot be known',
      files: { '.env': live, 'config/cache.php': cache('gethostname()'), 'config/database.php': redis() },
    },
  ],
});
