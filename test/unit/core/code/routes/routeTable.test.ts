import { describe, expect, test } from 'vitest';
import { shown, slim, tableOf, webRoutes } from './reading';

describe('forms of registering', () => {
  test.each<[string, string, readonly string[]]>([
    ['verbs', "Route::get('a', Home::class); Route::post('/b/', [Home::class, 'x']);", ['GET a', 'POST b']],
    [
      'match and any',
      "Route::match(['get', 'POST'], 'a', 'b'); Route::any('c', 'd');",
      ['GET,POST a', 'GET,POST,PUT,PATCH,DELETE c'],
    ],
    [
      'view and redirect',
      "Route::view('a', 'b'); Route::redirect('c', 'd');",
      ['GET a', 'GET,POST,PUT,PATCH,DELETE c'],
    ],
    ['fallback', 'Route::fallback(fn () => 1);', ['GET {fallbackPlaceholder}']],
    ['named arguments', "Route::get(action: Home::class, uri: 'a');", ['GET a']],
    [
      'what is chained',
      "Route::get('a', Home::class)->name('n')->middleware('x:1', 'y')->where('id', '1');",
      ['GET a (n) [x:1 y]'],
    ],
    [
      'what waits',
      "Route::middleware(['x'])->prefix('p')->name('n.')->get('a', Home::class)->name('b');",
      ['GET p/a (n.b) [x]'],
    ],
    [
      'nested groups',
      "Route::prefix('p')->name('p.')->middleware('x')->group(function () { Route::group(['prefix' => '/q/', 'as' => 'q.', 'middleware' => ['y']], fn () => Route::get('a', Home::class)->name('n')); });",
      ['GET p/q/a (p.q.n) [x y]'],
    ],
    [
      'the router as a variable',
      "Route::group([], function ($router) { $router->get('a', Home::class); });",
      ['GET a'],
    ],
    [
      'the router of the container',
      "app('router')->get('a', Home::class); app()->make('router')->post('b', 'c');",
      ['GET a', 'POST b'],
    ],
    ['a route in a variable', "$route = Route::get('a', Home::class); $route->middleware('x');", ['GET a [x]']],
    [
      'a group in a variable',
      "$group = Route::middleware('x'); $group->group(function () { Route::get('a', Home::class); });",
      ['GET a [x]'],
    ],
    ['a class as middleware', "Route::get('a', Home::class)->middleware(\\A\\B::class.':1,2');", ['GET a [A\\B:1,2]']],
    [
      'using()',
      "Route::get('a', Home::class)->middleware(\\Illuminate\\Routing\\Middleware\\ThrottleRequests::with(5, 1));",
      ['GET a [Illuminate\\Routing\\Middleware\\ThrottleRequests:5,1]'],
    ],
    ['can()', "Route::get('a', Home::class)->can('edit', 'post');", ['GET a [can:edit,post]']],
    [
      'a resource',
      "Route::resource('photos', Home::class)->only('index', 'update');",
      ['GET photos (photos.index)', 'PUT,PATCH photos/{photo} (photos.update)'],
    ],
    [
      'a resource of an API',
      "Route::apiResource('a.categories', Home::class)->except(['index', 'store', 'destroy'])->parameters(['a' => 'b']);",
      [
        'GET a/{b}/categories/{category} (a.categories.show)',
        'PUT,PATCH a/{b}/categories/{category} (a.categories.update)',
      ],
    ],
    [
      'a singleton',
      "Route::singleton('profile', Home::class)->destroyable();",
      [
        'GET profile (profile.show)',
        'GET profile/edit (profile.edit)',
        'PUT,PATCH profile (profile.update)',
        'DELETE profile (profile.destroy)',
      ],
    ],
    [
      'middleware for some methods',
      "Route::resource('a', Home::class)->only(['index', 'store'])->middlewareFor('store', 'throttle:5,1');",
      ['GET a (a.index)', 'POST a (a.store) [throttle:5,1]'],
    ],
    ['a loop over constants', "foreach (['a', 'b'] as $x) { Route::get($x, Home::class); }", ['GET a', 'GET b']],
    [
      'texts put together',
      "$p = 'x'; Route::get(\"{$p}/{id}\", Home::class); Route::get(sprintf('%s/z', $p), Home::class);",
      ['GET x/{id}', 'GET x/z'],
    ],
    [
      'a group of a controller',
      "Route::controller(Home::class)->group(function () { Route::get('a', 'list'); });",
      ['GET a'],
    ],
    ['Livewire Volt', "\\Livewire\\Volt\\Volt::route('login', 'pages.login')->name('login');", ['GET login (login)']],
  ])('%s', async (_, text, expected) => {
    const routes = await webRoutes(text);
    expect(routes.map(shown)).toEqual(expected);
    expect(routes.every(({ group }) => group === 'web')).toBe(true);
  });

  test('handlers: arrays, strings with namespaces, invokable classes and closures', async () => {
    const routes = await webRoutes(
      "Route::get('a', [Home::class, 'x']); Route::get('b', Home::class); Route::get('c', fn () => 1); Route::namespace('App\\Old')->group(function () { Route::get('d', 'Foo@bar'); }); Route::get('e', $unknown);",
    );
    const controller = (className: string, method: string): object => ({ kind: 'controller', className, method });
    expect(routes.map(({ action }) => action)).toEqual([
      controller('App\\Http\\Controllers\\Home', 'x'),
      controller('App\\Http\\Controllers\\Home', '__invoke'),
      { kind: 'closure' },
      controller('App\\Old\\Foo', 'bar'),
      { kind: 'unknown' },
    ]);
  });

  test('places: the registering call, and the whole chain for edits', async () => {
    const text = "Route::post('login', Home::class)\n    ->name('login');";
    const [route] = await webRoutes(text);
    const { start, end } = route?.whole.range ?? { start: 0, end: 0 };
    expect(route?.location.range).toEqual({ start, end: start + text.indexOf('\n') });
    expect(end - start).toBe(text.length - ';'.length);
  });
});

