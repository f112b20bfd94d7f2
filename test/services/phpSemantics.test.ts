import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Data, certain, environmentText } from '../fixtures/laravel/expressions';
import { programs } from '../fixtures/laravel/programs';
import { prelude } from '../unit/core/laravel/php/evaluating';

// The table of expressions that the evaluator's unit tests use, run by real PHP with real Illuminate\Support: the
// expected values themselves are put to the test. Needs PHP 8.1+ and, for Str, Arr and env(), Debian's php-illuminate-support.

const hasPhp = spawnSync('php', ['-r', 'exit(PHP_VERSION_ID >= 80100 ? 0 : 1);']).status === 0;
const bootstrap = `
spl_autoload_register(function ($class) {
  $file = '/usr/share/php/'.strtr($class, '\\\\', '/').'.php';
  if (is_file($file)) require $file;
});
foreach (['PhpOption/autoload.php', 'Illuminate/Collections/helpers.php', 'Illuminate/Collections/autoload.php', 'Illuminate/Support/helpers.php'] as $file) {
  if (is_file('/usr/share/php/'.$file)) @include_once '/usr/share/php/'.$file;
}
if (!function_exists('env')) { function env($key, $default = null) { return \\Illuminate\\Support\\Env::get($key, $default); } }
`;
const needsLaravel = (expression: string): boolean =>
  /Str::(?!class)|S::|Arr::|env\(|_ENV|Env::|value\(/.test(expression);
const hasLaravel =
  hasPhp &&
  spawnSync('php', [
    '-r',
    `${bootstrap} echo \\Illuminate\\Support\\Str::slug('A b') === 'a-b' && class_exists('Dotenv\\Dotenv') ? 'yes' : 'no';`,
  ])
    .stdout.toString()
    .endsWith('yes');
if (!hasPhp) console.warn('phpSemantics: skipped, there is no PHP 8.1+ on PATH.');
else if (!hasLaravel)
  console.warn('phpSemantics: Laravel expressions skipped, illuminate/support is not in /usr/share/php.');

const folder = mkdtempSync(join(tmpdir(), 'php-semantics-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Case {
  readonly text: string;
  readonly value: Data;
}
const cases: readonly Case[] = [
  ...certain.map(([expression, value]) => ({ text: `${prelude}return ${expression};`, value })),
  // The folders of an application are not PHP's to know.
  ...programs.filter(([name]) => name !== 'paths').map(([, body, value]) => ({ text: `<?php ${body}`, value })),
];
const runnable = cases.filter(({ text }) => hasLaravel || !needsLaravel(text));

/** Every expression in a file of its own: each may declare namespaces and heredocs. */
function runAll(): unknown[] {
  writeFileSync(join(folder, '.env'), environmentText);
  for (const [index, { text }] of runnable.entries()) writeFileSync(join(folder, `${index}.php`), text);
  const load = hasLaravel
    ? `\\Dotenv\\Dotenv::create(\\Illuminate\\Support\\Env::getRepository(), ${JSON.stringify(folder)}, '.env')->load();`
    : '';
  const script = `<?php error_reporting(0); ini_set('precision', '14'); ${bootstrap} ${load}
    $results = [];
    for ($i = 0; $i < ${runnable.length}; $i++) {
      try { $results[] = ['value' => (fn () => require __DIR__."/$i.php")()]; } catch (\\Throwable $e) { $results[] = ['error' => $e->getMessage()]; }
    }
    echo json_encode($results, JSON_PRESERVE_ZERO_FRACTION);`;
  writeFileSync(join(folder, 'run.php'), script);
  return JSON.parse(execFileSync('php', [join(folder, 'run.php')]).toString()) as unknown[];
}

/** json_encode() writes an empty PHP array as a list. */
const asJson = (value: Data): unknown => JSON.parse(JSON.stringify(value));

test.runIf(hasPhp)('every expected value of the table is what PHP itself gives', () => {
  const results = runAll();
  const table = runnable.map(({ text, value }, index) => ({
    text,
    expected: { value: asJson(value) },
    given: results[index],
  }));
  expect(
    table.filter(
      ({ expected, given }) => JSON.stringify(given) !== JSON.stringify(expected) && !sameData(given, expected),
    ),
  ).toEqual([]);
});

/** Objects may differ in the order of numeric keys, which JavaScript sorts. */
function sameData(left: unknown, right: unknown): boolean {
  try {
    expect(left).toEqual(right);
    return true;
  } catch {
    return false;
  }
}
