import { describe, expect, test } from 'vitest';
import { routeTable } from '../../../../src/core/code/routes/routeTable';
import { schedule } from '../../../../src/core/code/schedule/schedule';
import { limiterDefinitions } from '../../../../src/core/code/limiters/limiterDefinitions';
import { logChannels } from '../../../../src/core/code/logging/logChannels';
import { tables } from '../../../../src/core/code/migrations/tables';
import { classIndex } from '../../../../src/core/code/classes';
import { createCodeCache } from '../../../../src/core/code/readCode';
import { readRuleContext } from '../../../../src/core/lint/context';
import { lintProject } from '../../../../src/core/lint/lint';
import type { RuleContext } from '../../../../src/core/lint/rule';
import { mapSource, shopFiles } from '../lint/mapSource';

// Files that nobody writes by hand, and that a cloned repository may hold: reading ends, says what it did not follow, and
// no rule throws. That a test ends is what it asserts; without bounds most of these take longer than anybody waits.

const bootstrap = `<?php
return Application::configure(basePath: dirname(__DIR__))
    ->withRouting(web: __DIR__.'/../routes/web.php', api: __DIR__.'/../routes/api.php')
    ->create();
`;

type Files = Readonly<Record<string, string>>;

const many = (count: number, one: (index: number) => string, between = '\n'): string =>
  Array.from({ length: count }, (_, index) => one(index)).join(between);

function web(code: string, more: Files = {}): Files {
  const head = '<?php\nuse Illuminate\\Support\\Facades\\Route;\n';
  return { 'bootstrap/app.php': bootstrap, 'routes/web.php': head + code, ...more };
}

function routeProvider(members: string): Files {
  return {
    'composer.json': '{"require":{"laravel/framework":"^9.0"}}',
    'app/Providers/RouteServiceProvider.php': `<?php
namespace App\\Providers;
use Illuminate\\Foundation\\Support\\Providers\\RouteServiceProvider as ServiceProvider;
use Illuminate\\Support\\Facades\\Route;
class RouteServiceProvider extends ServiceProvider {
${members}
}
`,
  };
}

function kernel(body: string, more = ''): Files {
  return {
    'composer.json': '{"require":{"laravel/framework":"^9.0"}}',
    'bootstrap/app.php': '<?php\n$app = new Illuminate\\Foundation\\Application(dirname(__DIR__));\nreturn $app;\n',
    'app/Console/Kernel.php': `<?php
namespace App\\Console;
use Illuminate\\Console\\Scheduling\\Schedule;
use Illuminate\\Foundation\\Console\\Kernel as ConsoleKernel;
class Kernel extends ConsoleKernel {
    protected function schedule(Schedule $schedule) {
${body}
    }
${more}
}
`,
  };
}

function migration(body: string, more = ''): Files {
  return {
    'database/migrations/2020_01_01_000000_a.php': `<?php
use Illuminate\\Database\\Migrations\\Migration;
use Illuminate\\Database\\Schema\\Blueprint;
use Illuminate\\Support\\Facades\\Schema;
return new class extends Migration {
    public function up() {
${body}
    }
${more}
};
`,
  };
}

function limiter(body: string, more = ''): Files {
  return {
    'app/Providers/AppServiceProvider.php': `<?php
namespace App\\Providers;
use Illuminate\\Cache\\RateLimiting\\Limit;
use Illuminate\\Support\\Facades\\RateLimiter;
class AppServiceProvider extends \\Illuminate\\Support\\ServiceProvider {
    public function boot() {
        RateLimiter::for('login', function ($request) {
${body}
        });
    }
${more}
}
`,
  };
}

/** All rules of the catalog have looked at it when this returns. */
async function contextOf(files: Files): Promise<RuleContext> {
  const source = mapSource(shopFiles({ '.env': 'APP_ENV=production\n', ...files }));
  const context = await readRuleContext(source, '/shop', { environments: [], tracked: new Set<string>() });
  await lintProject(context, { rules: {}, source, all: true });
  return context;
}

const nested = (loops: number, turns: number, inner: string): string =>
  many(loops, (i) => `foreach ([${many(turns, (k) => `'${k}'`, ',')}] as $a${i}) {`) + inner + '}'.repeat(loops);
const tooLong = 'The code that registers routes is too long to follow.';

