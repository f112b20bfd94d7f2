import { expect, test } from 'vitest';
import { eventFacts } from '../../../../../src/core/code/events/eventFacts';
import { eventListeners, listenersOf } from '../../../../../src/core/code/events/eventListeners';
import { readCode } from '../../../../../src/core/code/readCode';
import { readProject } from '../../../../../src/core/laravel/readProject';
import { shopFiles, mapSource } from '../../lint/mapSource';

async function listeners(files: Readonly<Record<string, string>>, layout: 'slim' | 'kernel' = 'slim') {
  const all = shopFiles(files);
  if (layout === 'kernel')
    all.set('/shop/bootstrap/app.php', '<?php $app = new Illuminate\\Foundation\\Application(__DIR__); return $app;');
  const source = mapSource(all);
  const project = await readProject(source, '/shop');
  return eventListeners(await readCode(source, project, [eventFacts]));
}

const login = 'Illuminate\\Auth\\Events\\Login';
const failed = 'Illuminate\\Auth\\Events\\Failed';
const provider = (body: string): Record<string, string> => ({
  'app/Providers/EventServiceProvider.php': `<?php
namespace App\\Providers;
use Illuminate\\Auth\\Events\\{Login, Failed};
use Illuminate\\Support\\Facades\\Event;
class EventServiceProvider extends ServiceProvider { ${body} }`,
});
const listener = (method: string): Record<string, string> => ({
  'app/Listeners/Audit.php': `<?php
namespace App\\Listeners;
use Illuminate\\Auth\\Events\\{Login, Failed};
class Audit { ${method} }`,
});

test.each<[string, Record<string, string>]>([
  ['$listen', provider("protected $listen = [Login::class => ['App\\\\Listeners\\\\X']];")],
  ['$listen with a text', provider("protected $listen = ['Illuminate\\\\Auth\\\\Events\\\\Login' => []];")],
  ['Event::listen', provider('public function boot() { Event::listen(Login::class, X::class); }')],
  [
    'Event::listen with several',
    provider('public function boot() { Event::listen([Failed::class, Login::class], X::class); }'),
  ],
  ['a closure', provider('public function boot() { Event::listen(function (Login $event) {}); }')],
  ['an arrow function', provider('public function boot() { Event::listen(fn (Login $event) => 1); }')],
  [
    'queueable()',
    provider('public function boot() { Event::listen(queueable(function (Login $event) {})->onQueue("x")); }'),
  ],
  ['$events->listen', provider('public function boot() { $this->app["events"]->listen(Login::class, X::class); }')],
  ['a wildcard', provider("public function boot() { Event::listen('Illuminate\\\\Auth\\\\Events\\\\*', X::class); }")],
  ['discovery', listener('public function handle(Login $event) {}')],
  ['discovery of another method', listener('public function handleLogin(Login $event): void {}')],
  [
    'a subscriber',
    {
      ...provider('protected $subscribe = [\\App\\Listeners\\Audit::class];'),
      ...listener('public function subscribe($events) { $events->listen(Login::class, [self::class, "x"]); }'),
    },
  ],
  [
    'a subscriber that returns a list',
    {
      ...provider('public function boot() { Event::subscribe(\\App\\Listeners\\Audit::class); }'),
      ...listener('public function subscribe($events): array { return [Login::class => "x"]; }'),
    },
  ],
])('a login is listened to by %s', async (_, files) => {
  const found = await listeners(files);
  expect(listenersOf(found, login)).toHaveLength(1);
  expect(found.complete).toBe(true);
});

test.each<[string, Record<string, string>, 'slim' | 'kernel']>([
  ['nothing', {}, 'slim'],
  [
    'a subscriber that nobody registers',
    listener('public function subscribe($events) { $events->listen(Login::class, "x"); }'),
    'slim',
  ],
  ['a listener in a layout without discovery', listener('public function handle(Login $event) {}'), 'kernel'],
  ['a listener of another event', listener('public function handle(Failed $event) {}'), 'slim'],
  [
    'discovery turned off',
    {
      ...listener('public function handle(Login $event) {}'),
      'bootstrap/app.php':
        '<?php return Application::configure(basePath: dirname(__DIR__))->withEvents(discover: false)->create();',
    },
    'slim',
  ],
  ['listen() of something else', provider('public function boot() { $this->port->listen(Login::class); }'), 'slim'],
])('a login is not listened to by %s, and that is certain', async (_, files, layout) => {
  const found = await listeners(files, layout);
  expect(listenersOf(found, login)).toEqual([]);
  expect(found.complete).toBe(true);
});

test('the older layout discovers where its provider says so', async () => {
  const files = {
    ...listener('public function handle(Login $event) {}'),
    ...provider('public function shouldDiscoverEvents() { return true; }'),
  };
  expect(listenersOf(await listeners(files, 'kernel'), login)).toHaveLength(1);
});

test.each<[string, Record<string, string>]>([
  ['a name that is not certain', provider('public function boot() { Event::listen($name, X::class); }')],
  ['a class that is not certain', provider('public function boot() { Event::subscribe($name); }')],
  ['a handler without a type', listener('public function handle($event) {}')],
  ['a file that does not parse', provider('protected $listen = [')],
  [
    'folders of its own',
    {
      'bootstrap/app.php':
        "<?php return Application::configure(basePath: dirname(__DIR__))->withEvents(discover: [__DIR__.'/../app/Domain'])->create();",
    },
  ],
])('with %s nothing is known to be absent', async (_, files) => {
  expect((await listeners(files)).complete).toBe(false);
});

test('places are of the line that listens', async () => {
  const files = provider('public function boot() { Event::listen(Failed::class, X::class); }');
  const [place] = listenersOf(await listeners(files), failed);
  const text = files['app/Providers/EventServiceProvider.php'] ?? '';
  expect(text.slice(place?.range.start, place?.range.end)).toMatch(/^Event::listen\(Failed::class, X::class\)/);
});
