import { expect, test } from 'vitest';
import { createParseCache } from '../../../../src/core/laravel/parseCache';
import type { LaravelProject } from '../../../../src/core/laravel/project';
import { type ReadProjectOptions, readProject } from '../../../../src/core/laravel/readProject';
import {
  cachedConfig,
  customHelper,
  laravel6,
  laravel8,
  laravel10,
  laravel11,
  laravel12,
  laravel13,
  movedConfig,
  nestedConfig,
  packageLock,
  rootVariable,
} from '../../../fixtures/laravel/apps';
import { memorySource, under } from './memory';
import { plain } from './php/evaluating';

type Files = Readonly<Record<string, string>>;

const read = (files: Files, options: ReadProjectOptions = {}, root = '/srv/shop'): Promise<LaravelProject> =>
  readProject(memorySource(under(root, files)), root, options);

const values = (project: LaravelProject, ...paths: string[]): Record<string, unknown> =>
  Object.fromEntries(paths.map((path) => [path, plain(project.config.get(path))]));

test.each([
  [6, '6.20.44', laravel6],
  [8, '8.83.29', laravel8],
  [10, '10.50.3', laravel10],
])('Laravel %i with kernels: its own files and nothing else', async (major, full, files) => {
  const project = await read(files);
  expect(project).toMatchObject({ root: '/srv/shop', name: 'shop', layout: 'kernel', problems: [] });
  expect(project.version).toEqual({ full, major, source: 'composer.lock' });
  expect(project.config.names).toEqual(['app', 'database']);
  expect(values(project, 'app.debug', 'database.connections.mysql.host', 'database.redis.options.prefix')).toEqual({
    'app.debug': true,
    'database.connections.mysql.host': 'db.internal',
    'database.redis.options.prefix': 'test_shop_database_',
  });
  expect(
    values(project, 'session.driver', 'database.connections.mariadb', 'app.timezone', 'cache.stores.redis'),
  ).toEqual({
    'session.driver': 'absent',
    'database.connections.mariadb': 'absent',
    'app.timezone': 'absent',
    'cache.stores.redis': 'absent',
  });
});

test.each([
  [11, laravel11, 'test_shop_cache_', 'test_shop_session', '/srv/shop/storage/app'],
  [12, laravel12, 'test_shop_cache_', 'test_shop_session', '/srv/shop/storage/app/private'],
  [13, laravel13, 'test-shop-cache-', 'test_shop_session', '/srv/shop/storage/app/private'],
])('Laravel %i without vendor: defaults from our table', async (major, files, prefix, cookie, disk) => {
  const project = await read(files);
  expect(project).toMatchObject({ layout: 'slim', version: { major }, problems: [] });
  expect(
    values(
      project,
      'cache.prefix',
      'session.cookie',
      'filesystems.disks.local.root',
      'queue.default',
      'database.connections.mariadb.port',
      'cache.default',
    ),
  ).toEqual({
    'cache.prefix': prefix,
    'session.cookie': cookie,
    'filesystems.disks.local.root': disk,
    'queue.default': 'database',
    'database.connections.mariadb.port': '3306',
    'cache.default': 'database',
  });
  // The application's own mysql array replaces the base's as a whole.
  expect(values(project, 'database.connections.mysql')).toEqual({
    'database.connections.mysql': { driver: 'mysql', host: 'db.internal' },
  });
  expect(project.config.get('database.connections.mysql.port')).toEqual({ kind: 'absent' });
});

test('a default from our table has no file, and still names its variable', async () => {
  const project = await read(laravel13);
  expect(project.config.get('cache.default')).toMatchObject({
    origins: [{ source: 'framework' }, { source: 'default', envKey: 'CACHE_STORE' }],
  });
  expect(project.config.get('database.connections.mariadb.host')).toMatchObject({
    value: 'db.internal',
    origins: [{ source: 'framework' }, { source: 'env', file: '/srv/shop/.env', envKey: 'DB_HOST' }],
  });
});

