import { kernelApp, slimApp, type App } from '../unit/core/security/scaffolds/apps';
import type { TestServer } from './servers';

// A small application with logins of its own for a real Laravel 8 and 13. Nothing of it records anything: scaffolds do.

const autoload = `<?php
error_reporting(E_ALL & ~E_DEPRECATED);
require_once '/usr/share/php/Illuminate/autoload.php';
require_once '/usr/share/php/Illuminate/Foundation/helpers.php';
spl_autoload_register(function ($class) {
    $file = dirname(__DIR__).'/app/'.strtr(substr($class, 4), '\\\\', '/').'.php';
    if (strncmp($class, 'App\\\\', 4) === 0 && is_file($file)) require $file;
});
return new class { public function findFile($class) { return false; } };
`;

/** Logins as starter kits write them: five wrong tries, then Lockout. Answers are plain words. */
const routes = `<?php

use Illuminate\\Auth\\Events\\Lockout;
use Illuminate\\Auth\\Events\\PasswordReset;
use Illuminate\\Auth\\Events\\Registered;
use Illuminate\\Auth\\Events\\Verified;
use Illuminate\\Http\\Request;
use Illuminate\\Support\\Facades\\Auth;
use Illuminate\\Support\\Facades\\Hash;
use Illuminate\\Support\\Facades\\Password;
use Illuminate\\Support\\Facades\\RateLimiter;
use Illuminate\\Support\\Facades\\Route;

Route::get('/token', function () {
    return csrf_token();
});

Route::post('/login', function (Request $request) {
    if (! is_string($request->input('email'))) {
        return response('bad', 400);
    }
    $key = $request->input('email').'|'.$request->ip();
    if (RateLimiter::tooManyAttempts($key, 3)) {
        event(new Lockout($request));

        return response('locked', 423);
    }
    if (! Auth::attempt($request->only('email', 'password'), $request->boolean('remember'))) {
        RateLimiter::hit($key);

        return response('wrong', 422);
    }
    $request->session()->regenerate();

    return 'in';
})->name('login.store');

Route::post('/logout', function () {
    Auth::logout();

    return 'out';
});

Route::post('/forgot', function (Request $request) {
    return Password::sendResetLink($request->only('email'));
});

Route::post('/reset', function (Request $request) {
    return Password::reset($request->only('email', 'password', 'token'), function ($user, $password) {
        $user->forceFill(['password' => Hash::make($password)])->save();
        event(new PasswordReset($user));
    });
});

Route::post('/register', function (Request $request) {
    $user = new App\\Models\\User();
    $user->forceFill(['email' => $request->input('email'), 'password' => Hash::make($request->input('password'))])->save();
    event(new Registered($user));
    event(new Verified($user));

    return 'registered';
});

Route::get('/report', function () {
    return 'report';
});
`;

const user = `<?php

namespace App\\Models;

use Illuminate\\Foundation\\Auth\\User as Authenticatable;

class User extends Authenticatable
{
    protected $hidden = ['password', 'remember_token'];

    public function sendPasswordResetNotification($token)
    {
        file_put_contents(storage_path('token'), $token);
    }
}
`;

const setUp = `<?php
require __DIR__.'/vendor/autoload.php';
$app = require __DIR__.'/bootstrap/app.php';
$app->make(Illuminate\\Contracts\\Console\\Kernel::class)->bootstrap();
use Illuminate\\Support\\Facades\\DB;
DB::statement('create table users (id bigint unsigned auto_increment primary key, name varchar(50) null, email varchar(100), password varchar(255), remember_token varchar(100) null, email_verified_at timestamp null, created_at timestamp null, updated_at timestamp null)');
DB::statement('create table resets (email varchar(100), token varchar(255), created_at timestamp null)');
foreach (['ada@example.com', 'bob@example.com'] as $email)
    DB::table('users')->insert(['email' => $email, 'password' => Illuminate\\Support\\Facades\\Hash::make('right-one')]);
event(new Illuminate\\Auth\\Events\\Login('web', App\\Models\\User::first(), false));
`;

const router = `<?php
require __DIR__.'/index.php';
`;

function configuration(database: string, { port, user: login, password }: TestServer): App {
  const connection = `['driver' => 'mysql', 'host' => '127.0.0.1', 'port' => ${port}, 'database' => '${database}', 'username' => '${login}', 'password' => '${password}', 'charset' => 'utf8mb4', 'collation' => 'utf8mb4_unicode_ci', 'prefix' => '']`;
  return {
    'config/auth.php': `<?php return [
    'defaults' => ['guard' => 'web', 'passwords' => 'users'],
    'guards' => ['web' => ['driver' => 'session', 'provider' => 'users']],
    'providers' => ['users' => ['driver' => 'eloquent', 'model' => App\\Models\\User::class]],
    'passwords' => ['users' => ['provider' => 'users', 'table' => 'resets', 'expire' => 60, 'throttle' => 0]],
];`,
    'config/database.php': `<?php return ['default' => 'main', 'connections' => ['main' => ${connection}], 'migrations' => 'migrations'];`,
    'config/cache.php': `<?php return ['default' => 'file', 'stores' => ['file' => ['driver' => 'file', 'path' => storage_path('framework/cache/data')]], 'prefix' => 'shop'];`,
    'config/session.php': `<?php return ['driver' => 'file', 'lifetime' => 120, 'expire_on_close' => false, 'encrypt' => false, 'files' => storage_path('framework/sessions'), 'lottery' => [0, 100], 'cookie' => 'shop_session', 'path' => '/', 'domain' => null, 'secure' => false, 'http_only' => true, 'same_site' => 'lax'];`,
    'config/view.php': `<?php return ['paths' => [], 'compiled' => storage_path('framework/views')];`,
    'config/hashing.php': `<?php return ['driver' => 'bcrypt', 'bcrypt' => ['rounds' => 4]];`,
    'config/filesystems.php': `<?php return ['default' => 'local', 'disks' => ['local' => ['driver' => 'local', 'root' => storage_path('app')]]];`,
    'config/queue.php': `<?php return ['default' => 'sync', 'connections' => ['sync' => ['driver' => 'sync']]];`,
  };
}

