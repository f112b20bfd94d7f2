import { describe, expect, test } from 'vitest';
import { routeWords } from '../../../../../src/core/security/limits/limitWords';
import { limitedShop } from './limitedShop';

describe('groups', () => {
  test('a login without a limit, with one, and one that counts by itself', async () => {
    const shop = await limitedShop({
      web: `
Route::post('login', fn () => 1);
Route::post('sign-in', fn () => 1)->middleware('throttle:6,1');
Route::post('admin/login', [App\\Http\\Controllers\\LoginController::class, 'store']);
Route::post('other/login', [Vendor\\LoginController::class, 'store']);`,
      files: {
        'app/Http/Controllers/LoginController.php': `<?php
namespace App\\Http\\Controllers;
class LoginController { public function store() { if (\\Illuminate\\Support\\Facades\\RateLimiter::tooManyAttempts('x', 5)) abort(429); } }`,
      },
    });
    expect(shop.route('POST login')).toMatchObject({ group: 'unlimitedAuth', takesCredentials: true, csrf: true });
    expect(shop.route('POST sign-in')).toMatchObject({ group: 'covered', why: 'throttle:6,1 6/min by user, else IP.' });
    expect(shop.route('POST admin/login')).toMatchObject({ group: 'covered', limiters: [{ kind: 'handler' }] });
    expect(shop.route('POST other/login')).toMatchObject({ group: 'unknown' });
  });

  test('routes of the API, and the rest', async () => {
    const shop = await limitedShop({
      api: `
Route::get('orders', fn () => 1);
Route::get('reports', fn () => 1)->middleware('throttle:api');
Route::get('lost', fn () => 1)->middleware('throttle:gone');
Route::get('free', fn () => 1)->middleware('throttle:free');
Route::get('named', fn () => 1)->middleware(App\\Http\\Middleware\\ThrottlePartners::class);`,
      web: `Route::get('about', fn () => 1);
if (env('X')) { Route::get('maybe', fn () => 1); }`,
      limiters: `RateLimiter::for('api', fn (Request $request) => Limit::perMinute(60)->by($request->user()?->id ?: $request->ip()));
RateLimiter::for('free', fn () => Limit::none());`,
      files: {
        'app/Http/Middleware/ThrottlePartners.php': '<?php namespace App\\Http\\Middleware; class ThrottlePartners {}',
      },
    });
    const groups = Object.fromEntries(shop.inventory.routes.map(({ id, group }) => [id, group]));
    expect(groups).toEqual({
      'GET api/orders': 'apiUnlimited',
      'GET api/reports': 'covered',
      'GET api/lost': 'other',
      'GET api/free': 'apiUnlimited',
      'GET api/named': 'covered',
      'GET about': 'other',
      'GET maybe': 'unknown',
    });
    expect(routeWords(shop.route('GET api/reports'))).toBe('throttle:api 60/min by user, else IP · redis');
    expect(shop.route('GET api/lost').why).toBe('No limiter gone is defined: every request fails with an error.');
    expect(shop.route('GET api/free').why).toContain('Limit::none()');
    expect(shop.route('GET maybe').why).toContain('condition');
  });

  test('settings that something in front limits the API cover it', async () => {
    const shop = await limitedShop({ api: "Route::get('orders', fn () => 1);" }, { apiGateway: true });
    expect(shop.route('GET api/orders')).toMatchObject({ group: 'covered', limiters: [] });
  });

  test('a store that forgets leaves routes unlimited, but not those that count in Redis itself', async () => {
    const shop = await limitedShop({
      api: `
Route::get('a', fn () => 1)->middleware('throttle:60,1');
Route::get('b', fn () => 1)->middleware(Illuminate\\Routing\\Middleware\\ThrottleRequestsWithRedis::class.':60,1');`,
      files: {
        '.env': 'APP_ENV=local\nCACHE_STORE=array\n',
        'config/cache.php':
          "<?php return ['default' => env('CACHE_STORE'), 'stores' => ['array' => ['driver' => 'array']]];",
      },
    });
    expect(shop.route('GET api/a')).toMatchObject({
      group: 'apiUnlimited',
      store: { driver: 'array', sharing: 'forgets' },
    });
    expect(shop.route('GET api/b')).toMatchObject({ group: 'covered' });
    expect(routeWords(shop.route('GET api/b'))).toBe('throttle:60,1 60/min by user, else IP · redis');
  });
});