test('keys that only the framework on another machine may define are not called absent', async () => {
  const project = await read(laravel13);
  for (const path of ['app.providers', 'services.mailgun', 'session.unheard_of', 'queue.connections.unheard_of']) {
    expect(project.config.get(path), path).toMatchObject({ kind: 'unknown', reason: 'notInstalled' });
  }
  for (const path of ['horizon.use', 'unheard.of', 'app.maintenance.unheard_of']) {
    expect(project.config.get(path), path).toEqual({ kind: 'absent' });
  }
});

test('base files in vendor count before our table, and say where they are', async () => {
  const project = await read({
    ...laravel13,
    'vendor/laravel/framework/config/database.php': `<?php return ['default' => env('DB_CONNECTION', 'sqlite'), 'connections' => ['mysql' => ['driver' => 'mysql', 'port' => 1], 'extra' => ['driver' => 'sqlite']]];`,
    'vendor/laravel/framework/config/session.php': `<?php return ['driver' => 'from vendor'];`,
  });
  expect(
    values(
      project,
      'session.driver',
      'database.default',
      'database.connections.extra.driver',
      'database.connections.mysql.port',
      'cache.default',
    ),
  ).toEqual({
    'session.driver': 'from vendor',
    'database.default': 'sqlite',
    'database.connections.extra.driver': 'sqlite',
    'database.connections.mysql.port': 'absent',
    'cache.default': 'absent',
  });
  expect(project.config.get('session.driver')).toMatchObject({
    origins: [{ source: 'framework', file: '/srv/shop/vendor/laravel/framework/config/session.php' }],
  });
});

test('dontMergeFrameworkConfiguration() leaves the application with its own files', async () => {
  const bootstrap = laravel13['bootstrap/app.php']?.replace(
    '->create()',
    '->create()->dontMergeFrameworkConfiguration()',
  );
  const project = await read({ ...laravel13, 'bootstrap/app.php': bootstrap ?? '' });
  expect(project.config.get('session.driver')).toEqual({ kind: 'absent' });
});

test('only the eight options are merged entry by entry', async () => {
  const project = await read({
    ...laravel13,
    'config/cache.php': `<?php return ['stores' => ['file' => ['driver' => 'file']]];`,
    'config/hashing.php': `<?php return ['bcrypt' => ['rounds' => 14]];`,
    'config/database.php': `<?php return ['redis' => ['client' => 'predis']];`,
  });
  expect(
    values(
      project,
      'cache.stores.file',
      'cache.stores.redis.driver',
      'hashing.bcrypt',
      'hashing.rehash_on_login',
      'database.redis',
      'database.connections.mysql.driver',
    ),
  ).toEqual({
    'cache.stores.file': { driver: 'file' },
    'cache.stores.redis.driver': 'redis',
    'hashing.bcrypt': { rounds: 14 },
    'hashing.rehash_on_login': true,
    'database.redis': { client: 'predis' },
    'database.connections.mysql.driver': 'mysql',
  });
});

test('a moved config folder is found through the application class', async () => {
  const project = await read(movedConfig);
  expect(project.config.folder).toBe('/srv/shop/app/Config');
  expect(project.config.names).toEqual(['app']);
  expect(plain(project.config.get('app.name'))).toBe('Moved');
});

test.each([
  [`$app->useConfigPath(__DIR__.'/../settings');`, '/srv/shop/settings'],
  [`$app->useConfigPath(base_path('deploy/config'));`, '/srv/shop/deploy/config'],
  [`$app->useConfigPath($app->basePath('etc'));`, '/srv/shop/etc'],
  [`$app->useConfigPath(dirname(__DIR__, 2).'/shared');`, '/srv/shared'],
  [`$app->useConfigPath(somewhere());`, '/srv/shop/config'],
])('%s', async (line, folder) => {
  const bootstrap = `<?php $app = new Illuminate\\Foundation\\Application(dirname(__DIR__)); ${line} return $app;`;
  const project = await read({ ...laravel10, 'bootstrap/app.php': bootstrap });
  expect(project.config.folder).toBe(folder);
});

