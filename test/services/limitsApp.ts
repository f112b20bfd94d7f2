// An application of ours with every kind of limiter, for a real Laravel 8 and 13: listed by artisan, and served on loopback by
// PHP's own server.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { limitSurroundings } from '../../src/core/assessment/limitSurroundings';
import type { RuleContext } from '../../src/core/lint/rule';
import { readRuleContext } from '../../src/core/lint/context';
import type { LimitSurroundings } from '../../src/core/security/limits/surroundings';
import { type LaravelHost, type PlacedApp, placeApp } from './laravelHosts';

const framework = '/usr/share/php/Illuminate';

const autoload = `<?php
error_reporting(E_ALL & ~E_DEPRECATED);
ini_set('display_errors', 'stderr');
require_once '${framework}/autoload.php';
foreach (['Foundation', 'Support', 'Collections'] as $part) {
    $helpers = '${framework}/'.$part.'/helpers.php';
    if (is_file($helpers)) require_once $helpers;
}
spl_autoload_register(function (string $class) {
    $file = dirname(__DIR__).'/app/'.strtr(substr($class, 4), '\\\\', '/').'.php';
    if (strncmp($class, 'App\\\\', 4) === 0 && is_file($file)) require $file;
});
foreach (['Route' => 'Route', 'RateLimiter' => 'RateLimiter'] as $alias => $facade)
    if (! class_exists($alias)) class_alias('Illuminate\\\\Support\\\\Facades\\\\'.$facade, $alias);
`;

const limiters = `
        RateLimiter::for('address', fn (Request $request) => Limit::perMinute(6)->by($request->ip()));
        RateLimiter::for('account', fn (Request $request) => Limit::perMinute(4)->by(optional($request->user())->id ?: $request->ip()));
        RateLimiter::for('stacked', fn (Request $request) => [
            Limit::perMinute(8)->by($request->ip()),
            Limit::perHour(11)->by($request->ip()),
        ]);
        RateLimiter::for('nothing', fn () => Limit::none());
        RateLimiter::for('everyone', fn () => Limit::perMinute(5));
        RateLimiter::for('answering', fn (Request $request) => Limit::perMinute(3)->by($request->ip())->response(
            fn ($request, $headers) => response('Slow down.', 403, $headers),
        ));
        RateLimiter::for('quiet', fn (Request $request) => Limit::perMinute(3)->by($request->ip())->response(
            fn () => response()->json(['slow' => true]),
        ));
        RateLimiter::for('login', fn (Request $request) => Limit::perMinute(5)->by($request->input('email').$request->ip()));
        Auth::viaRequest('names', fn (Request $request) => in_array($request->bearerToken(), ['ann', 'bob'], true)
            ? new GenericUser(['id' => $request->bearerToken()]) : null);
`;

const imports = `use Illuminate\\Auth\\GenericUser;
use Illuminate\\Cache\\RateLimiting\\Limit;
use Illuminate\\Http\\Request;
use Illuminate\\Support\\Facades\\Auth;
use Illuminate\\Support\\Facades\\RateLimiter;
use Illuminate\\Support\\Facades\\Route;
use Illuminate\\Support\\ServiceProvider;
`;

const api = `<?php

use App\\Http\\Controllers\\ThingController;
use Illuminate\\Http\\Request;
use Illuminate\\Support\\Facades\\Route;

Route::get('address', fn (Request $request) => ['ip' => $request->ip()])->middleware('throttle:address')->name('address');
Route::get('account', fn () => ['ok' => true])->middleware(['auth:api', 'throttle:account']);
Route::get('stacked', fn () => ['ok' => true])->middleware('throttle:stacked');
Route::get('numeric', fn () => ['ok' => true])->middleware('throttle:7,1,own');
Route::get('twice', fn () => ['ok' => true])->middleware(['throttle:9,1', 'throttle:6,1']);
Route::get('none', fn () => ['ok' => true])->middleware('throttle:nothing');
Route::get('everyone', fn () => ['ok' => true])->middleware('throttle:everyone');
Route::get('answering', fn () => ['ok' => true])->middleware('throttle:answering');
Route::get('quiet', fn () => ['ok' => true])->middleware('throttle:quiet');
Route::get('missing', fn () => ['ok' => true])->middleware('throttle:missing');
Route::get('open', fn () => ['ok' => true]);
Route::get('elsewhere', fn () => redirect('http://192.0.2.1/'));
Route::post('token', fn () => response()->json(['message' => 'These credentials do not match.'], 422));
Route::apiResource('things', ThingController::class)->middleware('throttle:address');
`;

