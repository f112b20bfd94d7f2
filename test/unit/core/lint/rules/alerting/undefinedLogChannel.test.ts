import { undefinedLogChannel } from '../../../../../../src/core/lint/rules/alerting/undefinedLogChannel';
import { type Files, ruleCases } from '../../ruleCases';

const config = (item = ''): string => `<?php

return [
    'default' => env('LOG_CHANNEL', 'single'),
    'channels' => [
        'single' => ['driver' => 'single', 'path' => storage_path('logs/laravel.log')],${item}
    ],
];
`;
const audit = `
        'audit' => [
            'driver' => 'daily',
            'path' => storage_path('logs/audit.log'),
            'level' => env('LOG_LEVEL', 'debug'),
            'days' => 14,
        ],`;
const code = (body: string): Files => ({
  'app/Services/Pay.php': `<?php\nnamespace App\\Services;\nuse Illuminate\\Support\\Facades\\Log;\nclass Pay { public function run() { ${body} } }\n`,
});
const composer = (major: number): string => `{"require":{"laravel/framework":"^${major}.0"}}`;
const message =
  'Log channel `audit` does not exist: Laravel writes to the emergency log instead, and an error beside each line.';

ruleCases(undefinedLogChannel, {
  bad: [
    ...[
      "Log::channel('audit')->info('x');",
      'Log::driver("audit")->info(1);',
      "logger()->channel('audit')->info(1);",
      "app('log')->channel('audit')->info(1);",
      "Log::stack(['single', 'audit'])->info(1);",
    ].map((body) => ({
      name: body,
      files: { ...code(body), 'config/logging.php': config() },
      at: [`app/Services/Pay.php: ${body.includes('"') ? '"audit"' : "'audit'"}`],
      message,
      fix: 'Create channel "audit" in config/logging.php',
      fixed: { 'config/logging.php': config(audit) },
    })),
    {
      name: "the framework's own channels and no configuration file",
      files: code("Log::channel('audit')->info('x');"),
      at: ["app/Services/Pay.php: 'audit'"],
      fix: null,
    },
    {
      name: 'monthly is there from Laravel 13 on',
      files: code("Log::channel('monthly')->info('x');"),
      at: ["app/Services/Pay.php: 'monthly'"],
      fix: null,
    },
    {
      name: 'Laravel 10 brings no channels of its own',
      files: {
        ...code("Log::channel('papertrail')->info('x');"),
        'composer.json': composer(10),
        'config/logging.php': config(),
      },
      at: ["app/Services/Pay.php: 'papertrail'"],
      fixed: { 'config/logging.php': config(audit.replaceAll('audit', 'papertrail')) },
    },
    {
      name: 'the default channel',
      files: { '.env': 'LOG_CHANNEL=audit\n', 'config/logging.php': config() },
      at: ['.env: audit'],
      message,
      fixed: { 'config/logging.php': config(audit) },
    },
    {
      name: 'one of a stack',
      files: { '.env': 'LOG_CHANNEL=stack\nLOG_STACK=single,audit\n' },
      at: ['.env: single,audit'],
      message,
      fix: null,
    },
    {
      name: 'LOG_CHANNEL=null is no channel',
      files: { '.env': 'LOG_CHANNEL=null\n', 'config/logging.php': config() },
      at: ['.env: null'],
      message: /^LOG_CHANNEL=null names no channel, not even `null`/,
      related: ['config/logging.php reads LOG_CHANNEL here.'],
      fix: null,
    },
  ],
  good: [
    ...[
      'single',
      'daily',
      'slack',
      'papertrail',
      'stderr',
      'syslog',
      'errorlog',
      'null',
      'emergency',
      'stack',
      'deprecations',
    ].map((name) => ({ name: `${name} of Laravel 12`, files: code(`Log::channel('${name}')->info('x');`) })),
    {
      name: 'monthly of Laravel 13',
      files: { ...code("Log::channel('monthly')->info(1);"), 'composer.json': composer(13) },
    },
    { name: 'defined', files: { ...code("Log::channel('audit')->info(1);"), 'config/logging.php': config(audit) } },
    {
      name: 'a name that is not certain',
      files: code('Log::channel($name)->info(1); Log::channel(config("x"))->info(1); Log::stack($all)->info(1);'),
    },
    {
      name: 'built on the spot',
      files: code("Log::build(['driver' => 'single', 'path' => 'x'])->info(1); Log::channel('ondemand')->info(1);"),
    },
    { name: 'extended', files: code("Log::extend('audit', fn () => 1); Log::channel('audit')->info(1);") },
    {
      name: 'configured in code',
      files: code("config(['logging.channels.audit' => []]); Log::channel('audit')->info(1);"),
    },
    {
      name: 'configured by assignment',
      files: code("$this->app['config']['logging.channels.audit'] = []; Log::channel('audit')->info(1);"),
    },
    {
      name: 'configured through the repository',
      files: code("config()->set('logging.channels.audit', []); Log::channel('audit')->info(1);"),
    },
    {
      name: 'a package that may bring it',
      files: {
        ...code("Log::channel('nightwatch')->info(1);"),
        'composer.lock':
          '{"packages":[{"name":"laravel/framework","version":"v12.0.0"},{"name":"laravel/nightwatch","version":"v1.0.0"}]}',
      },
    },
    {
      name: 'channels that are not certain',
      files: {
        ...code("Log::channel('audit')->info(1);"),
        'config/logging.php': "<?php return ['channels' => channels()];",
      },
    },
    {
      name: 'a Laravel of unknown version',
      files: { ...code("Log::channel('audit')->info(1);"), 'composer.json': '{}', 'config/logging.php': config() },
    },
    {
      name: 'another class named Log',
      files: { 'app/Log.php': "<?php namespace App; class Log {} Log::channel('audit');" },
    },
    { name: 'a template', files: { '.env.example': 'LOG_CHANNEL=audit\n', 'config/logging.php': config() } },
  ],
});
