import { retryAfterNotAboveTimeout } from '../../../../../../src/core/lint/rules/bottleneckIdentification/retryAfterNotAboveTimeout';
import { type Files, ruleCases } from '../../ruleCases';

const queue = (retry: string, driver = 'redis'): string =>
  `<?php return ['default' => env('QUEUE_CONNECTION', 'sync'), 'connections' => ['sync' => ['driver' => 'sync'], 'redis' => ['driver' => '${driver}', 'retry_after' => ${retry}], 'other' => ['driver' => 'database', 'retry_after' => 30]]];\n`;
const job = `<?php
namespace App\\Jobs;
class Work implements \\Illuminate\\Contracts\\Queue\\ShouldQueue {}
`;
const env = 'APP_ENV=production\nQUEUE_CONNECTION=redis\n';
const base = (retry: string, driver?: string): Files => ({ '.env': env, 'config/queue.php': queue(retry, driver) });
const lock = JSON.stringify({
  packages: [
    { name: 'laravel/framework', version: 'v12.1.0' },
    { name: 'laravel/horizon', version: 'v5.1.0' },
  ],
});
const horizon = (inside: string, defaults = '[]'): string =>
  `<?php return ['defaults' => ${defaults}, 'environments' => [${inside}]];\n`;
const procfile = (options: string): Files => ({
  Procfile: `web: php artisan serve\nworker: php artisan queue:work ${options}\n`,
});

