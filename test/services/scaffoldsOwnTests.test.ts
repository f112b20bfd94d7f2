import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, expect, inject, test } from 'vitest';
import { applyEdits } from '../../src/core/base/text';
import { applied, contextOf, layouts } from '../unit/core/security/scaffolds/apps';
import { scaffoldAll } from '../../src/core/security/scaffolds/scaffoldAll';
import { laravel8, type LaravelHost, type PlacedApp, placeApp } from './laravelHosts';
import { realKernelApp } from './scaffoldsApps';
import { isThere } from './servers';
import { ofSuite } from './support';

// The tests that scaffolds write for an application are run, and every file that they write is read by a real PHP.

const hasPhp = spawnSync('php', ['--version']).status === 0;
const hasUnit = spawnSync('phpunit', ['--version']).status === 0;
const found = laravel8();
const mariadb = inject('mariadb');
if (!hasPhp) process.stdout.write('scaffoldsOwnTests: skipped, php is not installed\n');
if (!hasUnit)
  process.stdout.write('scaffoldsOwnTests: generated tests are only checked by php -l, phpunit is not installed\n');

const placed: PlacedApp[] = [];
afterAll(() => placed.forEach((each) => each.remove()));

const wishes = {
  channel: { days: 90 },
  subscriber: true,
  auditTrail: ['App\\Models\\User'],
  rateLimitLog: true,
  tests: true,
  limiters: { define: ['login', 'api', 'heavy'], apiGroup: true },
} as const;
const plainHost: LaravelHost = { version: '', prefix: '', command: ['php'] };

const pest = { 'tests/Pest.php': "<?php\n\nuses(Tests\\TestCase::class)->in('Feature');\n" };

test.skipIf(!hasPhp).each(
  layouts.flatMap(([name, app]) => [
    [name, app] as const,
    [
      `${name} with Pest`,
      {
        ...app,
        ...pest,
        'composer.json': (app['composer.json'] ?? '').replace('"require":{', '"require":{"pestphp/pest":"^2.0",'),
      },
    ] as const,
  ]),
)('%s: PHP reads what is written', async (_, app) => {
  const plan = scaffoldAll(await contextOf(app), wishes);
  expect(plan.refused).toEqual([]);
  const after = applied(app, plan.edits);
  const place = placeApp(plainHost, after);
  placed.push(place);
  const files = plan.edits.map(({ file }) => file.replace('/shop', place.root));
  expect(files.length).toBeGreaterThan(8);
  for (const file of files)
    expect(execFileSync('php', ['-d', 'error_reporting=E_ALL', '-l', file], { encoding: 'utf8' })).toContain(
      'No syntax errors',
    );
});

test.skipIf(!hasPhp || !hasUnit || !isThere(found))(
  'the generated tests pass, and fail without the scaffolds',
  async () => {
    const own = realKernelApp('none', ofSuite(mariadb));
    const app = {
      ...own,
      'vendor/autoload.php': (own['vendor/autoload.php'] ?? '').replace(
        'return new class',
        "require_once __DIR__.'/../tests/TestCase.php';\nreturn new class",
      ),
      'phpunit.xml':
        '<phpunit bootstrap="vendor/autoload.php"><testsuites><testsuite name="Feature"><directory suffix="Test.php">tests/Feature</directory></testsuite></testsuites><php><server name="APP_ENV" value="testing"/></php></phpunit>',
      'tests/TestCase.php': `<?php
namespace Tests;
class TestCase extends \\Illuminate\\Foundation\\Testing\\TestCase
{
    public function createApplication()
    {
        $app = require __DIR__.'/../bootstrap/app.php';
        $app->make(\\Illuminate\\Contracts\\Console\\Kernel::class)->bootstrap();
        return $app;
    }
}
`,
    };
    const plan = scaffoldAll(await contextOf(app), wishes);
    const run = (files: Readonly<Record<string, string>>) => {
      const place = placeApp(plainHost, files);
      placed.push(place);
      return spawnSync('phpunit', ['--configuration', `${place.root}/phpunit.xml`], {
        cwd: place.root,
        encoding: 'utf8',
      });
    };
    const passed = run(applied(app, plan.edits));
    expect(passed.stdout).toMatch(/OK \(5 tests, \d+ assertions\)/);
    const tests = plan.edits.filter(({ file }) => file.includes('/tests/'));
    const alone = Object.fromEntries(
      tests.map(({ file, edits }) => [file.replace('/shop/', ''), applyEdits('', edits)]),
    );
    expect(run({ ...app, ...alone }).stdout).toMatch(/Tests: 5, .*(?:Errors|Failures): /);
  },
);
