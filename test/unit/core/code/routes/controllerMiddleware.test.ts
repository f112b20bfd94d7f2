import { expect, test } from 'vitest';
import { tableOf } from './reading';

const base =
  '<?php\nnamespace App\\Http\\Controllers;\nclass Controller extends \\Illuminate\\Routing\\Controller {}\n';
const home = (body: string, declaration = 'class Home extends Controller', uses = ''): string =>
  `<?php\nnamespace App\\Http\\Controllers;\n${uses}\n${declaration} {\n${body}\npublic function show() {} public function store() {}\n}\n`;

/** What the controller attaches to show() and store(), and whether that is all. */
async function attached(
  text: string,
  more: Record<string, string> = {},
  major = 12,
): Promise<readonly (readonly [string, boolean])[]> {
  const { routes } = await tableOf({
    'composer.json': JSON.stringify({
      require: { 'laravel/framework': `^${major}.0` },
      autoload: { 'psr-4': { 'App\\': 'app/' } },
    }),
    'routes/web.php':
      "<?php use App\\Http\\Controllers\\Home; Route::get('a', [Home::class, 'show']); Route::post('b', [Home::class, 'store']);",
    'app/Http/Controllers/Controller.php': base,
    'app/Http/Controllers/Home.php': text,
    ...more,
  });
  return routes
    .filter(({ uri }) => uri !== 'up')
    .map(({ middleware, complete }) => [
      middleware
        .filter(({ via }) => via === 'controller')
        .map(({ written }) => written)
        .join(' '),
      complete,
    ]);
}

const constructor = (body: string): string => `public function __construct() { ${body} }`;

test.each<[string, string, readonly [string, string]]>([
  ['a constructor', constructor("$this->middleware('auth');"), ['auth', 'auth']],
  ['options', constructor("$this->middleware('throttle:5,1', ['except' => ['show']]);"), ['', 'throttle:5,1']],
  ['only() and lists', constructor("$this->middleware(['auth', 'signed'])->only('show');"), ['auth signed', '']],
  ['except() with several', constructor("$this->middleware('auth')->except('show', 'x');"), ['', 'auth']],
  ['closures', constructor('$this->middleware(function ($request, $next) { return $next($request); });'), ['', '']],
  ['no constructor', '', ['', '']],
])('%s', async (_, body, [show, store]) => {
  expect(await attached(home(body))).toEqual([
    [show, true],
    [store, true],
  ]);
});

test('a condition makes it uncertain', async () => {
  expect(await attached(home(constructor("if (config('x')) { $this->middleware('auth'); }")))).toEqual([
    ['auth', false],
    ['auth', false],
  ]);
});

test("a parent's constructor counts when it runs", async () => {
  const parent = base.replace('{}', "{ public function __construct() { $this->middleware('auth'); } }");
  const files = { 'app/Http/Controllers/Controller.php': parent };
  expect((await attached(home(''), files))[0]).toEqual(['auth', true]);
  expect((await attached(home(constructor("parent::__construct(); $this->middleware('signed');")), files))[0]).toEqual([
    'auth signed',
    true,
  ]);
  expect((await attached(home(constructor("$this->middleware('signed');")), files))[0]).toEqual(['signed', true]);
});

test('HasMiddleware', async () => {
  const uses = 'use Illuminate\\Routing\\Controllers\\HasMiddleware; use Illuminate\\Routing\\Controllers\\Middleware;';
  const body = `public static function middleware(): array {
    return ['auth', new Middleware('throttle:5,1', only: ['store']), new Middleware(\\A\\B::class, except: ['store']), fn ($r, $n) => $n($r)];
  }`;
  expect(await attached(home(body, 'class Home implements HasMiddleware', uses))).toEqual([
    ['auth A\\B', true],
    ['auth throttle:5,1', true],
  ]);
});

test('attributes count since Laravel 13', async () => {
  const text = `<?php
namespace App\\Http\\Controllers;
use Illuminate\\Routing\\Attributes\\Controllers\\Middleware;
#[Middleware('auth', except: ['show'])]
class Home extends Controller {
  #[Middleware('throttle:5,1')] public function show() {}
  public function store() {}
}`;
  expect(await attached(text, {}, 13)).toEqual([
    ['throttle:5,1', true],
    ['auth', true],
  ]);
  expect(await attached(text, {}, 12)).toEqual([
    ['', true],
    ['', true],
  ]);
});