ruleCases(retryAfterNotAboveTimeout, {
  bad: [
    {
      name: 'a worker of the Procfile',
      files: { ...base('90'), ...procfile('redis --tries=3 --timeout=120') },
      at: ['config/queue.php: 90'],
      severity: 'error',
      message: 'Jobs may run twice: timeout 120 s (queue:work in Procfile) ≥ `retry_after` 90 s of `redis`.',
      related: ['The timeout of 120 s is from here.'],
      fixed: { 'config/queue.php': queue('150') },
    },
    {
      name: 'equal is not above; the default connection; a variable in .env',
      files: {
        ...base("(int) env('REDIS_QUEUE_RETRY_AFTER', 90)"),
        '.env': `${env}REDIS_QUEUE_RETRY_AFTER=60\n`,
        ...procfile('--timeout 60 # seconds'),
      },
      at: ['.env: 60'],
      related: ['config/queue.php reads it here.', 'The timeout of 60 s is from here.'],
      fix: 'Set REDIS_QUEUE_RETRY_AFTER=90',
      fixed: { '.env': `${env}REDIS_QUEUE_RETRY_AFTER=90\n` },
    },
    {
      name: "a worker without --timeout has Laravel's own; the default of env() is raised",
      files: { ...base("env('RETRY', 45)"), ...procfile('--queue=high,low') },
      at: ['config/queue.php: 45'],
      message:
        "Jobs may run twice: timeout 60 s (queue:work in Procfile, which names none and takes Laravel's own) ≥ `retry_after` 45 s of `redis`.",
      fixed: { 'config/queue.php': queue("env('RETRY', 90)") },
    },
    ...(
      [
        [
          'docker/supervisord.conf',
          'command=php /app/artisan queue:work redis --sleep=3 \\\n  --timeout=300\nautostart=true\n',
        ],
        ['Dockerfile', 'CMD ["php", "artisan", "queue:work", "redis", "--timeout=300"]\n'],
        ['docker-compose.yml', 'services:\n  queue:\n    command: "php artisan queue:work --timeout=300"\n'],
        [
          'docker-compose.yml',
          'services:\n  queue:\n    command:\n      - php\n      - artisan\n      - queue:work\n      - redis\n      - --timeout=300\n    tty: true\n',
        ],
        ['package.json', '{ "scripts": { "queue": "php artisan queue:listen --timeout=300" } }\n'],
      ] as const
    ).map(([file, text]) => ({
      name: `${file}: ${text}`,
      files: { ...base('90'), [file]: text },
      at: ['config/queue.php: 90'],
      message: /^Jobs may run twice: timeout 300 s \(queue:/,
      fixed: { 'config/queue.php': queue('330') },
    })),
    {
      name: "Horizon's supervisor, over its defaults",
      files: {
        ...base('90'),
        'composer.lock': lock,
        'config/horizon.php': horizon(
          "'production' => ['one' => ['maxProcesses' => 9]], 'local' => ['one' => ['timeout' => 900]]",
          "['one' => ['connection' => 'redis', 'timeout' => 100]]",
        ),
      },
      at: ['config/queue.php: 90'],
      message: 'Jobs may run twice: timeout 100 s (Horizon\'s supervisor "one") ≥ `retry_after` 90 s of `redis`.',
      fixed: { 'config/queue.php': queue('130') },
    },
    {
      name: 'the slowest of several workers; another connection than the default one',
      files: {
        ...base('90'),
        Procfile: 'a: php artisan queue:work --timeout=5\nb: php artisan queue:work other --timeout=40\n',
      },
      at: ['config/queue.php: 30'],
      fixed: { 'config/queue.php': queue('90').replace("'retry_after' => 30", "'retry_after' => 70") },
    },
    {
      name: 'nothing says which worker: information',
      files: { ...base('60'), 'app/Jobs/Work.php': job },
      at: ['config/queue.php: 60'],
      severity: 'information',
      message:
        'Jobs may run twice: `redis` hands them out again after 60 s, and a worker lets them run for 60 s unless its command says otherwise.',
      fixed: { 'config/queue.php': queue('90') },
    },
    {
      name: 'hardly any room: information',
      files: { ...base('90'), ...procfile('--timeout=87') },
      at: ['config/queue.php: 90'],
      severity: 'information',
      message: /handed out again 3 s later/,
      fixed: { 'config/queue.php': queue('117') },
    },
    {
      name: "retry_after is the framework's own: the worker's line is shown",
      files: { '.env': 'APP_ENV=production\nQUEUE_CONNECTION=database\n', ...procfile('--timeout=600') },
      at: ['Procfile: queue:work --timeout=600'],
      fix: null,
    },
  ],
  good: [
    { name: 'enough room', files: { ...base('90'), ...procfile('--timeout=60') } },
    { name: 'timeout 0 is without limit', files: { ...base('3'), ...procfile('--timeout=0 --queue=a,b') } },
    { name: 'sqs', files: { ...base('30', 'sqs'), ...procfile('--timeout=60') } },
    {
      name: 'sync',
      files: {
        '.env': 'APP_ENV=production\nQUEUE_CONNECTION=sync\n',
        'config/queue.php': queue('30'),
        ...procfile('--timeout=60'),
      },
    },
    { name: 'a connection that nothing uses', files: { ...base('90'), ...procfile('redis --timeout=60') } },
    { name: 'nothing is queued and no worker is known', files: base('30') },
    { name: 'retry_after is not certain', files: { ...base('seconds()'), ...procfile('--timeout=600') } },
    {
      name: 'the timeout is a variable',
      files: { ...base('90'), ...procfile('--timeout=$TIMEOUT'), 'app/Jobs/Work.php': job },
    },
    { name: 'a comment', files: { ...base('90'), Procfile: '# worker: php artisan queue:work --timeout=600\n' } },
    { name: 'no environment file', files: { ...base('90'), '.env': undefined, ...procfile('--timeout=600') } },
    {
      name: 'Horizon, of which nothing certain is known',
      files: {
        ...base('30'),
        'composer.lock': lock,
        'config/horizon.php': '<?php return load();',
        'app/Jobs/Work.php': job,
      },
    },
    {
      name: 'Horizon in another environment',
      files: {
        ...base('90'),
        'composer.lock': lock,
        'config/horizon.php': horizon("'local' => ['one' => ['timeout' => 900]]"),
      },
    },
  ],
});
