import { expect, test } from 'vitest';
import { reportCollectors, sharedCollectors } from '../../../../../src/core/code/collectors';
import { readCode } from '../../../../../src/core/code/readCode';
import { readProject } from '../../../../../src/core/laravel/readProject';
import { authEventCoverage, type EventCoverage } from '../../../../../src/core/security/coverage/authEventCoverage';
import {
  coverageCounts,
  coverageDescription,
  coverageText,
} from '../../../../../src/core/security/coverage/coverageText';
import { mapSource } from '../../lint/mapSource';
import { kernelApp, slimApp, type App } from '../scaffolds/apps';

async function coverage(files: App, base: App = slimApp('12.11.0')): Promise<readonly EventCoverage[]> {
  const all = new Map(Object.entries({ ...base, ...files }).map(([name, text]) => [`/shop/${name}`, text]));
  const source = mapSource(all);
  const project = await readProject(source, '/shop');
  const code = await readCode(source, project, [...sharedCollectors, ...reportCollectors]);
  return authEventCoverage({ root: '/shop', code, project });
}

async function rowOf(name: string, files: App, base?: App): Promise<EventCoverage> {
  const row = (await coverage(files, base)).find(({ event }) => event.name === name);
  if (row === undefined) throw new Error(`There is no event ${name}.`);
  return row;
}

const lock = (packages: Record<string, string>, laravel = 'v12.11.0'): App => ({
  'composer.lock': JSON.stringify({
    packages: Object.entries({ 'laravel/framework': laravel, ...packages }).map(([name, version]) => ({
      name,
      version,
    })),
  }),
});

const listener = (body: string, more = ''): App => ({
  'app/Listeners/Audit.php': `<?php
namespace App\\Listeners;
use Illuminate\\Auth\\Events\\Login;
use Illuminate\\Support\\Facades\\Log;
use App\\Services\\Recorder;
use App\\Models\\LoginAttempt;
class Audit { ${more} public function handle(Login $event) { ${body} } }`,
});

const full = "['user' => $event->user->id, 'ip' => request()->ip(), 'agent' => request()->userAgent()]";

test.each<[string, App]>([
  ['the facade', listener(`Log::info('in', ${full});`)],
  ['a channel', listener(`Log::channel('single')->info('in', ${full});`)],
  ['logger()', listener(`logger('in', ${full});`)],
  ['logger()->info()', listener(`logger()->info('in', ${full});`)],
  [
    'variables',
    listener(
      `$data = ['user' => $event->user->id]; $data['ip'] = request()->ip(); $data['ua'] = request()->header('User-Agent'); Log::info('in', $data);`,
    ),
  ],
  [
    'a method of its own',
    listener(
      `$this->write($event->user->id);`,
      "private function write($id) { Log::info('in', ['id' => $id, 'ip' => request()->ip(), 'ua' => request()->userAgent()]); }",
    ),
  ],
  [
    'what a method gives back',
    listener(
      `Log::info('in', $this->fields() + ['id' => $event->user->id]);`,
      "private function fields() { return ['ip' => request()->ip(), 'ua' => request()->userAgent()]; }",
    ),
  ],
  [
    'an injected service',
    {
      ...listener(
        '$this->recorder->login($event->user);',
        'public function __construct(private Recorder $recorder) {}',
      ),
      'app/Services/Recorder.php': `<?php
namespace App\\Services;
use Illuminate\\Support\\Facades\\Log;
class Recorder { public function login($user) { Log::info('in', ['id' => $user->id, 'ip' => request()->ip(), 'ua' => request()->userAgent()]); } }`,
    },
  ],
  [
    'a table of its own',
    listener(
      "LoginAttempt::create(['user_id' => $event->user->id, 'ip' => request()->ip(), 'agent' => request()->userAgent()]);",
    ),
  ],
  [
    'a new row',
    listener(
      '$row = new LoginAttempt; $row->user_id = $event->user->id; $row->ip = request()->ip(); $row->agent = request()->userAgent(); $row->save();',
    ),
  ],
  [
    'a query',
    listener(
      "\\DB::table('login_attempts')->insert(['user' => $event->user->id, 'ip' => request()->ip(), 'agent' => request()->userAgent()]);",
    ),
  ],
  [
    'activity()',
    listener(
      "activity()->causedBy($event->user)->withProperties(['ip' => request()->ip(), 'ua' => request()->userAgent()])->log('in');",
    ),
  ],
  [
    'a custom audit',
    listener(
      '\\Illuminate\\Support\\Facades\\Event::dispatch(\\OwenIt\\Auditing\\Events\\AuditCustom::class, [$event->user]);',
    ),
  ],
  [
    'a closure',
    {
      'app/Providers/AppServiceProvider.php': `<?php
namespace App\\Providers;
use Illuminate\\Auth\\Events\\Login;
use Illuminate\\Support\\Facades\\{Event, Log};
class AppServiceProvider { public function boot() { Event::listen(function (Login $event) { Log::info('in', ${full}); }); } }`,
    },
  ],
  [
    'a subscriber',
    {
      'app/Subscriber.php': `<?php
namespace App;
use Illuminate\\Auth\\Events\\Login;
use Illuminate\\Support\\Facades\\Log;
class Subscriber { public function subscribe($events): array { return [Login::class => 'in']; } public function in($event) { Log::info('in', ${full}); } }`,
      'app/Providers/AppServiceProvider.php': `<?php
namespace App\\Providers;
class AppServiceProvider { public function boot() { \\Illuminate\\Support\\Facades\\Event::subscribe(\\App\\Subscriber::class); } }`,
    },
  ],
])('a login is logged with everything by %s', async (_, files) => {
  const row = await rowOf('Login', files);
  expect(row).toMatchObject({ state: 'logged', missing: [], fields: ['user', 'ip', 'userAgent', 'time'] });
  expect(row.twice).toBe(false);
});

