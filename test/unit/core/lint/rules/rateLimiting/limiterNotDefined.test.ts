import { limiterNotDefined } from '../../../../../../src/core/lint/rules/rateLimiting/limiterNotDefined';
import { ruleCases } from '../../ruleCases';
import { byUser, emptyProvider, kernel, provider, routes, slim, withLimiter } from './application';

const one = (middleware: string): string =>
  routes(`Route::post('files', OrderController::class)->middleware(${middleware});`);
const lock = (name: string): string => JSON.stringify({ packages: [{ name, version: '1.0.0' }] });
const named = "RateLimiter::for('uploads', fn (Request $request) => Limit::perMinute(60)->by($request->ip()));";

ruleCases(limiterNotDefined, {
  bad: [
    {
      name: 'the route asks for it',
      files: { ...slim(), ...emptyProvider, 'routes/web.php': one("'throttle:uploads'") },
      at: ["routes/web.php: 'throttle:uploads'"],
      message: 'No limiter `uploads` is defined: every request to /files fails with MissingRateLimiterException.',
      fixed: withLimiter('uploads', 60, byUser),
    },
    {
      name: 'among others in an array',
      files: { ...slim(), ...emptyProvider, 'routes/web.php': one("['auth', 'throttle:uploads']") },
      at: ["routes/web.php: 'throttle:uploads'"],
      fixed: withLimiter('uploads', 60, byUser),
    },
    {
      name: 'a login is limited by address',
      files: { ...slim(), ...emptyProvider, 'routes/web.php': one("'throttle:login'") },
      at: ["routes/web.php: 'throttle:login'"],
      fixed: withLimiter('login', 5, '$request->ip()'),
    },
    {
      name: 'around a group: one finding for all of its routes',
      files: {
        ...slim(),
        ...emptyProvider,
        'routes/api.php': routes(
          "Route::middleware('throttle:uploads')->group(function () {\n    Route::get('a', OrderController::class);\n    Route::get('b', OrderController::class);\n});",
        ),
      },
      at: ["routes/api.php: 'throttle:uploads'"],
      message: 'No limiter `uploads` is defined: every request to its 2 routes fails with MissingRateLimiterException.',
      fixed: withLimiter('uploads', 60, byUser),
    },
    {
      name: 'by the class with its using()',
      files: { ...slim(), ...emptyProvider, 'routes/web.php': one("ThrottleRequests::using('uploads')") },
      at: ["routes/web.php: ThrottleRequests::using('uploads')"],
      fixed: withLimiter('uploads', 60, byUser),
    },
    {
      name: 'by the class with its name behind it',
      files: { ...slim(), ...emptyProvider, 'routes/web.php': one("ThrottleRequests::class.':uploads'") },
      at: ["routes/web.php: ThrottleRequests::class.':uploads'"],
      fixed: withLimiter('uploads', 60, byUser),
    },
    {
      name: 'the Kernel asks for api and the RouteServiceProvider lost it, in Laravel 10',
      files: {
        ...kernel(10),
        ...emptyProvider,
        'routes/api.php': routes("Route::get('orders', OrderController::class);"),
      },
      at: ["app/Http/Kernel.php: 'throttle:api'"],
      message:
        'No limiter `api` is defined: Laravel takes the name for a limit of 0, and after one in a minute every request to /api/orders is answered with 429.',
      fixed: withLimiter('api', 60, byUser),
    },
    {
      name: 'Laravel 7 knows no named limiters',
      files: { ...kernel(7, "'throttle:60,1'"), ...emptyProvider, 'routes/web.php': one("'throttle:uploads'") },
      at: ["routes/web.php: 'throttle:uploads'"],
      fix: null,
    },
    {
      name: 'the provider imports already, and another Request',
      files: {
        ...slim(),
        'routes/web.php': one("'throttle:uploads'"),
        'app/Providers/AppServiceProvider.php':
          '<?php\nnamespace App\\Providers;\n\nuse App\\Request;\nuse Illuminate\\Support\\Facades\\RateLimiter;\nuse Illuminate\\Support\\ServiceProvider;\n\nclass AppServiceProvider extends ServiceProvider\n{\n    public function register() {}\n}\n',
      },
      at: ["routes/web.php: 'throttle:uploads'"],
      fixed: {
        'app/Providers/AppServiceProvider.php': `<?php\nnamespace App\\Providers;\n\nuse App\\Request;\nuse Illuminate\\Support\\Facades\\RateLimiter;\nuse Illuminate\\Support\\ServiceProvider;\nuse Illuminate\\Cache\\RateLimiting\\Limit;\n\nclass AppServiceProvider extends ServiceProvider\n{\n    public function register() {}\n\n    public function boot(): void\n    {\n        RateLimiter::for('uploads', function (\\Illuminate\\Http\\Request $request) {\n            return Limit::perMinute(60)->by(${byUser});\n        });\n    }\n}\n`,
      },
    },
    {
      name: 'there is no provider to define it in',
      files: { ...slim(), 'routes/web.php': one("'throttle:uploads'") },
      at: ["routes/web.php: 'throttle:uploads'"],
      fix: null,
    },
  ],
  good: [
    { name: 'it is defined', files: { ...slim(), ...provider(named), 'routes/web.php': one("'throttle:uploads'") } },
    {
      name: 'the stock application of Laravel 10',
      files: {
        ...kernel(
          10,
          "'throttle:api'",
          `RateLimiter::for('api', fn (Request $request) => Limit::perMinute(60)->by(${byUser}));`,
        ),
        'routes/api.php': routes("Route::get('orders', OrderController::class);"),
      },
    },
    {
      name: 'a name that is made while running',
      files: {
        ...slim(),
        ...provider(
          "foreach (config('limits') as $name => $n) { RateLimiter::for($name, fn () => Limit::perMinute($n)); }",
        ),
        'routes/web.php': one("'throttle:uploads'"),
      },
    },
    {
      name: 'Fortify brings it',
      files: { ...slim(), 'composer.lock': lock('laravel/fortify'), 'routes/web.php': one("'throttle:two-factor'") },
    },
    {
      name: 'modules bring it',
      files: {
        ...slim(),
        'composer.lock': lock('nwidart/laravel-modules'),
        'routes/web.php': one("'throttle:uploads'"),
      },
    },
    { name: 'numbers', files: { ...slim(), 'routes/web.php': one("'throttle:60,1'") } },
    { name: 'one number', files: { ...slim(), 'routes/web.php': one("'throttle:60'") } },
    { name: 'numbers for guests and users', files: { ...slim(), 'routes/web.php': one("'throttle:10|60,1'") } },
    { name: 'no number', files: { ...slim(), 'routes/web.php': one("'throttle'") } },
    { name: 'an attribute of the user', files: { ...slim(), 'routes/web.php': one("'throttle:rate_limit,1'") } },
    {
      name: 'an attribute of the user that stands alone',
      files: {
        ...slim(),
        'routes/web.php': one("'throttle:rate_limit'"),
        'database/migrations/2024_01_01_000000_create_users_table.php':
          "<?php\nreturn new class extends Migration { function up() { Schema::create('users', function ($table) { $table->integer('rate_limit'); }); } };\n",
      },
    },
    {
      name: 'an accessor of the user',
      files: {
        ...slim(),
        'routes/web.php': one("'throttle:rate_limit'"),
        'app/Models/User.php':
          '<?php\nnamespace App\\Models;\nuse Illuminate\\Foundation\\Auth\\User as Authenticatable;\nclass User extends Authenticatable { public function getRateLimitAttribute() { return 5; } }\n',
      },
    },
    { name: 'a name that is not certain', files: { ...slim(), 'routes/web.php': one("'throttle:'.$name") } },
    {
      name: 'a subclass of the application',
      files: {
        ...kernel(10),
        'routes/web.php': one('\\App\\Http\\Middleware\\Throttle::class.":uploads"'),
        'app/Http/Middleware/Throttle.php':
          '<?php\nnamespace App\\Http\\Middleware;\nclass Throttle extends \\Illuminate\\Routing\\Middleware\\ThrottleRequests {}\n',
      },
    },
    { name: 'the Kernel asks for api and there are no API routes', files: kernel(10) },
    {
      name: 'a file with limiters that cannot be read',
      files: {
        ...slim(),
        'routes/web.php': one("'throttle:uploads'"),
        'app/Providers/Broken.php': '<?php RateLimiter::for( {',
      },
    },
  ],
});
