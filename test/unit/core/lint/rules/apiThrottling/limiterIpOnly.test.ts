import { limiterIpOnly } from '../../../../../../src/core/lint/rules/apiThrottling/limiterIpOnly';
import type { Files } from '../../ruleCases';
import { ruleCases } from '../../ruleCases';
import { byUser, kernel, provider, routes, slim } from '../rateLimiting/application';

const limiter = (key: string, name = 'api'): string =>
  `RateLimiter::for('${name}', fn (Request $request) => Limit::perMinute(60)->by(${key}));`;
const signedIn =
  "Route::middleware('auth:sanctum')->group(function () {\n    Route::get('orders', OrderController::class);\n    Route::post('orders', OrderController::class);\n});";
const api = (key: string, body = signedIn): Files => ({
  ...slim('$middleware->throttleApi();'),
  ...provider(limiter(key)),
  'routes/api.php': routes(body),
});

ruleCases(limiterIpOnly, {
  bad: [
    {
      name: 'the address alone, and routes of users',
      files: api('$request->ip()'),
      at: ['app/Providers/AppServiceProvider.php: $request->ip()'],
      message: 'Customers behind one office IP share this limit, although 2 of its 2 routes know the user.',
      related: ['/api/orders knows the user.', '/api/orders knows the user.'],
      fixed: provider(limiter(byUser)),
    },
    {
      name: 'a text in front of the address, in Laravel 8',
      files: {
        ...kernel(8),
        ...provider(limiter("'api:'.$request->ip()")),
        'routes/api.php': routes("Route::get('orders', OrderController::class)->middleware('auth:api');"),
      },
      at: ["app/Providers/AppServiceProvider.php: 'api:'.$request->ip()"],
      message: /1 of its 1 routes/,
      fixed: provider(limiter("optional($request->user())->id ?: 'api:'.$request->ip()")),
    },
    {
      name: 'a limiter of another name that the API asks for',
      files: {
        ...slim("$middleware->throttleApi('partners');"),
        ...provider(limiter('$request->ip()', 'partners')),
        'routes/api.php': routes(signedIn),
      },
      at: ['app/Providers/AppServiceProvider.php: $request->ip()'],
      fixed: provider(limiter(byUser, 'partners')),
    },
  ],
  good: [
    { name: 'by user first', files: api(byUser) },
    { name: 'by something else', files: api("$request->header('X-Key') ?: $request->ip()") },
    {
      name: 'a public API',
      files: api(
        '$request->ip()',
        "Route::get('products', OrderController::class);\nRoute::get('prices', OrderController::class);",
      ),
    },
    {
      name: 'an API that is mostly public',
      files: api(
        '$request->ip()',
        `Route::get('a', OrderController::class);\nRoute::get('b', OrderController::class);\nRoute::get('c', OrderController::class);\n${signedIn}`,
      ),
    },
    {
      name: 'a limiter that the API does not ask for',
      files: { ...api('$request->ip()'), ...slim(), 'routes/api.php': routes(signedIn) },
    },
    {
      name: 'what it returns is not certain',
      files: { ...api(byUser), ...provider("RateLimiter::for('api', fn (Request $request) => limitOf($request));") },
    },
    {
      name: 'no address',
      files: { ...api(byUser), ...provider("RateLimiter::for('api', fn () => Limit::perMinute(60));") },
    },
  ],
});