describe('where routes are loaded', () => {
  const api = "<?php Route::get('x', fn () => 1);";
  test('withRouting: prefixes, the health route, arrays of files of which one is missing', async () => {
    const routing =
      "api: [__DIR__.'/../routes/api.php', __DIR__.'/../routes/none.php'], apiPrefix: 'v1', health: '/ok'";
    const table = await tableOf({ 'bootstrap/app.php': slim(routing), 'routes/api.php': api });
    expect(table.routes.map(shown)).toEqual(['GET ok', 'GET v1/x']);
    expect(table).toMatchObject({ complete: true, gaps: [] });
  });
  test('withRouting(then: …) adds, withRouting(using: …) stands alone', async () => {
    const then =
      "web: __DIR__.'/../routes/web.php', then: function () { Route::middleware('api')->prefix('hooks')->group(base_path('routes/hooks.php')); }";
    const files = { 'routes/hooks.php': api, 'routes/web.php': "<?php Route::get('w', fn () => 1);" };
    expect((await tableOf({ ...files, 'bootstrap/app.php': slim(then) })).routes.map(shown)).toEqual([
      'GET hooks/x',
      'GET w',
    ]);
    const using = "using: function () { Route::group([], base_path('routes/hooks.php')); }, health: '/up'";
    expect((await tableOf({ ...files, 'bootstrap/app.php': slim(using) })).routes.map(shown)).toEqual(['GET x']);
  });
  test('a provider with map methods, its namespace and files of any name', async () => {
    const provider = `<?php
namespace App\\Providers;
use Illuminate\\Foundation\\Support\\Providers\\RouteServiceProvider as ServiceProvider;
use Illuminate\\Support\\Facades\\Route;
class RouteServiceProvider extends ServiceProvider {
    protected $namespace = 'App\\Http\\Controllers';
    public function map() { $this->mapOwn('shop'); }
    protected function mapOwn(string $name) {
        Route::prefix('api')->middleware('api')->namespace($this->namespace)->group(base_path("routes/$name.base.php"));
    }
}`;
    const { routes, complete } = await tableOf({
      'bootstrap/app.php': '<?php return new Illuminate\\Foundation\\Application(dirname(__DIR__));',
      'app/Providers/RouteServiceProvider.php': provider,
      'routes/shop.base.php': "<?php Route::get('x', 'Foo@bar');",
    });
    expect(routes.map(shown)).toEqual(['GET api/x']);
    expect(routes[0]?.action).toEqual({ kind: 'controller', className: 'App\\Http\\Controllers\\Foo', method: 'bar' });
    expect(complete).toBe(true);
  });
  test('loadRoutesFrom, require in a group and glob()', async () => {
    const provider = `<?php
namespace App\\Providers;
class AppServiceProvider extends \\Illuminate\\Support\\ServiceProvider {
    public function boot(): void {
        $this->loadRoutesFrom(__DIR__.'/../../routes/extra.php');
        foreach (glob(base_path('routes/parts/*.php')) as $file) { require $file; }
    }
}`;
    const table = await tableOf({
      'app/Providers/AppServiceProvider.php': provider,
      'routes/extra.php': "<?php Route::prefix('in')->group(function () { require __DIR__.'/inner.php'; });",
      'routes/inner.php': api,
      'routes/parts/one.php': "<?php Route::get('one', fn () => 1);",
    });
    expect(table.routes.map(shown)).toEqual(['GET up', 'GET in/x', 'GET one']);
  });
  test('routes of laravel/ui, with what is switched off', async () => {
    const routes = await webRoutes("\\Auth::routes(['register' => false, 'reset' => false]);");
    expect(routes.map(shown)).toEqual(['GET login (login)', 'POST login', 'POST logout (logout)']);
  });
});

