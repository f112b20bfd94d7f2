import { limiterGlobalBucket } from '../../../../../../src/core/lint/rules/rateLimiting/limiterGlobalBucket';
import { ruleCases } from '../../ruleCases';
import { byUser, kernel, provider, routes, slim } from './application';

const limit = (body: string): string => `RateLimiter::for('orders', function (Request $request) { ${body} });`;
const by = (text: string, key = byUser): string => text.replace('perMinute(10)', `perMinute(10)->by(${key})`);
const onlyRoute = routes("Route::get('orders', OrderController::class)->middleware('throttle:orders');");

ruleCases(limiterGlobalBucket, {
  bad: [
    {
      name: 'a limit without by()',
      files: provider(limit('return Limit::perMinute(10);')),
      at: ['app/Providers/AppServiceProvider.php: Limit::perMinute(10)'],
      message: 'No `->by()`: all visitors share one counter of 10 requests a minute.',
      fixed: provider(by(limit('return Limit::perMinute(10);'))),
    },
    {
      name: 'an arrow function with another name for the request, and a response',
      files: provider(
        "RateLimiter::for('orders', fn (Request $r) => Limit::perMinute(10)->response(fn () => response('', 429)));",
      ),
      at: ['app/Providers/AppServiceProvider.php: Limit::perMinute(10)'],
      fixed: provider(
        "RateLimiter::for('orders', fn (Request $r) => Limit::perMinute(10)->by($r->user()?->id ?: $r->ip())->response(fn () => response('', 429)));",
      ),
    },
    {
      name: 'a login is counted by address',
      files: provider("RateLimiter::for('login', fn (Request $request) => Limit::perMinute(10));"),
      at: ['app/Providers/AppServiceProvider.php: Limit::perMinute(10)'],
      fixed: provider("RateLimiter::for('login', fn (Request $request) => Limit::perMinute(10)->by($request->ip()));"),
    },
    {
      name: 'one branch of two, as in a limiter of logins and forgotten passwords',
      files: provider(
        limit(
          "if ($request->is('password')) { return Limit::perMinute(2)->by($request->ip()); } return Limit::perMinute(10);",
        ),
      ),
      at: ['app/Providers/AppServiceProvider.php: Limit::perMinute(10)'],
      fixed: provider(
        by(
          limit(
            "if ($request->is('password')) { return Limit::perMinute(2)->by($request->ip()); } return Limit::perMinute(10);",
          ),
        ),
      ),
    },
    {
      name: 'an array in which none has by()',
      files: provider(limit('return [Limit::perMinute(10), Limit::perDay(100)];')),
      at: ['app/Providers/AppServiceProvider.php: Limit::perMinute(10)'],
      fixed: provider(limit(`return [Limit::perMinute(10)->by(${byUser}), Limit::perDay(100)->by(${byUser})];`)),
    },
    {
      name: 'Laravel 8 may run on PHP 7',
      files: { ...kernel(8), ...provider(limit('return Limit::perMinute(10);')) },
      at: ['app/Providers/AppServiceProvider.php: Limit::perMinute(10)'],
      fixed: provider(by(limit('return Limit::perMinute(10);'), 'optional($request->user())->id ?: $request->ip()')),
    },
    {
      name: 'Laravel 8 on PHP 8',
      files: {
        ...kernel(8),
        ...provider(limit('return Limit::perMinute(10);')),
        'composer.json': JSON.stringify({ require: { php: '^8.0', 'laravel/framework': '^8.0' } }, null, 2),
      },
      at: ['app/Providers/AppServiceProvider.php: Limit::perMinute(10)'],
      fixed: provider(by(limit('return Limit::perMinute(10);'))),
    },
    {
      name: 'a number that is not certain',
      files: provider(limit("return Limit::perMinute(config('shop.limit'));")),
      at: ["app/Providers/AppServiceProvider.php: Limit::perMinute(config('shop.limit'))"],
      message: 'No `->by()`: all visitors share one counter.',
      fixed: provider(limit(`return Limit::perMinute(config('shop.limit'))->by(${byUser});`)),
    },
    {
      name: 'a function without a parameter, which a route asks for',
      files: {
        ...slim(),
        ...provider("RateLimiter::for('orders', fn () => Limit::perMinute(10));"),
        'routes/web.php': onlyRoute,
      },
      at: ['app/Providers/AppServiceProvider.php: Limit::perMinute(10)'],
      fix: null,
    },
  ],
  good: [
    { name: 'by user or address', files: provider(limit(`return Limit::perMinute(10)->by(${byUser});`)) },
    {
      name: 'an array where one has by()',
      files: provider(limit('return [Limit::perMinute(500), Limit::perMinute(3)->by($request->input("email"))];')),
    },
    { name: 'no limit', files: provider(limit('return Limit::none();')) },
    {
      name: 'no limit for some',
      files: provider(limit(`return $request->user()?->vip ? Limit::none() : Limit::perMinute(10)->by(${byUser});`)),
    },
    { name: 'a fixed key', files: provider(limit("return Limit::perMinute(10)->by('orders');")) },
    {
      name: 'a limit that is global by its class',
      files: provider(limit('return new \\Illuminate\\Cache\\RateLimiting\\GlobalLimit(500);')),
    },
    ...['global', 'all-visitors', 'total', 'whole-app'].map((name) => ({
      name: `a limiter that is called ${name}`,
      files: provider(`RateLimiter::for('${name}', fn (Request $request) => Limit::perMinute(1000));`),
    })),
    {
      name: 'a limiter of jobs',
      files: provider("RateLimiter::for('backups', fn (object $job) => Limit::perHour(1));"),
    },
    {
      name: 'a function without a parameter, which no route asks for',
      files: provider("RateLimiter::for('mails', fn () => Limit::perMinute(10));"),
    },
    {
      name: 'a name that is not certain',
      files: provider('RateLimiter::for($name, fn (Request $request) => Limit::perMinute(10));'),
    },
    {
      name: 'a value that is not certain',
      files: provider(limit('if ($x) { return limitOf($request); } return Limit::perMinute(10);')),
    },
  ],
});
