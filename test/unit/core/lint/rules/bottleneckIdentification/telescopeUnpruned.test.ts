import { telescopeUnpruned } from '../../../../../../src/core/lint/rules/bottleneckIdentification/telescopeUnpruned';
import { type Files, ruleCases } from '../../ruleCases';

const lock = (dev = false): string => {
  const telescope = { name: 'laravel/telescope', version: 'v5.2.0' };
  const framework = { name: 'laravel/framework', version: 'v12.1.0' };
  return JSON.stringify({
    packages: dev ? [framework] : [framework, telescope],
    'packages-dev': dev ? [telescope] : [],
  });
};
const config = "<?php return ['driver' => 'database', 'enabled' => env('TELESCOPE_ENABLED', true)];\n";
const app =
  "<?php\nreturn Application::configure(basePath: dirname(__DIR__))->withRouting(commands: __DIR__.'/../routes/console.php')->create();\n";
const console = "<?php\n\nuse Illuminate\\Support\\Facades\\Schedule;\n\nSchedule::command('inspire')->hourly();\n";
const shop: Files = {
  '.env': 'APP_ENV=production\nTELESCOPE_ENABLED=true\n',
  'composer.lock': lock(),
  'config/telescope.php': config,
  'bootstrap/app.php': app,
  'routes/console.php': console,
};
const provider = (body: string): Files => ({
  'app/Providers/AppServiceProvider.php': `<?php\nnamespace App\\Providers;\nclass AppServiceProvider { public function register() { ${body} } }\n`,
});
const pruned = { 'routes/console.php': `${console.trimEnd()}\nSchedule::command('telescope:prune')->daily();\n` };

ruleCases(telescopeUnpruned, {
  bad: [
    {
      name: 'switched on in .env',
      files: shop,
      at: ['.env: true'],
      message:
        'Telescope records in production and nothing prunes it: `telescope_entries` grows with every request and job.',
      related: ['config/telescope.php reads TELESCOPE_ENABLED here.', '.env names the environment production here.'],
      fix: 'Schedule telescope:prune daily',
      fixed: pruned,
    },
    {
      name: 'on by default: the configuration is shown',
      files: { ...shop, '.env': 'APP_ENV=production\n' },
      at: ["config/telescope.php: env('TELESCOPE_ENABLED', true)"],
      fixed: pruned,
    },
    {
      name: "the package's own configuration: composer.json is shown",
      files: {
        ...shop,
        '.env': 'APP_ENV=production\n',
        'config/telescope.php': undefined,
        'vendor/laravel/telescope/config/telescope.php': config,
        'composer.json': '{"require":{"laravel/framework":"^12.0","laravel/telescope":"^5.0"}}',
      },
      at: ['composer.json: "laravel/telescope"'],
      fixed: pruned,
    },
    {
      name: 'the kernel layout',
      files: {
        ...shop,
        'bootstrap/app.php':
          '<?php\n$app = new Illuminate\\Foundation\\Application(dirname(__DIR__));\n$app->singleton(Illuminate\\Contracts\\Console\\Kernel::class, App\\Console\\Kernel::class);\nreturn $app;\n',
        'routes/console.php': undefined,
        'app/Console/Kernel.php':
          "<?php\nnamespace App\\Console;\nuse Illuminate\\Console\\Scheduling\\Schedule;\nuse Illuminate\\Foundation\\Console\\Kernel as ConsoleKernel;\nclass Kernel extends ConsoleKernel\n{\n    protected function schedule(Schedule $schedule)\n    {\n        $schedule->command('inspire')->hourly();\n    }\n}\n",
      },
      at: ['.env: true'],
      fixed: {
        'app/Console/Kernel.php':
          "<?php\nnamespace App\\Console;\nuse Illuminate\\Console\\Scheduling\\Schedule;\nuse Illuminate\\Foundation\\Console\\Kernel as ConsoleKernel;\nclass Kernel extends ConsoleKernel\n{\n    protected function schedule(Schedule $schedule)\n    {\n        $schedule->command('inspire')->hourly();\n        $schedule->command('telescope:prune')->daily();\n    }\n}\n",
      },
    },
  ],
  good: [
    { name: 'a development package', files: { ...shop, 'composer.lock': lock(true) } },
    { name: 'not installed', files: { ...shop, 'composer.lock': undefined } },
    { name: 'switched off', files: { ...shop, '.env': 'APP_ENV=production\nTELESCOPE_ENABLED=false\n' } },
    { name: 'local', files: { ...shop, '.env': 'APP_ENV=local\nTELESCOPE_ENABLED=true\n' } },
    { name: 'pruned in the schedule', files: { ...shop, ...pruned } },
    {
      name: 'pruned by a command class',
      files: {
        ...shop,
        'routes/console.php': console.replace("'inspire'", '\\Laravel\\Telescope\\Console\\PruneCommand::class'),
      },
    },
    { name: 'pruned from code', files: { ...shop, ...provider("Artisan::call('telescope:prune');") } },
    { name: 'pruned by cron', files: { ...shop, crontab: '0 1 * * * php artisan telescope:prune\n' } },
    {
      name: 'the provider is registered where it is local',
      files: {
        ...shop,
        ...provider(
          "if ($this->app->environment('local')) { $this->app->register(\\Laravel\\Telescope\\TelescopeServiceProvider::class); }",
        ),
      },
    },
    {
      name: 'recording is stopped in code',
      files: { ...shop, ...provider('\\Laravel\\Telescope\\Telescope::stopRecording();') },
    },
    {
      name: 'not discovered',
      files: {
        ...shop,
        'composer.json':
          '{"require":{"laravel/framework":"^12.0"},"extra":{"laravel":{"dont-discover":["laravel/telescope"]}}}',
      },
    },
    {
      name: 'the schedule is not fully known',
      files: {
        ...shop,
        'routes/console.php': `${console}foreach (commands() as $name) { Schedule::command($name)->daily(); }\n`,
      },
    },
    {
      name: 'the switch is not certain',
      files: { ...shop, 'config/telescope.php': "<?php return ['enabled' => on()];" },
    },
    { name: 'the package configuration is not on this machine', files: { ...shop, 'config/telescope.php': undefined } },
  ],
});
