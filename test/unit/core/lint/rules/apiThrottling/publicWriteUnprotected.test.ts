import { nothingDeclared } from '../../../../../../src/core/lint/declaredFacts';
import { publicWriteUnprotected } from '../../../../../../src/core/lint/rules/apiThrottling/publicWriteUnprotected';
import type { Files } from '../../ruleCases';
import { ruleCases } from '../../ruleCases';
import { controller, kernel, routes, slim } from '../rateLimiting/application';

const open = controller(
  'OrderController',
  'public function store(Request $request) { return Order::create($request->all()); }',
);
const comment = "Route::post('comments', [OrderController::class, 'store'])";
const api = (body: string, extra: Files = {}): Files => ({
  ...slim(),
  ...open,
  'routes/api.php': routes(body),
  ...extra,
});
const handledBy = (code: string): Files => ({
  ...api(`${comment};`),
  ...controller('OrderController', `public function store(Request $request) { ${code} }`),
});

ruleCases(publicWriteUnprotected, {
  bad: [
    {
      name: 'a route without anything',
      files: api(`${comment};`),
      at: [`routes/api.php: ${comment}`],
      message: 'POST /api/comments needs no login and has no limit.',
      fixed: { 'routes/api.php': routes(`${comment}->middleware('throttle:6,1');`) },
    },
    {
      name: 'DELETE in a group with a prefix',
      files: api(
        "Route::prefix('v1')->group(function () {\n    Route::delete('orders/{order}', [OrderController::class, 'store']);\n});",
      ),
      at: ["routes/api.php: Route::delete('orders/{order}', [OrderController::class, 'store'])"],
      message: 'DELETE /api/v1/orders/{order} needs no login and has no limit.',
      fixed: {
        'routes/api.php': routes(
          "Route::prefix('v1')->group(function () {\n    Route::delete('orders/{order}', [OrderController::class, 'store'])->middleware('throttle:6,1');\n});",
        ),
      },
    },
    {
      name: 'a middleware that only sets the language, in Laravel 10',
      files: {
        ...kernel(10, 'SubstituteBindings::class'),
        ...open,
        'routes/api.php': routes(`${comment}->middleware(\\App\\Http\\Middleware\\SetLocale::class);`),
        'app/Http/Middleware/SetLocale.php':
          '<?php\nnamespace App\\Http\\Middleware;\nclass SetLocale { public function handle($request, $next) { app()->setLocale($request->header("Accept-Language")); return $next($request); } }\n',
      },
      at: [`routes/api.php: ${comment}`],
      fixed: {
        'routes/api.php': routes(
          `${comment}->middleware(\\App\\Http\\Middleware\\SetLocale::class)->middleware('throttle:6,1');`,
        ),
      },
    },
  ],
  good: [
    ...[
      "'auth:sanctum'",
      "'auth'",
      "'auth.basic'",
      "'signed'",
      "'verified'",
      "'throttle:60,1'",
      "'can:create,App\\Order'",
      "'abilities:a'",
    ].map((middleware) => ({
      name: `with ${middleware}`,
      files: api(`${comment}->middleware(${middleware});`),
    })),
    {
      name: 'a group that needs a login',
      files: api(`Route::middleware('auth:sanctum')->group(function () {\n${comment};\n});`),
    },
    {
      name: 'throttleApi()',
      files: { ...slim('$middleware->throttleApi();'), ...open, 'routes/api.php': routes(`${comment};`) },
    },
    ...['webhooks/stripe', 'paypal/ipn', 'sso/callback', 'health', 'hooks/github'].map((uri) => ({
      name: uri,
      files: api(`Route::post('${uri}', [OrderController::class, 'store']);`),
    })),
    { name: 'a route that only reads', files: api("Route::get('comments', [OrderController::class, 'store']);") },
    { name: 'a route of the web', files: { ...slim(), ...open, 'routes/web.php': routes(`${comment};`) } },
    { name: 'a handler that looks at a signature', files: handledBy('hash_equals($a, $b);') },
    {
      name: 'a handler that looks at a token',
      files: handledBy('abort_unless($request->bearerToken() === config("x"), 401);'),
    },
    { name: 'a handler that looks at the user', files: handledBy('return $request->user()->comments();') },
    { name: 'a handler with a limiter', files: handledBy('RateLimiter::attempt("x", 5, fn () => 1);') },
    {
      name: 'a form request that authorizes',
      files: {
        ...api(`${comment};`),
        ...controller('OrderController', 'public function store(\\App\\Http\\Requests\\StoreComment $request) {}'),
        'app/Http/Requests/StoreComment.php':
          '<?php\nnamespace App\\Http\\Requests;\nclass StoreComment extends \\Illuminate\\Foundation\\Http\\FormRequest { public function authorize() { return $this->header("X-Key") === config("key"); } }\n',
      },
    },
    {
      name: 'a middleware of the application that looks at a key',
      files: api(`${comment}->middleware(\\App\\Http\\Middleware\\Partner::class);`, {
        'app/Http/Middleware/Partner.php':
          '<?php\nnamespace App\\Http\\Middleware;\nclass Partner { public function handle($request, $next) { abort_unless($request->header("X-Key") === config("key"), 403); return $next($request); } }\n',
      }),
    },
    { name: 'a middleware of a package', files: api(`${comment}->middleware(\\Acme\\Gate::class);`) },
    { name: 'an alias that is not known', files: api(`${comment}->middleware('partner');`) },
    { name: 'middleware that is not certain', files: api(`${comment}->middleware($middleware);`) },
    { name: 'a handler of a package', files: api("Route::post('comments', [\\Acme\\Comments::class, 'store']);") },
    { name: 'a gateway in front', files: api(`${comment};`), declared: { ...nothingDeclared, apiGateway: true } },
  ],
});
