import { expect, test } from 'vitest';
import { programs } from '../../../../fixtures/laravel/programs';
import { evaluate, plain, surroundings } from './evaluating';

const run = (body: string): unknown => plain(evaluate(`<?php ${body}`));

test.each(programs)('%s', (_, body, expected) => {
  expect(run(body)).toEqual(expected);
});

test.each([
  [
    'an unknown condition whose branches agree',
    `if (PHP_VERSION_ID > 80400) { $a = 1; } else { $a = 1; } return $a;`,
    1,
  ],
  [
    'an unknown condition whose branches differ',
    `if (file_exists('/x')) { $a = 1; } else { $a = 2; } return $a;`,
    'unknown(condition)',
  ],
  [
    'a key that only one branch sets stays apart from the others',
    `$c = ['a' => 1]; if (file_exists('/x')) { $c['b'] = 2; } return $c;`,
    { a: 1, b: 'unknown(condition)' },
  ],
  ['a list that may be longer', `$c = ['x']; if (file_exists('/x')) { $c[] = 'y'; } return $c;`, 'unknown(condition)'],
  [
    'a return that may have happened',
    `if (file_exists('/x')) { return ['a' => 1, 'b' => 2]; } return ['a' => 1, 'b' => 3];`,
    { a: 1, b: 'unknown(condition)' },
  ],
  ['a branch that ends the script', `if (PHP_SAPI !== 'cli') { exit; } return ['a' => 1];`, { a: 1 }],
  [
    'the key of the CA option is the same in both branches',
    `return [(PHP_VERSION_ID >= 80500 ? \\Pdo\\Mysql::ATTR_SSL_CA : \\PDO::MYSQL_ATTR_SSL_CA) => env('DB_HOST')];`,
    { 'PDO::MYSQL_ATTR_SSL_CA': '10.0.0.5' },
  ],
  [
    'and with defined()',
    `return array_filter([(defined('Pdo\\Mysql::ATTR_SSL_CA') ? Pdo\\Mysql::ATTR_SSL_CA : PDO::MYSQL_ATTR_SSL_CA) => env('MISSING')]);`,
    [],
  ],
  [
    'constants we do not know stand for themselves as keys',
    `return [\\Redis::OPT_SERIALIZER => 1, Level::High->value => 2, 'a' => 3];`,
    { 'Redis::OPT_SERIALIZER': 1, 'Level::High': 2, a: 3 },
  ],
  ['but not as values', `return [\\Redis::SERIALIZER_PHP];`, ['unknown(call)']],
  ['nor are those of PDO', `return ['fetch' => PDO::FETCH_OBJ, 'a' => 1];`, { fetch: 'unknown(call)', a: 1 }],
  [
    'floats and long numbers of JSON',
    `return [json_decode('[2.0]'), json_decode('9007199254740993'), json_decode('[2, "3.0"]')];`,
    ['unknown(call)', 'unknown(call)', [2, '3.0']],
  ],
  [
    'a closure',
    `return ['f' => function () { return 1; }, 'g' => fn () => 1, 'h' => strlen(...)];`,
    { f: 'unknown(closure)', g: 'unknown(closure)', h: 'unknown(closure)' },
  ],
  ['a call that is not on the list', `return ['v' => readVersion('x'), 'a' => 1];`, { v: 'unknown(call)', a: 1 }],
  [
    'what is made of an unknown is unknown for the same reason',
    `return 'x'.strtoupper(trim(file_get_contents('x')));`,
    'unknown(call)',
  ],
  ['includes', `return ['a' => require 'x.php', ...include('y.php')];`, 'unknown(include)'],
  ['spread of something unknown', `return ['a' => 1, ...other()];`, 'unknown(include)'],
  ['an undefined variable', `return $nothing;`, 'unknown(variable)'],
  ['an undefined variable in ??', `return $nothing ?? 'd';`, 'd'],
  [
    'a variable passed to an unknown function may change',
    `$a = 1; $b = 2; preg_match('/x/', 'y', $a); return [$a, $b];`,
    ['unknown(variable)', 2],
  ],
  ['sorting by reference is not followed', `$a = [2, 1]; sort($a); return $a;`, 'unknown(variable)'],
  ['a reference', `$a = 1; $b = &$a; $b = 2; return $a;`, 'unknown(variable)'],
  ['an include may change every variable', `$a = 1; include 'x.php'; return $a;`, 'unknown(variable)'],
  [
    'a loop over something unknown',
    `$a = 1; $b = 2; foreach (things() as $x) { $a = $x; } return [$a, $b];`,
    ['unknown(condition)', 2],
  ],
  ['a loop that never ends', `while (true) { $a = 1; } return 1;`, 'unknown(syntax)'],
  ['a recursion that never ends', `function f($n) { return f($n + 1); } return f(0);`, 'unknown(call)'],
  ['a text that doubles forever', `$a = 'x'; for ($i = 0; $i < 100; $i++) { $a .= $a; } return $a;`, 'unknown(syntax)'],
  [
    'a catch block that may have run',
    `try { $a = risky(); $b = 1; } catch (\\Throwable $e) { $b = 2; } return $b;`,
    'unknown(condition)',
  ],
  [
    'match on something unknown',
    `return match (PHP_OS_FAMILY) { 'Windows' => 1, default => 2 };`,
    'unknown(condition)',
  ],
  [
    'logic decides without its unknown side',
    `return [file_exists('x') && false, file_exists('x') || true, false && boom(), true || boom()];`,
    [false, true, false, true],
  ],
  [
    'a filter over something unknown keeps the key',
    `return array_filter(['a' => gethostname(), 'b' => '']);`,
    { a: 'unknown(call)' },
  ],
  ['bytes are not text', `return "\\xff";`, 'unknown(syntax)'],
  ['a number too large to be exact', `return 9007199254740993;`, 'unknown(syntax)'],
  ['division by zero', `return 1 / 0;`, 'unknown(call)'],
  [
    'non-ASCII slugs that Laravel would transliterate',
    `return \\Illuminate\\Support\\Str::slug('Магазин');`,
    'unknown(call)',
  ],
  ['nothing returned', `$a = 1;`, 1],
  ['realpath depends on the disk', `return realpath('/x');`, 'unknown(call)'],
  ['a shell command is never run', 'return `ls`;', 'unknown(syntax)'],
])('unsure: %s', (_, body, expected) => {
  expect(run(body)).toEqual(expected);
});

