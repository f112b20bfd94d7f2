import { throttleRemoved } from '../../../../../../src/core/lint/rules/rateLimiting/throttleRemoved';
import { ruleCases } from '../../ruleCases';
import { controller, kernel, routes, slim } from './application';

const orders = controller('OrderController', 'public function __invoke() {}');
const api = (body: string, middleware = '$middleware->throttleApi();'): Record<string, string | undefined> => ({
  ...orders,
  ...slim(middleware),
  'routes/api.php': routes(body),
});

ruleCases(throttleRemoved, {
  bad: [
    {
      name: 'the throttle of the api group',
      files: api("Route::post('import', OrderController::class)->withoutMiddleware('throttle:api');"),
      at: ["routes/api.php: withoutMiddleware('throttle:api')"],
      message: 'Rate limiting is switched off for POST /api/import.',
      fix: null,
    },
    {
      name: 'the same in the Kernel, in an array',
      files: {
        ...orders,
        ...kernel(10),
        'routes/api.php': routes("Route::post('import', OrderController::class)->withoutMiddleware(['throttle:api']);"),
      },
      at: ["routes/api.php: withoutMiddleware(['throttle:api'])"],
      fix: null,
    },
    {
      name: 'for a group of routes',
      files: api(
        "Route::withoutMiddleware('throttle:api')->group(function () {\n    Route::post('a', OrderController::class);\n    Route::post('b', OrderController::class);\n});",
      ),
      at: ["routes/api.php: withoutMiddleware('throttle:api')"],
      message: 'Rate limiting is switched off for these 2 routes.',
      related: ['POST /api/a has no limit.', 'POST /api/b has no limit.'],
      fix: null,
    },
    {
      name: 'the throttle of the group around it',
      files: api(
        "Route::middleware('throttle:60,1')->group(function () {\n    Route::get('a', OrderController::class);\n    Route::post('b', OrderController::class)->withoutMiddleware('throttle:60,1');\n});",
        '//',
      ),
      at: ["routes/api.php: withoutMiddleware('throttle:60,1')"],
      message: 'Rate limiting is switched off for POST /api/b.',
      fix: null,
    },
    {
      name: 'the class with its parameters',
      files: api("Route::post('import', OrderController::class)->withoutMiddleware(ThrottleRequests::class.':api');"),
      at: ["routes/api.php: withoutMiddleware(ThrottleRequests::class.':api')"],
      fix: null,
    },
  ],
  good: [
    {
      name: 'another middleware',
      files: api("Route::post('import', OrderController::class)->withoutMiddleware('auth');"),
    },
    {
      name: 'another throttle instead',
      files: api(
        "Route::post('import', OrderController::class)->withoutMiddleware('throttle:api')->middleware('throttle:600,1');",
      ),
    },
    {
      name: 'a name without parameters, which takes nothing away',
      files: api("Route::post('import', OrderController::class)->withoutMiddleware('throttle');"),
    },
    {
      name: 'a throttle that was not there',
      files: api("Route::post('import', OrderController::class)->withoutMiddleware('throttle:api');", '//'),
    },
    {
      name: 'a webhook whose middleware checks a signature',
      files: api(
        "Route::post('stripe', OrderController::class)->middleware(\\App\\Http\\Middleware\\VerifySignature::class)->withoutMiddleware('throttle:api');",
      ),
    },
    {
      name: 'a webhook that checks its signature',
      files: {
        ...api("Route::post('webhook/stripe', OrderController::class)->withoutMiddleware('throttle:api');"),
        ...controller(
          'OrderController',
          'public function __invoke(Request $request) { Webhook::constructEvent($request->getContent()); }',
        ),
      },
    },
    {
      name: 'middleware that is not certain',
      files: api(
        "Route::post('import', OrderController::class)->middleware($more)->withoutMiddleware('throttle:api');",
      ),
    },
    {
      name: 'a test',
      files: {
        ...api(''),
        'tests/a.php': routes("Route::post('import', OrderController::class)->withoutMiddleware('throttle:api');"),
      },
    },
  ],
});