test('bootstrap names the environment file; the caller may name another', async () => {
  const bootstrap = `<?php $app = new Illuminate\\Foundation\\Application(dirname(__DIR__));
$app->useEnvironmentPath(__DIR__.'/../secrets'); $app->loadEnvironmentFrom('shop.env'); return $app;`;
  const files = {
    ...laravel10,
    'bootstrap/app.php': bootstrap,
    'secrets/shop.env': 'DB_HOST=moved',
    '.env.production': 'DB_HOST=prod',
  };
  const moved = await read(files);
  expect(moved.env?.file).toBe('/srv/shop/secrets/shop.env');
  expect(plain(moved.config.get('database.connections.mysql.host'))).toBe('moved');
  const named = await read(files, { environmentFile: '.env.production' });
  expect(named.env?.file).toBe('/srv/shop/.env.production');
  expect(plain(named.config.get('database.connections.mysql.host'))).toBe('prod');
  const absolute = await read(files, { environmentFile: '/srv/shop/.env.production' });
  expect(plain(absolute.config.get('database.connections.mysql.host'))).toBe('prod');
});

test('helpers that composer loads always are followed into their file', async () => {
  const project = await read(customHelper);
  expect(values(project, 'session.driver', 'session.cookie', 'session.store')).toEqual({
    'session.driver': 'file',
    'session.cookie': 'Test Shop',
    'session.store': 'unknown(call)',
  });
  expect(project.config.get('session.cookie')).toMatchObject({
    origins: expect.arrayContaining([expect.objectContaining({ source: 'env', envKey: 'APP_NAME' })]) as unknown,
  });
});

test('an array built in a variable is what is returned', async () => {
  const project = await read(rootVariable);
  expect(values(project, 'filesystems.disks')).toEqual({
    'filesystems.disks': {
      local: { driver: 'local', root: '/srv/shop/storage/app', visibility: 'private' },
      mirror: { driver: 's3' },
      backup: { driver: 's3', bucket: 'none' },
    },
  });
});

test('folders become dotted names, and config() sees only what was loaded before', async () => {
  const project = await read(nestedConfig);
  expect(project.config.names).toEqual(['aa', 'app', 'database', 'prologue.alerts', 'zz']);
  expect(values(project, 'prologue.alerts.levels', 'zz', 'aa.from')).toEqual({
    'prologue.alerts.levels': ['info', 'error'],
    zz: { from: 'Test Shop', nested: 'alerts' },
    'aa.from': 'too early',
  });
});

test('an application in a subfolder is read by its own root', async () => {
  const project = await read(laravel13, {}, '/srv/shop/server');
  expect(project).toMatchObject({ root: '/srv/shop/server', name: 'server', problems: [] });
  expect(plain(project.config.get('filesystems.disks.public.root'))).toBe('/srv/shop/server/storage/app/public');
});

test('cached configuration is offered beside the files', async () => {
  const project = await read(cachedConfig);
  expect(project.cachedConfig?.file).toBe('/srv/shop/bootstrap/cache/config.php');
  expect(plain(project.cachedConfig?.get('app.name') ?? { kind: 'absent' })).toBe('Cached');
  expect(plain(project.cachedConfig?.get('database.connections.mysql.options.1009') ?? { kind: 'absent' })).toBe(
    '/etc/ca.pem',
  );
  expect(plain(project.config.get('app.name'))).toBe('Test Shop');
});

test('a cache file that cannot be read leaves every answer unknown', async () => {
  const source = memorySource({
    ...under('/srv/shop', laravel13),
    '/srv/shop/bootstrap/cache/config.php': { kind: 'unreadable', reason: 'tooLarge', message: 'Too large.' },
  });
  const project = await readProject(source, '/srv/shop');
  expect(project.cachedConfig?.get('app.name')).toMatchObject({
    kind: 'unknown',
    reason: 'cached',
    detail: 'Too large.',
  });
});

test('secrets are withheld in Restricted Mode, from the environment file and from the cache', async () => {
  const project = await read(cachedConfig, { withholdSecrets: true });
  expect(project.config.get('app.key')).toMatchObject({ kind: 'unknown', reason: 'withheld' });
  expect(project.cachedConfig?.get('app.key')).toMatchObject({ kind: 'unknown', reason: 'withheld' });
  expect(plain(project.config.get('app.debug'))).toBe(true);
});

