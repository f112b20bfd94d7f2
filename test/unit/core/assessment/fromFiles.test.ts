import { describe, expect, test } from 'vitest';
import { debugInProduction } from '../../../../src/core/lint/rules/foundations/debugInProduction';
import type { Backup, BackupCatalog } from '../../../../src/core/backups/catalog';
import { areasOf, checkOf, type Files, filesOf, type Given, now, words } from './judge';

const production = { '.env': 'APP_ENV=production\n' };
const lock = (...names: readonly string[]): Files => ({
  'composer.lock': JSON.stringify({
    packages: ['laravel/framework', ...names].map((name) => ({ name, version: 'v12.67.0' })),
    'packages-dev': [],
  }),
});
const withRouting = (more = ''): Files => ({
  'bootstrap/app.php': `<?php
use Illuminate\\Foundation\\Application;
return Application::configure(basePath: dirname(__DIR__))
    ->withRouting(web: __DIR__.'/../routes/web.php', api: __DIR__.'/../routes/api.php', commands: __DIR__.'/../routes/console.php'${more})
    ->create();
`,
});
const scheduling = (body: string): Files => ({
  ...withRouting(),
  'routes/console.php': `<?php
use Illuminate\\Support\\Facades\\Schedule;
${body}
`,
});

function archive(hours: number, more: Partial<Backup> = {}): BackupCatalog {
  const createdAt = new Date(now.getTime() - hours * 3_600_000);
  const destination = {
    id: 'spatie/local',
    source: 'spatie' as const,
    label: 'local',
    folder: '/b',
    prefix: '',
    origins: [],
  };
  const backup: Backup = {
    path: '/b/shop.zip',
    fileName: 'shop.zip',
    destination,
    createdAt,
    createdSource: 'fileName',
    modifiedAt: createdAt,
    sizeBytes: 1000,
    ...more,
  };
  return { backups: [backup], problems: [], destinations: [destination] };
}

type Row = readonly [name: string, files: Files, expected: string | RegExp, given?: Given];

function table(id: string, rows: readonly Row[]): void {
  describe(id, () => {
    test.each(rows.map(([name, ...row]) => ({ name, row })))(
      '$name',
      async ({ row: [files, expected, given = {}] }) => {
        const found = await words(id, { ...production, ...files }, given);
        if (typeof expected === 'string') expect(found).toBe(expected);
        else expect(found).toMatch(expected);
      },
    );
  });
}

table('automatedBackups.source', [
  ['scheduled', scheduling("Schedule::command('backup:run')->daily();"), 'covered: backup:run is scheduled'],
  [
    'another tool',
    scheduling("Schedule::exec('/usr/bin/mysqldump shop | gzip > x')->daily();"),
    /^covered: .*mysqldump/,
  ],
  [
    'under a condition',
    scheduling("if (config('app.x')) { Schedule::command('backup:run')->daily(); }"),
    'partial: scheduled under a condition only',
  ],
  [
    'nothing, read completely',
    scheduling("Schedule::command('queue:prune-batches')->daily();"),
    'gap: no backup in the schedule',
  ],
  [
    'cleaning up is no backup',
    scheduling("Schedule::command('backup:clean')->daily();"),
    'gap: no backup in the schedule',
  ],
  [
    'nothing, but archives',
    scheduling(''),
    'partial: archives exist, but nothing in the schedule makes them',
    { backups: archive(3) },
  ],
  [
    'nothing, but a crontab speaks of it',
    { ...scheduling(''), crontab: '0 3 * * * /usr/local/bin/backup.sh\n' },
    'partial: crontab speaks of backups, the schedule does not',
  ],
  [
    'a name that is not certain',
    scheduling('Schedule::command($name)->daily();'),
    /^unknown: the schedule cannot be read completely/,
  ],
  [
    'the platform makes them',
    scheduling(''),
    'covered: the platform makes them',
    { options: { environments: [{ id: 'live', role: 'production', envFile: '.env', managedBackups: true }] } },
  ],
]);

table('automatedBackups.source', [
  [
    'a command of the application that speaks of backups',
    scheduling("Schedule::command('app:backup')->daily();"),
    /^unknown: app:backup is scheduled; whether/,
  ],
  [
    'what cleans backups of something else is none',
    scheduling("Schedule::command('servers:prune-backups')->daily();"),
    'gap: no backup in the schedule',
  ],
  [
    'what git ignores is no deployment',
    { ...scheduling(''), '.gitignore': '/backups\n' },
    'gap: no backup in the schedule',
  ],
]);

