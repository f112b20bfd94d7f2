import { debugLevelInProduction } from '../../../../../../src/core/lint/rules/alerting/debugLevelInProduction';
import { type Files, ruleCases } from '../../ruleCases';

const config = (
  channel = "'driver' => 'daily', 'path' => storage_path('logs/laravel.log')",
  level = "env('LOG_LEVEL', 'debug')",
): string =>
  `<?php return ['default' => env('LOG_CHANNEL', 'main'), 'channels' => ['main' => [${channel}, 'level' => ${level}]]];\n`;
const shop = (env: string, text = config()): Files => ({
  '.env': `APP_ENV=production\n${env}`,
  'config/logging.php': text,
});
const stderr =
  "'driver' => 'monolog', 'handler' => \\Monolog\\Handler\\StreamHandler::class, 'with' => ['stream' => 'php://stderr']";

ruleCases(debugLevelInProduction, {
  bad: [
    {
      name: 'LOG_LEVEL=debug',
      files: shop('LOG_LEVEL=debug\n'),
      at: ['.env: debug'],
      message:
        'Production writes every `debug` line to channel `main`: more volume, and whatever data the code dumps there.',
      related: ['config/logging.php reads LOG_LEVEL here.', '.env names the environment production here.'],
      fix: 'Set LOG_LEVEL=warning',
      fixed: { '.env': 'APP_ENV=production\nLOG_LEVEL=warning\n' },
    },
    {
      name: 'another variable, in capitals',
      files: shop('APP_LOG_LEVEL=DEBUG\n', config(undefined, "env('APP_LOG_LEVEL', 'info')")),
      at: ['.env: DEBUG'],
      fix: 'Set APP_LOG_LEVEL=info',
      fixed: { '.env': 'APP_ENV=production\nAPP_LOG_LEVEL=info\n' },
    },
    {
      name: "the framework's own channels",
      files: { '.env': 'APP_ENV=production\nLOG_LEVEL=debug\n' },
      at: ['.env: debug'],
      fixed: { '.env': 'APP_ENV=production\nLOG_LEVEL=info\n' },
    },
    {
      name: 'standard error as plain text',
      files: shop('LOG_LEVEL=debug\n', config(stderr)),
      at: ['.env: debug'],
      fixed: { '.env': 'APP_ENV=production\nLOG_LEVEL=info\n' },
    },
  ],
  good: [
    { name: "absent: Laravel's default", files: shop('') },
    { name: 'info', files: shop('LOG_LEVEL=info\n') },
    { name: 'a literal in the configuration', files: shop('', config(undefined, "'debug'")) },
    { name: 'local', files: { ...shop(''), '.env': 'APP_ENV=local\nLOG_LEVEL=debug\n' } },
    {
      name: 'a template',
      files: { ...shop(''), '.env': undefined, '.env.example': 'APP_ENV=production\nLOG_LEVEL=debug\n' },
    },
    {
      name: 'standard error as JSON',
      files: shop('LOG_LEVEL=debug\n', config(`${stderr}, 'formatter' => \\Monolog\\Formatter\\JsonFormatter::class`)),
    },
    {
      name: 'a variable that the channel in use does not read',
      files: shop('LOG_LEVEL=debug\n', config(undefined, "env('LEVEL', 'info')")),
    },
    { name: 'a channel that is not certain', files: shop('LOG_LEVEL=debug\nLOG_CHANNEL=other\n') },
    { name: 'a tap', files: shop('LOG_LEVEL=debug\n', config("'driver' => 'daily', 'tap' => [X::class]")) },
  ],
});
