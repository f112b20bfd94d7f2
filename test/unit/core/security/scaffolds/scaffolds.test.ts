import { expect, test } from 'vitest';
import { routeTable } from '../../../../../src/core/code/routes/routeTable';
import { auditTrail, ownModels } from '../../../../../src/core/security/scaffolds/auditTrail';
import { limiters } from '../../../../../src/core/security/scaffolds/limiters';
import { ownTests } from '../../../../../src/core/security/scaffolds/ownTests';
import { rateLimitLog } from '../../../../../src/core/security/scaffolds/rateLimitLog';
import type { Scaffold } from '../../../../../src/core/security/scaffolds/scaffold';
import { securityChannel } from '../../../../../src/core/security/scaffolds/securityChannel';
import { securitySubscriber } from '../../../../../src/core/security/scaffolds/securitySubscriber';
import { applied, type App, contextOf, kernelApp, slimApp } from './apps';

const slim = slimApp('12.11.0');
const kernel = kernelApp('8.83.27');

function after(app: App, scaffold: Scaffold): App {
  if (scaffold.kind !== 'edits') throw new Error(JSON.stringify(scaffold));
  return applied(app, scaffold.edits);
}

function without(app: App, name: string): App {
  return Object.fromEntries(Object.entries(app).filter(([each]) => each !== name));
}

test.each<[string, App, string]>([
  ['Laravel 8', kernel, "'days' => 365"],
  ['Laravel 13.31', slimApp('13.31.0'), "'max_files' => 365"],
  // max_files came with 13.23: before, it would be ignored and seven days kept.
  [
    'Laravel 13.2',
    { ...slimApp('13.31.0'), 'composer.lock': '{"packages":[{"name":"laravel/framework","version":"v13.2.0"}]}' },
    "'days' => 365",
  ],
])('the channel of %s keeps a year', async (_, app, written) => {
  const text = after(app, securityChannel(await contextOf(app), 365))['config/logging.php'];
  expect(text).toContain(written);
  expect(text).toContain("'formatter' => JsonFormatter::class,");
});

