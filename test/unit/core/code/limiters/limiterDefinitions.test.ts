import { expect, test } from 'vitest';
import type { LimiterDefinitions } from '../../../../../src/core/code/limiters/limiter';
import { limiterCollector } from '../../../../../src/core/code/limiters/limiterCollector';
import { limiterConstants } from '../../../../../src/core/code/limiters/limiterConstants';
import {
  isUndefinedLimiter,
  limiterDefinitions,
  limiterNamed,
} from '../../../../../src/core/code/limiters/limiterDefinitions';
import type { Code } from '../../../../../src/core/code/collector';
import { readCode } from '../../../../../src/core/code/readCode';
import { readProject } from '../../../../../src/core/laravel/readProject';
import { shop } from '../../lint/mapSource';

const uses = [
  'use Illuminate\\Cache\\RateLimiting\\GlobalLimit;',
  'use Illuminate\\Cache\\RateLimiting\\Limit;',
  'use Illuminate\\Http\\Request;',
  'use Illuminate\\Support\\Facades\\RateLimiter;',
].join('\n');

function provider(boot: string, more = ''): string {
  return `<?php\nnamespace App\\Providers;\n${uses}\nclass AppServiceProvider extends ServiceProvider\n{\n    public function boot(): void\n    {\n        ${boot}\n    }\n${more}}\n`;
}

async function codeOf(files: Readonly<Record<string, string>>): Promise<Code> {
  const source = shop(files);
  const project = await readProject(source, '/shop', {});
  return readCode(source, project, [limiterCollector, limiterConstants]);
}

async function definitions(
  boot: string,
  more = '',
  files: Readonly<Record<string, string>> = {},
): Promise<LimiterDefinitions> {
  return limiterDefinitions(await codeOf({ 'app/Providers/AppServiceProvider.php': provider(boot, more), ...files }));
}

/** "name: 60/60 user + 10/60 none | pass", with "?" behind it when not every limit is certain. */
async function shown(
  boot: string,
  more?: string,
  files?: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const { definitions: found } = await definitions(boot, more, files);
  return found.map(({ name, returns, complete }) => {
    const each = returns.map(
      (limits) => limits.map((one) => `${one.attempts}/${one.seconds} ${one.by}`).join(' + ') || 'pass',
    );
    return `${name}: ${each.join(' | ')}${complete ? '' : '?'}`;
  });
}

const laravel10 = { 'composer.json': JSON.stringify({ require: { 'laravel/framework': '^10.0' } }) };

test.each([
  ['Limit::perSecond(2)', '2/1 none'],
  ['Limit::perSecond(2, 5)', '2/5 none'],
  ['Limit::perMinute(60)', '60/60 none'],
  ['Limit::perMinute(60, 5)', '60/300 none'],
  ['Limit::perMinutes(5, 60)', '60/300 none'],
  ['Limit::perMinutes(decayMinutes: 5, maxAttempts: 60)', '60/300 none'],
  ['Limit::perHour(100)', '100/3600 none'],
  ['Limit::perHour(100, 2)', '100/7200 none'],
  ['Limit::perDay(1000)', '1000/86400 none'],
  ['Limit::none()', 'Infinity/undefined none'],
  ["new Limit('', 30, 90)", '30/90 none'],
  ["new Limit('a')", '60/60 other'],
  ['new GlobalLimit(500, 30)', '500/30 none'],
  ['new GlobalLimit(500)', '500/60 none'],
  ["Limit::perMinute(config('shop.limit'))", 'undefined/60 none'],
  ["Limit::perMinute(5)->response(fn () => response('no', 429))->by($request->ip())", '5/60 ip'],
])('%s is %s', async (limit, expected) => {
  expect(await shown(`RateLimiter::for('api', fn (Request $request) => ${limit});`)).toEqual([`api: ${expected}`]);
});

test('up to Laravel 10 the third argument is minutes', async () => {
  const boot =
    "RateLimiter::for('a', fn () => new Limit('', 30, 2));\n        RateLimiter::for('b', fn () => new GlobalLimit(30, 2));";
  expect(await shown(boot, '', laravel10)).toEqual(['a: 30/120 none', 'b: 30/120 none']);
});

