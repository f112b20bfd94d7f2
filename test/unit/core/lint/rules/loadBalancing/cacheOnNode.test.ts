import { cacheOnNode } from '../../../../../../src/core/lint/rules/loadBalancing/cacheOnNode';
import { ruleCases } from '../../ruleCases';
import { consoleRoutes, laravel, oneServer, slim, twoServers } from './shopServers';

const live = 'APP_ENV=production\nCACHE_STORE=file\n';

ruleCases(cacheOnNode, {
  bad: [
    {
      ...twoServers,
      name: 'files',
      files: { '.env': live },
      at: ['.env: file'],
      message:
        "The cache lies in files on each server's own disk (`file`): locks, limits and clears do not reach the other servers.",
      related: [
        'Settings say that several servers run the application.',
        '.env names the environment production here.',
      ],
      fix: 'Set CACHE_STORE=redis',
      fixed: { '.env': 'APP_ENV=production\nCACHE_STORE=redis\n' },
    },
    {
      ...twoServers,
      name: 'an array, with the key of the Laravel 10 file',
      files: {
        ...laravel(10),
        'config/cache.php':
          "<?php\nreturn ['default' => env('CACHE_DRIVER', 'file'), 'stores' => ['array' => ['driver' => 'array']]];\n",
        '.env': 'APP_ENV=production\nCACHE_DRIVER=array\n',
      },
      at: ['.env: array'],
      fix: null,
    },
    {
      ...twoServers,
      name: 'APC, written in the config file',
      files: {
        '.env': 'APP_ENV=production\n',
        'config/cache.php': "<?php\nreturn ['default' => 'apc', 'stores' => ['apc' => ['driver' => 'apc']]];\n",
      },
      at: ["config/cache.php: 'apc'"],
      fix: "Set 'default' => 'database'",
      fixed: {
        'config/cache.php': "<?php\nreturn ['default' => 'database', 'stores' => ['apc' => ['driver' => 'apc']]];\n",
      },
    },
  ],
  good: [
    { name: 'how many servers is not known', files: { '.env': live } },
    {
      name: 'onOneServer() alone: a product may be written for several servers and run on one',
      files: {
        '.env': live,
        'bootstrap/app.php': slim,
        'routes/console.php': consoleRoutes("Schedule::command('a')->onOneServer();"),
      },
    },
    { ...oneServer, name: 'one server', files: { '.env': live } },
    ...['redis', 'database', 'memcached', 'dynamodb', 'unheard-of'].map((store) => ({
      ...twoServers,
      name: store,
      files: { '.env': `APP_ENV=production\nCACHE_STORE=${store}\n` },
    })),
    {
      ...twoServers,
      name: 'a second store in memory',
      files: { '.env': 'APP_ENV=production\nCACHE_STORE=redis\nFAST_STORE=octane\n' },
    },
    { ...twoServers, name: 'a developer’s machine', files: { '.env': 'APP_ENV=local\nCACHE_STORE=file\n' } },
    { ...twoServers, name: 'only a default', files: { '.env': 'APP_ENV=production\n' } },
    {
      ...twoServers,
      name: 'an expression that cannot be known',
      files: { '.env': live, 'config/cache.php': "<?php\nreturn ['default' => pick()];\n" },
    },
  ],
});
