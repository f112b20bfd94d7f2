import { describe, expect, test } from 'vitest';
import { middlewareStacks } from '../../../../../src/core/code/middleware/middlewareStacks';
import type { MiddlewareStacks } from '../../../../../src/core/code/middleware/middleware';
import { bothFiles, codeOf, type Files, slim } from '../routes/reading';

const short = (stacks: MiddlewareStacks, group: string): readonly string[] =>
  (stacks.groups.get(group)?.entries ?? []).map(({ written }) => written.replace(/^.*\\/, ''));

async function configured(calls: string, files: Files = {}): Promise<MiddlewareStacks> {
  return middlewareStacks(await codeOf({ 'bootstrap/app.php': slim(bothFiles, calls), ...files }));
}

const kernel = (body: string): Files => ({
  'bootstrap/app.php':
    '<?php $app = new Illuminate\\Foundation\\Application(dirname(__DIR__)); $app->singleton(Illuminate\\Contracts\\Http\\Kernel::class, App\\Http\\Kernel::class); return $app;',
  'app/Http/Kernel.php': `<?php\nnamespace App\\Http;\nuse Illuminate\\Foundation\\Http\\Kernel as HttpKernel;\nclass Kernel extends HttpKernel {\n${body}\n}`,
});

describe('withMiddleware', () => {
  const substitute = 'SubstituteBindings';
  test.each<[string, string, readonly string[]]>([
    ['nothing', '', [substitute]],
    ['throttleApi', '$middleware->throttleApi();', ['throttle:api', substitute]],
    ['throttleApi of a name', "$middleware->throttleApi(limiter: 'own');", ['throttle:own', substitute]],
    ['statefulApi', '$middleware->statefulApi();', ['EnsureFrontendRequestsAreStateful', substitute]],
    ['api()', "$middleware->api(append: ['b'], prepend: [\\A\\C::class]);", ['C', substitute, 'b']],
    ['api(remove:)', '$middleware->api(remove: \\Illuminate\\Routing\\Middleware\\SubstituteBindings::class);', []],
    [
      'api(replace:)',
      '$middleware->api(replace: [\\Illuminate\\Routing\\Middleware\\SubstituteBindings::class => \\A\\Own::class]);',
      ['Own'],
    ],
    ['group()', "$middleware->group('api', ['throttle:60,1']);", ['throttle:60,1']],
    [
      'appendToGroup()',
      "$middleware->appendToGroup('api', 'x')->prependToGroup('api', ['y']);",
      ['y', substitute, 'x'],
    ],
    [
      'removeFromGroup()',
      "$middleware->removeFromGroup('api', \\Illuminate\\Routing\\Middleware\\SubstituteBindings::class);",
      [],
    ],
  ])('%s', async (_, calls, api) => {
    const stacks = await configured(calls);
    expect(short(stacks, 'api')).toEqual(api);
    expect(stacks).toMatchObject({ complete: true, file: '/shop/bootstrap/app.php' });
  });

  test('the global stack', async () => {
    const names = async (calls: string): Promise<readonly string[]> =>
      (await configured(calls)).global.entries.map(({ written }) => written.replace(/^.*\\/, ''));
    const defaults = await names('');
    expect(defaults).toContain('TrustProxies');
    expect(await names("$middleware->append('z'); $middleware->prepend(['a']);")).toEqual(['a', ...defaults, 'z']);
    expect(await names("$middleware->use(['only']);")).toEqual(['only']);
    expect(await names('$middleware->remove(\\Illuminate\\Http\\Middleware\\TrustProxies::class);')).not.toContain(
      'TrustProxies',
    );
    expect(await names('$middleware->trustHosts();')).toContain('TrustHosts');
  });

  test('the framework of the installed version', async () => {
    const csrf = async (major: number): Promise<string | undefined> => {
      const files = { 'composer.json': JSON.stringify({ require: { 'laravel/framework': `^${major}.0` } }) };
      return short(await configured('', files), 'web')[4];
    };
    expect(await csrf(11)).toBe('ValidateCsrfToken');
    expect(await csrf(13)).toBe('PreventRequestForgery');
  });

  test('calls with their arguments and places', async () => {
    const stacks = await configured("$middleware->trustProxies(at: ['10.0.0.1'], headers: \\A::B | \\A::C);");
    const [call] = stacks.calls;
    expect(call?.method).toBe('trustProxies');
    expect(call?.arguments.get('at')?.value).toEqual(['10.0.0.1']);
    expect(call?.arguments.get('headers')).toMatchObject({ value: undefined });
    expect(call?.location.file).toBe('/shop/bootstrap/app.php');
  });

  test('aliases of the framework and own ones; Redis throttles', async () => {
    const stacks = await configured(
      "$middleware->alias(['own' => \\A\\Own::class]); $middleware->throttleWithRedis();",
    );
    expect(stacks.aliases.get('own')).toBe('A\\Own');
    expect(stacks.aliases.get('auth')).toBe('Illuminate\\Auth\\Middleware\\Authenticate');
    expect(stacks.aliases.get('throttle')).toBe('Illuminate\\Routing\\Middleware\\ThrottleRequestsWithRedis');
  });

  test.each([
    ['a condition', "if (env('X')) { $middleware->throttleApi(); }"],
    ['a method that is not known', '$middleware->ownMacro();'],
    ['something that is given the configuration', '\\App\\Own::configure($middleware);'],
    ['aliases from elsewhere', '$middleware->alias($aliases);'],
  ])('%s is not followed', async (_, calls) => {
    expect((await configured(calls)).complete).toBe(false);
  });

  test('a group with something unknown in it is not complete', async () => {
    const stacks = await configured("$middleware->api(append: ['throttle:'.env('X'), $y]);");
    expect(stacks.groups.get('api')).toMatchObject({ complete: false });
    expect(short(stacks, 'api')).toContain('throttle');
    expect(stacks.groups.get('web')?.complete).toBe(true);
  });
});