test.each([
  ['$request->ip()', 'ip'],
  ['request()->ip()', 'ip'],
  ["'web:'.$request->ip()", 'ip'],
  ['"web:{$request->ip()}"', 'ip'],
  ['sha1((string) $request->ip())', 'ip'],
  ['$request->user()->id', 'user'],
  ['$request->user()?->id', 'user'],
  ['optional($request->user())->id', 'user'],
  ['$request->user()?->id ?: $request->ip()', 'user'],
  ['$request->user()?->getAuthIdentifier() ?? $request->ip()', 'user'],
  ['$request->user() ? $request->user()->id : $request->ip()', 'user'],
  ["$request->user()->id.'|'.$request->ip()", 'user'],
  ['auth()->id() ?: $request->ip()', 'user'],
  ["auth('api')->id()", 'user'],
  ['\\Illuminate\\Support\\Facades\\Auth::id()', 'user'],
  ['$request->bearerToken()', 'user'],
  ["$request->input('email').$request->ip()", 'other'],
  ["$request->session()->get('login.id')", 'other'],
  ["$request->header('X-Key') ?: $request->ip()", 'other'],
  ['$order->id', 'other'],
  ["'one'", 'other'],
  ["''", 'none'],
])('by(%s) counts by %s', async (key, by) => {
  expect(await shown(`RateLimiter::for('a', fn (Request $request) => Limit::perMinute(1)->by(${key}));`)).toEqual([
    `a: 1/60 ${by}`,
  ]);
});

test('the address is found where it is read', async () => {
  const boot =
    "RateLimiter::for('a', function (Request $request) { $key = 'x'.$request->ip(); return Limit::perMinute(1)->by($key); });";
  const {
    definitions: [first],
  } = await definitions(boot);
  const { start, end } = first!.limits[0]!.address!.range;
  expect(provider(boot).slice(start, end)).toBe('$request->ip()');
});

test('a variable that is written twice is not followed', async () => {
  const boot =
    'RateLimiter::for("a", function (Request $request) { $key = $request->ip(); if ($x) { $key = "y"; } return Limit::perMinute(1)->by($key); });';
  expect(await shown(boot)).toEqual(['a: 1/60 other']);
});

test.each([
  [
    'if and return',
    'if ($request->is("x")) { return Limit::perMinute(2)->by($request->ip()); } return Limit::perMinute(10);',
    '2/60 ip | 10/60 none',
  ],
  [
    'a ternary',
    'return $request->user() ? Limit::none() : Limit::perMinute(10)->by($request->ip());',
    'Infinity/undefined none | 10/60 ip',
  ],
  [
    'an array',
    'return [Limit::perMinute(500), Limit::perMinute(3)->by($request->input("email"))];',
    '500/60 none + 3/60 other',
  ],
  [
    'match',
    'return match (true) { $a => Limit::perMinute(1), default => [Limit::perMinute(2)] };',
    '1/60 none | 2/60 none',
  ],
  [
    'switch',
    'switch ($a) { case 1: return Limit::perMinute(1); default: return Limit::perHour(2); }',
    '1/60 none | 2/3600 none',
  ],
  ['null', 'if ($a) { return null; } return Limit::perMinute(1);', 'pass | 1/60 none'],
  ['no return at the end', 'if ($a) { return Limit::perMinute(1); }', '1/60 none | pass'],
  ['a response', 'if ($a) { return response("no", 403); } return Limit::perMinute(1);', 'pass | 1/60 none'],
  ['a variable', '$limit = Limit::perMinute(7); return $limit->by($request->ip());', '?'],
  ['a helper', 'return limitFor($request);', '?'],
  ['a spread', 'return [...$limits, Limit::perMinute(1)];', '?'],
  ['a method of the class', 'return $this->limit($request);', '9/60 ip'],
])('reads %s', async (_, body, expected) => {
  const more = '    private function limit(Request $request) { return Limit::perMinute(9)->by($request->ip()); }\n';
  expect(await shown(`RateLimiter::for('a', function (Request $request) { ${body} });`, more)).toEqual([
    `a: ${expected}`,
  ]);
});

test.each([
  ['$this->limit(...)', '9/60 ip'],
  ['self::limit(...)', '9/60 ip'],
  ["\\Closure::fromCallable([$this, 'limit'])", '9/60 ip'],
  ['app(ApiLimit::class)(...)', '?'],
  ['$callback', '?'],
])('the function may be %s', async (callback, expected) => {
  const more = '    private function limit(Request $request) { return Limit::perMinute(9)->by($request->ip()); }\n';
  expect(await shown(`RateLimiter::for('a', ${callback});`, more)).toEqual([`a: ${expected}`]);
});