const appKey = 'base64:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=';

const common: App = {
  'vendor/autoload.php': autoload,
  'routes/web.php': routes,
  'app/Models/User.php': user,
  'setUp.php': setUp,
  'public/router.php': router,
  'storage/logs/.keep': '',
  'storage/framework/sessions/.keep': '',
  'storage/framework/views/.keep': '',
  'storage/framework/cache/data/.keep': '',
  'bootstrap/cache/.keep': '',
  '.env': 'APP_ENV=local\n',
};

/** Laravel 8: kernels, an exception handler, providers in config/app.php. */
export function realKernelApp(database: string, server: TestServer): App {
  const framework = [
    'Auth\\AuthServiceProvider',
    'Auth\\Passwords\\PasswordResetServiceProvider',
    'Bus\\BusServiceProvider',
    'Cache\\CacheServiceProvider',
    'Cookie\\CookieServiceProvider',
    'Database\\DatabaseServiceProvider',
    'Encryption\\EncryptionServiceProvider',
    'Filesystem\\FilesystemServiceProvider',
    'Foundation\\Providers\\FoundationServiceProvider',
    'Hashing\\HashServiceProvider',
    'Queue\\QueueServiceProvider',
    'Session\\SessionServiceProvider',
    'Translation\\TranslationServiceProvider',
    'View\\ViewServiceProvider',
  ].map((name) => `Illuminate\\${name}::class`);
  const own = ['App', 'Event', 'Route'].map((name) => `App\\Providers\\${name}ServiceProvider::class`);
  const base = kernelApp('8.83.27');
  return {
    ...base,
    ...common,
    ...configuration(database, server),
    'config/app.php': `<?php return ['name' => 'Shop', 'env' => env('APP_ENV', 'production'), 'debug' => true, 'url' => 'http://127.0.0.1', 'timezone' => 'UTC', 'locale' => 'en', 'fallback_locale' => 'en', 'key' => '${appKey}', 'cipher' => 'AES-256-CBC',
    'providers' => [${[...framework, ...own].join(', ')}],
    'aliases' => []];`,
    'bootstrap/app.php': `<?php
$app = new Illuminate\\Foundation\\Application(dirname(__DIR__));
$app->singleton(Illuminate\\Contracts\\Http\\Kernel::class, App\\Http\\Kernel::class);
$app->singleton(Illuminate\\Contracts\\Console\\Kernel::class, Illuminate\\Foundation\\Console\\Kernel::class);
$app->singleton(Illuminate\\Contracts\\Debug\\ExceptionHandler::class, App\\Exceptions\\Handler::class);
return $app;
`,
    'app/Http/Kernel.php': (base['app/Http/Kernel.php'] ?? '').replace(
      "'web' => [],",
      `'web' => [
            \\Illuminate\\Cookie\\Middleware\\EncryptCookies::class,
            \\Illuminate\\Cookie\\Middleware\\AddQueuedCookiesToResponse::class,
            \\Illuminate\\Session\\Middleware\\StartSession::class,
            \\Illuminate\\Foundation\\Http\\Middleware\\VerifyCsrfToken::class,
            \\Illuminate\\Routing\\Middleware\\SubstituteBindings::class,
        ],`,
    ),
    'public/index.php': `<?php
require __DIR__.'/../vendor/autoload.php';
$app = require __DIR__.'/../bootstrap/app.php';
$kernel = $app->make(Illuminate\\Contracts\\Http\\Kernel::class);
$response = $kernel->handle($request = Illuminate\\Http\\Request::capture());
$response->send();
$kernel->terminate($request, $response);
`,
  };
}

/** Laravel 13: bootstrap/app.php, and the framework's own configuration under the application's. */
export function realSlimApp(database: string, server: TestServer): App {
  return {
    ...slimApp('13.31.0'),
    ...common,
    ...configuration(database, server),
    'config/app.php': `<?php return ['name' => 'Shop', 'env' => env('APP_ENV', 'production'), 'debug' => true, 'url' => 'http://127.0.0.1', 'key' => '${appKey}'];`,
    'public/index.php': `<?php
require __DIR__.'/../vendor/autoload.php';
$app = require __DIR__.'/../bootstrap/app.php';
$app->handleRequest(Illuminate\\Http\\Request::capture());
`,
  };
}
