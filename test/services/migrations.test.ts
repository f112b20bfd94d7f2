import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, inject, test } from 'vitest';
import { indexesOf } from '../../src/core/code/migrations/table';
import { migrationsOfLaravel8 } from '../fixtures/laravel/migrations';
import { schemaOf } from '../unit/core/code/migrations/reading';
import { isThere } from './servers';

// The same migrations read by us and run by a real Laravel 8 (Debian's php-illuminate-database) on a real MariaDB: the
// catalog's indexes are what tables() says.

const mariadb = inject('mariadb');
const autoload = "@include '/usr/share/php/Illuminate/autoload.php';";
const hasLaravel = spawnSync('php', [
  '-r',
  `${autoload} echo extension_loaded('pdo_mysql') && class_exists('Illuminate\\Database\\Capsule\\Manager') ? 'yes' : 'no';`,
])
  .stdout?.toString()
  .endsWith('yes');
if (!hasLaravel) console.warn('migrations: skipped, there is no PHP with pdo_mysql and illuminate/database.');

const folder = mkdtempSync(join(tmpdir(), 'migrations-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** "table: name(column, column)" of every index, as the server's catalog says after Laravel ran the migrations. */
function catalogAfter(files: Readonly<Record<string, string>>): readonly string[] {
  if (!isThere(mariadb)) throw new Error('no server');
  const database = `migrations_${process.pid}`;
  mkdirSync(join(folder, 'migrations'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'migrations', `${name}.php`), text);
  const { host, port, user, password } = mariadb;
  const settings = { driver: 'mysql', host, port, username: user, password, charset: 'utf8mb4' };
  const collation = { collation: 'utf8mb4_unicode_ci', prefix: '' };
  writeFileSync(
    join(folder, 'run.php'),
    `<?php error_reporting(E_ALL & ~E_DEPRECATED); ${autoload}
    $settings = json_decode(${JSON.stringify(JSON.stringify({ ...settings, ...collation }))}, true);
    $pdo = new PDO("mysql:host={$settings['host']};port={$settings['port']}", $settings['username'], $settings['password']);
    $pdo->exec('CREATE DATABASE ${database}');
    $capsule = new Illuminate\\Database\\Capsule\\Manager;
    $capsule->addConnection($settings + ['database' => '${database}']);
    $app = $capsule->getContainer();
    $app->instance('db', $capsule->getDatabaseManager());
    $app->bind('db.schema', fn () => $capsule->getConnection()->getSchemaBuilder());
    Illuminate\\Support\\Facades\\Facade::setFacadeApplication($app);
    foreach (glob(__DIR__.'/migrations/*.php') as $file) {
      $before = get_declared_classes();
      $migration = require $file;
      if (!is_object($migration)) {
        $new = array_filter(array_diff(get_declared_classes(), $before), fn ($class) => (new ReflectionClass($class))->getFileName() === realpath($file));
        $class = end($new); $migration = new $class;
      }
      $migration->up();
    }
    $rows = $pdo->query("SELECT CONCAT(table_name, ': ', LOWER(index_name), '(', GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ', '), ')') FROM information_schema.statistics WHERE table_schema = '${database}' GROUP BY table_name, index_name")->fetchAll(PDO::FETCH_COLUMN);
    $pdo->exec('DROP DATABASE ${database}');
    echo json_encode($rows);`,
  );
  return (JSON.parse(execFileSync('php', [join(folder, 'run.php')]).toString()) as string[]).sort();
}

test.runIf(hasLaravel && isThere(mariadb))('the indexes are those that Laravel makes on a server', async () => {
  const schema = await schemaOf(migrationsOfLaravel8);
  const ours = [...schema.tables.values()].flatMap((table) =>
    indexesOf(table, 'mysql').map(
      ({ type, name, columns }) =>
        `${table.name}: ${type === 'primary' ? 'primary' : name.toLowerCase()}(${columns.join(', ')})`,
    ),
  );
  expect([...schema.tables.values()].filter(({ certain }) => !certain).map(({ name }) => name)).toEqual([]);
  expect(ours.sort()).toEqual(catalogAfter(migrationsOfLaravel8));
});