test.each([
  [
    'the facade by its full name',
    "\\Illuminate\\Support\\Facades\\RateLimiter::for('a', fn () => Limit::perMinute(1));",
  ],
  ['the global alias', "\\RateLimiter::for('a', fn () => Limit::perMinute(1));"],
  ['the service', "app(\\Illuminate\\Cache\\RateLimiter::class)->for('a', fn () => Limit::perMinute(1));"],
  ['named arguments', "RateLimiter::for(callback: fn () => Limit::perMinute(1), name: 'a');"],
  ['joined text', "RateLimiter::for('' . 'a', fn () => Limit::perMinute(1));"],
  ['a constant of the class', 'RateLimiter::for(self::NAME, fn () => Limit::perMinute(1));'],
  ['an enum case', 'RateLimiter::for(\\App\\Limiter::First, fn () => Limit::perMinute(1));'],
  ['the value of an enum case', 'RateLimiter::for(\\App\\Limiter::First->value, fn () => Limit::perMinute(1));'],
  ['a constant of another class', 'RateLimiter::for(\\App\\Limits::NAME, fn () => Limit::perMinute(1));'],
])('finds a limiter by %s', async (_, boot) => {
  const files = {
    'app/Limiter.php': "<?php\nnamespace App;\nenum Limiter: string { case First = 'a'; case Second = 'b'; }\n",
    'app/Limits.php': "<?php\nnamespace App;\nfinal class Limits { public const NAME = 'a'; } // limiter names\n",
  };
  const { definitions: found, complete } = await definitions(boot, "    private const NAME = 'a';\n", files);
  expect(found.map(({ name }) => name)).toEqual(['a']);
  expect(complete).toBe(true);
});

test('an enum case without a value is called by its own name', async () => {
  const files = { 'app/Limiter.php': '<?php\nnamespace App;\nenum Limiter { case Api; }\n' };
  const { definitions: found } = await definitions(
    'RateLimiter::for(\\App\\Limiter::Api, fn () => Limit::perMinute(1));',
    '',
    files,
  );
  expect(found.map(({ name }) => name)).toEqual(['Api']);
});

test('routes and bootstrap/app.php define limiters too', async () => {
  const code = await codeOf({
    'bootstrap/app.php': `<?php\n${uses}\nreturn Application::configure(basePath: dirname(__DIR__))->booted(function () { RateLimiter::for('boot', fn () => Limit::perMinute(1)); })->create();\n`,
    'routes/api.php': `<?php\n${uses}\nRateLimiter::for('routes', fn () => Limit::perMinute(1));\n`,
  });
  expect(limiterDefinitions(code).definitions.map(({ name }) => name)).toEqual(['boot', 'routes']);
});

test.each([
  ['a variable', 'RateLimiter::for($name, fn () => Limit::perMinute(1));', /whose name is not certain/],
  [
    'a loop',
    'foreach ($all as $name => $limit) { RateLimiter::for("api.$name", fn () => Limit::perMinute($limit)); }',
    /whose name is not certain/,
  ],
  [
    'an unknown constant',
    'RateLimiter::for(\\Acme\\Limiter::Api, fn () => Limit::perMinute(1));',
    /whose name is not certain/,
  ],
])('nothing is known to be undefined when a name is %s', async (_, boot, gap) => {
  const { complete, gaps } = await definitions(boot);
  expect(complete).toBe(false);
  expect(gaps.join()).toMatch(gap);
});

test('nothing is known to be undefined when a file cannot be parsed', async () => {
  const code = await codeOf({ 'app/Providers/A.php': "<?php RateLimiter::for('a', function ( {" });
  expect(limiterDefinitions(code).complete).toBe(false);
});

test('a package may define a limiter', async () => {
  const lock = (name: string): string => JSON.stringify({ packages: [{ name, version: '1.0.0' }] });
  const installed = async (name: string): Promise<Code> => codeOf({ 'composer.lock': lock(name) });
  expect(isUndefinedLimiter(await installed('laravel/fortify'), 'login')).toBe(false);
  expect(isUndefinedLimiter(await installed('laravel/fortify'), 'api')).toBe(true);
  expect(isUndefinedLimiter(await installed('statamic/cms'), 'statamic.auth')).toBe(false);
  expect(isUndefinedLimiter(await installed('acme/billing'), 'billing-webhooks')).toBe(false);
  expect(isUndefinedLimiter(await installed('nwidart/laravel-modules'), 'api')).toBe(false);
});

test('a factory is no limiter', async () => {
  const { definitions: found } = await definitions("Post::factory()->for('x', $user); // RateLimiter");
  expect(found).toEqual([]);
});

test('what a limiter limits is told by its parameter', async () => {
  const boot =
    "RateLimiter::for('a', fn (Request $r) => Limit::none()); RateLimiter::for('b', fn (object $job) => Limit::none()); RateLimiter::for('c', fn () => Limit::none());";
  const { definitions: found } = await definitions(boot);
  expect(found.map(({ limited, request }) => [limited, request])).toEqual([
    ['requests', 'r'],
    ['jobs', undefined],
    ['unknown', undefined],
  ]);
});

test('which of two definitions counts is not certain', async () => {
  const twice = "RateLimiter::for('a', fn () => Limit::none()); RateLimiter::for('a', fn () => Limit::perMinute(1));";
  const code = await codeOf({ 'app/Providers/AppServiceProvider.php': provider(twice) });
  expect(limiterNamed(code, 'a')).toBeUndefined();
  expect(isUndefinedLimiter(code, 'a')).toBe(false);
});
