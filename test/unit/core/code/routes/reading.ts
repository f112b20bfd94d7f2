import { sharedCollectors } from '../../../../../src/core/code/collectors';
import type { Code } from '../../../../../src/core/code/collector';
import { readCode } from '../../../../../src/core/code/readCode';
import type { Route, RouteTable } from '../../../../../src/core/code/routes/route';
import { routeTable } from '../../../../../src/core/code/routes/routeTable';
import { readProject } from '../../../../../src/core/laravel/readProject';
import { mapSource, shopFiles } from '../../lint/mapSource';

/** Relative path → text; undefined takes a file of the default application away. */
export type Files = Readonly<Record<string, string | undefined>>;

/** bootstrap/app.php of the slim layout. */
export function slim(routing: string, middleware = ''): string {
  return `<?php
use Illuminate\\Foundation\\Application;
use Illuminate\\Foundation\\Configuration\\Middleware;
use Illuminate\\Support\\Facades\\Route;
return Application::configure(basePath: dirname(__DIR__))
    ->withRouting(${routing})
    ->withMiddleware(function (Middleware $middleware): void {
        ${middleware}
    })->create();
`;
}

export const bothFiles =
  "web: __DIR__.'/../routes/web.php', api: __DIR__.'/../routes/api.php', commands: __DIR__.'/../routes/console.php', health: '/up'";

export async function codeOf(files: Files): Promise<Code> {
  const all = shopFiles({ 'bootstrap/app.php': slim(bothFiles) });
  for (const [name, text] of Object.entries(files)) {
    if (text === undefined) all.delete(`/shop/${name}`);
    else all.set(`/shop/${name}`, text);
  }
  const source = mapSource(all);
  return readCode(source, await readProject(source, '/shop'), sharedCollectors);
}

export async function tableOf(files: Files): Promise<RouteTable> {
  return routeTable(await codeOf(files));
}

/** The routes of routes/web.php with this text, without the health route. */
export async function webRoutes(text: string, more: Files = {}): Promise<readonly Route[]> {
  const head = '<?php\nuse Illuminate\\Support\\Facades\\Route;\nuse App\\Http\\Controllers\\Home;\n';
  const { routes } = await tableOf({ 'routes/web.php': head + text, ...more });
  return routes.filter(({ uri }) => uri !== 'up');
}

/** "GET,POST photos/{photo} (name) [throttle:5,1]": own middleware alone, that of groups left out. */
export function shown({ methods, uri, name, middleware }: Route): string {
  const own = middleware
    .filter(({ via }) => via !== 'global' && via !== 'middlewareGroup')
    .map(({ written }) => written);
  return `${methods.join()} ${uri ?? '?'}${name === undefined ? '' : ` (${name})`}${own.length === 0 ? '' : ` [${own.join(' ')}]`}`;
}
