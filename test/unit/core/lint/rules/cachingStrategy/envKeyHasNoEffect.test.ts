import { envKeyHasNoEffect } from '../../../../../../src/core/lint/rules/cachingStrategy/envKeyHasNoEffect';
import { ruleCases } from '../../ruleCases';

const laravel = (version: number): string => `{"require":{"laravel/framework":"^${version}.0"}}`;
const queue = (value: string): string => `<?php\nreturn ['default' => ${value}, 'connections' => []];\n`;
const eleven = { 'composer.json': laravel(11), 'config/queue.php': queue("env('QUEUE_CONNECTION', 'sync')") };

ruleCases(envKeyHasNoEffect, {
  bad: [
    {
      name: 'QUEUE_DRIVER where the application reads QUEUE_CONNECTION',
      files: { ...eleven, '.env': 'APP_ENV=production\nQUEUE_DRIVER=redis\n' },
      at: ['.env: QUEUE_DRIVER'],
      message: '`QUEUE_DRIVER` is not read; this application reads `QUEUE_CONNECTION` (still `sync`).',
      severity: 'warning',
      related: ['QUEUE_CONNECTION is read here; Laravel 5.7 brought that name.'],
      fixed: { '.env': 'APP_ENV=production\nQUEUE_CONNECTION=redis\n' },
    },
    {
      name: 'the same value as the effective one is less of a matter',
      files: { ...eleven, '.env': 'APP_ENV=production\nexport QUEUE_DRIVER=sync\n' },
      at: ['.env: QUEUE_DRIVER'],
      message: /\(also `sync`\)/,
      severity: 'information',
      fixed: { '.env': 'APP_ENV=production\nexport QUEUE_CONNECTION=sync\n' },
    },
    {
      name: 'both names are there: nothing to rename',
      files: { ...eleven, '.env': 'QUEUE_DRIVER=redis\nQUEUE_CONNECTION=database\n' },
      at: ['.env: QUEUE_DRIVER'],
      severity: 'information',
      message: '`QUEUE_DRIVER` is not read; this application reads `QUEUE_CONNECTION`, which is `database` here.',
      fix: null,
    },
    {
      name: 'CACHE_DRIVER, read by the framework defaults of Laravel 12 under its new name',
      files: { '.env': 'CACHE_DRIVER=redis\n' },
      at: ['.env: CACHE_DRIVER'],
      message: /reads `CACHE_STORE` \(still `database`\)/,
      fixed: { '.env': 'CACHE_STORE=redis\n' },
    },
    {
      name: 'mail and files of Laravel 9',
      files: {
        'composer.json': laravel(9),
        'config/mail.php': "<?php\nreturn ['default' => env('MAIL_MAILER', 'smtp')];\n",
        'config/filesystems.php': "<?php\nreturn ['default' => env('FILESYSTEM_DISK', 'local')];\n",
        '.env': 'MAIL_DRIVER=log\nFILESYSTEM_DRIVER=s3\n',
      },
      at: ['.env: MAIL_DRIVER', '.env: FILESYSTEM_DRIVER'],
      fixed: { '.env': 'MAIL_MAILER=log\nFILESYSTEM_DRIVER=s3\n' },
      left: 1,
    },
    {
      name: 'tests and containers set the old name as well, which reads nothing',
      files: {
        ...eleven,
        '.env': 'QUEUE_DRIVER=redis\n',
        'phpunit.xml': '<phpunit><php><env name="QUEUE_DRIVER" value="sync"/></php></phpunit>\n',
        'docker-compose.yml':
          'services:\n  app:\n    environment:\n      QUEUE_DRIVER: redis\n  worker:\n    environment:\n      - QUEUE_DRIVER=redis\n      - QUEUE_DRIVER\n',
      },
      at: ['.env: QUEUE_DRIVER'],
      fixed: { '.env': 'QUEUE_CONNECTION=redis\n' },
    },
    {
      name: 'a file that settings name',
      files: { ...eleven, '.env.live': 'QUEUE_DRIVER=redis\n' },
      environments: [{ id: 'live', role: 'production', envFile: '.env.live' }],
      at: ['.env.live: QUEUE_DRIVER'],
      fixed: { '.env.live': 'QUEUE_CONNECTION=redis\n' },
    },
  ],
  good: [
    { name: 'the new name', files: { ...eleven, '.env': 'QUEUE_CONNECTION=redis\n' } },
    { name: 'a comment', files: { ...eleven, '.env': '# QUEUE_DRIVER=redis\n' } },
    {
      name: 'the config file reads the old name',
      files: { ...eleven, 'config/queue.php': queue("env('QUEUE_DRIVER', 'sync')"), '.env': 'QUEUE_DRIVER=redis\n' },
    },
    {
      name: 'the config file reads it as a nested default',
      files: {
        ...eleven,
        'config/queue.php': queue("env('QUEUE_CONNECTION', env('QUEUE_DRIVER', 'sync'))"),
        '.env': 'QUEUE_DRIVER=redis\nQUEUE_CONNECTION=database\n',
      },
    },
    {
      name: 'another config file reads it',
      files: {
        ...eleven,
        'config/shop.php': "<?php return ['q' => env('QUEUE_DRIVER')];",
        '.env': 'QUEUE_DRIVER=redis\n',
      },
    },
    {
      name: 'a config file asks for it in a condition',
      files: {
        ...eleven,
        'config/queue.php': `<?php\nif (env('QUEUE_DRIVER') === 'redis') { $x = 1; }\nreturn ['default' => env('QUEUE_CONNECTION', 'sync')];\n`,
        '.env': 'QUEUE_DRIVER=redis\n',
      },
    },
    {
      name: 'the code reads it',
      files: {
        ...eleven,
        'app/Queues.php': "<?php\n$driver = $_ENV['QUEUE_DRIVER'];\n",
        '.env': 'QUEUE_DRIVER=redis\n',
      },
    },
    {
      name: 'code that mentions it and cannot be read',
      files: { ...eleven, 'app/Queues.php': "<?php\n$driver = env('QUEUE_DRIVER'\n", '.env': 'QUEUE_DRIVER=redis\n' },
    },
    {
      name: 'a deployment file reads it',
      files: {
        ...eleven,
        'docker/start.sh': 'php artisan queue:work "$QUEUE_DRIVER"\n',
        '.env': 'QUEUE_DRIVER=redis\n',
      },
    },
    {
      name: 'a compose file reads it, with a default',
      files: {
        ...eleven,
        'compose.yaml': 'services:\n  app:\n    command: work ${QUEUE_DRIVER:-sync}\n',
        '.env': 'QUEUE_DRIVER=redis\n',
      },
    },
    {
      name: 'another variable of the file uses it',
      files: { ...eleven, '.env': 'QUEUE_DRIVER=redis\nQUEUE_CONNECTION=${QUEUE_DRIVER}\n' },
    },
    {
      name: 'a literal in the config file',
      files: { ...eleven, 'config/queue.php': queue("'database'"), '.env': 'QUEUE_DRIVER=redis\n' },
    },
    {
      name: 'a name of its own in the config file',
      files: { ...eleven, 'config/queue.php': queue("env('SHOP_QUEUE', 'sync')"), '.env': 'QUEUE_DRIVER=redis\n' },
    },
    {
      name: 'an expression that cannot be known',
      files: { ...eleven, 'config/queue.php': queue("pick(env('QUEUE_CONNECTION'))"), '.env': 'QUEUE_DRIVER=redis\n' },
    },
    {
      name: 'no config file and a Laravel that merges none',
      files: { 'composer.json': laravel(10), '.env': 'QUEUE_DRIVER=redis\n' },
    },
    { name: 'a template', files: { ...eleven, '.env.example': 'QUEUE_DRIVER=redis\n' } },
  ],
});
