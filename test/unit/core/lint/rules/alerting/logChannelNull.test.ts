import { logChannelNull } from '../../../../../../src/core/lint/rules/alerting/logChannelNull';
import { type Files, ruleCases } from '../../ruleCases';

const config = (byDefault = "env('LOG_CHANNEL', 'stack')", stack = "['single']", extra = ''): string =>
  `<?php
use Monolog\\Handler\\NullHandler;
return ['default' => ${byDefault}, 'deprecations' => env('LOG_DEPRECATIONS_CHANNEL', 'null'), 'channels' => [
  'stack' => ['driver' => 'stack', 'channels' => ${stack}],
  'single' => ['driver' => 'single', 'path' => storage_path('logs/laravel.log')],
  'daily' => ['driver' => 'daily', 'path' => storage_path('logs/laravel.log')],
  'stderr' => ['driver' => 'monolog', 'handler' => \\Monolog\\Handler\\StreamHandler::class, 'with' => ['stream' => 'php://stderr']],
  'null' => ['driver' => 'monolog', 'handler' => NullHandler::class],
  'silent' => ['driver' => 'monolog', 'handler' => NullHandler::class${extra}],
]];
`;
const shop = (env: string, text = config()): Files => ({
  '.env': `APP_ENV=production\n${env}`,
  'config/logging.php': text,
});

ruleCases(logChannelNull, {
  bad: [
    {
      name: 'a channel that throws away',
      files: shop('LOG_CHANNEL=silent\n'),
      at: ['.env: silent'],
      message: 'Nothing is logged in production: channel `silent` throws every line away, errors included.',
      related: ['config/logging.php reads LOG_CHANNEL here.', '.env names the environment production here.'],
      fix: 'Set LOG_CHANNEL=daily',
      fixed: { '.env': 'APP_ENV=production\nLOG_CHANNEL=daily\n' },
    },
    {
      name: 'a stack of such',
      files: shop('LOG_CHANNEL=stack\n', config(undefined, "['null', 'silent']")),
      at: ['.env: stack'],
      fixed: { '.env': 'APP_ENV=production\nLOG_CHANNEL=daily\n' },
    },
    {
      name: 'the literal name',
      files: shop('', config("'null'")),
      at: ["config/logging.php: 'null'"],
      fix: "Set 'default' => 'daily'",
      fixed: { 'config/logging.php': config("'daily'") },
    },
    {
      name: "the framework's own channel, without a configuration file",
      files: { '.env': 'APP_ENV=production\nLOG_CHANNEL=stack\nLOG_STACK=\'"null"\'\n' },
      at: ['.env: stack'],
      fixed: { '.env': 'APP_ENV=production\nLOG_CHANNEL=daily\nLOG_STACK=\'"null"\'\n' },
    },
  ],
  good: [
    ...['stderr', 'single', 'stack', 'daily'].map((name) => ({ name, files: shop(`LOG_CHANNEL=${name}\n`) })),
    { name: 'a stack with any other', files: shop('LOG_CHANNEL=stack\n', config(undefined, "['null', 'stderr']")) },
    { name: 'deprecations are thrown away', files: shop('LOG_CHANNEL=single\nLOG_DEPRECATIONS_CHANNEL=null\n') },
    { name: 'the word null, which env() turns into no channel at all', files: shop('LOG_CHANNEL=null\n') },
    { name: 'local', files: { ...shop(''), '.env': 'APP_ENV=local\nLOG_CHANNEL=silent\n' } },
    {
      name: 'a template',
      files: { ...shop(''), '.env': undefined, '.env.example': 'APP_ENV=production\nLOG_CHANNEL=silent\n' },
    },
    {
      name: 'a tap may add handlers',
      files: shop('LOG_CHANNEL=silent\n', config(undefined, undefined, ", 'tap' => [App\\Tap::class]")),
    },
    { name: 'a default of env()', files: shop('', config("env('LOG_CHANNEL', 'silent')")) },
    { name: 'a stack that is not certain', files: shop('LOG_CHANNEL=stack\n', config(undefined, 'names()')) },
    { name: 'a circle', files: shop('LOG_CHANNEL=stack\n', config(undefined, "['null', 'stack']")) },
    {
      name: 'channels that code sets',
      files: {
        ...shop('LOG_CHANNEL=silent\n'),
        'app/Providers/P.php': "<?php class P { function boot() { config(['logging.default' => 'x']); } }",
      },
    },
  ],
});
