import { opsDashboardOpen } from '../../../../../../src/core/lint/rules/securityEventLogging/opsDashboardOpen';
import { type Files, ruleCases } from '../../ruleCases';

const names = ['laravel/horizon', 'laravel/telescope', 'laravel/pulse', 'opcodesio/log-viewer'];
const lock = (dev = false): string => {
  const packages = names.map((name) => ({ name, version: 'v5.0.0' }));
  const framework = { name: 'laravel/framework', version: 'v12.1.0' };
  return JSON.stringify({
    packages: dev ? [framework] : [framework, ...packages],
    'packages-dev': dev ? packages : [],
  });
};
const file = 'app/Providers/AppServiceProvider.php';
const text = (body: string): string =>
  `<?php\nnamespace App\\Providers;\nuse App\\Models\\User;\nuse Illuminate\\Support\\Facades\\Gate;\nuse Laravel\\Horizon\\Horizon;\nuse Laravel\\Telescope\\Telescope;\nuse Opcodes\\LogViewer\\Facades\\LogViewer;\nclass AppServiceProvider {\n    public function boot(): void\n    {\n        ${body}\n    }\n}\n`;
const shop = (body: string, more: Files = {}): Files => ({ 'composer.lock': lock(), [file]: text(body), ...more });
const onList = (user: string): string => `in_array(optional(${user})->email, [], true)`;
const open = "Gate::define('viewHorizon', fn ($user) => true);";

ruleCases(opsDashboardOpen, {
  bad: [
    {
      name: 'a gate',
      files: shop(open),
      at: [`${file}: true`],
      message: 'Every user who is signed in can open Horizon, in production too: this gate always answers yes.',
      fix: 'Ask for an e-mail address on a list',
      fixed: { [file]: text(open.replace('true', onList('$user'))) },
    },
    {
      name: 'a gate that guests may pass',
      files: shop("Gate::define('viewPulse', function (?User $user) { return true; });"),
      at: [`${file}: true`],
      message: 'Everyone, signed in or not, can open Pulse, in production too: this gate always answers yes.',
      fixed: { [file]: text(`Gate::define('viewPulse', function (?User $user) { return ${onList('$user')}; });`) },
    },
    {
      name: 'null as the default lets guests pass too',
      files: shop("Gate::define('viewTelescope', fn ($user = null) => true);"),
      at: [`${file}: true`],
      message: /^Everyone, signed in or not, can open Telescope/,
      fixed: { [file]: text(`Gate::define('viewTelescope', fn ($user = null) => ${onList('$user')});`) },
    },
    {
      name: 'without parameters a gate is for users',
      files: shop("Gate::define('viewLogViewer', fn () => true);"),
      at: [`${file}: true`],
      message: /^Every user who is signed in can open the log viewer/,
      fixed: { [file]: text(`Gate::define('viewLogViewer', fn () => ${onList('auth()->user()')});`) },
    },
    ...['Horizon', 'Telescope', 'LogViewer'].map((name) => ({
      name: `${name}::auth`,
      files: shop(`${name}::auth(function ($request) { return true; });`),
      at: [`${file}: true`],
      message: /^Everyone, signed in or not, can open/,
      fixed: { [file]: text(`${name}::auth(function ($request) { return ${onList('$request->user()')}; });`) },
    })),
    {
      name: 'middleware that asks this very gate',
      files: shop("Gate::define('viewTelescope', fn ($user) => true);", {
        'config/telescope.php':
          "<?php return ['enabled' => true, 'middleware' => ['web', \\Laravel\\Telescope\\Http\\Middleware\\Authorize::class]];",
      }),
      at: [`${file}: true`],
      fixed: { [file]: text(`Gate::define('viewTelescope', fn ($user) => ${onList('$user')});`) },
    },
  ],
  good: [
    ...[
      "Gate::define('viewHorizon', fn ($user) => in_array($user->email, ['a@b.test']));",
      "Gate::define('viewHorizon', fn ($user) => $this->app->environment('local') || $user->admin);",
      "Gate::define('viewHorizon', function ($user) { if (! $user->admin) { return false; } return true; });",
      "Gate::define('viewHorizon', fn ($user) => config('horizon.open'));",
      "Gate::define('viewHorizon', [HorizonPolicy::class, 'view']);",
      "Gate::define('viewHorizon', fn ($user) => false);",
      "Gate::define('viewReports', fn ($user) => true);",
      'Horizon::auth(fn ($request) => $request->user()?->admin === true);',
      `if ($this->app->environment('local')) { ${open} }`,
      `if (! $this->app->isLocal()) { return; } ${open}`,
      "Gate::define('viewHorizon', app()->isLocal() ? fn ($user) => true : fn ($user) => $user->admin);",
      'Other::auth(fn ($request) => true);',
    ].map((body) => ({ name: body, files: shop(body) })),
    { name: 'a development package', files: shop(open, { 'composer.lock': lock(true) }) },
    { name: 'not installed', files: shop(open, { 'composer.lock': undefined }) },
    {
      name: 'middleware of its own',
      files: shop(open, { 'config/horizon.php': "<?php return ['middleware' => ['web', 'auth', 'can:admin']];" }),
    },
    {
      name: 'middleware that is not certain',
      files: shop(open, { 'config/horizon.php': "<?php return ['middleware' => stack()];" }),
    },
    {
      name: 'switched off',
      files: shop("Gate::define('viewTelescope', fn ($user) => true);", {
        'config/telescope.php': "<?php return ['enabled' => false];",
      }),
    },
    { name: 'tests', files: { 'composer.lock': lock(), 'tests/TestCase.php': text(open) } },
  ],
});
