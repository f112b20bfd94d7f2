import { applyEdits } from '../../../../../src/core/base/text';
import { reportCollectors, sharedCollectors } from '../../../../../src/core/code/collectors';
import { readCode } from '../../../../../src/core/code/readCode';
import type { Fix } from '../../../../../src/core/finding';
import { parsePhp } from '../../../../../src/core/laravel/php/parse';
import { readProject } from '../../../../../src/core/laravel/readProject';
import { readScaffoldContext } from '../../../../../src/core/security/scaffolds/readScaffoldContext';
import type { ScaffoldContext } from '../../../../../src/core/security/scaffolds/scaffold';
import { mapSource } from '../../lint/mapSource';

/** Files of an application, seen from it. */
export type App = Readonly<Record<string, string>>;

const composer = (php: string, laravel: string, version: string, more: Record<string, string> = {}): App => ({
  'composer.json': JSON.stringify({
    require: { php, 'laravel/framework': laravel },
    autoload: { 'psr-4': { 'App\\': 'app/' } },
  }),
  'composer.lock': JSON.stringify({
    packages: [
      { name: 'laravel/framework', version },
      ...Object.entries(more).map(([name, each]) => ({ name, version: each })),
    ],
  }),
  artisan: '#!/usr/bin/env php\n<?php\n',
});

const provider = (name: string, type: string): string => `<?php

namespace App\\Providers;

use Illuminate\\Support\\ServiceProvider;

class ${name} extends ServiceProvider
{
    public function register()${type}
    {
        //
    }

    public function boot()${type}
    {
        //
    }
}
`;

const routes = `<?php

use Illuminate\\Support\\Facades\\Route;

Route::post('/login', 'App\\Http\\Controllers\\LoginController@store')->name('login.store');
Route::get('/report', function () {
    return 'report';
})
    ->middleware('auth')
    ->name('report');
`;

const logging = `<?php

use Monolog\\Handler\\NullHandler;

return [
    'default' => 'stack',

    'channels' => [
        'stack' => [
            'driver' => 'stack',
            'channels' => ['single'],
        ],

        'single' => [
            'driver' => 'single',
            'path' => storage_path('logs/laravel.log'),
        ],

        'null' => [
            'driver' => 'monolog',
            'handler' => NullHandler::class,
        ],
    ],
];
`;

const user = `<?php

namespace App\\Models;

use Illuminate\\Foundation\\Auth\\User as Authenticatable;

class User extends Authenticatable
{
    protected $hidden = ['password'];
}
`;

/** The shape of Laravel 8 to 10. */
export function kernelApp(version: '8.83.27' | '9.52.0' | '10.48.0'): App {
  const modern = !version.startsWith('8.');
  return {
    ...composer(modern ? '^8.0' : '^7.3|^8.0', `^${version.split('.')[0]}.0`, `v${version}`),
    'bootstrap/app.php': '<?php\n\n$app = new Illuminate\\Foundation\\Application(dirname(__DIR__));\n\nreturn $app;\n',
    'config/app.php': "<?php\n\nreturn ['name' => 'Shop', 'env' => 'local'];\n",
    'config/logging.php': logging,
    'app/Http/Kernel.php': `<?php

namespace App\\Http;

use Illuminate\\Foundation\\Http\\Kernel as HttpKernel;

class Kernel extends HttpKernel
{
    protected $middlewareGroups = [
        'web' => [],
        'api' => [
            \\Illuminate\\Routing\\Middleware\\SubstituteBindings::class,
        ],
    ];

    protected $routeMiddleware = [
        'throttle' => \\Illuminate\\Routing\\Middleware\\ThrottleRequests::class,
    ];
}
`,
    'app/Exceptions/Handler.php': `<?php

namespace App\\Exceptions;

use Illuminate\\Foundation\\Exceptions\\Handler as ExceptionHandler;
use Throwable;

class Handler extends ExceptionHandler
{
    public function register()
    {
        $this->reportable(function (Throwable $e) {
            //
        });
    }
}
`,
    'app/Models/User.php': user,
    'app/Providers/AppServiceProvider.php': provider('AppServiceProvider', modern ? ': void' : ''),
    'app/Providers/EventServiceProvider.php': `<?php

namespace App\\Providers;

use Illuminate\\Auth\\Events\\Registered;
use Illuminate\\Auth\\Listeners\\SendEmailVerificationNotification;
use Illuminate\\Foundation\\Support\\Providers\\EventServiceProvider as ServiceProvider;
use Illuminate\\Support\\Facades\\Event;

class EventServiceProvider extends ServiceProvider
{
    protected $listen = [
        Registered::class => [
            SendEmailVerificationNotification::class,
        ],
    ];

    public function boot()
    {
        //
    }
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
        $this->configureRateLimiting();

        $this->routes(function () {
            Route::middleware('web')->group(base_path('routes/web.php'));
        });
    }

    protected function configureRateLimiting()
    {
        RateLimiter::for('api', function (Request $request) {
            return Limit::perMinute(60)->by(optional($request->user())->id ?: $request->ip());
        });
    }
}
`,
    'routes/web.php': routes,
  };
}