const web = `<?php

use App\\Http\\Controllers\\ThingController;
use Illuminate\\Support\\Facades\\Route;

Route::get('/', fn () => 'shop')->name('home');
Route::get('login', fn () => '<form method="post">'.csrf_field().'</form>')->name('login');
Route::post('login', fn () => response()->json(['message' => 'These credentials do not match.'], 422))->middleware('throttle:login');
Route::post('two-factor-challenge', fn () => response()->json(['message' => 'Wrong.'], 422));
Route::get('things/{thing:slug}', [ThingController::class, 'show'])->middleware('throttle:30|60,1');
if (env('SHOP_EXTRA')) {
    Route::get('extra', fn () => 'extra');
}
`;

const controller = `<?php

namespace App\\Http\\Controllers;

use Illuminate\\Routing\\Controller;

class ThingController extends Controller
{
    public function index() { return ['ok' => true]; }
    public function store() { return ['ok' => true]; }
    public function show() { return ['ok' => true]; }
    public function update() { return ['ok' => true]; }
    public function destroy() { return ['ok' => true]; }
}
`;

const config = {
  auth: `<?php return ['defaults' => ['guard' => 'api', 'passwords' => 'users'], 'guards' => ['api' => ['driver' => 'names']], 'providers' => []];`,
  cache: `<?php return ['default' => env('SHOP_CACHE', 'file'), 'stores' => ['file' => ['driver' => 'file', 'path' => storage_path('framework/cache/data')], 'array' => ['driver' => 'array', 'serialize' => false]], 'prefix' => 'shop'];`,
  session: `<?php return ['driver' => 'file', 'lifetime' => 120, 'expire_on_close' => false, 'encrypt' => false, 'files' => storage_path('framework/sessions'), 'lottery' => [0, 100], 'cookie' => 'shop_session', 'path' => '/', 'domain' => null, 'secure' => false, 'http_only' => true, 'same_site' => 'lax'];`,
  view: `<?php return ['paths' => [resource_path('views')], 'compiled' => storage_path('framework/views')];`,
  logging: `<?php return ['default' => 'single', 'channels' => ['single' => ['driver' => 'single', 'path' => storage_path('logs/laravel.log')]]];`,
};

const providers = [
  'Auth\\AuthServiceProvider',
  'Cache\\CacheServiceProvider',
  'Cookie\\CookieServiceProvider',
  'Encryption\\EncryptionServiceProvider',
  'Filesystem\\FilesystemServiceProvider',
  'Foundation\\Providers\\FoundationServiceProvider',
  'Foundation\\Providers\\ConsoleSupportServiceProvider',
  'Bus\\BusServiceProvider',
  'Database\\DatabaseServiceProvider',
  'Pipeline\\PipelineServiceProvider',
  'Queue\\QueueServiceProvider',
  'Validation\\ValidationServiceProvider',
  'Hashing\\HashServiceProvider',
  'Session\\SessionServiceProvider',
  'Translation\\TranslationServiceProvider',
  'View\\ViewServiceProvider',
];

export interface AppOptions {
  /** Trust every address as a proxy. */
  readonly trustAll?: boolean;
  /** "file" when left out. */
  readonly store?: 'file' | 'array';
}

