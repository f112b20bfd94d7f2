import { noOpCache } from '../../../../../../src/core/lint/rules/cachingStrategy/noOpCache';
import { ruleCases } from '../../ruleCases';

const old = { 'composer.json': '{"require":{"laravel/framework":"^8.0"}}' };
const stores =
  "'stores' => ['array' => ['driver' => 'array'], 'quick' => ['driver' => 'array'], 'file' => ['driver' => 'file']]";
const cache = (value: string, more = ''): string => `<?php\nreturn ['default' => ${value}, ${more}${stores}];\n`;

ruleCases(noOpCache, {
  bad: [
    {
      name: 'CACHE_STORE=array',
      files: { '.env': 'APP_ENV=production\nCACHE_STORE=array\n' },
      at: ['.env: array'],
      message: 'Nothing is cached in production (`array`); rate limits and locks also vanish with each request.',
      related: ['.env names the environment production here.'],
      fix: 'Set CACHE_STORE=redis',
      fixed: { '.env': 'APP_ENV=production\nCACHE_STORE=redis\n' },
    },
    {
      name: 'CACHE_STORE=null is the store "null"',
      files: { '.env': 'APP_ENV=production\nCACHE_STORE=null\n' },
      at: ['.env: null'],
      message: /\(`null`\)/,
      fix: 'Set CACHE_STORE=database',
      fixed: { '.env': 'APP_ENV=production\nCACHE_STORE=database\n' },
    },
    {
      name: 'the key of the Laravel 8 files, and a store of another name',
      files: {
        ...old,
        '.env': 'APP_ENV=production\nCACHE_DRIVER="quick" # for now\n',
        'config/cache.php': cache("env('CACHE_DRIVER', 'file')"),
      },
      at: ['.env: "quick"'],
      related: ['config/cache.php reads CACHE_DRIVER here.', '.env names the environment production here.'],
      fixed: { '.env': 'APP_ENV=production\nCACHE_DRIVER=file # for now\n' },
    },
    {
      name: 'a literal, with a limiter of its own',
      files: {
        ...old,
        '.env': 'APP_ENV=production\n',
        'config/cache.php': cache("'array'", "'limiter' => 'redis', "),
      },
      at: ["config/cache.php: 'array'"],
      message: 'Nothing is cached in production (`array`); locks also vanish with each request.',
      fix: "Set 'default' => 'file'",
      fixed: { 'config/cache.php': cache("'file'", "'limiter' => 'redis', ") },
    },
  ],
  good: [
    ...['database', 'file', 'redis', 'memcached', 'nowhere'].map((store) => ({
      name: `CACHE_STORE=${store}`,
      files: { '.env': `APP_ENV=production\nCACHE_STORE=${store}\n` },
    })),
    { name: 'local', files: { '.env': 'APP_ENV=local\nCACHE_STORE=array\n' } },
    { name: 'no environment name', files: { '.env': 'CACHE_STORE=array\n' } },
    { name: 'the default of the framework', files: { '.env': 'APP_ENV=production\n' } },
    {
      name: 'only a default in the config file',
      files: { '.env': 'APP_ENV=production\n', 'config/cache.php': cache("env('CACHE_STORE', 'array')") },
    },
    {
      name: 'an expression that cannot be known',
      files: {
        '.env': 'APP_ENV=production\nCACHE_STORE=array\n',
        'config/cache.php': cache("pick(env('CACHE_STORE'))"),
      },
    },
    {
      name: 'tests',
      files: { '.env.testing': 'APP_ENV=production\nCACHE_STORE=array\n' },
      environments: [{ id: 'testing', role: 'production', envFile: '.env.testing' }],
    },
    {
      name: 'null before Laravel 8, where it is an error of its own',
      files: {
        'composer.json': '{"require":{"laravel/framework":"^7.0"}}',
        '.env': 'APP_ENV=production\nCACHE_DRIVER=null\n',
        'config/cache.php': cache("env('CACHE_DRIVER')"),
      },
    },
  ],
});