/** The shape of Laravel 11 to 13. */
export function slimApp(version: '11.44.0' | '12.11.0' | '13.31.0'): App {
  const typed = version.startsWith('11.') ? '' : ': void';
  return {
    ...composer('^8.2', `^${version.split('.')[0]}.0`, `v${version}`),
    'bootstrap/app.php': `<?php

use Illuminate\\Foundation\\Application;
use Illuminate\\Foundation\\Configuration\\Exceptions;
use Illuminate\\Foundation\\Configuration\\Middleware;

return Application::configure(basePath: dirname(__DIR__))
    ->withRouting(
        web: __DIR__.'/../routes/web.php',
        commands: __DIR__.'/../routes/console.php',
        health: '/up',
    )
    ->withMiddleware(function (Middleware $middleware)${typed} {
        //
    })
    ->withExceptions(function (Exceptions $exceptions)${typed} {
        //
    })->create();
`,
    'bootstrap/providers.php': '<?php\n\nreturn [\n    App\\Providers\\AppServiceProvider::class,\n];\n',
    'config/app.php': "<?php\n\nreturn ['name' => 'Shop', 'env' => 'local'];\n",
    'config/logging.php': logging,
    'app/Models/User.php': user,
    'app/Providers/AppServiceProvider.php': provider('AppServiceProvider', ': void'),
    'routes/web.php': routes,
    'routes/console.php': '<?php\n',
  };
}

/** Every layout that scaffolds know. */
export const layouts: readonly (readonly [string, App])[] = [
  ['Laravel 8', kernelApp('8.83.27')],
  ['Laravel 9', kernelApp('9.52.0')],
  ['Laravel 10', kernelApp('10.48.0')],
  ['Laravel 11', slimApp('11.44.0')],
  ['Laravel 12', slimApp('12.11.0')],
  ['Laravel 13', slimApp('13.31.0')],
];

/** An application as scaffolds see it. */
export async function contextOf(app: App): Promise<ScaffoldContext> {
  const source = mapSource(new Map(Object.entries(app).map(([name, text]) => [`/shop/${name}`, text])));
  const project = await readProject(source, '/shop');
  const code = await readCode(source, project, [...sharedCollectors, ...reportCollectors]);
  return readScaffoldContext(source, code);
}

/** The application after edits; every PHP file that they touch has to parse. */
export function applied(app: App, changes: Fix['edits']): App {
  const after: Record<string, string> = { ...app };
  for (const { file, edits } of changes) {
    const name = file.replace('/shop/', '');
    const text = applyEdits(after[name] ?? '', edits);
    const parsed = parsePhp(text);
    if (!parsed.ok) throw new Error(`${name} does not parse:\n${text}`);
    after[name] = text;
  }
  return after;
}

/** The files that edits change or make, with their texts afterwards. */
export function changedFiles(app: App, after: App): App {
  return Object.fromEntries(Object.entries(after).filter(([name, text]) => app[name] !== text));
}