describe('what is not certain is said', () => {
  test.each([
    [
      'a macro of the router',
      'Route::webhooks("x");',
      "routes/web.php calls webhooks() on the router, which is not one of Laravel's own methods.",
    ],
    [
      'routes of a package',
      '\\Laravel\\Passport\\Passport::routes();',
      'routes/web.php calls Passport::routes(), which may register routes.',
    ],
    ['a file that is not certain', 'require $file;', 'routes/web.php loads a file that is not certain.'],
    [
      'a loop over something unknown',
      'foreach ($x as $y) { Route::get($y, Home::class); }',
      'Routes are registered in a loop in routes/web.php.',
    ],
    [
      'a group of something unknown',
      'Route::group([], $routes);',
      'routes/web.php has a group whose routes are not certain.',
    ],
  ])('%s', async (_, text, gap) => {
    const table = await tableOf({ 'routes/web.php': `<?php use Illuminate\\Support\\Facades\\Route; ${text}` });
    expect(table).toMatchObject({ complete: false, gaps: [gap] });
  });
  test.each([
    ['a condition', "if ($x) { Route::get('a', fn () => 1); }"],
    ['what follows a conditional return', "if ($x) { return; } Route::get('a', fn () => 1);"],
    ['the other side', "if ($x) { $y = 1; } else { Route::get('a', fn () => 1); }"],
  ])('a route behind %s is conditional and not complete', async (_, text) => {
    expect((await webRoutes(text)).map(({ conditional, complete }) => [conditional, complete])).toEqual([
      [true, false],
    ]);
  });
  test('conditions that are certain are decided', async () => {
    const routes = await webRoutes(
      "if (! app()->routesAreCached()) { } if (false) { Route::get('a', fn () => 1); } else { Route::get('b', fn () => 1); }",
    );
    expect(routes.map(({ uri, complete }) => [uri, complete])).toEqual([['b', true]]);
  });
  test.each([
    ['middleware from a variable', "Route::get('a', fn () => 1)->middleware($x);"],
    ['parameters from the environment', "Route::get('a', fn () => 1)->middleware('throttle:'.env('X'));"],
    ['an alias that nobody defines', "Route::get('a', fn () => 1)->middleware('tenant');"],
    ['a macro of the route', "Route::get('a', fn () => 1)->guarded();"],
    ['a controller of a package', "Route::get('a', [\\Acme\\Controller::class, 'x']);"],
    ['attributes from a variable', "Route::group($x, function () { Route::get('a', fn () => 1); });"],
  ])('%s', async (_, text) => {
    expect((await webRoutes(text)).map(({ complete }) => complete)).toEqual([false]);
  });
  test('a prefix that is not certain leaves the end of the address', async () => {
    const [route] = await webRoutes(
      "Route::prefix(env('P'))->group(function () { Route::post('login', fn () => 1); });",
    );
    expect(route).toMatchObject({ uriEnd: 'login', complete: true });
    expect(route?.uri).toBeUndefined();
  });
  test('a file of routes that cannot be parsed', async () => {
    const table = await tableOf({ 'routes/web.php': '<?php Route::get(' });
    expect(table.complete).toBe(false);
  });
  test('code that never ends is left', async () => {
    const table = await tableOf({ 'routes/web.php': "<?php require __DIR__.'/web.php'; Route::get('a', fn () => 1);" });
    expect(table.routes.map(shown)).toContain('GET a');
  });
});

describe('middleware of a route', () => {
  const own = ({
    middleware,
  }: {
    middleware: readonly { className?: string; name: string; parameters: readonly string[]; via: string }[];
  }): readonly string[] =>
    middleware
      .filter(({ via }) => via !== 'global')
      .map(({ className, name, parameters, via }) =>
        `${via} ${(className ?? name).split('\\').at(-1) ?? ''} ${parameters.join()}`.trim(),
      );
  test('groups are taken apart, aliases looked up, and the order is the one in which they run', async () => {
    const table = await tableOf({
      'routes/api.php': "<?php Route::get('x', fn () => 1)->middleware('throttle:5,1', 'auth:sanctum');",
      'bootstrap/app.php': slim("api: __DIR__.'/../routes/api.php'", '$middleware->throttleApi();'),
    });
    expect(own(table.routes[0] ?? { middleware: [] })).toEqual([
      'route Authenticate sanctum',
      'middlewareGroup ThrottleRequests api',
      'route ThrottleRequests 5,1',
      'middlewareGroup SubstituteBindings',
    ]);
    expect(table.routes[0]).toMatchObject({ group: 'api', complete: true });
  });
  test('withoutMiddleware takes away what is named exactly, groups included', async () => {
    const table = await tableOf({
      'routes/api.php':
        "<?php Route::get('a', fn () => 1)->withoutMiddleware('throttle:api'); Route::get('b', fn () => 1)->withoutMiddleware(['api']); Route::get('c', fn () => 1)->withoutMiddleware('throttle');",
      'bootstrap/app.php': slim("api: __DIR__.'/../routes/api.php'", '$middleware->throttleApi();'),
    });
    expect(table.routes.map(own)).toEqual([
      ['middlewareGroup SubstituteBindings'],
      [],
      ['middlewareGroup ThrottleRequests api', 'middlewareGroup SubstituteBindings'],
    ]);
    expect(table.removals.map(({ names }) => names)).toEqual([['throttle:api'], ['api'], ['throttle']]);
  });
});
