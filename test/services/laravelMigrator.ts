import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LaravelHost } from './laravelHosts';
import type { TestServer } from './servers';

/** What happened when Laravel ran one migration up and down again. */
export interface Migrated {
  /** What `migrate --pretend` printed. */
  readonly pretend: string;
  /** SHOW CREATE TABLE of every table, by name. */
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  readonly back: Readonly<Record<string, string>>;
  readonly error?: string;
}

export interface MigrationFile {
  /** "2026_11_23_101500_add_index" */
  readonly name: string;
  readonly text: string;
}

/** Laravel's own `migrate --pretend`, `migrate` and `migrate:rollback` for one file after the other, in one process. */
const script = `<?php
error_reporting(E_ERROR);
require '/usr/share/php/Illuminate/autoload.php';
require_once '/usr/share/php/Illuminate/Foundation/helpers.php';
$given = json_decode(file_get_contents(__DIR__.'/given.json'), true);
$app = new Illuminate\\Foundation\\Application(__DIR__);
Illuminate\\Support\\Facades\\Facade::setFacadeApplication($app);
$app->instance('env', 'testing');
$app->instance('config', new Illuminate\\Config\\Repository([
  'app' => ['locale' => 'en'],
  'database' => ['default' => 'main', 'connections' => $given['connections'], 'migrations' => 'ops_ran'],
]));
$app->register(Illuminate\\Filesystem\\FilesystemServiceProvider::class);
$app->register(Illuminate\\Foundation\\Providers\\ComposerServiceProvider::class);
$app->register(Illuminate\\Database\\DatabaseServiceProvider::class);
$app->register(Illuminate\\Database\\MigrationServiceProvider::class);
$app->boot();
$console = new Illuminate\\Console\\Application($app, $app['events'], 'test');
if (method_exists($console, 'setContainerCommandLoader')) $console->setContainerCommandLoader();
$console->setAutoExit(false);
$console->setCatchExceptions(false);
$pdo = $app['db']->connection()->getPdo();
$tables = function () use ($pdo) {
  $all = [];
  foreach ($pdo->query('SHOW TABLES')->fetchAll(PDO::FETCH_COLUMN) as $name)
    if ($name !== 'ops_ran' && substr($name, -8) !== '_ops_ran') $all[$name] = $pdo->query('SHOW CREATE TABLE \`'.str_replace('\`', '\`\`', $name).'\`')->fetchAll(PDO::FETCH_NUM)[0][1];
  ksort($all);
  return $all;
};
$run = function ($command, $more = []) use ($console) {
  $output = new Symfony\\Component\\Console\\Output\\BufferedOutput;
  $console->call($command, $more + ['--force' => true], $output);
  return $output->fetch();
};
$run('migrate', ['--path' => __DIR__.'/none', '--realpath' => true]);
$results = [];
foreach ($given['files'] as $name) {
  $path = ['--path' => __DIR__.'/migrations/'.$name.'.php', '--realpath' => true];
  $result = ['before' => $tables(), 'pretend' => '', 'after' => [], 'back' => []];
  try {
    $result['pretend'] = $run('migrate', $path + ['--pretend' => true]);
    $run('migrate', $path);
    $result['after'] = $tables();
    $run('migrate:rollback', $path);
    $result['back'] = $tables();
  } catch (Throwable $error) { $result['error'] = get_class($error).': '.$error->getMessage(); }
  $results[] = $result;
}
echo json_encode($results, JSON_INVALID_UTF8_SUBSTITUTE);
`;

/**
 * Runs migrations one after the other, each up and down.
 *
 * @param connections further ones of config/database.php, beside "main"; all go to the same server
 */
export async function migrateWith(
  host: LaravelHost,
  server: TestServer,
  database: string,
  files: readonly MigrationFile[],
  prefix = '',
): Promise<readonly Migrated[]> {
  const folder = mkdtempSync(join(host.prefix, '/tmp/laravel-migrator-'));
  try {
    mkdirSync(join(folder, 'migrations'));
    mkdirSync(join(folder, 'none'));
    for (const { name, text } of files) writeFileSync(join(folder, 'migrations', `${name}.php`), text);
    const { port, user, password } = server;
    const main = {
      driver: 'mysql',
      host: '127.0.0.1',
      port,
      username: user,
      password,
      database,
      charset: 'utf8mb4',
      collation: 'utf8mb4_unicode_ci',
      prefix,
      prefix_indexes: true,
    };
    const connections = { main, reporting: main };
    writeFileSync(join(folder, 'given.json'), JSON.stringify({ connections, files: files.map(({ name }) => name) }));
    writeFileSync(join(folder, 'run.php'), script);
    const [program = 'php', ...first] = host.command;
    const { stdout } = await promisify(execFile)(
      program,
      [...first, join(folder, 'run.php').slice(host.prefix.length)],
      { env: { PATH: process.env['PATH'], COLUMNS: '80' }, maxBuffer: 64 * 1024 * 1024, timeout: 110_000 },
    );
    return JSON.parse(stdout) as readonly Migrated[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