describe('kernels', () => {
  test('groups, aliases of every version, global and places', async () => {
    const files = kernel(`
    protected $middleware = [\\A\\Global1::class];
    protected $middlewareGroups = ['web' => [], 'api' => ['throttle:60,1', \\Illuminate\\Routing\\Middleware\\ThrottleRequests::class.':api']];
    protected $routeMiddleware = ['old' => \\A\\Old::class];
    protected $middlewareAliases = ['new' => \\A\\Neu::class];`);
    const stacks = middlewareStacks(await codeOf(files));
    expect(short(stacks, 'api')).toEqual(['throttle:60,1', 'ThrottleRequests:api']);
    expect([...stacks.aliases]).toEqual([
      ['old', 'A\\Old'],
      ['new', 'A\\Neu'],
    ]);
    expect(stacks.global.entries.map(({ written }) => written)).toEqual(['A\\Global1']);
    expect(stacks).toMatchObject({ complete: true, file: '/shop/app/Http/Kernel.php' });
    const { start = 0, end = 0 } = stacks.groups.get('api')?.entries[0]?.location?.range ?? {};
    expect(files['app/Http/Kernel.php']?.slice(start, end)).toBe("'throttle:60,1'");
  });

  test("a kernel that extends another one of the application's", async () => {
    const files = kernel("protected $middlewareGroups = ['api' => ['x']];");
    const stacks = middlewareStacks(
      await codeOf({
        ...files,
        'app/Http/BaseKernel.php':
          "<?php\nnamespace App\\Http;\nclass BaseKernel extends \\Illuminate\\Foundation\\Http\\Kernel { protected $middlewareAliases = ['a' => \\A\\B::class]; protected $middlewareGroups = []; }",
        'app/Http/Kernel.php': (files['app/Http/Kernel.php'] ?? '').replace('extends HttpKernel', 'extends BaseKernel'),
      }),
    );
    expect(short(stacks, 'api')).toEqual(['x']);
    expect(stacks.aliases.get('a')).toBe('A\\B');
  });

  test('a constructor may change anything', async () => {
    const files = kernel(
      "protected $middlewareGroups = ['api' => []]; public function __construct() { $this->middleware[] = 'x'; }",
    );
    expect(middlewareStacks(await codeOf(files)).complete).toBe(false);
  });

  test('a slim bootstrap that binds a kernel uses it', async () => {
    const files = kernel("protected $middlewareGroups = ['api' => ['own']];");
    const bootstrap = `<?php $app = Illuminate\\Foundation\\Application::configure(basePath: dirname(__DIR__))->create();
$app->singleton(Illuminate\\Contracts\\Http\\Kernel::class, App\\Http\\Kernel::class); return $app;`;
    const stacks = middlewareStacks(await codeOf({ ...files, 'bootstrap/app.php': bootstrap }));
    expect(short(stacks, 'api')).toEqual(['own']);
  });

  test("the application's copies of the framework's middleware stand for calls", async () => {
    const files = kernel(
      'protected $middleware = [Middleware\\TrustProxies::class]; protected $middlewareGroups = [];',
    );
    const proxies = (body: string): Files => ({
      ...files,
      'app/Http/Middleware/TrustProxies.php': `<?php\nnamespace App\\Http\\Middleware;\nuse Illuminate\\Http\\Middleware\\TrustProxies as Middleware;\nclass TrustProxies extends Middleware { ${body} }`,
    });
    const at = async (body: string): Promise<unknown> => {
      const { calls } = middlewareStacks(await codeOf(proxies(body)));
      return calls.map(({ method, arguments: args }) => [method, args.has('at'), args.get('at')?.value]);
    };
    expect(await at("protected $proxies = '*';")).toEqual([['trustProxies', true, '*']]);
    expect(await at('protected $proxies;')).toEqual([['trustProxies', false, undefined]]);
    expect(await at('protected $proxies; public function __construct() { $this->proxies = x(); }')).toEqual([
      ['trustProxies', true, undefined],
    ]);
  });

  test('what providers push', async () => {
    const provider = `<?php
namespace App\\Providers;
use Illuminate\\Support\\Facades\\Route;
class AppServiceProvider extends \\Illuminate\\Support\\ServiceProvider { public function boot() {
  Route::pushMiddlewareToGroup('api', 'pushed'); Route::aliasMiddleware('short', \\A\\Long::class); Route::middlewareGroup('own', ['x']);
} }`;
    const stacks = await configured('', { 'app/Providers/AppServiceProvider.php': provider });
    expect(short(stacks, 'api').at(-1)).toBe('pushed');
    expect(stacks.aliases.get('short')).toBe('A\\Long');
    expect(short(stacks, 'own')).toEqual(['x']);
  });
});
