import { describe, expect, test } from 'vitest';
import { constantValue } from '../../../../../src/core/code/constantValue';
import { namedBy, proxyFacts } from '../../../../../src/core/code/proxies/proxyFacts';
import { parsePhp } from '../../../../../src/core/laravel/php/parse';
import { absent } from '../../../../../src/core/laravel/value';

function facts(text: string, relative = 'bootstrap/app.php') {
  const parsed = parsePhp(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return proxyFacts.collect({ path: `/shop/${relative}`, relative, text, program: parsed.program });
}

function named(expression: string) {
  const parsed = parsePhp(`<?php\nreturn ${expression};`);
  const statement = parsed.ok ? parsed.program.body[0] : undefined;
  if (statement?.kind !== 'return' || statement.value === undefined) throw new Error('no expression');
  return namedBy(constantValue(statement.value, '/shop/a.php'));
}

describe('what a value names', () => {
  test.each([
    ['null', 'none'],
    ["''", 'none'],
    ['[]', 'none'],
    ["['']", 'none'],
    ["'*'", 'everyone'],
    ["'**'", 'everyone'],
    ["['*']", 'some'],
    ["'10.0.0.1, 10.0.0.2'", 'some'],
    ["['', '10.0.0.1']", 'some'],
    ['proxies()', 'unknown'],
    ['[proxies()]', 'unknown'],
  ])('%s: %s', (expression, expected) => {
    expect(named(expression)).toBe(expected);
  });

  test('nothing', () => {
    expect(namedBy(absent)).toBe('none');
  });
});

test.each([
  ["trustProxies('*')", 'everyone'],
  ["trustProxies(at: ['10.0.0.1'])", 'some'],
  ['trustProxies(headers: 1, at: null)', 'none'],
  ['trustProxies(...$all)', 'unknown'],
])('the call %s names %s', (call, names) => {
  const found = facts(`<?php\nreturn Application::configure()->withMiddleware(fn ($m) => $m->${call})->create();\n`);
  expect(found.flatMap((fact) => (fact.fact === 'call' ? [fact.names] : []))).toEqual([names]);
});

test('a call without addresses says nothing', () => {
  const found = facts(
    '<?php\nreturn Application::configure()->withMiddleware(fn ($m) => $m->trustProxies(headers: 1));\n',
  );
  expect(found.map(({ fact }) => fact)).toEqual(['stack']);
});

test.each<[string, readonly string[] | 'unknown']>([
  ['', []],
  ['protected function headers() { return compute(); }', []],
  ["public function __construct() { $this->proxies = (string) config('a.b'); }", ['a.b']],
  [
    "public function handle($r, $next) { $this->proxies = explode(',', config('app.proxies')); return parent::handle($r, $next); }",
    ['app.proxies'],
  ],
  ["public function __construct() { $this->proxies = env('PROXIES'); }", 'unknown'],
  ['public function __construct() { $this->proxies = Addresses::all(); }', 'unknown'],
  ["public function __construct() { $this->proxies = ['10.0.0.1']; }", 'unknown'],
])('the methods of a class: %s', (methods, reads) => {
  const text = `<?php\nnamespace App;\nclass TrustProxies extends \\Illuminate\\Http\\Middleware\\TrustProxies { protected $proxies; ${methods} }\n`;
  expect(facts(text, 'app/TrustProxies.php')).toMatchObject([
    { fact: 'class', names: 'none', hasProperty: true, reads },
  ]);
});
