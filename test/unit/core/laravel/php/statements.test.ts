import { expect, test } from 'vitest';
import { evaluate, plain, surroundings } from './evaluating';

const run = (body: string): unknown => plain(evaluate(`<?php ${body}`));

test.each([
  ['variables, in order', `$a = 1; $b = $a + 1; $a = 5; return [$a, $b];`, [5, 2]],
  [
    'compound assignment',
    `$a = 'x'; $a .= 'y'; $n = 2; $n *= 3; $n ??= 9; $m ??= 4; return [$a, $n, $m];`,
    ['xy', 6, 4],
  ],
  ['assignment is an expression', `return ['a' => $x = 3, 'b' => $x];`, { a: 3, b: 3 }],
  [
    'elements are written in place',
    `$c = ['a' => ['b' => 1]]; $c['a']['c'] = 2; $c['list'][] = 'x'; $c['list'][] = 'y'; return $c;`,
    { a: { b: 1, c: 2 }, list: ['x', 'y'] },
  ],
  ['unset removes an element', `$c = ['a' => 1, 'b' => 2]; unset($c['a']); return $c;`, { b: 2 }],
  [
    'lists are taken apart',
    `[$a, [$b]] = [1, [2]]; ['k' => $c] = ['k' => 3]; list(, $d) = [4, 5]; return [$a, $b, $c, $d];`,
    [1, 2, 3, 5],
  ],
  ['a known condition takes one branch', `if (env('TRUE_WORD')) { $a = 1; } else { $a = 2; } return $a;`, 1],
  [
    'elseif',
    `$x = 2; if ($x === 1) { $a = 'one'; } elseif ($x === 2) { $a = 'two'; } else { $a = 'many'; } return $a;`,
    'two',
  ],
  ['alternative syntax', `if (false): $a = 1; else: $a = 2; endif; return $a;`, 2],
  [
    'a comparison with the text true holds after the cast of env()',
    `$o = []; if (env('TRUE_WORD') == 'true') { $o['skip_ssl'] = true; } return $o;`,
    { skip_ssl: true },
  ],
  [
    'foreach over a certain list',
    `$r = []; foreach (explode(',', env('LIST')) as $i => $v) { $r["k$i"] = $v; } return $r;`,
    { k0: 'a', k1: 'b', k2: 'c' },
  ],
  [
    'break and continue',
    `$r = []; foreach ([1, 2, 3, 4] as $n) { if ($n === 2) { continue; } if ($n === 4) { break; } $r[] = $n; } return $r;`,
    [1, 3],
  ],
  [
    'break out of two loops',
    `$r = []; foreach ([1, 2] as $a) { foreach ([1, 2] as $b) { if ($b === 2) break 2; $r[] = $a.$b; } } return $r;`,
    ['11'],
  ],
  [
    'for and while',
    `$r = []; for ($i = 0; $i < 3; $i++) { $r[] = $i; } while (count($r) > 2) { $r = [9]; } do { $r[] = 0; } while (false); return $r;`,
    [9, 0],
  ],
  [
    'switch falls through',
    `$r = []; switch ('b') { case 'a': $r[] = 1; case 'b': $r[] = 2; case 'c': $r[] = 3; break; default: $r[] = 4; } return $r;`,
    [2, 3],
  ],
  [
    'a function of the file',
    `function pick($x, $d = null) { return empty($x) ? $d : $x; } return [pick('', 'd'), pick('v')];`,
    ['d', 'v'],
  ],
  ['a function declared later', `return late(); function late() { return 'yes'; }`, 'yes'],
  [
    'a function behind function_exists',
    `if (! function_exists('own')) { function own() { return 'own'; } } return own();`,
    'own',
  ],
  ['a function sees no outer variables', `$x = 1; function f() { return isset($x); } return f();`, false],
  ['an arrow function sees them', `$x = 2; return array_map(fn ($n) => $n * $x, [1, 2]);`, [2, 4]],
  ['a closure sees what it uses', `$x = 2; return array_map(function ($n) use ($x) { return $n + $x; }, [1]);`, [3]],
  [
    'constants of the file',
    `const A = 'a'; define('B', 'b'); class K { const C = 'c'; } return [A, B, K::C, defined('B')];`,
    ['a', 'b', 'c', true],
  ],
  ['a file that returns early', `if (env('TRUE_WORD')) return ['early' => true]; return [];`, { early: true }],
  [
    'a namespace',
    `namespace App\\Config; use Illuminate\\Support\\Str as S; return [Foo::class, S::slug('A b'), namespace\\Bar::class];`,
    ['App\\Config\\Foo', 'a-b', 'App\\Config\\Bar'],
  ],
  [
    'REDIS_SERVERS split in a loop',
    `$servers = explode(',', 'h1:1:0,h2:2:1'); $redis = []; foreach ($servers as $i => $s) { $p = explode(':', $s); $redis['n'.$i] = ['host' => $p[0], 'port' => $p[1] ?? 6379, 'database' => $p[2] ?? '0']; } return ['redis' => $redis];`,
    { redis: { n0: { host: 'h1', port: '1', database: '0' }, n1: { host: 'h2', port: '2', database: '1' } } },
  ],
  [
    'strings with variables',
    `$a = ['k' => 'v', 'n' => ['m' => 1]]; $s = 'x'; return "$s {$s} \${s} $a[k] {$a['n']['m']}";`,
    'x x x v 1',
  ],
  ['a heredoc with variables', `$s = 'x'; return <<<EOT\n  one $s\n  two\n  EOT;`, 'one x\ntwo'],
  [
    'paths',
    `return [base_path(), storage_path('logs/a.log'), database_path('/x'), __DIR__, dirname(__DIR__), config_path('a.php')];`,
    [
      '/srv/shop',
      '/srv/shop/storage/logs/a.log',
      '/srv/shop/database/x',
      '/srv/shop/config',
      '/srv/shop',
      '/srv/shop/config/a.php',
    ],
  ],
])('%s', (_, body, expected) => {
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