test('what a record does not say is named', async () => {
  const row = await rowOf('Login', listener("Log::info('in', ['user' => $event->user->id]);"));
  expect(row).toMatchObject({ state: 'logged', missing: ['ip', 'userAgent'], mayHaveMore: false });
  expect(coverageDescription(row)).toBe('logged, without IP, user agent · app/Listeners/Audit.php');
});

test('an argument that the method does not use is not recorded', async () => {
  const files = listener(
    '$this->write(request()->ip(), $event->user);',
    "private function write($ip, $user) { Log::info('in', ['id' => $user->id]); }",
  );
  expect(await rowOf('Login', files)).toMatchObject({ state: 'logged', missing: ['ip', 'userAgent'] });
});

test('shared context is on every record', async () => {
  const files = {
    ...listener("Log::info('in', ['user' => $event->user->id]);"),
    'app/Http/Middleware/Tag.php': `<?php
namespace App\\Http\\Middleware;
use Illuminate\\Support\\Facades\\Log;
class Tag { public function handle($request, $next) { Log::shareContext(['ip' => $request->ip(), 'ua' => $request->userAgent()]); return $next($request); } }`,
  };
  expect(await rowOf('Login', files)).toMatchObject({ state: 'logged', missing: [] });
});

test.each<[string, App, string]>([
  ['a job', listener('dispatch(new \\App\\Jobs\\Note($event->user));'), 'heard'],
  ['a service that is not there', listener('\\Vendor\\Sink::take($event);'), 'heard'],
  ['mail alone', listener('\\Illuminate\\Support\\Facades\\Mail::to($event->user)->send(1);'), 'notLogged'],
  ['a row that is no history', listener('$event->user->update(["last_ip" => request()->ip()]);'), 'notLogged'],
  ['nobody', {}, 'notLogged'],
  ['a line that says nothing about anybody', listener("Log::debug('Now in handle');"), 'heard'],
  [
    'nobody, where the controller writes a record itself',
    {
      'app/Http/LoginController.php': `<?php
namespace App\\Http;
use Illuminate\\Support\\Facades\\Log;
class LoginController { public function store($request) { Log::info('in', ['id' => $request->user()->id]); } }`,
    },
    'unknown',
  ],
  ['a file that cannot be read', { 'app/Listeners/Broken.php': '<?php class {' }, 'unknown'],
])('a login that comes to %s', async (_, files, state) => {
  expect((await rowOf('Login', files)).state).toBe(state);
});

test.each<[string, string, string]>([
  ['a channel that throws away', "Log::channel('null')->info('in');", 'Channel null throws everything away.'],
  [
    'a channel that is not so quiet',
    "Log::channel('loud')->info('in');",
    'Channel loud keeps nothing as quiet as info.',
  ],
])('%s keeps nothing', async (_, body, why) => {
  const base = slimApp('12.11.0');
  const logging = (base['config/logging.php'] ?? '').replace(
    "'null' =>",
    "'loud' => ['driver' => 'single', 'path' => 'x', 'level' => 'error'],\n'null' =>",
  );
  expect(await rowOf('Login', { ...listener(body), 'config/logging.php': logging })).toMatchObject({
    state: 'notLogged',
    why,
  });
});

test('a listener that is discovered and registered records twice', async () => {
  const files = {
    ...listener(`Log::info('in', ${full});`),
    'app/Providers/AppServiceProvider.php': `<?php
namespace App\\Providers;
class AppServiceProvider { public function boot() { \\Illuminate\\Support\\Facades\\Event::listen(\\Illuminate\\Auth\\Events\\Login::class, \\App\\Listeners\\Audit::class); } }`,
  };
  const row = await rowOf('Login', files);
  expect(row.twice).toBe(true);
  expect(coverageDescription(row)).toContain('twice');
});