function shared(major: number, { store = 'file' }: AppOptions): Record<string, string> {
  return {
    artisan: `#!/usr/bin/env php
<?php
define('LARAVEL_START', microtime(true));
require __DIR__.'/bootstrap/autoload.php';
$app = require __DIR__.'/bootstrap/app.php';
$kernel = $app->make(Illuminate\\Contracts\\Console\\Kernel::class);
$status = $kernel->handle($input = new Symfony\\Component\\Console\\Input\\ArgvInput, new Symfony\\Component\\Console\\Output\\ConsoleOutput);
$kernel->terminate($input, $status);
exit($status);
`,
    'composer.json': JSON.stringify({
      require: { 'laravel/framework': `^${major}.0` },
      autoload: { 'psr-4': { 'App\\': 'app/' } },
    }),
    '.env': `APP_ENV=local\nAPP_KEY=base64:${Buffer.alloc(32, 7).toString('base64')}\nAPP_DEBUG=false\nSHOP_CACHE=${store}\n`,
    'bootstrap/autoload.php': autoload,
    'bootstrap/cache/.keep': '',
    'public/index.php': `<?php
require dirname(__DIR__).'/bootstrap/autoload.php';
$app = require dirname(__DIR__).'/bootstrap/app.php';
$kernel = $app->make(Illuminate\\Contracts\\Http\\Kernel::class);
$response = $kernel->handle($request = Illuminate\\Http\\Request::capture())->send();
$kernel->terminate($request, $response);
`,
    'routes/api.php': api,
    'routes/web.php': web,
    'resources/views/.keep': '',
    'app/Http/Controllers/ThingController.php': controller,
    ...Object.fromEntries(Object.entries(config).map(([name, text]) => [`config/${name}.php`, text])),
  };
}

function kernelApp({ trustAll = false }: AppOptions): Record<string, string> {
  return {
    'config/app.php': `<?php return ['name' => 'Shop', 'env' => env('APP_ENV', 'production'), 'debug' => false, 'url' => 'http://localhost', 'timezone' => 'UTC', 'locale' => 'en', 'fallback_locale' => 'en', 'key' => env('APP_KEY'), 'cipher' => 'AES-256-CBC', 'providers' => [${providers.map((each) => `Illuminate\\${each}::class`).join(', ')}, App\\Providers\\RouteServiceProvider::class], 'aliases' => []];`,
    'bootstrap/app.php': `<?php
$app = new Illuminate\\Foundation\\Application(dirname(__DIR__));
$app->singleton(Illuminate\\Contracts\\Http\\Kernel::class, App\\Http\\Kernel::class);
$app->singleton(Illuminate\\Contracts\\Console\\Kernel::class, Illuminate\\Foundation\\Console\\Kernel::class);
$app->singleton(Illuminate\\Contracts\\Debug\\ExceptionHandler::class, Illuminate\\Foundation\\Exceptions\\Handler::class);
return $app;
`,
    'app/Http/Middleware/TrustProxies.php': `<?php
namespace App\\Http\\Middleware;

use Illuminate\\Http\\Middleware\\TrustProxies as Middleware;

class TrustProxies extends Middleware
{
    protected $proxies${trustAll ? " = '*'" : ''};
}
`,
    'app/Http/Kernel.php': `<?php

namespace App\\Http;

use Illuminate\\Foundation\\Http\\Kernel as HttpKernel;

class Kernel extends HttpKernel
{
    protected $middleware = [\\App\\Http\\Middleware\\TrustProxies::class];
    protected $middlewareGroups = [
        'web' => [
            \\Illuminate\\Cookie\\Middleware\\EncryptCookies::class,
            \\Illuminate\\Cookie\\Middleware\\AddQueuedCookiesToResponse::class,
            \\Illuminate\\Session\\Middleware\\StartSession::class,
            \\Illuminate\\Foundation\\Http\\Middleware\\VerifyCsrfToken::class,
            \\Illuminate\\Routing\\Middleware\\SubstituteBindings::class,
        ],
        'api' => [\\Illuminate\\Routing\\Middleware\\SubstituteBindings::class],
    ];
    protected $routeMiddleware = [
        'auth' => \\Illuminate\\Auth\\Middleware\\Authenticate::class,
        'throttle' => \\Illuminate\\Routing\\Middleware\\ThrottleRequests::class,
    ];
}
`,
    'app/Providers/RouteServiceProvider.php': `<?php

namespace App\\Providers;

${imports.replace('use Illuminate\\Support\\ServiceProvider;', 'use Illuminate\\Foundation\\Support\\Providers\\RouteServiceProvider as ServiceProvider;')}
class RouteServiceProvider extends ServiceProvider
{
    public function boot()
    {${limiters}
        $this->routes(function () {
            Route::prefix('api')->middleware('api')->group(base_path('routes/api.php'));
            Route::middleware('web')->group(base_path('routes/web.php'));
        });
    }
}
`,
  };
}

