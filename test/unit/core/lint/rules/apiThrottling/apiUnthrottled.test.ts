import { nothingDeclared } from '../../../../../../src/core/lint/declaredFacts';
import { apiUnthrottled } from '../../../../../../src/core/lint/rules/apiThrottling/apiUnthrottled';
import type { Files } from '../../ruleCases';
import { ruleCases } from '../../ruleCases';
import {
  byUser,
  controller,
  emptyProvider,
  kernel,
  provider,
  routes,
  slim,
  withLimiter,
} from '../rateLimiting/application';

const two = "Route::get('orders', OrderController::class);\nRoute::post('orders', OrderController::class);";
const orders = controller('OrderController', 'public function __invoke() {}');
const api = (body: string, middleware?: string): Files => ({
  ...orders,
  ...slim(middleware),
  ...emptyProvider,
  'routes/api.php': routes(body),
});
const limiter = `RateLimiter::for('api', fn (Request $request) => Limit::perMinute(60)->by(${byUser}));`;
const withoutMiddleware = (slim()['bootstrap/app.php'] ?? '').replace(/\n {4}->withMiddleware[\s\S]*?\}\)/, '');

ruleCases(apiUnthrottled, {
  bad: [
    {
      name: 'routes/api.php as Laravel 11 leaves it',
      files: api(two),
      at: ["bootstrap/app.php: api: __DIR__.'/../routes/api.php'"],
      message: '2 API routes have no rate limit (the api group has none since Laravel 11).',
      fixed: {
        ...withLimiter('api', 60, byUser),
        'bootstrap/app.php': slim('//\n        $middleware->throttleApi();')['bootstrap/app.php'],
      },
    },
    {
      name: 'the limiter is there already',
      files: { ...api(two), ...provider(limiter) },
      at: ["bootstrap/app.php: api: __DIR__.'/../routes/api.php'"],
      fix: 'Add ->throttleApi()',
      fixed: { 'bootstrap/app.php': slim('//\n        $middleware->throttleApi();')['bootstrap/app.php'] },
    },
    {
      name: 'no withMiddleware() yet',
      files: { ...api(two), ...provider(limiter), 'bootstrap/app.php': withoutMiddleware },
      at: ["bootstrap/app.php: api: __DIR__.'/../routes/api.php'"],
      fixed: {
        'bootstrap/app.php': withoutMiddleware.replace(
          '\n    )->create',
          '\n    )\n    ->withMiddleware(function (Middleware $middleware) {\n        $middleware->throttleApi();\n    })->create',
        ),
      },
    },
    {
      name: 'a group that replaces the one of Laravel, where throttleApi() would do nothing',
      files: {
        ...api(two, "$middleware->group('api', [\\Illuminate\\Routing\\Middleware\\SubstituteBindings::class]);"),
        ...provider(limiter),
      },
      at: ['bootstrap/app.php: [\\Illuminate\\Routing\\Middleware\\SubstituteBindings::class]'],
      message: '2 API routes have no rate limit.',
      fix: "Add 'throttle:api' to the api group",
      fixed: {
        'bootstrap/app.php': slim(
          "$middleware->group('api', [\\Illuminate\\Routing\\Middleware\\SubstituteBindings::class, 'throttle:api']);",
        )['bootstrap/app.php'],
      },
    },
    {
      name: 'a Kernel of Laravel 10 that lost its throttle',
      files: { ...orders, ...kernel(10, 'SubstituteBindings::class', limiter), 'routes/api.php': routes(two) },
      at: ['app/Http/Kernel.php: [SubstituteBindings::class]'],
      message: '2 API routes have no rate limit.',
      fixed: { 'app/Http/Kernel.php': kernel(10, "SubstituteBindings::class, 'throttle:api'")['app/Http/Kernel.php'] },
    },
    {
      name: 'a Kernel of Laravel 7',
      files: { ...orders, ...kernel(7, "'bindings'"), 'routes/api.php': routes(two) },
      at: ["app/Http/Kernel.php: ['bindings']"],
      fixed: { 'app/Http/Kernel.php': kernel(7, "'bindings', 'throttle:60,1'")['app/Http/Kernel.php'] },
    },
    {
      name: 'one route of three has a limit',
      files: {
        ...api(`${two}\nRoute::get('search', OrderController::class)->middleware('throttle:5,1');`),
        ...provider(limiter),
      },
      at: ["bootstrap/app.php: api: __DIR__.'/../routes/api.php'"],
      message: '2 of 3 API routes have no rate limit (the api group has none since Laravel 11).',
      fixed: { 'bootstrap/app.php': slim('//\n        $middleware->throttleApi();')['bootstrap/app.php'] },
    },
  ],
  good: [
    { name: 'throttleApi()', files: api(two, '$middleware->throttleApi();') },
    {
      name: 'a throttle that is appended to the group',
      files: api(two, "$middleware->appendToGroup('api', 'throttle:60,1');"),
    },
    { name: 'a throttle that is prepended by name', files: api(two, "$middleware->api(prepend: ['throttle:60,1']);") },
    {
      name: 'a throttle for every request',
      files: api(two, "$middleware->append(\\Illuminate\\Routing\\Middleware\\ThrottleRequests::class.':60,1');"),
    },
    { name: "the group of Laravel 10's Kernel", files: { ...orders, ...kernel(10), 'routes/api.php': routes(two) } },
    {
      name: 'a class of the application in the group',
      files: {
        ...orders,
        ...kernel(10, '\\App\\Http\\Middleware\\ThrottleApiRequests::class'),
        'routes/api.php': routes(two),
      },
    },
    {
      name: 'a group in routes/api.php',
      files: api(`Route::middleware(['throttle:api'])->prefix('v1')->group(function () {\n${two}\n});`),
    },
    {
      name: 'a group in the RouteServiceProvider',
      files: {
        ...orders,
        ...kernel(10, 'SubstituteBindings::class'),
        'routes/api.php': routes(two),
        'app/Providers/RouteServiceProvider.php':
          "<?php\nnamespace App\\Providers;\nuse Illuminate\\Support\\Facades\\Route;\nclass RouteServiceProvider extends \\Illuminate\\Foundation\\Support\\Providers\\RouteServiceProvider { public function boot() { $this->routes(function () { Route::middleware(['api', 'throttle:api.client'])->prefix('api')->group(base_path('routes/api.php')); }); } }\n",
      },
    },
    {
      name: 'half of the routes',
      files: api(
        "Route::get('a', OrderController::class);\nRoute::get('b', OrderController::class)->middleware('throttle:60,1');",
      ),
    },
    {
      name: 'limiters in the methods',
      files: {
        ...api("Route::post('a', [OrderController::class, 'a']);\nRoute::post('b', [OrderController::class, 'b']);"),
        ...controller(
          'OrderController',
          'public function a() { RateLimiter::hit("a"); }\n    public function b() { abort_if(RateLimiter::tooManyAttempts("b", 5), 429); }',
        ),
      },
    },
    {
      name: 'only the route that a new application brings',
      files: api(
        "Route::get('/user', function (Request $request) { return $request->user(); })->middleware('auth:sanctum');",
      ),
    },
    { name: 'one route', files: api("Route::get('orders', OrderController::class);") },
    { name: 'no API', files: slim() },
    { name: 'a gateway in front', files: api(two), declared: { ...nothingDeclared, apiGateway: true } },
    {
      name: 'a using: closure',
      files: {
        ...api(two),
        'bootstrap/app.php':
          "<?php\nreturn Application::configure(basePath: dirname(__DIR__))->withRouting(using: function () { Route::middleware('api')->prefix('api')->group(base_path('routes/api.php')); })->withMiddleware(function ($middleware) {})->create();\n",
      },
    },
    {
      name: 'middleware that is not certain',
      files: api(`Route::middleware($middleware)->group(function () {\n${two}\n});`),
    },
    { name: 'a group that is not certain', files: api(two, '$middleware->api($more);') },
  ],
});