describe('routes', () => {
  test.each([
    ['text that doubles', `$a = 'x';\n${many(80, () => '$a = $a.$a;')}\nRoute::get($a, 'x');`],
    [
      'a list that doubles',
      `$a = ['x'];\n${many(80, () => '$a = [...$a, ...$a];')}\nRoute::middleware($a)->get('x', 'x');`,
    ],
    [
      'lists inside lists',
      `$a = ['x'];\n${many(80, () => '$a = [$a, $a];')}\nRoute::middleware($a)->group($a); Route::get('x', $a)->middleware($a); require $a;`,
    ],
  ])('%s is not certain', async (_, code) => {
    const { code: read } = await contextOf(web(code));
    expect(routeTable(read).routes.filter(({ uri, complete }) => uri !== undefined && complete)).toEqual([]);
  });

  test.each([
    ['loops in loops', web(nested(6, 100, "Route::get('x'.$a0, 'y');"))],
    [
      'a group that includes itself',
      web(
        "$f = function () use (&$f) { Route::get('x', 'y'); Route::prefix('a')->group($f); Route::group([], $f); };\n$f();\nRoute::group([], $f);",
      ),
    ],
    [
      'constants made of constants',
      routeProvider(
        `${many(29, (i) => `const A${i} = self::A${i + 1}.self::A${i + 1};`)} const A29 = 'x';\npublic function boot() { Route::get(self::A0, 'x'); }`,
      ),
    ],
    [
      'constants and properties that lead back to themselves',
      routeProvider(
        "protected $a = $this->a;\nconst A = self::B.self::A;\nconst B = self::A.self::B;\npublic function boot() { Route::prefix($this->a)->get(self::A, 'x'); }",
      ),
    ],
    [
      'methods that call themselves twice',
      routeProvider("public function boot() { $this->boot(); Route::get('x', 'y'); $this->boot(); }"),
    ],
  ])('%s end, and that is said', async (_, files) => {
    const { code } = await contextOf(files);
    const { routes, complete, gaps } = routeTable(code);
    expect(routes.length).toBeLessThan(60_000);
    expect({ complete, gaps }).toMatchObject({ complete: false });
    expect(gaps).toContain(tooLong);
  });

  test('files that load each other are each followed once on a way', async () => {
    const names = Array.from({ length: 8 }, (_, i) => `r${i}`);
    const all = names.map((name) => `require __DIR__.'/${name}.php';`).join('\n');
    const files = Object.fromEntries(
      names.map((name) => [`routes/${name}.php`, `<?php\nRoute::get('${name}', 'y');\n${all}\nrequire __FILE__;`]),
    );
    const { code } = await contextOf(web(all, files));
    expect(new Set(routeTable(code).routes.map(({ uri }) => uri))).toEqual(new Set(names));
  });

  test('20,000 routes are all there', async () => {
    const lines = (from: number): string =>
      many(4000, (i) => `Route::get('/page/${from}/${i}', [PageController::class, 'show'])->name('p${i}');`);
    const files = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e'].map((name, i) => [
        `routes/${name}.php`,
        `<?php\nuse Illuminate\\Support\\Facades\\Route;\n${lines(i)}`,
      ]),
    );
    const loads = ['a', 'b', 'c', 'd', 'e'].map((name) => `require __DIR__.'/${name}.php';`).join('\n');
    const { code } = await contextOf(web(loads, files));
    expect(routeTable(code)).toMatchObject({ complete: true, gaps: [], routes: { length: 20_000 } });
  }, 60_000);
});

describe('the schedule', () => {
  test.each([
    [
      'a helper that calls itself',
      kernel(
        '$this->a($schedule);',
        `private function a($schedule) { ${many(10, () => '$this->a($schedule);', ' ')} }`,
      ),
    ],
    ['loops in loops', kernel(nested(6, 50, "$schedule->command('x:'.$a0);"))],
  ])('%s ends, and that is said', async (_, files) => {
    const { code } = await contextOf(files);
    expect(schedule(code)).toMatchObject({ complete: false });
    expect(schedule(code).tasks.length).toBeLessThanOrEqual(50_000);
    expect(schedule(code).gaps.some((gap) => gap.includes('too long to follow'))).toBe(true);
  });

  test('text that doubles is not certain', async () => {
    const { code } = await contextOf(
      kernel(`$a = 'x';\n${many(80, () => '$a = $a.$a;')}\n$schedule->command($a)->daily();`),
    );
    expect(schedule(code).tasks[0]?.name).toBeUndefined();
  });
});