table('automatedBackups.recent', [
  ['recent', scheduling(''), 'covered: newest 9 h', { backups: archive(9) }],
  ['missed once', scheduling(''), 'gap: newest 3 days old', { backups: archive(80) }],
  [
    'weekly by the schedule',
    scheduling("Schedule::command('backup:run')->weekly();"),
    'covered: newest 3 days',
    { backups: archive(80) },
  ],
  ['old on a laptop', { '.env': 'APP_ENV=local\n' }, 'unknown: newest here 3 days old', { backups: archive(80) }],
  ['not listed', {}, 'unknown: backups were not listed'],
]);

table('automatedBackups.encrypted', [
  [
    'yes',
    {},
    'covered: the newest archive needs a password',
    { backups: archive(9, { contents: { dumps: [], files: 1, encrypted: true } }) },
  ],
  [
    'no',
    {},
    'partial: the newest archive is not encrypted',
    { backups: archive(9, { contents: { dumps: [], files: 1, encrypted: false } }) },
  ],
  ['not opened', {}, 'unknown: no archive was opened', { backups: archive(9) }],
]);

table('automatedBackups.size', [
  ['as usual', {}, 'covered: 110 % of the usual size', { backups: archive(9, { sizeAgainstMedian: 1.1 }) }],
  ['half', {}, 'gap: 50 % of the usual size', { backups: archive(9, { sizeAgainstMedian: 0.5 }) }],
  ['too few', {}, 'unknown: fewer than four backups to compare', { backups: archive(9) }],
]);

table('automatedBackups.cleanup', [
  ['scheduled', scheduling("Schedule::command('backup:clean')->daily();"), 'covered: backup:clean is scheduled'],
  [
    'forgotten',
    scheduling("Schedule::command('backup:run')->daily();"),
    'partial: backup:run is scheduled, backup:clean is not',
  ],
  ['another tool', scheduling(''), 'unknown: not known what makes the backups'],
]);

const disks = (driver: string, root = "storage_path('app')"): Files => ({
  ...lock('spatie/laravel-backup'),
  'config/filesystems.php': `<?php return ['default' => 'local', 'disks' => ['away' => ['driver' => '${driver}', 'root' => ${root}, 'bucket' => 'b']]];`,
  'config/backup.php': "<?php return ['backup' => ['name' => 'shop', 'destination' => ['disks' => ['away']]]];",
});
table('automatedBackups.offSite', [
  ['S3', disks('s3'), 'covered: disk away is elsewhere'],
  ['a folder of the application', disks('local'), /^(?:gap: only on this server)$/],
  [
    'a folder elsewhere may be a mount',
    disks('local', "'/mnt/nas'"),
    /^(?:unknown: a destination is outside|gap: only)/,
  ],
  ['no package', {}, 'unknown: no destination is configured in the application'],
]);

table('recoveryProcedures.runbook', [
  [
    'there is one that people wrote',
    {},
    /^unknown: docs.runbook.md is there; whether it is current/,
    { runbooks: [{ file: 'docs/runbook.md' }] },
  ],
  ['none here is not none', {}, /^unknown: no runbook in this repository/, { runbooks: [] }],
]);

table('bottleneckIdentification.history', [
  ['Pulse', lock('laravel/pulse'), 'covered: laravel/pulse records'],
  ['nobody was asked', {}, 'unknown: needs a connection to the database'],
]);

table('bottleneckIdentification.caches', [
  [
    'at deployment',
    { 'deploy.php': "<?php task('x', function () { run('php artisan config:cache'); });" },
    'covered: done at deployment',
  ],
  ['not seen', {}, /^unknown: whether configuration is cached/],
]);