test('a handler of several events hears each, one without a parameter none', async () => {
  const files = {
    'app/Listeners/Both.php': `<?php
namespace App\\Listeners;
use Illuminate\\Auth\\Events\\{Failed, Login};
use Illuminate\\Support\\Facades\\Log;
class Both { public function handle(Failed|Login $event): void { Log::info('x', ${full}); } public function handleNothing(): void {} }`,
  };
  expect((await rowOf('Failed', files)).state).toBe('logged');
  expect((await rowOf('Login', files)).state).toBe('logged');
  expect((await rowOf('Logout', files)).state).toBe('notLogged');
});

test('listeners of a namespace of the application hide nothing of others', async () => {
  const files = {
    'app/Providers/AppServiceProvider.php': `<?php
namespace App\\Providers;
class AppServiceProvider { public function boot($events) { foreach ($all as $each) $events->listen('App\\\\Events\\\\'.$each, 'App\\\\X'); } }`,
  };
  expect((await rowOf('Login', files)).state).toBe('notLogged');
});

test('lockouts happen only where somebody fires them', async () => {
  expect((await rowOf('Lockout', {})).state).toBe('neverFired');
  expect((await rowOf('Lockout', lock({ 'laravel/fortify': 'v1.25.0' }))).state).toBe('notLogged');
  const own = {
    'app/Http/LoginRequest.php':
      '<?php\nnamespace App\\Http;\nuse Illuminate\\Auth\\Events\\Lockout;\nclass LoginRequest { public function check() { event(new Lockout($this)); } }',
  };
  expect((await rowOf('Lockout', own)).state).toBe('notLogged');
  // A package for logins that nobody has read.
  expect((await rowOf('Lockout', lock({ 'acme/laravel-auth-kit': '1.0.0' }))).state).toBe('notLogged');
  // Nothing says what is installed.
  expect((await rowOf('Lockout', { 'composer.lock': '' })).state).toBe('notLogged');
});

test('the events are those of the installed version and packages', async () => {
  const names = async (files: App, base?: App): Promise<readonly string[]> =>
    (await coverage(files, base)).map(({ event }) => event.name);
  expect(await names({}, kernelApp('10.48.0'))).not.toContain('PasswordResetLinkSent');
  expect(await names({}, slimApp('11.44.0'))).toContain('PasswordResetLinkSent');
  expect(await names({})).not.toContain('TwoFactorAuthenticationFailed');
  const more = await names(
    lock({ 'laravel/fortify': 'v1.25.0', 'laravel/sanctum': 'v4.0.0', 'laravel/passport': 'v12.0.0' }),
  );
  expect(more).toEqual(
    expect.arrayContaining(['TwoFactorAuthenticationFailed', 'TokenAuthenticated', 'AccessTokenCreated']),
  );
});

test('rappasoft/laravel-authentication-log records for models that use its trait', async () => {
  const installed = lock({ 'rappasoft/laravel-authentication-log': 'v5.0.0' });
  const model = {
    'app/Models/User.php': `<?php
namespace App\\Models;
use Illuminate\\Foundation\\Auth\\User as Authenticatable;
use Rappasoft\\LaravelAuthenticationLog\\Traits\\AuthenticationLoggable;
class User extends Authenticatable
{
    use AuthenticationLoggable;
}`,
  };
  expect(await rowOf('Login', { ...installed, ...model })).toMatchObject({ state: 'logged', missing: [] });
  expect((await rowOf('Failed', { ...installed, ...model })).why).toContain('accounts that exist');
  expect(await rowOf('Login', installed)).toMatchObject({ state: 'notLogged' });
});

test('the matrix as text', async () => {
  const files = {
    ...lock({ 'laravel/fortify': 'v1.25.0' }),
    ...listener("Log::info('in', ['user' => $event->user->id, 'ip' => request()->ip()]);"),
  };
  const rows = await coverage(files);
  expect(coverageCounts(rows)).toEqual({ logged: 1, asked: 12 });
  expect(coverageText(rows)).toMatchInlineSnapshot(`
    "Login                                     logged, without user agent · app/Listeners/Audit.php
    Failed                                    not logged
    Lockout                                   not logged
    Logout                                    not logged
    CurrentDeviceLogout                       not logged
    OtherDeviceLogout                         not logged
    PasswordReset                             not logged
    PasswordResetLinkSent                     not logged
    Registered                                not logged
    Verified                                  not logged
    Attempting                                not logged
    Validated                                 not logged
    Authenticated                             not logged
    TwoFactorAuthenticationChallenged         not logged
    TwoFactorAuthenticationFailed             not logged
    ValidTwoFactorAuthenticationCodeProvided  not logged
    TwoFactorAuthenticationEnabled            not logged
    TwoFactorAuthenticationConfirmed          not logged
    TwoFactorAuthenticationDisabled           not logged
    RecoveryCodeReplaced                      not logged
    "
  `);
});