describe('limits', () => {
  test('keys, spans, branches and chains in words', async () => {
    const shop = await limitedShop({
      api: ['all', 'mail', 'roles', 'two', 'own', 'some', 'long']
        .map((name) => `Route::get('${name}', fn () => 1)->middleware('throttle:${name}');`)
        .join('\n'),
      limiters: `
RateLimiter::for('all', fn () => Limit::perHour(500));
RateLimiter::for('mail', fn (Request $request) => Limit::perMinutes(15, 5)->by($request->input('email').$request->ip()));
RateLimiter::for('roles', fn (Request $request) => $request->user()->isAdmin() ? Limit::none() : Limit::perMinute(30)->by($request->user()->id));
RateLimiter::for('two', fn (Request $request) => [Limit::perSecond(5)->by($request->ip()), Limit::perDay(1000)->by($request->ip())]);
RateLimiter::for('own', fn (Request $request) => Limit::perMinute(3)->by($request->ip())->response(fn () => 'no'));
RateLimiter::for('some', fn (Request $request) => Limit::perMinute(3)->after(fn ($response) => $response->status() === 404));
RateLimiter::for('long', fn (Request $request) => Limit::perMinute(config('x'))->by($request->ip()));`,
    });
    const words = (name: string): string => routeWords(shop.route(`GET api/${name}`));
    expect(words('all')).toBe('throttle:all 500/h for all visitors together · redis');
    expect(words('mail')).toBe("throttle:mail 5/15 min by $request->input('email').$request->ip() · redis");
    expect(words('roles')).toBe('throttle:roles no limit or 30/min by user · redis');
    expect(words('two')).toBe('throttle:two 5/s by IP and 1000/day by IP · redis');
    expect(words('long')).toContain('limit not certain by IP');
    const limitOf = (name: string): unknown => shop.route(`GET api/${name}`).limiters[0]?.branches[0]?.[0];
    expect(limitOf('own')).toMatchObject({ ownResponse: true, countsSome: false });
    expect(limitOf('some')).toMatchObject({ ownResponse: false, countsSome: true });
    expect(shop.route('GET api/roles').why).toContain('not in every case');
  });

  test('proxies matter to what counts by address', async () => {
    const make = (trust: string, proxy: 'none' | 'loadBalancer' | 'unknown') =>
      limitedShop(
        {
          api: "Route::get('a', fn () => 1)->middleware('throttle:ip');\nRoute::get('b', fn () => 1)->middleware('throttle:all');",
          limiters:
            "RateLimiter::for('ip', fn (Request $request) => Limit::perMinute(5)->by($request->ip()));\nRateLimiter::for('all', fn () => Limit::perMinute(5));",
          files: {
            'bootstrap/app.php': `<?php
use Illuminate\\Foundation\\Application;
use Illuminate\\Foundation\\Configuration\\Middleware;
return Application::configure(basePath: dirname(__DIR__))
    ->withRouting(web: __DIR__.'/../routes/web.php', api: __DIR__.'/../routes/api.php')
    ->withMiddleware(function (Middleware $middleware) { ${trust} })->create();`,
          },
        },
        { proxy },
      );
    const everyone = "$middleware->trustProxies(at: '*');";
    const stateOf = async (trust: string, proxy: 'none' | 'loadBalancer' | 'unknown') =>
      (await make(trust, proxy)).route('GET api/a').proxy.state;
    expect(await stateOf(everyone, 'none')).toBe('forgeable');
    expect(await stateOf(everyone, 'loadBalancer')).toBe('right');
    expect(await stateOf(everyone, 'unknown')).toBe('unknown');
    expect(await stateOf('', 'none')).toBe('right');
    expect(await stateOf('', 'loadBalancer')).toBe('shared');
    expect(await stateOf('', 'unknown')).toBe('unknown');
    expect((await make(everyone, 'none')).route('GET api/b').proxy.state).toBe('notUsed');
  });
});

test('ids are unique', async () => {
  const shop = await limitedShop({
    web: "Route::get('a', fn () => 1);\nRoute::domain('x.test')->get('a', fn () => 2);",
  });
  expect(shop.inventory.routes.map(({ id }) => id)).toEqual(['GET a', 'GET a #2']);
});