test('an installed package brings its own defaults', async () => {
  const spatie: Files = {
    ...laravel13,
    'composer.lock': packageLock('13.26.1', [['spatie/laravel-backup', '9.3.0']]),
    'config/backup.php': `<?php return ['backup' => ['name' => 'mine', 'source' => ['databases' => ['mysql']]]];`,
  };
  const installed = await read({
    ...spatie,
    'vendor/spatie/laravel-backup/config/backup.php': `<?php return ['backup' => ['name' => env('APP_NAME', 'laravel-backup'), 'source' => ['files' => []], 'password' => env('BACKUP_ARCHIVE_PASSWORD')], 'cleanup' => ['tries' => 1], 'monitor_backups' => [['name' => 'a']]];`,
  });
  expect(values(installed, 'backup.backup', 'backup.cleanup.tries', 'backup.monitor_backups.0.name')).toEqual({
    'backup.backup': { name: 'mine', source: { databases: ['mysql'] }, password: null },
    'backup.cleanup.tries': 1,
    'backup.monitor_backups.0.name': 'a',
  });
  expect(installed.config.get('backup.cleanup.tries')).toMatchObject({ origins: [{ source: 'package' }] });
  const elsewhere = await read(spatie);
  expect(
    values(
      elsewhere,
      'backup.backup.name',
      'backup.cleanup.tries',
      'backup.backup.password',
      'backup.backup.source.files',
    ),
  ).toEqual({
    'backup.backup.name': 'mine',
    'backup.cleanup.tries': 'unknown(notInstalled)',
    'backup.backup.password': 'unknown(notInstalled)',
    'backup.backup.source.files': 'absent',
  });
});

test('a broken file is a problem with a place; the others are read all the same', async () => {
  const text = `<?php return ['a' => 1 'b' => 2];`;
  const project = await read({ ...laravel10, 'config/queue.php': text, 'config/odd.php': '<?php $a = 1;' });
  expect(project.problems.map(({ file, message }) => [file, message])).toEqual([
    ['/srv/shop/config/odd.php', 'config/odd.php does not return an array.'],
    ['/srv/shop/config/queue.php', expect.stringMatching(/^PHP syntax error: unexpected ''b''/)],
  ]);
  const [, queue] = project.problems;
  expect(text.slice(queue?.range?.start, queue?.range?.end)).toBe(`'`);
  expect(project.config.get('queue.default')).toMatchObject({ kind: 'unknown', reason: 'syntax' });
  expect(plain(project.config.get('app.name'))).toBe('Test Shop');
});

test('files that may not be read make their values unknown, and say so', async () => {
  const source = memorySource({
    ...under('/srv/shop', laravel10),
    '/srv/shop/config/app.php': { kind: 'unreadable', reason: 'tooLarge', message: 'app.php is larger than 1 MiB.' },
    '/srv/shop/.env': { kind: 'unreadable', reason: 'binary', message: '.env is a binary file.' },
  });
  const project = await readProject(source, '/srv/shop');
  expect(project.env).toBeUndefined();
  expect(project.config.get('app.debug')).toMatchObject({
    reason: 'unreadable',
    detail: 'app.php is larger than 1 MiB.',
  });
  expect(project.config.get('database.connections.mysql.host')).toMatchObject({
    reason: 'unreadable',
    detail: '.env is a binary file.',
  });
  expect(project.problems.map((problem) => problem.message)).toEqual([
    '.env is a binary file.',
    'app.php is larger than 1 MiB.',
  ]);
});

test('a file longer than the parser accepts is unreadable, not wrong', async () => {
  const project = await read({ ...laravel10, 'config/big.php': `<?php return ['a' => '${'x'.repeat(600 * 1024)}'];` });
  expect(project.config.get('big.a')).toMatchObject({ kind: 'unknown', reason: 'unreadable' });
  expect(project.problems[0]?.message).toBe('The file is longer than 512 KB.');
});

