import { nothingDeclared } from '../../../../../../src/core/lint/declaredFacts';
import { authRouteUnlimited } from '../../../../../../src/core/lint/rules/rateLimiting/authRouteUnlimited';
import type { Files } from '../../ruleCases';
import { ruleCases } from '../../ruleCases';
import { controller, kernel, routes, slim } from './application';

const login = "Route::post('login', LoginController::class)";
const plain = controller(
  'LoginController',
  'public function __invoke(Request $request) { return auth()->attempt($request->only("email", "password")); }',
);
const web = (body: string, extra: Files = {}): Files => ({
  ...slim(),
  ...plain,
  'routes/web.php': routes(body),
  ...extra,
});
const mended = (body: string): Files => ({ 'routes/web.php': routes(body) });
const handledBy = (more: string, methods: string, extra: Files = {}): Files =>
  web(`${login};`, { ...controller('LoginController', methods, more), ...extra });

ruleCases(authRouteUnlimited, {
  bad: [
    {
      name: 'a login',
      files: web(`${login};`),
      at: [`routes/web.php: ${login}`],
      message: 'POST /login accepts unlimited attempts.',
      fixed: mended(`${login}->middleware('throttle:6,1');`),
    },
    ...['signin', 'sign-in', 'authenticate', 'auth/token', 'otp', 'verify-otp', 'two-factor-challenge'].map((uri) => ({
      name: uri,
      files: web(`Route::post('${uri}', LoginController::class)->name('x');`),
      at: [`routes/web.php: Route::post('${uri}', LoginController::class)`],
      message: `POST /${uri} accepts unlimited attempts.`,
      fixed: mended(`Route::post('${uri}', LoginController::class)->name('x')->middleware('throttle:6,1');`),
    })),
    {
      name: 'with a class and a method, in the middleware group, for guests',
      files: web(
        "Route::middleware('guest')->group(function () {\n    Route::post('/login', [LoginController::class, '__invoke']);\n});",
      ),
      at: ["routes/web.php: Route::post('/login', [LoginController::class, '__invoke'])"],
      fixed: mended(
        "Route::middleware('guest')->group(function () {\n    Route::post('/login', [LoginController::class, '__invoke'])->middleware('throttle:6,1');\n});",
      ),
    },
    {
      name: 'match, with a prefix',
      files: web(
        "Route::prefix('admin')->group(function () {\n    Route::match(['get', 'post'], 'login', LoginController::class);\n});",
      ),
      at: ["routes/web.php: Route::match(['get', 'post'], 'login', LoginController::class)"],
      message: 'POST /admin/login accepts unlimited attempts.',
      fixed: mended(
        "Route::prefix('admin')->group(function () {\n    Route::match(['get', 'post'], 'login', LoginController::class)->middleware('throttle:6,1');\n});",
      ),
    },
    {
      name: 'a handler that uses a model, which extends a class of the framework',
      files: handledBy('use App\\Models\\User;', 'public function __invoke() { return User::first(); }', {
        'app/Models/User.php':
          '<?php\nnamespace App\\Models;\nclass User extends \\Illuminate\\Database\\Eloquent\\Model {}\n',
      }),
      at: [`routes/web.php: ${login}`],
      fixed: mended(`${login}->middleware('throttle:6,1');`),
    },
    {
      name: 'a closure',
      files: web(
        "Route::post('login', function () { return auth()->attempt(request()->only('email', 'password')); });",
      ),
      at: [
        "routes/web.php: Route::post('login', function () { return auth()->attempt(request()->only('email', 'password')); })",
      ],
      fixed: mended(
        "Route::post('login', function () { return auth()->attempt(request()->only('email', 'password')); })->middleware('throttle:6,1');",
      ),
    },
    {
      name: 'the API of Laravel 10, whose group lost its throttle',
      files: { ...kernel(10, 'SubstituteBindings::class'), ...plain, 'routes/api.php': routes(`${login};`) },
      at: [`routes/api.php: ${login}`],
      message: 'POST /api/login accepts unlimited attempts.',
      fixed: { 'routes/api.php': routes(`${login}->middleware('throttle:6,1');`) },
    },
    {
      name: 'a code that signed-in users type',
      files: web("Route::post('otp', LoginController::class)->middleware('auth');"),
      at: ["routes/web.php: Route::post('otp', LoginController::class)"],
      fixed: mended("Route::post('otp', LoginController::class)->middleware('auth')->middleware('throttle:6,1');"),
    },
  ],
  good: [
    { name: 'a throttle at the route', files: web(`${login}->middleware('throttle:6,1');`) },
    {
      name: 'a throttle around the group',
      files: web(`Route::middleware(['throttle:login'])->group(function () {\n    ${login};\n});`),
    },
    {
      name: 'a throttle in the group of middleware',
      files: { ...kernel(10, "'throttle:api'"), ...plain, 'routes/api.php': routes(`${login};`) },
    },
    {
      name: 'throttleApi()',
      files: { ...slim('$middleware->throttleApi();'), ...plain, 'routes/api.php': routes(`${login};`) },
    },
    {
      name: 'a throttle for every request',
      files: { ...slim("$middleware->append('throttle:60,1');"), ...plain, 'routes/web.php': routes(`${login};`) },
    },
    {
      name: 'a throttle in the constructor of the controller',
      files: handledBy(
        '',
        "public function __construct() { $this->middleware('throttle:5,1')->only('login'); }\n    public function __invoke() {}",
      ),
    },
    {
      name: 'a throttle in the static method of the controller',
      files: handledBy(
        '',
        "public static function middleware(): array { return ['throttle:5,1']; }\n    public function __invoke() {}",
      ),
    },
    {
      name: 'a middleware of the application that limits',
      files: web(`${login}->middleware(\\App\\Http\\Middleware\\ThrottleLogins::class);`),
    },
    {
      name: 'laravel/ui',
      files: handledBy('use Illuminate\\Foundation\\Auth\\AuthenticatesUsers;', 'use AuthenticatesUsers;'),
    },
    {
      name: 'ThrottlesLogins',
      files: handledBy(
        'use Illuminate\\Foundation\\Auth\\ThrottlesLogins;',
        'use ThrottlesLogins;\n    public function __invoke() {}',
      ),
    },
    {
      name: 'a trait of the application with the same task',
      files: handledBy('', 'use LimitsLogins;\n    public function __invoke() {}', {
        'app/Http/Controllers/LimitsLogins.php':
          '<?php\nnamespace App\\Http\\Controllers;\ntrait LimitsLogins { function check() { return app(RateLimiter::class)->tooManyAttempts("x", 5); } }\n',
      }),
    },
    {
      name: "Breeze's form request",
      files: handledBy(
        'use App\\Http\\Requests\\Auth\\LoginRequest;',
        'public function __invoke(LoginRequest $request) { $request->authenticate(); }',
        {
          'app/Http/Requests/Auth/LoginRequest.php':
            '<?php\nnamespace App\\Http\\Requests\\Auth;\nuse Illuminate\\Foundation\\Http\\FormRequest;\nclass LoginRequest extends FormRequest { public function authenticate(): void { $this->ensureIsNotRateLimited(); } }\n',
        },
      ),
    },
    {
      name: 'a limiter in the handler',
      files: handledBy(
        'use Illuminate\\Support\\Facades\\RateLimiter;',
        "public function __invoke(Request $request) { RateLimiter::attempt('login:'.$request->ip(), 5, fn () => null); }",
      ),
    },
    {
      name: 'a limiter in an action that the handler calls',
      files: handledBy('use App\\Actions\\LogIn;', 'public function __invoke(LogIn $logIn) { return $logIn(); }', {
        'app/Actions/LogIn.php':
          '<?php\nnamespace App\\Actions;\nclass LogIn { function __invoke() { $this->limiter->tooManyAttempts("a", 5); } }\n',
      }),
    },
    {
      name: 'Livewire and Filament',
      files: handledBy(
        'use DanHarrin\\LivewireRateLimiting\\WithRateLimiting;',
        'use WithRateLimiting;\n    public function __invoke() { $this->rateLimit(5); }',
      ),
    },
    {
      name: 'a limiter in the parent class',
      files: {
        ...handledBy('', 'public function __invoke() {}'),
        'app/Http/Controllers/Controller.php':
          '<?php\nnamespace App\\Http\\Controllers;\nuse Illuminate\\Foundation\\Auth\\ThrottlesLogins;\nabstract class Controller { use ThrottlesLogins; }\n',
      },
    },
    {
      name: 'a captcha',
      files: handledBy(
        '',
        "public function __invoke(Request $request) { $request->validate(['g-recaptcha-response' => 'required']); }",
      ),
    },
    { name: 'a closure with a limiter', files: web("Route::post('login', function () { RateLimiter::hit('x'); });") },
    {
      name: "Fortify's controller",
      files: web(
        "Route::post('login', [\\Laravel\\Fortify\\Http\\Controllers\\AuthenticatedSessionController::class, 'store']);",
      ),
    },
    {
      name: "Passport's controller",
      files: web(
        "Route::post('oauth/token', [\\Laravel\\Passport\\Http\\Controllers\\AccessTokenController::class, 'issueToken']);",
      ),
    },
    {
      name: 'a controller that extends one of a package',
      files: handledBy('use Acme\\Auth\\LoginController as Base;', 'public function __invoke() {}', {
        'app/Http/Controllers/LoginController.php':
          '<?php\nnamespace App\\Http\\Controllers;\nuse Acme\\Auth\\LoginController as Base;\nclass LoginController extends Base { public function __invoke() {} }\n',
      }),
    },
    { name: 'a controller that is not there', files: { ...slim(), 'routes/web.php': routes(`${login};`) } },
    ...['saml2/login', 'oidc/login', 'auth/social/token'].map((uri) => ({
      name: `single sign-on: ${uri}`,
      files: web(`Route::post('${uri}', LoginController::class);`),
    })),
    { name: 'GET', files: web("Route::get('login', LoginController::class);") },
    { name: 'another path', files: web("Route::post('orders', LoginController::class);") },
    { name: 'a path that begins so', files: web("Route::post('login/callback', LoginController::class);") },
    {
      name: "a device's token of a signed-in user",
      files: web("Route::post('push/token', LoginController::class)->middleware('auth:sanctum');"),
    },
    {
      name: 'switching two-factor on',
      files: web("Route::post('me/two-factor', LoginController::class)->middleware('auth');"),
    },
    {
      name: 'the registration of the starter kits: nothing is guessed there',
      files: web("Route::post('register', LoginController::class)->middleware('guest');"),
    },
    { name: 'a path that is not certain', files: web('Route::post($path, LoginController::class);') },
    { name: 'middleware that is not certain', files: web(`${login}->middleware($middleware);`) },
    {
      name: 'a gateway in front',
      files: { ...slim(), ...plain, 'routes/api.php': routes(`${login};`) },
      declared: { ...nothingDeclared, apiGateway: true },
    },
    { name: 'a test', files: { ...slim(), ...plain, 'tests/routes.php': routes(`${login};`) } },
  ],
});
