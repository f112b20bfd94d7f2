import { cacheClearFlushesJobs } from '../../../../../../src/core/lint/rules/cachingStrategy/cacheClearFlushesJobs';
import { ruleCases } from '../../ruleCases';

const eight = { 'composer.json': '{"require":{"laravel/framework":"^8.0"}}' };
const cache = (more = ", 'connection' => 'default'"): string =>
  `<?php\nreturn ['default' => env('CACHE_DRIVER', 'file'), 'stores' => ['file' => ['driver' => 'file'], 'redis' => ['driver' => 'redis'${more}]]];\n`;
const server = (database: string, host = "env('REDIS_HOST', '127.0.0.1')"): string =>
  `['url' => env('REDIS_URL'), 'host' => ${host}, 'password' => env('REDIS_PASSWORD'), 'port' => 6379, 'database' => ${database}]`;
const database = (...connections: string[]): string => `<?php\nreturn ['redis' => [${connections.join(', ')}]];\n`;
const queue = `<?php\nreturn ['default' => env('QUEUE_CONNECTION', 'sync'), 'connections' => ['redis' => ['driver' => 'redis', 'connection' => 'default'], 'sync' => ['driver' => 'sync']]];\n`;
const session = `<?php\nreturn ['driver' => env('SESSION_DRIVER', 'file'), 'connection' => null];\n`;
const files = { ...eight, 'config/cache.php': cache(), 'config/queue.php': queue, 'config/session.php': session };
const one = { ...files, 'config/database.php': database(`'default' => ${server("env('REDIS_DB', 0)")}`) };
const two = {
  ...files,
  'config/database.php': database(
    `'default' => ${server("env('REDIS_DB', '0')")}`,
    `'cache' => ${server("env('REDIS_CACHE_DB', '1')")}`,
  ),
};
const live = 'APP_ENV=production\nCACHE_DRIVER=redis\n';
const all = `${live}QUEUE_CONNECTION=redis\nSESSION_DRIVER=redis\n`;

