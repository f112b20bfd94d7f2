import { stackedNumericThrottles } from '../../../../../../src/core/lint/rules/rateLimiting/stackedNumericThrottles';
import { ruleCases } from '../../ruleCases';
import { kernel, routes, slim } from './application';

const group = (inner: string, outer = 'throttle:60,1'): string =>
  routes(
    `Route::middleware('${outer}')->group(function () {\n    Route::post('search', OrderController::class)->middleware(${inner});\n});`,
  );

ruleCases(stackedNumericThrottles, {
  bad: [
    {
      name: 'around a group and at a route',
      files: { ...slim(), 'routes/web.php': group("'throttle:5,1'") },
      at: ["routes/web.php: 'throttle:5,1'"],
      message: 'Both throttles use the same key, so each request counts twice (60,1 and 5,1).',
      related: ['The other throttle (60,1) is here.'],
      fixed: { 'routes/web.php': group("'throttle:5,1,search'") },
    },
    {
      name: 'one number alone',
      files: { ...slim(), 'routes/web.php': group('[\'auth\', "throttle:5"]') },
      at: ['routes/web.php: "throttle:5"'],
      fixed: { 'routes/web.php': group('[\'auth\', "throttle:5,1,search"]') },
    },
    {
      name: 'guests and users',
      files: { ...slim(), 'routes/web.php': group("'throttle:5|10,1'") },
      at: ["routes/web.php: 'throttle:5|10,1'"],
      message: /60,1 and 5\|10,1/,
      fixed: { 'routes/web.php': group("'throttle:5|10,1,search'") },
    },
    {
      name: 'the group of the Kernel, in Laravel 6',
      files: {
        ...kernel(6, "'throttle:60,1', 'bindings'"),
        'routes/api.php': routes("Route::post('search', OrderController::class)->middleware('throttle:5,1');"),
      },
      at: ["routes/api.php: 'throttle:5,1'"],
      fixed: {
        'routes/api.php': routes("Route::post('search', OrderController::class)->middleware('throttle:5,1,search');"),
      },
    },
    {
      name: 'the class with its with(): no text to add a prefix to',
      files: { ...slim(), 'routes/web.php': group('ThrottleRequests::with(5, 1)') },
      at: ['routes/web.php: ThrottleRequests::with(5, 1)'],
      fix: null,
    },
  ],
  good: [
    {
      name: 'one throttle',
      files: {
        ...slim(),
        'routes/web.php': routes("Route::post('search', OrderController::class)->middleware('throttle:5,1');"),
      },
    },
    { name: 'a named limiter inside', files: { ...slim(), 'routes/web.php': group("'throttle:search'") } },
    {
      name: 'a named limiter outside',
      files: { ...slim(), 'routes/web.php': group("'throttle:5,1'", 'throttle:web') },
    },
    {
      name: 'a prefix, as for forgotten e-mail addresses',
      files: { ...slim(), 'routes/web.php': group("'throttle:10,900,forgotEmail'") },
    },
    {
      name: 'equal texts, which Laravel takes for one',
      files: { ...slim(), 'routes/web.php': group("'throttle:60,1'") },
    },
    { name: "a user's attribute", files: { ...slim(), 'routes/web.php': group("'throttle:rate_limit,1'") } },
    { name: 'a subclass', files: { ...slim(), 'routes/web.php': group("\\App\\Throttle::class.':5,1'") } },
    { name: 'a text that is not certain', files: { ...slim(), 'routes/web.php': group("'throttle:'.$n") } },
  ],
});
