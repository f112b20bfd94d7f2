import { chatChannelTooChatty } from '../../../../../../src/core/lint/rules/alerting/chatChannelTooChatty';
import { type Files, ruleCases } from '../../ruleCases';

const config = (
  level = "'level' => env('LOG_LEVEL', 'critical'),",
  driver = "'driver' => 'slack', 'url' => env('LOG_SLACK_WEBHOOK_URL'),",
): string =>
  `<?php return ['default' => env('LOG_CHANNEL', 'stack'), 'channels' => [
  'stack' => ['driver' => 'stack', 'channels' => explode(',', env('LOG_STACK', 'single'))],
  'single' => ['driver' => 'single', 'path' => storage_path('logs/laravel.log')],
  'slack' => [${driver} ${level}],
]];
`;
const webhook = 'LOG_SLACK_WEBHOOK_URL=https://hooks.slack.com/x\n';
const env = `APP_ENV=production\nLOG_STACK=single,slack\n${webhook}`;
const telegram = "'driver' => 'monolog', 'handler' => \\Monolog\\Handler\\TelegramBotHandler::class,";

ruleCases(chatChannelTooChatty, {
  bad: [
    {
      name: "LOG_LEVEL overrides the channel's own default",
      files: { '.env': `${env}LOG_LEVEL=debug\n`, 'config/logging.php': config() },
      at: ["config/logging.php: env('LOG_LEVEL', 'critical')"],
      message: 'Slack receives every line from `debug` up (LOG_LEVEL=debug overrides its `critical` default).',
      related: ['.env sets the level here.'],
      fix: 'Give it a level of its own: LOG_SLACK_LEVEL',
      fixed: { 'config/logging.php': config("'level' => env('LOG_SLACK_LEVEL', 'critical'),") },
    },
    {
      name: 'a literal',
      files: { '.env': env, 'config/logging.php': config("'level' => 'info',") },
      at: ["config/logging.php: 'info'"],
      message: 'Slack receives every line from `info` up from channel `slack`.',
      fix: "Set 'level' => 'critical'",
      fixed: { 'config/logging.php': config("'level' => 'critical',") },
    },
    {
      name: 'no level at all is debug',
      files: { '.env': env, 'config/logging.php': config('') },
      at: ["config/logging.php: ['driver' => 'slack', 'url' => env('LOG_SLACK_WEBHOOK_URL'), ]"],
      fix: null,
    },
    {
      name: 'Telegram, by a level of the handler',
      files: {
        '.env': env,
        'config/logging.php': config("'with' => ['level' => \\Monolog\\Logger::NOTICE],", telegram),
      },
      at: ['config/logging.php: \\Monolog\\Logger::NOTICE'],
      message: /^The chat receives every line from `notice` up/,
      fix: null,
    },
    {
      name: "the framework's own channel: the variable is shown",
      files: { '.env': `${env}LOG_LEVEL=info\n` },
      at: ['.env: info'],
      fix: null,
    },
  ],
  good: [
    { name: 'its own default', files: { '.env': env, 'config/logging.php': config() } },
    { name: 'warning', files: { '.env': `${env}LOG_LEVEL=warning\n`, 'config/logging.php': config() } },
    {
      name: 'not in the stack',
      files: { '.env': `APP_ENV=production\n${webhook}LOG_LEVEL=debug\n`, 'config/logging.php': config() },
    },
    {
      name: 'no webhook: it receives nothing',
      files: { '.env': 'LOG_STACK=single,slack\nLOG_LEVEL=debug\n', 'config/logging.php': config() },
    },
    {
      name: 'a level that is not certain',
      files: { '.env': env, 'config/logging.php': config("'level' => level(),") },
    },
    {
      name: 'a tap',
      files: {
        '.env': `${env}LOG_LEVEL=debug\n`,
        'config/logging.php': config("'level' => 'debug', 'tap' => [X::class],"),
      },
    },
    {
      name: 'held back until something happens',
      files: { '.env': env, 'config/logging.php': config("'level' => 'debug', 'action_level' => 'error',") },
    },
    {
      name: 'no environment file',
      files: { 'config/logging.php': config("'level' => 'debug',").replace("'single'))", "'slack'))") },
    } satisfies { name: string; files: Files },
  ],
});