const logging = (channel: string, channels: string): Files => ({
  'config/logging.php': `<?php return ['default' => '${channel}', 'channels' => [${channels}]];`,
});
const single = "'single' => ['driver' => 'single', 'path' => storage_path('logs/laravel.log')]";
table('alerting.exceptions', [
  ['a tracker', lock('sentry/sentry-laravel'), 'covered: sentry/sentry-laravel is installed'],
  ['a file', logging('single', single), 'gap: no exception tracker, and the log is a file'],
  [
    'Slack in the stack',
    logging(
      'stack',
      `'stack' => ['driver' => 'stack', 'channels' => ['single', 'slack']], ${single}, 'slack' => ['driver' => 'slack', 'url' => 'x']`,
    ),
    'covered: channel slack carries them',
  ],
  [
    'standard error goes somewhere',
    logging('err', "'err' => ['driver' => 'errorlog']"),
    'unknown: where the log goes is not known',
  ],
  [
    'a variable decides',
    {
      '.env': 'APP_ENV=local\nLOG_CHANNEL=single\n',
      'config/logging.php': `<?php return ['default' => env('LOG_CHANNEL', 'stack'), 'channels' => [${single}]];`,
    },
    'unknown: only a local environment says logging.default',
  ],
]);

const listening = (body: string): Files => ({
  'app/Providers/AppServiceProvider.php': `<?php
namespace App\\Providers;
use Illuminate\\Support\\Facades\\{Event, Queue};
use Illuminate\\Queue\\Events\\JobFailed;
class AppServiceProvider extends \\Illuminate\\Support\\ServiceProvider { public function boot() { ${body} } }
`,
});
const queue = { 'config/queue.php': "<?php return ['default' => 'redis'];" };
table('alerting.queue', [
  [
    'Queue::failing',
    { ...queue, ...listening('Queue::failing(function ($event) {});') },
    'covered: the application listens for failed jobs',
  ],
  [
    'a listener',
    { ...queue, ...listening('Event::listen(JobFailed::class, fn ($e) => 1);') },
    'covered: the application listens for failed jobs',
  ],
  ['nobody', queue, 'gap: nobody is told of a failed job'],
  ['no queue', { 'config/queue.php': "<?php return ['default' => 'sync'];" }, 'unknown: no queue is used'],
  [
    'listeners that cannot be read',
    { ...queue, ...listening('Event::listen($any, fn ($e) => 1);') },
    /^unknown: the listeners/,
  ],
]);

table('alerting.schedule', [
  [
    'every task tells',
    scheduling("Schedule::command('a:b')->daily()->emailOutputOnFailure('x@y.z');"),
    'covered: all 1 tasks tell',
  ],
  ['none', scheduling("Schedule::command('a:b')->daily();"), 'gap: no task tells anybody'],
  [
    'some',
    scheduling("Schedule::command('a:b')->daily(); Schedule::command('a:c')->daily()->pingOnFailure('https://x.y');"),
    'partial: 1 of 2 tasks tell somebody',
  ],
  ['nothing scheduled', scheduling(''), 'covered: nothing is scheduled'],
]);

table('loadBalancing.health', [
  ['in withRouting', withRouting(", health: '/up'"), 'covered: /up answers'],
  [
    'a route',
    {
      ...withRouting(),
      'routes/web.php': "<?php use Illuminate\\Support\\Facades\\Route; Route::get('/healthz', fn () => 'ok');",
    },
    'covered: /healthz answers',
  ],
  [
    'none',
    {
      ...withRouting(),
      'routes/web.php': "<?php use Illuminate\\Support\\Facades\\Route; Route::get('/', fn () => 'ok');",
      'routes/api.php': '<?php',
    },
    'gap: no route says that the application is well',
  ],
]);

const stores = (session: string, cache: string): Files => ({
  'config/session.php': `<?php return ['driver' => '${session}'];`,
  'config/cache.php': `<?php return ['default' => '${cache}', 'stores' => ['${cache}' => ['driver' => '${cache}']]];`,
  'config/filesystems.php': "<?php return ['default' => 's3', 'disks' => ['s3' => ['driver' => 's3']]];",
});
const servers = (appServers: 1 | 2): Given => ({
  options: { declared: { appServers, proxy: 'unknown', apiGateway: false, retentionDays: 90 } },
});
table('loadBalancing.stateless', [
  ['shared', stores('redis', 'redis'), 'covered: all on shared storage'],
  ['two servers', stores('file', 'redis'), 'gap: sessions lie on one server', servers(2)],
  [
    'one server by declaration',
    stores('file', 'file'),
    /^unknown: sessions and cache lie on one server; there is one/,
    servers(1),
  ],
  ['nobody said', stores('file', 'redis'), 'partial: sessions lie on one server'],
]);

