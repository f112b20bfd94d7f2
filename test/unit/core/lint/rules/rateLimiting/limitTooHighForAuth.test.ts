import { limitTooHighForAuth } from '../../../../../../src/core/lint/rules/rateLimiting/limitTooHighForAuth';
import { ruleCases } from '../../ruleCases';
import { controller, provider, routes, slim } from './application';

const plain = controller(
  'LoginController',
  'public function __invoke(Request $request) { return auth()->attempt($request->all()); }',
);
const at = (throttle: string): Record<string, string | undefined> => ({
  ...slim(),
  ...plain,
  'routes/web.php': login(throttle),
});
const login = (throttle: string): string =>
  routes(`Route::post('login', LoginController::class)->middleware('${throttle}');`);
const limiter = (limits: string): Record<string, string | undefined> =>
  provider(`RateLimiter::for('login', fn (Request $request) => ${limits});`);

ruleCases(limitTooHighForAuth, {
  bad: [
    {
      name: 'a number at the route',
      files: at('throttle:600,1'),
      at: ["routes/web.php: Route::post('login', LoginController::class)"],
      message: '600 tries per minute on POST /login.',
      related: ['The limit is set here.'],
      fixed: { 'routes/web.php': login('throttle:6,1') },
    },
    {
      name: 'a named limiter by address',
      files: { ...at('throttle:login'), ...limiter('Limit::perHour(6000)->by($request->ip())') },
      at: ["routes/web.php: Route::post('login', LoginController::class)"],
      message: '100 tries per minute on POST /login.',
      fix: 'Allow 6 tries a minute here',
      fixed: {
        'routes/web.php': routes(
          "Route::post('login', LoginController::class)->middleware('throttle:login')->middleware('throttle:6,1,login');",
        ),
      },
    },
    {
      name: 'the throttle of a group',
      files: {
        ...at(''),
        'routes/web.php': routes(
          "Route::middleware('throttle')->group(function () {\n    Route::post('login', LoginController::class);\n});",
        ),
      },
      at: ["routes/web.php: Route::post('login', LoginController::class)"],
      message: '60 tries per minute on POST /login.',
      fixed: {
        'routes/web.php': routes(
          "Route::middleware('throttle')->group(function () {\n    Route::post('login', LoginController::class)->middleware('throttle:6,1,login');\n});",
        ),
      },
    },
  ],
  good: [
    { name: 'a small number', files: at('throttle:6,1') },
    { name: 'a small number beside a large one', files: at("throttle:600,1', 'throttle:5,1,login") },
    {
      name: 'a second limit by e-mail address',
      files: {
        ...at('throttle:login'),
        ...limiter("[Limit::perMinute(500), Limit::perMinute(90)->by($request->input('email'))]"),
      },
    },
    {
      name: 'a number that is not certain',
      files: { ...at('throttle:login'), ...limiter("Limit::perMinute(config('x'))") },
    },
    { name: 'a limiter that is not defined', files: at('throttle:login') },
    {
      name: 'no limit at all',
      files: { ...at(''), 'routes/web.php': routes("Route::post('login', LoginController::class);") },
    },
    {
      name: 'another route',
      files: {
        ...at(''),
        'routes/web.php': routes("Route::post('sso/callback', LoginController::class)->middleware('throttle:600,1');"),
      },
    },
    {
      name: 'a handler that limits by itself',
      files: {
        ...at('throttle:600,1'),
        ...controller('LoginController', 'public function __invoke() { RateLimiter::hit("x"); }'),
      },
    },
    {
      name: 'a handler of a package',
      files: {
        ...slim(),
        'routes/web.php': routes("Route::post('login', \\Acme\\Login::class)->middleware('throttle:600,1');"),
      },
    },
  ],
});
