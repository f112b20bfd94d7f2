/** One row of `php artisan route:list --json`. */
export interface ArtisanRoute {
  readonly domain?: string;
  /** Upper case, without HEAD, and without OPTIONS where it is not alone. */
  readonly methods: readonly string[];
  /** "api/posts/{post:slug}", "/" */
  readonly uri: string;
  readonly name?: string;
  /** "Closure", "App\Http\Controllers\LoginController@store" */
  readonly action: string;
  /** Class names with their parameters; names of groups where artisan did not take them apart. */
  readonly middleware: readonly string[];
  /** Laravel 12 and later, closures alone: "routes/web.php:12". */
  readonly path?: string;
}

const mostRoutes = 20_000;

/**
 * Reads what `artisan route:list --json` printed, in the forms of Laravel 8 to 13: an array of objects with domain, method
 * ("GET|HEAD"), uri, name, action, middleware; from 12 on with path (Illuminate\Foundation\Console\RouteListCommand).
 * Warnings of PHP may stand before and behind it. Undefined when there is no such list; rows that are not understood
 * are left out and counted.
 *
 * @param output hostile: the application printed it
 */
export function artisanRoutes(
  output: string,
): { readonly routes: readonly ArtisanRoute[]; readonly leftOut: number } | undefined {
  // Said in place of a list, with exit status 0.
  if (/doesn't have any routes/.test(output)) return { routes: [], leftOut: 0 };
  for (let start = 0; start < output.length; ) {
    const end = output.indexOf('\n', start) === -1 ? output.length : output.indexOf('\n', start);
    const line = output.slice(start, end).trim();
    start = end + 1;
    // The list is one line; json_encode escapes line feeds.
    if (!line.startsWith('[{') && line !== '[]') continue;
    const list = parsed(line);
    if (list === undefined) continue;
    const routes = list.slice(0, mostRoutes).flatMap((each) => routeOf(each) ?? []);
    return { routes, leftOut: list.length - routes.length };
  }
  return undefined;
}

function parsed(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    // Another line may be the list.
    return undefined;
  }
}

function routeOf(row: unknown): ArtisanRoute | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const cell = (key: string): unknown => Reflect.get(row, key);
  const text = (key: string): string | undefined => {
    const value = cell(key);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [method, uri, action] = [text('method'), text('uri'), text('action')];
  if (method === undefined || uri === undefined || action === undefined) return undefined;
  const middleware = middlewareOf(cell('middleware'));
  if (middleware === undefined) return undefined;
  const all = method.toUpperCase().split('|');
  const methods = all.filter((each) => each !== 'HEAD' && each !== 'OPTIONS');
  const [domain, name, path] = [text('domain'), text('name'), text('path')];
  return {
    methods: methods.length > 0 ? methods : all,
    uri,
    action: action.replace(/^\\/, ''),
    middleware,
    ...(domain === undefined ? {} : { domain }),
    ...(name === undefined ? {} : { name }),
    ...(path === undefined ? {} : { path }),
  };
}

/** A list; one text with line feeds in the first releases of Laravel 8. */
function middlewareOf(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return [];
  const list = typeof value === 'string' ? value.split('\n') : value;
  if (!Array.isArray(list)) return undefined;
  return list.flatMap((each: unknown) => (typeof each === 'string' && each !== '' ? [each] : []));
}