const database = (connection: string): Files => ({
  'config/database.php': `<?php return ['default' => 'mysql', 'connections' => ['mysql' => ['driver' => 'mysql', ${connection}]]];`,
});
table('loadBalancing.sticky', [
  ['one server', database("'host' => 'a'"), 'covered: reads and writes go to one server'],
  [
    'sticky',
    database("'read' => ['host' => 'a'], 'write' => ['host' => 'b'], 'sticky' => true"),
    'covered: sticky after a write',
  ],
  [
    'not sticky',
    database("'read' => ['host' => 'a'], 'write' => ['host' => 'b']"),
    'partial: a request may not see its own writes',
  ],
]);

table('cachingStrategy.store', [
  ['Redis', stores('redis', 'redis'), 'covered: redis store'],
  ['array', stores('redis', 'array'), 'gap: nothing is cached'],
]);

const routes = (web: string, api = ''): Files => ({
  ...withRouting(),
  'routes/web.php': `<?php\nuse Illuminate\\Support\\Facades\\Route;\n${web}\n`,
  'routes/api.php': `<?php\nuse Illuminate\\Support\\Facades\\Route;\n${api}\n`,
});
table('rateLimiting.auth', [
  ['limited', routes("Route::post('/login', fn () => 1)->middleware('throttle:6,1');"), 'covered: 1 of 1 routes'],
  [
    'no login',
    routes("Route::get('/', fn () => 1);"),
    /^unknown: (?:no login route was found|the routes cannot all be read)/,
  ],
]);
table('rateLimiting.store', [
  ['Redis', stores('redis', 'redis'), 'covered: redis store'],
  ['array', stores('redis', 'array'), /^gap: counters are lost/],
  [
    'files on two servers',
    stores('redis', 'file'),
    /^gap: each server counts for itself|^gap: counters are lost/,
    servers(2),
  ],
]);
const limiter = (by: string): Files =>
  listening(
    `\\Illuminate\\Support\\Facades\\RateLimiter::for('api', function (\\Illuminate\\Http\\Request $request) { return \\Illuminate\\Cache\\RateLimiting\\Limit::perMinute(60)${by}; });`,
  );
table('rateLimiting.key', [
  ['by user', limiter('->by($request->user()?->id ?: $request->ip())'), 'covered: 1 of 1 limiters'],
  ['one counter', limiter(''), 'partial: api: one counter for all visitors'],
  ['none defined', {}, 'unknown: no named limiter is defined'],
]);
table('apiThrottling.routes', [
  ['limited', routes('', "Route::get('/a', fn () => 1)->middleware('throttle:60,1');"), 'covered: 1 of 1 routes'],
  [
    'no limit',
    routes('', "Route::get('/a', fn () => 1); Route::get('/b', fn () => 1);"),
    'gap: 2 of 2 routes have none',
  ],
  [
    'some',
    routes('', "Route::get('/a', fn () => 1); Route::get('/b', fn () => 1)->middleware('throttle:60,1');"),
    'gap: 1 of 2 routes have none',
  ],
  [
    'most',
    routes(
      '',
      [
        "Route::get('/a', fn () => 1);",
        "Route::middleware('throttle:60,1')->group(function () { Route::get('/b', fn () => 1); Route::get('/c', fn () => 1); });",
      ].join(' '),
    ),
    'partial: 1 of 3 routes have none',
  ],
  ['no API', routes(''), 'covered: no API routes'],
]);

const listener = (...events: readonly string[]): Files => ({
  'app/Listeners/Audit.php': `<?php
namespace App\\Listeners;
class Audit { ${events.map((event) => `public function handle${event}(\\Illuminate\\Auth\\Events\\${event} $event) { \\Illuminate\\Support\\Facades\\Log::info('${event}', ['ip' => request()->ip(), 'user' => 1]); }`).join(' ')} }
`,
});
table('securityEventLogging.events', [
  [
    'all',
    listener(
      'Login',
      'Failed',
      'Lockout',
      'Logout',
      'PasswordReset',
      'PasswordResetLinkSent',
      'Registered',
      'Verified',
    ),
    /^covered/,
  ],
  ['some', listener('Login', 'Failed'), 'partial: 2 of 8 events'],
  ['none', {}, 'gap: none of them reaches a log'],
  ['a package that no model uses', lock('rappasoft/laravel-authentication-log'), 'gap: none of them reaches a log'],
  ['an audit package that nothing calls', lock('spatie/laravel-activitylog'), 'gap: none of them reaches a log'],
  [
    'listeners that cannot be read',
    listening('Event::listen($any, fn ($e) => 1);'),
    /^unknown: 0 of 8 events for certain/,
  ],
]);

