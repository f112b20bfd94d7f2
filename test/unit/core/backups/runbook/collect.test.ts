import { expect, test } from 'vitest';
import { collectRunbookFacts } from '../../../../../src/core/backups/runbook/collect';
import { essentials } from '../../../../../src/core/backups/runbook/facts';
import { renderRunbook } from '../../../../../src/core/backups/runbook/render';
import { runbookState } from '../../../../../src/core/backups/runbook/state';
import type { SqlProfile } from '../../../../../src/core/connections/profile';
import { type Files, filesOf, now } from '../../assessment/judge';

const secret = 's3cret-value';
const files: Files = {
  '.env': `APP_ENV=production\nBACKUP_ARCHIVE_PASSWORD=${secret}\n`,
  'composer.lock': JSON.stringify({
    packages: [
      { name: 'laravel/framework', version: 'v12.67.0' },
      { name: 'spatie/laravel-backup', version: '9.0.0' },
    ],
    'packages-dev': [],
  }),
  'bootstrap/app.php': `<?php
use Illuminate\\Foundation\\Application;
return Application::configure(basePath: dirname(__DIR__))->withRouting(commands: __DIR__.'/../routes/console.php', health: '/up')->create();
`,
  'routes/console.php': `<?php
use Illuminate\\Support\\Facades\\Schedule;
Schedule::command('backup:run --only-db')->dailyAt('01:30');
Schedule::exec('mysqldump -p${secret} shop | gzip > /mnt/x.gz')->weekly();
Schedule::command('inspire')->hourly();
`,
  'config/filesystems.php': `<?php return ['disks' => [
    'local' => ['driver' => 'local', 'root' => storage_path('app')],
    's3' => ['driver' => 's3', 'bucket' => 'acme', 'region' => 'eu-central-1', 'key' => '${secret}', 'secret' => '${secret}']]];`,
  'config/backup.php': `<?php return ['backup' => ['name' => 'Shop', 'password' => env('BACKUP_ARCHIVE_PASSWORD'),
    'destination' => ['disks' => ['local', 's3']]], 'cleanup' => ['tries' => 1]];`,
};
const profile: SqlProfile = {
  id: '.env/mysql',
  connection: 'mysql',
  driver: 'mysql',
  serves: 'both',
  address: { kind: 'tcp', host: '10.0.0.5', port: 3306 },
  user: 'shop_app',
  password: { kind: 'config', path: 'database.connections.mysql.password' },
  database: 'shop',
  charset: 'utf8mb4',
  prefix: '',
  origins: [],
};
const environment = { name: 'production', role: 'production' };

test('facts are read from the application, and no secret is among them', async () => {
  const { context } = await filesOf(files, { options: { report: true } });
  const facts = collectRunbookFacts({ now, project: context.project, code: context.code, environment, profile });
  expect(essentials(facts)).toMatchObject({
    Database: 'mysql shop at 10.0.0.5:3306',
    'Where backups are': expect.stringMatching(
      /^local: storage\/app\/Shop; s3: .*acme.*; storage\/laravel-ops\/backups: /,
    ),
    'What makes backups': 'backup:run --only-db 30 1 * * *; mysqldump 0 0 * * 0; others perhaps',
    'Health check': '/up',
  });
  expect(facts.encryption.variable).toBe('BACKUP_ARCHIVE_PASSWORD');
  expect(facts.retention).toMatch(/^backup:clean keeps all of 7 days/);
  expect(facts.binaryLog).toBe('unknown');
  const text = renderRunbook(facts);
  expect(text).not.toContain(secret);
  expect(text).toContain('`BACKUP_ARCHIVE_PASSWORD`');
});

test('what a connection and the disk told is in it, where somebody asked', async () => {
  const { context } = await filesOf(files);
  const facts = collectRunbookFacts({
    now,
    project: context.project,
    code: context.code,
    environment,
    profile,
    live: { server: 'MySQL 9.7.0', logBin: 'ON' },
  });
  expect(facts).toMatchObject({ binaryLog: 'on', database: { server: 'MySQL 9.7.0' } });
  expect(collectRunbookFacts({ now, project: context.project, environment, live: { logBin: 'OFF' } }).binaryLog).toBe(
    'off',
  );
});

test('a runbook is held against the application as it is', async () => {
  const { context } = await filesOf(files);
  const facts = collectRunbookFacts({ now, project: context.project, code: context.code, environment, profile });
  const text = renderRunbook(facts);
  expect(runbookState(text, facts)).toEqual({ kind: 'current' });
  const { context: changed } = await filesOf({
    ...files,
    'config/backup.php': `<?php return ['backup' => ['name' => 'Shop', 'destination' => ['disks' => ['s3']]], 'cleanup' => ['tries' => 1]];`,
  });
  const newer = collectRunbookFacts({ now, project: changed.project, code: changed.code, environment, profile });
  expect(runbookState(text, newer)).toMatchObject({
    kind: 'outdated',
    changes: [{ what: 'Where backups are' }],
  });
});
