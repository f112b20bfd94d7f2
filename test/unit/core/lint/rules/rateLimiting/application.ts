import type { Files } from '../../ruleCases';

// Applications as Laravel makes them, as far as routes and limits are concerned. Texts are ours; names are Laravel's.

/** bootstrap/app.php of Laravel 11 and later. */
export function slim(middleware = '//', routing = ''): Files {
  return {
    'bootstrap/app.php': `<?php

use Illuminate\\Foundation\\Application;
use Illuminate\\Foundation\\Configuration\\Middleware;

return Application::configure(basePath: dirname(__DIR__))
    ->withRouting(
        web: __DIR__.'/../routes/web.php',
        api: __DIR__.'/../routes/api.php',${routing}
    )
    ->withMiddleware(function (Middleware $middleware) {
        ${middleware}
    })->create();
`,
    'routes/web.php': routes(''),
    'routes/api.php': routes(''),
  };
}

/** The layout up to Laravel 10: kernels and a RouteServiceProvider. */
export function kernel(major: number, api = "'throttle:api', SubstituteBindings::class", limiters = ''): Files {
  return {
    'composer.json': JSON.stringify({ require: { 'laravel/framework': `^${major}.0` } }),
    'bootstrap/app.php': '<?php\n$app = new Illuminate\\Foundation\\Application(dirname(__DIR__));\nreturn $app;\n',
    'app/Http/Kernel.php': `<?php

namespace App\\Http;

use Illuminate\\Foundation\\Http\\Kernel as HttpKernel;
use Illuminate\\Routing\\Middleware\\SubstituteBindings;

class Kernel extends HttpKernel
{
    protected $middleware = [];

    protected $middlewareGroups = [
        'web' => [SubstituteBindings::class],
        'api' => [${api}],
    ];

    protected $routeMiddleware = [
        'bindings' => SubstituteBindings::class,
        'auth' => \\Illuminate\\Auth\\Middleware\\Authenticate::class,
        'signed' => \\Illuminate\\Routing\\Middleware\\ValidateSignature::class,
        'throttle' => \\Illuminate\\Routing\\Middleware\\ThrottleRequests::class,
    ];
}
`,
    'app/Providers/RouteServiceProvider.php': `<?php

namespace App\\Providers;

use Illuminate\\Cache\\RateLimiting\\Limit;
use Illuminate\\Foundation\\Support\\Providers\\RouteServiceProvider as ServiceProvider;
use Illuminate\\Http\\Request;
use Illuminate\\Support\\Facades\\RateLimiter;
use Illuminate\\Support\\Facades\\Route;

class RouteServiceProvider extends ServiceProvider
{
    public function boot()
    {
        ${limiters}
        $this->routes(function () {
            Route::prefix('api')->middleware('api')->group(base_path('routes/api.php'));
            Route::middleware('web')->group(base_path('routes/web.php'));
        });
    }
}
`,
    'config/app.php': `<?php\n\nreturn ['env' => env('APP_ENV', 'production'), 'debug' => false, 'providers' => [App\\Providers\\RouteServiceProvider::class]];\n`,
    'routes/web.php': routes(''),
    'routes/api.php': routes(''),
  };
}

/** A file of routes. */
export function routes(body: string): string {
  return `<?php

use App\\Http\\Controllers\\LoginController;
use App\\Http\\Controllers\\OrderController;
use Illuminate\\Routing\\Middleware\\ThrottleRequests;
use Illuminate\\Support\\Facades\\Route;

${body}
`;
}

/** app/Providers/AppServiceProvider.php with this in `boot()`, and with the imports that limiters need. */
export function provider(boot: string): Files {
  return {
    'app/Providers/AppServiceProvider.php': `<?php

namespace App\\Providers;

use Illuminate\\Cache\\RateLimiting\\Limit;
use Illuminate\\Http\\Request;
use Illuminate\\Support\\Facades\\RateLimiter;
use Illuminate\\Support\\ServiceProvider;

class AppServiceProvider extends ServiceProvider
{
    public function boot(): void
    {
        ${boot}
    }
}
`,
  };
}

/** The same as Laravel ships it. */
export const emptyProvider: Files = {
  'app/Providers/AppServiceProvider.php': `<?php

namespace App\\Providers;

use Illuminate\\Support\\ServiceProvider;

class AppServiceProvider extends ServiceProvider
{
    public function boot(): void
    {
        //
    }
}
`,
};

/** What the fix makes of it. */
export function withLimiter(name: string, attempts: number, key: string): Files {
  return {
    'app/Providers/AppServiceProvider.php': `<?php

namespace App\\Providers;

use Illuminate\\Support\\ServiceProvider;
use Illuminate\\Cache\\RateLimiting\\Limit;
use Illuminate\\Http\\Request;
use Illuminate\\Support\\Facades\\RateLimiter;

class AppServiceProvider extends ServiceProvider
{
    public function boot(): void
    {
        //
        RateLimiter::for('${name}', function (Request $request) {
            return Limit::perMinute(${attempts})->by(${key});
        });
    }
}
`,
  };
}

/** A controller of the application. */
export function controller(name: string, methods: string, more = ''): Files {
  return {
    [`app/Http/Controllers/${name}.php`]: `<?php

namespace App\\Http\\Controllers;

use Illuminate\\Http\\Request;
${more}
class ${name} extends Controller
{
    ${methods}
}
`,
    'app/Http/Controllers/Controller.php':
      '<?php\n\nnamespace App\\Http\\Controllers;\n\nabstract class Controller\n{\n}\n',
  };
}

export const byUser = '$request->user()?->id ?: $request->ip()';