const channel = (days: string): Files =>
  logging(
    'single',
    `${single}, 'security' => ['driver' => 'daily', 'path' => storage_path('logs/security.log'), ${days}]`,
  );
table('securityEventLogging.retention', [
  ['long enough', channel("'days' => 365"), 'covered: 365 days'],
  ['too short', channel("'days' => 14"), /^gap: (?:14 days, 90 are asked for|kept too short)/],
  [
    'as Laravel 13 calls it',
    {
      ...channel("'max_files' => 100"),
      'composer.json': JSON.stringify({ require: { 'laravel/framework': '^13.0' } }),
    },
    'covered: 100 days',
  ],
  ['all days', channel("'days' => 0"), 'covered: all days'],
  ['no channel', logging('single', single), 'unknown: no channel of its own for security events'],
]);

describe('rules', () => {
  test('a finding is a check of its own, by severity, with its place and what mends it', async () => {
    const rule = { ...debugInProduction, area: 'alerting' as const };
    const check = await checkOf('GEN002', { '.env': 'APP_ENV=production\nAPP_DEBUG=true\n' }, { rules: [rule] });
    expect(check).toMatchObject({
      outcome: 'gap',
      weight: 5,
      summary: 'debug pages in production in .env',
      title: 'Debug pages in production',
    });
    expect(check.evidence[0]).toMatchObject({ source: '.env', location: { file: '/shop/.env' } });
    expect(check.remedies[0]).toMatchObject({ title: 'Set APP_DEBUG=false', location: { file: '/shop/.env' } });
  });

  test('one that looked and found nothing is evidence, and covers nothing', async () => {
    const rule = { ...debugInProduction, area: 'databaseOptimisation' as const };
    const area = (await areasOf(production, { rules: [rule] })).find((each) => each.area.id === 'databaseOptimisation');
    expect(area).toMatchObject({ grade: 'unknown', evaluated: true });
    expect(area?.evidence.at(-1)?.fact).toMatch(/^No finding of GEN002\./);
  });
});

describe('decisions', () => {
  const decision = { reason: 'r', owner: 'Dana', accepted: '2026-11-01', expires: '2026-12-01' };

  test('a gap that somebody accepted is accepted, until the decision expires', async () => {
    const files = { ...production, ...scheduling('') };
    const id = 'automatedBackups.source';
    expect(await words(id, files, { decisions: [{ ...decision, id }] })).toBe(
      'accepted: accepted by Dana until 2026-12-01',
    );
    expect(await words(id, files, { decisions: [{ ...decision, id, expires: '2026-11-22' }] })).toBe(
      'gap: no backup in the schedule',
    );
  });

  test('what no file can say, a person says as a decision', async () => {
    const id = 'recoveryProcedures.appKey';
    expect(await words(id, production)).toMatch(/^unknown: nobody said/);
    expect(await words(id, production, { decisions: [{ ...decision, id }] })).toMatch(/^accepted/);
  });

  test('an accepted finding is no gap, and is still there', async () => {
    const rule = { ...debugInProduction, area: 'alerting' as const };
    const files = { '.env': 'APP_ENV=production\nAPP_DEBUG=true\n' };
    const check = await checkOf('GEN002', files, {
      rules: [rule],
      decisions: [{ ...decision, id: 'GEN002', file: '.env' }],
    });
    expect(check).toMatchObject({ outcome: 'accepted', decision: { owner: 'Dana' } });
    expect(check.evidence).toHaveLength(1);
  });
});

test('another environment’s file that was not read is never answered from this one’s', async () => {
  const files = await filesOf({ ...production, ...stores('redis', 'redis') });
  const { assess } = await import('../../../../src/core/assessment/assess');
  const check = assess({ now, files: { ...files, environment: 'live' } })
    .flatMap(({ checks }) => checks)
    .find(({ id }) => id === 'cachingStrategy.store');
  expect(check).toMatchObject({ outcome: 'unknown', summary: 'no environment file of live was read' });
});