test('without a config/logging.php Laravel 11 and later get a small one, and older ones an answer', async () => {
  const small = without(slim, 'config/logging.php');
  const made = securityChannel(await contextOf(small));
  expect(after(small, made)['config/logging.php']).toMatch(
    /^<\?php\n\nuse Monolog\\Formatter\\JsonFormatter;\n\nreturn \[\n {4}'channels' => \[\n {8}'security' => \[\n/,
  );
  expect(securityChannel(await contextOf(without(kernel, 'config/logging.php')))).toMatchObject({ kind: 'refused' });
});

test('a channel list that is not one literal is left alone, with the text to write', async () => {
  const app = { ...slim, 'config/logging.php': '<?php\nreturn ["channels" => array_merge(["a" => []], more())];\n' };
  expect(securityChannel(await contextOf(app))).toMatchObject({
    kind: 'refused',
    text: expect.stringContaining("'driver' => 'daily'") as string,
  });
});

test('the subscriber is registered in $subscribe where the event provider has one', async () => {
  const provider = (kernel['app/Providers/EventServiceProvider.php'] ?? '').replace(
    'protected $listen',
    'protected $subscribe = [];\n\n    protected $listen',
  );
  const app = { ...kernel, 'app/Providers/EventServiceProvider.php': provider };
  const text = after(app, securitySubscriber(await contextOf(app)))['app/Providers/EventServiceProvider.php'];
  expect(text).toContain('protected $subscribe = [RecordSecurityEvents::class];');
  expect(text).not.toContain('Event::subscribe');
});

test('an event provider that is not registered is not used', async () => {
  const app = {
    ...kernel,
    'config/app.php': "<?php return ['providers' => [App\\Providers\\AppServiceProvider::class]];",
  };
  const text = after(app, securitySubscriber(await contextOf(app)))['app/Providers/AppServiceProvider.php'];
  expect(text).toContain('Event::subscribe(RecordSecurityEvents::class);');
});

test('a provider without boot() gets one; one that may return early is added to in front', async () => {
  const name = 'app/Providers/AppServiceProvider.php';
  const bare = {
    ...slim,
    [name]: '<?php\n\nnamespace App\\Providers;\n\nclass AppServiceProvider extends ServiceProvider\n{\n}\n',
  };
  expect(after(bare, securitySubscriber(await contextOf(bare)))[name]).toContain(
    '{\n    public function boot(): void\n    {\n        Event::subscribe(RecordSecurityEvents::class);\n    }\n}\n',
  );
  const leaving = {
    ...slim,
    [name]: (slim[name] ?? '').replace(
      /boot\(\): void\n {4}\{\n {8}\/\//,
      'boot(): void\n    {\n        if ($this->app->runningInConsole()) {\n            return;\n        }',
    ),
  };
  expect(after(leaving, securitySubscriber(await contextOf(leaving)))[name]).toMatch(
    /boot\(\): void\n {4}\{\n {8}Event::subscribe\(RecordSecurityEvents::class\);\n\n {8}if \(/,
  );
});

test('without a provider there is the line to write', async () => {
  const app = without(slim, 'app/Providers/AppServiceProvider.php');
  expect(securitySubscriber(await contextOf(app))).toEqual({
    kind: 'refused',
    why: 'There is no service provider whose boot() can be edited for certain.',
    text: '\\Illuminate\\Support\\Facades\\Event::subscribe(\\App\\Listeners\\RecordSecurityEvents::class);\n',
  });
});

test('another class of that name is not touched', async () => {
  const app = { ...slim, 'app/Logging/SecurityLog.php': '<?php\nnamespace App\\Logging;\nclass SecurityLog {}\n' };
  const context = await contextOf(app);
  for (const made of [securitySubscriber(context), auditTrail(context, ['App\\Models\\User']), rateLimitLog(context)])
    expect(made).toEqual({ kind: 'refused', why: 'app/Logging/SecurityLog.php is another class already.' });
});

test('two-factor events are recorded where Fortify is installed, recovery codes never', async () => {
  const lock = {
    packages: [
      { name: 'laravel/framework', version: 'v12.11.0' },
      { name: 'laravel/fortify', version: 'v1.25.0' },
    ],
  };
  const app = { ...slim, 'composer.lock': JSON.stringify(lock) };
  const files = after(app, securitySubscriber(await contextOf(app)));
  const text = files['app/Listeners/RecordSecurityEvents.php'] ?? '';
  expect(text).toContain("TwoFactorAuthenticationFailed::class => 'two_factor_failed',");
  expect(text).not.toContain('->code');
  expect(files['app/Logging/SecurityLog.php']).toContain("config('fortify.username', 'email')");
  const plain = after(slim, securitySubscriber(await contextOf(slim)))['app/Listeners/RecordSecurityEvents.php'];
  expect(plain).not.toContain('Fortify');
});

test('the audit trail observes models of the application, and no others', async () => {
  const context = await contextOf(slim);
  expect(ownModels(context.code).map(({ name }) => name)).toEqual(['App\\Models\\User']);
  expect(auditTrail(context, ['App\\Models\\Nobody'])).toMatchObject({ kind: 'refused' });
  const files = after(slim, auditTrail(context, ['App\\Models\\User']));
  expect(files['app/Providers/AppServiceProvider.php']).toContain('User::observe(RecordChanges::class);');
  expect(files['app/Observers/RecordChanges.php']).not.toMatch(/getAttribute\(|getOriginal|getDirty\(\)/);
});

test('a limiter of the application stays as it is; the one of the skeleton is replaced', async () => {
  const name = 'app/Providers/RouteServiceProvider.php';
  const own = { ...kernel, [name]: (kernel[name] ?? '').replace('perMinute(60)', 'perMinute(77)') };
  const kept = limiters(await contextOf(own), { define: ['api'] });
  expect(kept).toEqual({
    kind: 'nothing',
    why: 'The limiter api is defined in app/Providers/RouteServiceProvider.php already.',
  });
  const text = after(kernel, limiters(await contextOf(kernel), { define: ['api'] }))[name];
  expect(text?.match(/RateLimiter::for\('api'/g)).toHaveLength(1);
  expect(text).toContain("Limit::perHour(600)->by('sustained:'.$key)");
});

test('limits of one limiter never share a key', async () => {
  for (const app of [slim, kernel]) {
    const files = after(app, limiters(await contextOf(app), { define: ['login', 'api', 'heavy'] }));
    const text = Object.values(files).find((each) => each.includes("RateLimiter::for('heavy'")) ?? '';
    for (const [list] of text.matchAll(/return \[[^\]]*\]/g)) {
      const keys = [...list.matchAll(/by\((.*)\),/g)].map(([, key]) => key);
      expect(keys.length).toBeGreaterThan(1);
      expect(new Set(keys).size).toBe(keys.length);
    }
    // perSecond came with Laravel 11.
    expect(text.includes('perSecond')).toBe(app === slim);
  }
});

test('routes that cannot be edited for certain are named', async () => {
  const app = {
    ...slim,
    'routes/web.php': `<?php
use Illuminate\\Support\\Facades\\Route;
Route::resource('posts', 'App\\Http\\PostController')->only(['index', 'store']);
foreach (['a', 'b'] as $each) Route::get($each, fn () => 1);
Route::get('/plain', fn () => 1) ;
`,
  };
  const context = await contextOf(app);
  const { routes } = routeTable(context.code);
  const made = limiters(context, { define: ['heavy'], routes: [{ limiter: 'heavy', routes }] });
  const text = after(app, made)['routes/web.php'] ?? '';
  expect(text).toContain("->only(['index', 'store'])->middleware('throttle:heavy');");
  expect(text.match(/throttle:heavy/g)).toHaveLength(3);
  if (made.kind === 'edits') expect(made.adds).toContain('POST /posts: by the same line');
});

test('Auth::routes() gives back nothing that a limiter could be chained to', async () => {
  const app = {
    ...slim,
    'composer.lock':
      '{"packages":[{"name":"laravel/framework","version":"v12.11.0"},{"name":"laravel/ui","version":"v4.0.0"}]}',
    'routes/web.php': '<?php\nuse Illuminate\\Support\\Facades\\Auth;\nAuth::routes();\n',
  };
  const context = await contextOf(app);
  const login = routeTable(context.code).routes.filter(({ uri }) => uri === 'login');
  expect(login.length).toBeGreaterThan(0);
  expect(limiters(context, { define: [], routes: [{ limiter: 'login', routes: login }] })).toMatchObject({
    kind: 'refused',
  });
});

test('before Laravel 8 there are no named limiters', async () => {
  const app = { ...kernel, 'composer.lock': '{"packages":[{"name":"laravel/framework","version":"v7.30.0"}]}' };
  expect(limiters(await contextOf(app), { define: ['login'] })).toMatchObject({ kind: 'refused' });
  expect(rateLimitLog(await contextOf(app))).toMatchObject({ kind: 'refused' });
});

test('a bootstrap without withExceptions() is left alone, with the text to write', async () => {
  const app = {
    ...slim,
    'bootstrap/app.php': '<?php\nreturn Application::configure(basePath: dirname(__DIR__))->create();\n',
  };
  expect(rateLimitLog(await contextOf(app))).toMatchObject({
    kind: 'refused',
    text: expect.stringContaining("record('rate_limited', [], 'warning')") as string,
  });
});

test('tests are written in the style of the application', async () => {
  const pest = {
    ...slim,
    'composer.json': (slim['composer.json'] ?? '').replace('"require":{', '"require":{"pestphp/pest":"^3.0",'),
  };
  const wishes = { channel: true, subscriber: true };
  const name = 'tests/Feature/SecurityLogTest.php';
  const unit = after(slim, ownTests(await contextOf(slim), wishes))[name];
  expect(unit).toContain('class SecurityLogTest extends TestCase');
  const bound = { ...pest, 'tests/Pest.php': "<?php\npest()->extend(Tests\\TestCase::class)->in('Feature');\n" };
  const written = after(bound, ownTests(await contextOf(bound), wishes))[name];
  expect(written).toContain("test('a failed login is recorded without the password', function () {");
  expect(written).not.toContain('uses(');
  const unbound = { ...pest, 'tests/Pest.php': '<?php\n' };
  expect(after(unbound, ownTests(await contextOf(unbound), wishes))[name]).toContain('uses(Tests\\TestCase::class);');
  // Without tests/Pest.php Pest was never set up.
  expect(after(pest, ownTests(await contextOf(pest), wishes))[name]).toContain('extends TestCase');
});
