import { expect, test } from 'vitest';
import { horizonSupervisors, queueWorkers } from '../../../../../src/core/code/queue/workers';
import { readProject } from '../../../../../src/core/laravel/readProject';
import { shop } from '../../lint/mapSource';

const workers = (name: string, text: string): readonly string[] =>
  queueWorkers(new Map([[name, text]]), '/shop').map(
    ({ connection = '(default)', timeout, written, location, said }) =>
      `${connection} ${timeout}${written ? '' : ' by default'}: ${said}: ${text.slice(location?.range.start, location?.range.end)}`,
  );

test.each([
  [
    'Procfile',
    'w: php artisan queue:work redis --timeout=90\n',
    'redis 90: queue:work in Procfile: queue:work redis --timeout=90',
  ],
  ['Procfile', 'w: php artisan queue:listen', '(default) 60 by default: queue:listen in Procfile: queue:listen'],
  [
    'Procfile',
    'w: php artisan queue:work --queue=high,default,low --timeout 0',
    '(default) 0: queue:work in Procfile: queue:work --queue=high,default,low --timeout 0',
  ],
  [
    'Procfile',
    'w: php artisan queue:work --queue high --tries 3 sqs',
    'sqs 60 by default: queue:work in Procfile: queue:work --queue high --tries 3 sqs',
  ],
  [
    'Procfile',
    'w: php artisan queue:work --timeout=5 && echo --timeout=9',
    '(default) 5: queue:work in Procfile: queue:work --timeout=5',
  ],
  [
    's.conf',
    'command=bash -c "php artisan queue:work --timeout=7" redis\n',
    '(default) 7: queue:work in s.conf: queue:work --timeout=7',
  ],
])('%s: %s', (name, text, expected) => {
  expect(workers(name, text)).toEqual([expected]);
});

test.each([
  ['supervisor.conf', 'command=php artisan queue:work \\\n  redis \\\r\n  --timeout=8\nautostart=true\n'],
  ['Dockerfile', "CMD ['php', 'artisan', 'queue:work', 'redis', '--timeout=8']\n"],
  ['compose.yml', '    command: [ "php", "artisan", "queue:work", "redis", "--timeout=8" ]\n    tty: true\n'],
  [
    'compose.yml',
    '    command:\n      - php\n      - artisan\n      - "queue:work"\n      - redis\n      - "--timeout=8"\n    tty: true\n',
  ],
])('a command over several lines or words in %s', (name, text) => {
  expect(queueWorkers(new Map([[name, text]]), '/shop')).toMatchObject([
    { connection: 'redis', timeout: 8, written: true },
  ]);
});

test.each([
  '# php artisan queue:work --timeout=9',
  '; command=php artisan queue:work --timeout=9',
  'w: php artisan queue:work --timeout=$SECONDS',
  'w: php artisan queue:work ${CONNECTION} --timeout=9',
  'w: php artisan queue:restart',
])('not certain, or no worker: %s', (text) => {
  expect(workers('Procfile', text)).toEqual([]);
});

async function supervisors(config: string, environment: string): Promise<readonly string[]> {
  const lock = {
    packages: [
      { name: 'laravel/framework', version: 'v12.0.0' },
      { name: 'laravel/horizon', version: 'v5.0.0' },
    ],
  };
  const files = { 'composer.lock': JSON.stringify(lock), 'config/horizon.php': `<?php return ${config};` };
  const found = horizonSupervisors(await readProject(shop(files), '/shop'), environment);
  return found.map(
    ({ connection, timeout, written, said }) => `${said}: ${connection} ${timeout}${written ? '' : ' by default'}`,
  );
}

test("an environment's supervisors lie over the defaults, and those alone count", async () => {
  const config =
    "['defaults' => ['one' => ['connection' => 'redis', 'timeout' => 30], 'two' => ['connection' => 'long']], 'environments' => ['production' => ['one' => ['timeout' => 90]], 'local' => ['three' => []]]]";
  expect(await supervisors(config, 'production')).toEqual([
    'Horizon\'s supervisor "one": redis 90',
    'Horizon\'s supervisor "two": long 60 by default',
  ]);
  expect(await supervisors(config, 'staging')).toEqual([]);
});

test('a pattern names environments; the exact name wins', async () => {
  const config =
    "['defaults' => [], 'environments' => ['prod*' => ['a' => ['timeout' => 1]], 'production' => ['b' => ['timeout' => 2]]]]";
  expect(await supervisors(config, 'prod-eu')).toEqual(['Horizon\'s supervisor "a": redis 1']);
  expect(await supervisors(config, 'production')).toEqual(['Horizon\'s supervisor "b": redis 2']);
});

test('without defaults, which the package would bring, what a supervisor says itself is certain', async () => {
  const config =
    "['environments' => ['production' => ['a' => ['connection' => 'redis', 'timeout' => 5], 'b' => ['connection' => 'redis'], 'c' => ['connection' => 'redis', 'timeout' => t()]]]]";
  expect(await supervisors(config, 'production')).toEqual(['Horizon\'s supervisor "a": redis 5']);
});