function slimApp({ trustAll = false }: AppOptions): Record<string, string> {
  return {
    'bootstrap/providers.php': '<?php return [App\\Providers\\AppServiceProvider::class];',
    'bootstrap/app.php': `<?php

use Illuminate\\Foundation\\Application;
use Illuminate\\Foundation\\Configuration\\Exceptions;
use Illuminate\\Foundation\\Configuration\\Middleware;

return Application::configure(basePath: dirname(__DIR__))
    ->withRouting(web: __DIR__.'/../routes/web.php', api: __DIR__.'/../routes/api.php')
    ->withMiddleware(function (Middleware $middleware) {${trustAll ? "\n        $middleware->trustProxies(at: '*');" : ''}
    })
    ->withExceptions(function (Exceptions $exceptions) {
    })->create();
`,
    'app/Providers/AppServiceProvider.php': `<?php

namespace App\\Providers;

${imports}
class AppServiceProvider extends ServiceProvider
{
    public function boot(): void
    {${limiters}    }
}
`,
  };
}

/** The application where a host's PHP can run it. */
export function limitedApp(host: LaravelHost, options: AppOptions = {}): PlacedApp {
  const major = Number.parseInt(host.version, 10);
  const files = { ...shared(major, options), ...(major < 11 ? kernelApp(options) : slimApp(options)) };
  const app = placeApp(host, files);
  for (const folder of [
    'storage/framework/cache/data',
    'storage/framework/sessions',
    'storage/framework/views',
    'storage/logs',
  ])
    mkdirSync(join(host.prefix + app.root, folder), { recursive: true });
  return app;
}

/** What the editor knows of it. */
export async function contextOf(app: PlacedApp): Promise<{ context: RuleContext; surroundings: LimitSurroundings }> {
  const context = await readRuleContext(app.source, app.root, { environments: [], tracked: new Set<string>() });
  return { context, surroundings: limitSurroundings(context) };
}

/** How PHP is started for `routeListOf`: in the application's folder as that PHP sees it. */
export function phpIn(host: LaravelHost, root: string): readonly string[] {
  if (host.prefix === '') return ['php'];
  return ['chroot', host.prefix, '/bin/sh', '-c', `cd ${root} && exec /usr/bin/php "$@"`, 'php'];
}

export interface Served {
  readonly origin: string;
  stop(): Promise<void>;
}

/** Serves it on a free port of 127.0.0.1 until it is stopped. */
export async function serve(host: LaravelHost, root: string): Promise<Served> {
  const port = await freePort();
  const [program = 'php', ...first] = host.command;
  const args = [...first, '-S', `127.0.0.1:${port}`, '-t', `${root}/public`, `${root}/public/index.php`];
  const child = spawn(program, args, { env: { PATH: process.env['PATH'] }, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
  const origin = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries++) {
    const answered = await fetch(`${origin}/`).then(
      (response) => response.status,
      () => undefined,
    );
    if (answered === 200) break;
    if (tries > 100 || answered === 500) {
      child.kill('SIGKILL');
      throw new Error(`The application does not answer (${answered ?? 'nothing'}): ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { origin, stop: () => ended(child) };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await closed;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