describe('migrations', () => {
  test.each([
    [
      'a helper that calls itself',
      migration('$this->a();', `private function a() { ${many(40, () => '$this->a();', ' ')} Schema::drop('x'); }`),
    ],
    ['loops in loops', migration(nested(6, 200, "Schema::table('x', function (Blueprint $table) { $table->id(); });"))],
  ])('%s ends, and nothing is claimed of any table', async (_, files) => {
    const { code } = await contextOf(files);
    expect(tables(code).complete).toBe(false);
  });

  test('text that doubles names no table', async () => {
    const create = 'Schema::create($a, function (Blueprint $table) { $table->id(); });';
    const { code } = await contextOf(migration(`$a = 'x';\n${many(80, () => '$a = $a.$a;')}\n${create}`));
    expect([...tables(code).tables.keys()]).toEqual([]);
  });
});

describe('limiters', () => {
  test.each([
    [
      'methods that lead to each other',
      limiter(
        'return $this->a($request);',
        `private function a($request) { ${many(300, () => 'if ($x) { return $this->a($request); }', ' ')} return Limit::none(); }`,
      ),
    ],
    [
      'a key made of keys made of keys',
      limiter(
        `${many(12, (i) => `$a${i} = "${many(30, () => `{$a${i + 1}}`, '')}";`)}\n$a12 = $request->ip();\nreturn Limit::perMinute(5)->by($a0);`,
      ),
    ],
  ])('%s end as not certain', async (_, files) => {
    const { code } = await contextOf(files);
    const [definition] = limiterDefinitions(code).definitions;
    expect(definition?.name).toBe('login');
    const limits = definition?.returns.flat() ?? [];
    expect(definition?.complete === false || limits.every(({ by }) => by === 'other')).toBe(true);
  });
});

test('stacks of log channels that share stacks are each followed once', async () => {
  const channel = (name: string, i: number): string =>
    `'${name}${i}' => ['driver' => 'stack', 'channels' => ['a${i + 1}', 'b${i + 1}']]`;
  const channels = many(50, (i) => `${channel('a', i)},\n${channel('b', i)}`, ',\n');
  const { project } = await contextOf({
    'config/logging.php': `<?php return ['default' => 'a0', 'channels' => [${channels}, 'a50' => ['driver' => 'single']]];`,
  });
  const target = logChannels(project).target('a0');
  expect(target).toMatchObject({ complete: true, missing: ['b50'], leaves: [{ channel: 'a50' }] });
});

test('a stack that holds itself is not complete', async () => {
  const { project } = await contextOf({
    'config/logging.php':
      "<?php return ['channels' => ['a' => ['driver' => 'stack', 'channels' => ['b', 'c']], 'b' => ['driver' => 'stack', 'channels' => ['a']], 'c' => ['driver' => 'single']]];",
  });
  expect(logChannels(project).target('a')).toMatchObject({ complete: false, leaves: [{ channel: 'c' }] });
});

test('what names a method of a controller may be any text', async () => {
  const names = ['a(', '[', '(a+)+$', '*', '\\\\', ''];
  const { code } = await contextOf({
    ...web(names.map((name) => `Route::post('login', [\\App\\A::class, '${name}']);`).join('\n')),
    'app/A.php': `<?php\nnamespace App;\nclass A {\n  public function a() {}\n${'\n'.repeat(20_000)}}\n`,
  });
  expect(routeTable(code).routes).toHaveLength(names.length);
});