test('config() reads what was loaded before, with its default', () => {
  const known = evaluate(`<?php return ['name' => 'Shop', 'empty' => null];`);
  const around = surroundings('', (path) =>
    known.kind === 'array' ? (known.entries.get(path)?.value ?? { kind: 'absent' }) : known,
  );
  const value = evaluate(
    `<?php return [config('name'), config('missing'), config('missing', 'd'), config('empty', 'd'), \\Config::get('name')];`,
    around,
  );
  expect(plain(value)).toEqual(['Shop', null, 'd', null, 'Shop']);
});

test('the reason of an unknown says what it depends on', () => {
  const detail = (body: string): string => {
    const value = evaluate(`<?php ${body}`);
    return value.kind === 'unknown' ? value.detail : value.kind;
  };
  expect(detail(`return App\\Support\\readVersion('x');`)).toBe('calls readVersion()');
  expect(detail(`return Sanctum::currentUrl();`)).toBe('calls Sanctum::currentUrl()');
  expect(detail(`return PHP_OS;`)).toBe('PHP_OS is known only to PHP');
  expect(detail(`if (PHP_SAPI === 'cli') { $a = 1; } else { $a = 2; } return $a;`)).toBe('PHP_SAPI decides');
  expect(detail(`return $host.':1';`)).toBe('$host is not set here');
});