ruleCases(cacheClearFlushesJobs, {
  bad: [
    {
      name: 'everything on the one connection',
      files: { ...one, '.env': all },
      at: ["config/cache.php: 'default'"],
      message: '`cache:clear` runs FLUSHDB on db 0 of Redis, which also holds queued jobs and sessions.',
      severity: 'warning',
      related: ['The cache is in Redis here.', 'Queued jobs are in Redis here.', 'Sessions are in Redis here.'],
      fix: null,
    },
    {
      name: 'a connection for the cache is there and not used',
      files: { ...two, '.env': `${live}QUEUE_CONNECTION=redis\n` },
      at: ["config/cache.php: 'default'"],
      message: /which also holds queued jobs\.$/,
      fix: "Set 'connection' => 'cache'",
      fixed: { 'config/cache.php': cache(", 'connection' => 'cache'") },
    },
    {
      name: 'the store names no connection',
      files: { ...two, 'config/cache.php': cache(''), '.env': `${live}SESSION_DRIVER=redis\n` },
      at: ["config/cache.php: 'redis'"],
      message: /which also holds sessions\.$/,
      fix: "Add 'connection' => 'cache'",
      fixed: { 'config/cache.php': cache(", 'connection' => 'cache'") },
    },
    {
      name: 'the connection is a variable that nobody sets',
      files: {
        ...two,
        'config/cache.php': cache(", 'connection' => env('REDIS_CACHE_CONNECTION', 'default')"),
        '.env': `${live}QUEUE_CONNECTION=redis\nREDIS_HOST=10.0.0.5\n`,
      },
      at: ["config/cache.php: env('REDIS_CACHE_CONNECTION', 'default')"],
      fix: 'Set REDIS_CACHE_CONNECTION=cache',
      fixed: { '.env': `${live}QUEUE_CONNECTION=redis\nREDIS_HOST=10.0.0.5\nREDIS_CACHE_CONNECTION=cache\n` },
    },
    {
      name: 'two connections to one database, in the framework defaults of Laravel 12',
      files: { '.env': 'APP_ENV=production\nCACHE_STORE=redis\nQUEUE_CONNECTION=redis\nREDIS_CACHE_DB=0\n' },
      at: ['.env: 0'],
      fix: 'Set REDIS_CACHE_DB=1',
      fixed: { '.env': 'APP_ENV=production\nCACHE_STORE=redis\nQUEUE_CONNECTION=redis\nREDIS_CACHE_DB=1\n' },
    },
    {
      name: 'not known to be production: information',
      files: { ...one, '.env': 'CACHE_DRIVER=redis\nQUEUE_CONNECTION=redis\n' },
      at: ["config/cache.php: 'default'"],
      severity: 'information',
      fix: null,
    },
    {
      name: 'a URL that is not read here does not matter when the connection is the same',
      files: { ...one, '.env': `${all}REDIS_URL=redis://10.0.0.9:6379/3\n` },
      at: ["config/cache.php: 'default'"],
      message: /^`cache:clear` runs FLUSHDB on the database of Redis, which/,
      fix: null,
    },
    {
      name: 'a URL in the config file wins over the parts',
      files: {
        ...two,
        'config/cache.php': cache(", 'connection' => 'cache'"),
        'config/database.php': database(
          `'default' => ${server('0', "'10.0.0.9'")}`,
          "'cache' => ['url' => 'redis://10.0.0.9:6379/0', 'host' => 'elsewhere', 'database' => 1]",
        ),
        '.env': all,
      },
      at: ['config/database.php: 1'],
      fix: null,
    },
    {
      name: "Horizon's records",
      files: {
        ...one,
        'composer.lock':
          '{"packages":[{"name":"laravel/framework","version":"v8.83.0"},{"name":"laravel/horizon","version":"v5.0.0"}]}',
        'config/horizon.php': "<?php\nreturn ['use' => 'default'];\n",
        '.env': `${live}QUEUE_CONNECTION=redis\n`,
      },
      at: ["config/cache.php: 'default'"],
      message: /queued jobs and Horizon's records\.$/,
      fix: null,
    },
  ],
  good: [
    {
      name: 'the framework defaults of Laravel 12 have two databases',
      files: { '.env': 'APP_ENV=production\nCACHE_STORE=redis\nQUEUE_CONNECTION=redis\nSESSION_DRIVER=redis\n' },
    },
    {
      name: 'queue and sessions elsewhere',
      files: { ...one, '.env': `${live}QUEUE_CONNECTION=sync\nSESSION_DRIVER=file\n` },
    },
    {
      name: 'the cache elsewhere',
      files: { ...one, '.env': 'APP_ENV=production\nCACHE_DRIVER=file\nQUEUE_CONNECTION=redis\n' },
    },
    {
      name: 'redis is only the default of the config file',
      files: {
        ...one,
        'config/cache.php': cache().replace("'file')", "'redis')"),
        '.env': 'APP_ENV=production\nQUEUE_CONNECTION=redis\n',
      },
    },
    {
      name: 'another host',
      files: {
        ...two,
        'config/cache.php': cache(", 'connection' => 'cache'"),
        'config/database.php': database(`'default' => ${server('0')}`, `'cache' => ${server('0', "'10.0.0.7'")}`),
        '.env': all,
      },
    },
    {
      name: 'a cluster',
      files: {
        ...one,
        'config/database.php':
          "<?php\nreturn ['redis' => ['clusters' => ['default' => [['host' => '10.0.0.5', 'port' => 6379]]]]];\n",
        '.env': all,
      },
    },
    {
      name: 'a list of servers',
      files: {
        ...one,
        'config/database.php':
          "<?php\nreturn ['redis' => ['default' => [['host' => '10.0.0.5'], ['host' => '10.0.0.6']]]];\n",
        '.env': all,
      },
    },
    {
      name: 'connections that cannot be known',
      files: { ...one, 'config/database.php': "<?php\nreturn ['redis' => servers()];\n", '.env': all },
    },
    {
      name: 'a connection name that cannot be known',
      files: { ...one, 'config/cache.php': cache(", 'connection' => pick()"), '.env': all },
    },
    {
      name: 'two databases through a URL that is not read here',
      files: {
        ...two,
        'config/cache.php': cache(", 'connection' => 'cache'"),
        '.env': `${all}REDIS_URL=redis://10.0.0.9:6379\n`,
      },
    },
  ],
});