test('names that every JavaScript object has are names like others', async () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];
  const list = names
    .map((name) => `'${name}' => ['driver' => '${name}', 'connection' => '${name}', '${name}' => 1]`)
    .join(',');
  const settings = [
    'LOG_CHANNEL=__proto__',
    'CACHE_STORE=constructor',
    'QUEUE_CONNECTION=toString',
    'DB_CONNECTION=__proto__',
  ];
  const { code } = await contextOf({
    ...web(
      names
        .map(
          (name) => `Route::${name}('/x', 'y');
Route::post('/${name}', [A::class, '${name}'])->middleware('${name}', 'throttle:${name}')->${name}('x')->withoutMiddleware('${name}');
Route::group(['${name}' => 1, 'middleware' => '${name}'], function () { Route::get('z', 'x'); });
Route::resource('${name}', A::class)->only('${name}', 'store');
require ${name}('x.php');`,
        )
        .join('\n'),
    ),
    ...migration(
      names
        .map(
          (
            name,
          ) => `Schema::create('${name}', function (Blueprint $table) { $table->id(); $table->${name}('${name}'); $table->foreign('${name}')->references('id')->on('${name}'); });
Schema::${name}('x');`,
        )
        .join('\n'),
    ),
    ...limiter(`return Limit::${names.join('(5)->')}(5);`),
    '.env': `APP_ENV=production\n${settings.join('\n')}\n__proto__=x\nconstructor=y\n`,
    'app/A.php': `<?php namespace App; class A { function x() { ${names
      .map(
        (name) =>
          `\\Log::channel('${name}')->info('x'); \\Cache::store('${name}')->tags('x')->flush(); env('${name}');`,
      )
      .join(' ')} } }`,
    'config/logging.php': `<?php return ['default' => env('LOG_CHANNEL'), 'channels' => [${list}]];`,
    'config/cache.php': `<?php return ['default' => env('CACHE_STORE'), 'stores' => [${list}]];`,
    'config/queue.php': `<?php return ['default' => env('QUEUE_CONNECTION'), 'connections' => [${list}]];`,
    'config/database.php': `<?php return ['default' => env('DB_CONNECTION'), 'connections' => [${list}], 'redis' => [${list}]];`,
  });
  const posts = routeTable(code).routes.filter(
    ({ methods, uri }) => methods.includes('POST') && names.includes(uri ?? ''),
  );
  expect(posts.map(({ uri = '' }) => uri).toSorted((a, b) => names.indexOf(a) - names.indexOf(b))).toEqual(
    names.flatMap((name) => [name, name]),
  );
  expect([...tables(code).tables.keys()].filter((name) => names.includes(name))).toEqual(names);
});

test('classes are found behind text that closes nothing, and not inside of text', async () => {
  const { code } = await contextOf({
    'app/Long.php': `<?php\nnamespace App;\n${'\n'.repeat(50_000)}class Long {\n  const A = '${'a'.repeat(200_000)}';\n}\n`,
    'app/Stub.php':
      "<?php\nnamespace App;\nclass Stub extends\n  Base // why\n  implements A,\n B {\n  const TEXT = <<<EOT\nDon't\nclass Inner extends Other {\nEOT;\n  const NAME = 'x';\n}\nfinal class Next {}\n",
    'app/Open.php': `<?php\nclass Open {}\n${'"\\'.repeat(100_000)}`,
    'app/Spaces.php': `<?php\nclass Spaces extends ${' '.repeat(100_000)}\nfunction a ${' '.repeat(100_000)}`,
  });
  const index = classIndex(code);
  expect(index.get('App\\Stub')).toMatchObject({ extends: 'App\\Base', implements: ['App\\A', 'App\\B'] });
  expect(index.all.map(({ name }) => name).sort()).toEqual(['App\\Long', 'App\\Next', 'App\\Stub', 'Open']);
});

test('a keystroke inside of a method changes what is known, though only a map holds it', async () => {
  const provider = (prefix: string): Files => ({
    ...routeProvider(`public function boot() { Route::prefix('${prefix}')->get('x', 'y'); }`),
    'app/Limits.php': `<?php\nnamespace App;\nclass Limits { const NAME = '${prefix}'; }\n`,
  });
  const codeCache = createCodeCache();
  const read = async (prefix: string): Promise<readonly (string | undefined)[]> => {
    const source = mapSource(shopFiles(provider(prefix)));
    const { code } = await readRuleContext(source, '/shop', {
      environments: [],
      tracked: new Set<string>(),
      codeCache,
    });
    return [...routeTable(code).routes.map(({ uri }) => uri), classIndex(code).constantText('App\\Limits', 'NAME')];
  };
  expect(await read('api')).toEqual(['api/x', 'api']);
  expect(await read('web')).toEqual(['web/x', 'web']);
});

test('a file that is too deep for a collector counts as not read', async () => {
  const deep = `Route::get(${'-'.repeat(2000)}1, ${'['.repeat(1500)}'x'${']'.repeat(1500)});`;
  const { code } = await contextOf(web(deep));
  expect(code.counts.files).toBeGreaterThan(0);
});