test('an empty folder is no application, and says what is missing', async () => {
  const project = await readProject(memorySource({}), '/srv/nothing');
  expect(project).toMatchObject({ layout: 'kernel', version: { source: 'unknown' } });
  expect(project.problems.map((problem) => problem.message)).toEqual([
    'There is no artisan in this folder: it is not the root of a Laravel application.',
    'There is no composer.json in this folder.',
    'No configuration files in config.',
  ]);
  expect(project.config.get('app.name').kind).toBe('unknown');
});

test('broken JSON is said by name, and a named environment file that is missing too', async () => {
  const project = await read(
    { ...laravel10, 'composer.json': '{', 'composer.lock': '[' },
    { environmentFile: '.env.gone' },
  );
  expect(project.problems.map((problem) => problem.message)).toEqual([
    'composer.json is not valid JSON.',
    'composer.lock is not valid JSON.',
    'The environment file .env.gone does not exist.',
  ]);
});

test('a cancelled reading stops', async () => {
  await expect(read(laravel10, { signal: AbortSignal.abort() })).rejects.toMatchObject({ reason: 'cancelled' });
});

test('after one change only that file is parsed again', async () => {
  const cache = createParseCache();
  const parsed: string[] = [];
  const counting = {
    ...cache,
    parse: (...args: Parameters<typeof cache.parse>) => {
      const result = cache.parse(...args);
      if (!seen.has(result)) parsed.push(args[0].slice('/srv/shop/'.length));
      seen.add(result);
      return result;
    },
  };
  const seen = new Set<unknown>();
  await readProject(memorySource(under('/srv/shop', laravel10)), '/srv/shop', {}, counting);
  expect(parsed.toSorted()).toEqual(['bootstrap/app.php', 'config/app.php', 'config/database.php']);
  parsed.length = 0;
  const changed = { ...laravel10, 'config/app.php': `<?php return ['name' => 'New'];` };
  const project = await readProject(memorySource(under('/srv/shop', changed)), '/srv/shop', {}, counting);
  expect(parsed).toEqual(['config/app.php']);
  expect(plain(project.config.get('app.name'))).toBe('New');
});

test('LARAVEL_STORAGE_PATH moves storage from Laravel 10 on', async () => {
  const moved = {
    '.env': 'LARAVEL_STORAGE_PATH=/var/shop',
    'config/view.php': `<?php return ['c' => storage_path('v')];`,
  };
  expect(plain((await read({ ...laravel10, ...moved })).config.get('view.c'))).toBe('/var/shop/v');
  expect(plain((await read({ ...laravel8, ...moved })).config.get('view.c'))).toBe('/srv/shop/storage/v');
});

test('Laravel joins paths as they are written up to 9, and leaves one slash from 10 on', async () => {
  const written = { 'config/view.php': `<?php return ['c' => storage_path('/v'), 'p' => public_path('/v')];` };
  expect(plain((await read({ ...laravel8, ...written })).config.get('view.c'))).toBe('/srv/shop/storage//v');
  expect(plain((await read({ ...laravel8, ...written })).config.get('view.p'))).toBe('/srv/shop/public/v');
  expect(plain((await read({ ...laravel10, ...written })).config.get('view.c'))).toBe('/srv/shop/storage/v');
});

test('what a folder of config puts into a file of the framework alone is overwritten by it, and unread defaults are not null', async () => {
  const project = await read({
    ...laravel13,
    'config/queue/extra.php': `<?php return ['a' => 1];`,
    'config/services/mail.php': `<?php return ['a' => 1];`,
    'config/own.php': `<?php return ['paths' => config('view.paths'), 'later' => config('zz.a')];`,
    'config/zz.php': `<?php return ['a' => 1];`,
  });
  expect(values(project, 'queue.extra.a', 'services.mail.a', 'own.paths', 'own.later')).toEqual({
    'queue.extra.a': 'unknown(notInstalled)',
    'services.mail.a': 'unknown(notInstalled)',
    'own.paths': 'unknown(notInstalled)',
    'own.later': null,
  });
});
