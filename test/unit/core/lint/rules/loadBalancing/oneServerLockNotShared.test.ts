import { oneServerLockNotShared } from '../../../../../../src/core/lint/rules/loadBalancing/oneServerLockNotShared';
import { nothingDeclared } from '../../../../../../src/core/lint/declaredFacts';
import { ruleCases } from '../../ruleCases';
import { consoleRoutes, laravel, oneServer, slim } from './shopServers';

const console = {
  'bootstrap/app.php': slim,
  'routes/console.php': consoleRoutes("Schedule::command('a')->daily()->onOneServer();"),
};
const live = 'APP_ENV=production\nCACHE_STORE=file\n';

ruleCases(oneServerLockNotShared, {
  bad: [
    {
      name: 'files',
      files: { ...console, '.env': live },
      at: ['routes/console.php: onOneServer'],
      message:
        'The lock lies in the `file` cache, which other servers cannot see: with several servers the task runs on each.',
      severity: 'hint',
      related: ['The cache store is `file` here.', '.env names the environment production here.'],
      fix: 'Set CACHE_STORE=redis',
      fixed: { '.env': 'APP_ENV=production\nCACHE_STORE=redis\n' },
    },
    {
      name: 'said once for all tasks',
      files: {
        ...console,
        '.env': 'APP_ENV=production\nCACHE_STORE=array\n',
        'routes/console.php': consoleRoutes(
          "Schedule::command('a')->onOneServer();",
          "Schedule::command('b')->onOneServer();",
        ),
      },
      at: ['routes/console.php: onOneServer'],
      declared: { ...nothingDeclared, appServers: 2 },
      message: /The same goes for 1 more below it\.$/,
      fix: 'Set CACHE_STORE=database',
      fixed: { '.env': 'APP_ENV=production\nCACHE_STORE=database\n' },
    },
  ],
  good: [
    { name: 'Redis', files: { ...console, '.env': 'APP_ENV=production\nCACHE_STORE=redis\n' } },
    { name: 'a database', files: { ...console, '.env': 'APP_ENV=production\nCACHE_STORE=database\n' } },
    { ...oneServer, name: 'one server', files: { ...console, '.env': live } },
    {
      name: 'no onOneServer()',
      files: {
        '.env': live,
        'bootstrap/app.php': slim,
        'routes/console.php': consoleRoutes("Schedule::command('a')->daily();"),
      },
    },
    {
      name: 'a store for the schedule in code',
      files: {
        ...console,
        '.env': live,
        'routes/console.php': consoleRoutes("Schedule::useCache('redis');", "Schedule::command('a')->onOneServer();"),
      },
    },
    {
      name: 'a store for the schedule in the configuration',
      files: {
        ...console,
        '.env': live,
        'config/cache.php': "<?php\nreturn ['default' => env('CACHE_STORE'), 'schedule_store' => 'redis'];\n",
      },
    },
    {
      name: 'a store for the schedule in the environment',
      files: { ...console, '.env': `${live}SCHEDULE_CACHE_STORE=redis\n` },
    },
    {
      name: 'a store for the schedule in the environment of older versions',
      files: { ...console, '.env': `${live}SCHEDULE_CACHE_DRIVER=redis\n` },
    },
    { name: 'a developer’s machine', files: { ...console, '.env': 'APP_ENV=local\nCACHE_STORE=file\n' } },
    {
      name: 'only a default',
      files: {
        ...console,
        ...laravel(12),
        '.env': 'APP_ENV=production\n',
        'config/cache.php': "<?php\nreturn ['default' => env('CACHE_STORE', 'file')];\n",
      },
    },
  ],
});
