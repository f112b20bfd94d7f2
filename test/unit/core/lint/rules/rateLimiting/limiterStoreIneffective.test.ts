import { limiterStoreIneffective } from '../../../../../../src/core/lint/rules/rateLimiting/limiterStoreIneffective';
import { nothingDeclared } from '../../../../../../src/core/lint/declaredFacts';
import { ruleCases } from '../../ruleCases';
import { kernel, provider, routes, slim } from './application';

const cache = (body = "'default' => env('CACHE_STORE', 'database'),"): Record<string, string> => ({
  'config/cache.php': `<?php\n\nreturn [\n    ${body}\n    'stores' => [\n        'array' => ['driver' => 'array'],\n        'file' => ['driver' => 'file'],\n        'off' => ['driver' => 'null'],\n        'redis' => ['driver' => 'redis'],\n    ],\n];\n`,
});
const env = (value: string, name = 'production'): Record<string, string> => ({
  '.env': `APP_ENV=${name}\nCACHE_STORE=${value}\n`,
});
const limiter = provider("RateLimiter::for('api', fn (Request $request) => Limit::perMinute(60)->by($request->ip()));");
const throttled = {
  ...slim(),
  'routes/web.php': routes("Route::get('a', OrderController::class)->middleware('throttle:60,1');"),
};
const two = { declared: { ...nothingDeclared, appServers: 2 as const } };

ruleCases(limiterStoreIneffective, {
  bad: [
    {
      name: 'array in production, and a limiter',
      files: { ...limiter, ...cache(), ...env('array') },
      at: ['.env: array'],
      message: 'Counters of rate limits live in `array`: limits never trigger.',
      related: ['config/cache.php reads CACHE_STORE here.', '.env names the environment production here.'],
      fix: 'Set CACHE_STORE=redis',
      fixed: { '.env': 'APP_ENV=production\nCACHE_STORE=redis\n' },
    },
    {
      name: 'a store of the null driver by another name, and a throttle with numbers',
      files: { ...throttled, ...cache(), ...env('off') },
      at: ['.env: off'],
      message: 'Counters of rate limits live in `null`: limits never trigger.',
      fix: 'Set CACHE_STORE=redis',
      fixed: { '.env': 'APP_ENV=production\nCACHE_STORE=redis\n' },
    },
    {
      name: 'a store of its own for limits',
      files: { ...limiter, ...cache("'default' => 'redis',\n    'limiter' => 'array',"), ...env('redis') },
      at: ["config/cache.php: 'array'"],
      fix: "Set 'limiter' => 'redis'",
      fixed: cache("'default' => 'redis',\n    'limiter' => 'redis',"),
    },
    {
      name: 'files on two servers, in Laravel 10',
      files: { ...kernel(10), ...limiter, ...cache(), ...env('file') },
      ...two,
      at: ['.env: file'],
      message: 'Counters of rate limits live in `file`: each server counts on its own.',
      fix: 'Set CACHE_STORE=redis',
      fixed: { '.env': 'APP_ENV=production\nCACHE_STORE=redis\n' },
    },
  ],
  good: [
    { name: 'files, and how many servers there are is not known', files: { ...limiter, ...cache(), ...env('file') } },
    {
      name: 'files on one server',
      files: { ...limiter, ...cache(), ...env('file') },
      declared: { ...nothingDeclared, appServers: 1 },
    },
    { name: 'redis', files: { ...limiter, ...cache(), ...env('redis') }, ...two },
    { name: 'not production', files: { ...limiter, ...cache(), ...env('array', 'local') } },
    { name: 'tests', files: { ...limiter, ...cache(), '.env.testing': 'APP_ENV=production\nCACHE_STORE=array\n' } },
    { name: 'nothing is limited', files: { ...slim(), ...cache(), ...env('array') } },
    {
      name: 'a default of the configuration',
      files: { ...limiter, ...cache("'default' => env('CACHE_STORE', 'array'),"), '.env': 'APP_ENV=production\n' },
    },
    {
      name: 'limits have another store',
      files: { ...limiter, ...cache("'default' => env('CACHE_STORE'),\n    'limiter' => 'redis',"), ...env('array') },
    },
    {
      name: 'which store limits have cannot be known',
      files: { ...limiter, ...cache("'default' => env('CACHE_STORE'),\n    'limiter' => store(),"), ...env('array') },
    },
    {
      name: 'Octane keeps arrays between requests',
      files: {
        ...limiter,
        ...cache(),
        ...env('array'),
        'composer.lock': JSON.stringify({ packages: [{ name: 'laravel/octane', version: '2.0.0' }] }),
      },
    },
    {
      name: 'throttles that count in Redis',
      files: {
        ...slim('$middleware->throttleWithRedis();'),
        'routes/web.php': throttled['routes/web.php'],
        ...cache(),
        ...env('array'),
      },
    },
  ],
});
