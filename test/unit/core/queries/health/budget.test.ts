import { describe, expect, test } from 'vitest';
import { connectionBudget } from '../../../../../src/core/queries/health/budget';
import { readProject } from '../../../../../src/core/laravel/readProject';
import { shop } from '../../lint/mapSource';

const lock = { 'composer.lock': JSON.stringify({ packages: [{ name: 'laravel/horizon', version: 'v5.30.0' }] }) };
const horizon = (own: string, defaults = '') =>
  `<?php return ['defaults' => [${defaults}], 'environments' => ['production' => [${own}], 'local' => ['a' => ['maxProcesses' => 99]]]];`;

async function budget(deployment: Readonly<Record<string, string>>, config?: string) {
  const files = config === undefined ? {} : { ...lock, 'config/horizon.php': config };
  const project = await readProject(shop(files), '/shop', {});
  return connectionBudget(project, new Map(Object.entries(deployment)), 'production');
}

const fpm = '; pm.max_children = 500\n[www]\npm = dynamic\npm.max_children = 24 ; enough\n';
const supervisor = `[program:horizon]
command=php artisan horizon
numprocs=9

[program:work]
process_name=%(program_name)s_%(process_num)02d
command=php /app/artisan queue:work --tries=3
numprocs = 8

[program:mails]
command=php /app/artisan queue:work --queue=mails
;numprocs=40
`;
const compose = `services:
  web:
    image: shop
    deploy:
      replicas: 30
  worker:
    image: shop
    command: ["php", "artisan", "queue:work"]
    deploy:
      replicas: 4
  # old: php artisan queue:work
  mails:
    command: php artisan queue:work --queue=mails
volumes:
  data:
`;

describe('what the application may open', () => {
  test('nothing is written: nothing is known', async () => {
    expect(await budget({ Dockerfile: 'CMD ["php-fpm"]' })).toEqual({ sources: [] });
  });

  test('pools of PHP-FPM and workers of supervisor, comments left out', async () => {
    expect(await budget({ 'docker/www.conf': fpm, 'supervisord.conf': supervisor })).toEqual({
      workers: 9,
      web: 24,
      sources: ['supervisord.conf: 9 of queue:work.', 'docker/www.conf: pm.max_children, 24.'],
    });
  });

  test('services of a compose file with their replicas; what is for development does not count', async () => {
    const found = await budget({
      'docker-compose.yml': compose,
      'docker-compose.dev.yml': compose.replaceAll('replicas: 4', 'replicas: 90'),
    });
    expect(found).toEqual({ workers: 5, sources: ['docker-compose.yml: 5 of queue:work.'] });
  });

  test('lines of a Procfile, workers of Octane', async () => {
    const procfile = 'web: php artisan octane:start --server=swoole --workers=12\nworker: php artisan queue:work\n';
    expect(await budget({ Procfile: procfile })).toMatchObject({ workers: 1, web: 12 });
  });

  test('several files that say the same are not added up', async () => {
    expect(await budget({ 'supervisord.conf': supervisor, 'docker/supervisor.ini': supervisor })).toMatchObject({
      workers: 9,
    });
  });

  test('supervisors of Horizon, each over the defaults', async () => {
    const defaults = "'a' => ['maxProcesses' => 3], 'b' => ['processes' => 2], 'c' => ['queue' => 'mails']";
    expect(await budget({}, horizon("'a' => ['maxProcesses' => 10]", defaults))).toEqual({
      workers: 13,
      sources: ['config/horizon.php: maxProcesses of its supervisors, 13 together.'],
    });
  });

  test('a number that PHP decides is not known', async () => {
    expect(await budget({}, horizon("'a' => ['maxProcesses' => workers()]"))).toEqual({ sources: [] });
  });

  test('long lines cost no time that grows with their square', async () => {
    const long = ' '.repeat(200_000);
    const text = `[program:x]\ncommand=${long}\nnumprocs=${long}x\npm.max_children=${long}\nworker:${long}octane:start ${long}--workers\n${long}replicas:${long}9x\n`;
    expect(await budget({ 'a.conf': text, Procfile: text, 'compose.yml': `services:\n${text}` })).toEqual({
      sources: [],
    });
  });
});
