import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sharedCollectors } from '../../src/core/code/collectors';
import { readCode } from '../../src/core/code/readCode';
import type { Route } from '../../src/core/code/routes/route';
import { routeTable } from '../../src/core/code/routes/routeTable';
import { readProject } from '../../src/core/laravel/readProject';
import { routedShop } from '../fixtures/laravel/routedShop';
import { mapSource } from '../unit/core/lint/mapSource';

// The same application is read by routeTable and booted by a real Laravel: both list its routes. Needs Debian's
// php-laravel-framework (Laravel 8).

const framework = '/usr/share/php/Illuminate/autoload.php';
const found = spawnSync('php', [
  '-r',
  `exit(is_file('${framework}') && is_file('/usr/share/php/Illuminate/Foundation/Application.php') ? 0 : 1);`,
]);
const hasLaravel = found.status === 0;
if (!hasLaravel) console.warn('routeTable: skipped, there is no PHP with Laravel in /usr/share/php.');

const root = mkdtempSync(join(tmpdir(), 'route-table-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Boots the application as far as its routes need and prints them as JSON. */
const script = `<?php
require '${framework}';
require '/usr/share/php/Illuminate/Foundation/helpers.php';
spl_autoload_register(function ($class) {
  $file = __DIR__.'/app/'.strtr(substr($class, 4), '\\\\', '/').'.php';
  if (strncmp($class, 'App\\\\', 4) === 0 && is_file($file)) require $file;
});
$app = new Illuminate\\Foundation\\Application(__DIR__);
Illuminate\\Support\\Facades\\Facade::setFacadeApplication($app);
$app->instance('config', new Illuminate\\Config\\Repository(['app' => require __DIR__.'/config/app.php', 'shop' => require __DIR__.'/config/shop.php', 'view' => ['paths' => [], 'compiled' => __DIR__]]));
$app->singleton('files', fn () => new Illuminate\\Filesystem\\Filesystem);
$app->instance('request', Illuminate\\Http\\Request::create('http://localhost/'));
$app->singleton(Illuminate\\Contracts\\Http\\Kernel::class, App\\Http\\Kernel::class);
$app->make(Illuminate\\Contracts\\Http\\Kernel::class);
$app->register(Illuminate\\View\\ViewServiceProvider::class);
$app->register(App\\Providers\\RouteServiceProvider::class);
class_alias(Illuminate\\Support\\Facades\\Route::class, 'Route');
$app->boot();
$router = $app['router'];
$rows = [];
foreach ($router->getRoutes()->getRoutes() as $route) {
  $rows[] = [
    'methods' => array_values(array_diff($route->methods(), ['HEAD', 'OPTIONS'])) ?: ['OPTIONS'],
    'uri' => $route->uri(),
    'name' => $route->getName(),
    'action' => ltrim($route->getActionName(), '\\\\'),
    'middleware' => array_values(array_filter($router->gatherRouteMiddleware($route), 'is_string')),
  ];
}
echo json_encode($rows);
`;

interface Row {
  readonly methods: readonly string[];
  readonly uri: string | undefined;
  readonly name: string | null;
  readonly action: string;
  readonly middleware: readonly string[];
}

function realRows(): readonly Row[] {
  for (const [name, text] of Object.entries({ ...routedShop, 'list.php': script })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const printed = execFileSync('php', ['-d', 'error_reporting=E_ERROR', join(root, 'list.php')]).toString();
  return JSON.parse(printed) as Row[];
}

async function ownRows(): Promise<readonly Row[]> {
  const source = mapSource(new Map(Object.entries(routedShop).map(([name, text]) => [`/shop/${name}`, text])));
  const project = await readProject(source, '/shop');
  const table = routeTable(await readCode(source, project, sharedCollectors));
  expect(table.gaps).toEqual([]);
  expect(table.routes.filter(({ complete }) => !complete)).toEqual([]);
  return table.routes.map(rowOf);
}

function rowOf({ methods, uri, name, action, middleware }: Route): Row {
  const own = middleware.filter(({ via }) => via !== 'global');
  return {
    methods,
    uri,
    name: name ?? null,
    action: actionName(action),
    middleware: own.map(({ className, parameters }) =>
      [className, ...(parameters.length > 0 ? [parameters.join(',')] : [])].join(':'),
    ),
  };
}

function actionName(action: Route['action']): string {
  if (action.kind !== 'controller') return action.kind;
  return action.method === '__invoke' ? action.className : `${action.className}@${action.method}`;
}

const builtIn = /^Illuminate\\Routing\\(?:View|Redirect)Controller/;

test.runIf(hasLaravel)(
  'lists the routes that Laravel itself registers, with the same middleware in the same order',
  async () => {
    const real = realRows().map((row) => ({
      ...row,
      action:
        row.action === 'Closure'
          ? 'closure'
          : builtIn.test(row.action)
            ? 'builtIn'
            : row.action.replace(/@__invoke$/, ''),
    }));
    const key = ({ methods, uri, name }: Row): string => `${uri ?? '?'} ${methods.join()} ${name ?? ''}`;
    const sorted = (rows: readonly Row[]): readonly Row[] => [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));
    expect(sorted(await ownRows())).toEqual(sorted(real));
    expect(real.length).toBeGreaterThan(60);
  },
);
