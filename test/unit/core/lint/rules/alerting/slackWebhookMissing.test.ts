import { slackWebhookMissing } from '../../../../../../src/core/lint/rules/alerting/slackWebhookMissing';
import { type Files, ruleCases } from '../../ruleCases';

const config = (
  channels = "explode(',', env('LOG_STACK', 'single'))",
  more = "'level' => 'critical'",
  stack = '',
): string =>
  `<?php return ['default' => env('LOG_CHANNEL', 'stack'), 'channels' => [
  'stack' => ['driver' => 'stack', 'channels' => ${channels}${stack}],
  'single' => ['driver' => 'single', 'path' => storage_path('logs/laravel.log')],
  'slack' => ['driver' => 'slack', 'url' => env('LOG_SLACK_WEBHOOK_URL'), ${more}],
]];
`;
const shop = (env: string, text = config()): Files => ({
  '.env': `APP_ENV=production\n${env}`,
  'config/logging.php': text,
});
const stacked = 'LOG_STACK=single,slack\n';

ruleCases(slackWebhookMissing, {
  bad: [
    {
      name: 'an empty webhook: each message fails',
      files: shop(`${stacked}LOG_SLACK_WEBHOOK_URL=\n`),
      at: ['.env: '],
      message:
        'Channel `slack` is in the stack but its webhook is empty: every message from `critical` on fails with an exception of its own.',
      related: ['Channel `slack` is in use because of this.', '.env names the environment production here.'],
      fix: 'Take slack out of LOG_STACK',
      fixed: { '.env': 'APP_ENV=production\nLOG_STACK=single\nLOG_SLACK_WEBHOOK_URL=\n' },
    },
    {
      name: 'a stack that swallows exceptions',
      files: shop(
        `${stacked}LOG_SLACK_WEBHOOK_URL=""\n`,
        config(undefined, undefined, ", 'ignore_exceptions' => true"),
      ),
      at: ['.env: ""'],
      message: /every message from `critical` on is dropped\.$/,
      fixed: { '.env': 'APP_ENV=production\nLOG_STACK=single\nLOG_SLACK_WEBHOOK_URL=""\n' },
    },
    {
      name: 'no webhook: the channel cannot be made',
      files: shop(stacked),
      at: ['.env: single,slack'],
      message:
        'Channel `slack` is in the stack but has no webhook: Laravel cannot make it and writes to the emergency log in its place.',
      fixed: { '.env': 'APP_ENV=production\nLOG_STACK=single\n' },
    },
    {
      name: 'null, with the list in the configuration',
      files: shop('LOG_SLACK_WEBHOOK_URL=null\n', config("['single', 'slack']")),
      at: ['.env: null'],
      fix: null,
    },
    {
      name: 'the channel alone',
      files: shop('LOG_CHANNEL=slack\nLOG_SLACK_WEBHOOK_URL=\n'),
      at: ['.env: '],
      message: /^Channel `slack` is the log but its webhook is empty/,
      fix: null,
    },
  ],
  good: [
    { name: 'a webhook', files: shop(`${stacked}LOG_SLACK_WEBHOOK_URL=https://hooks.slack.com/x\n`) },
    { name: 'not in the stack', files: shop('LOG_STACK=single\nLOG_SLACK_WEBHOOK_URL=\n') },
    {
      name: 'the platform supplies variables',
      environments: [{ id: 'live', role: 'production', envFile: '.env', managedSecrets: true }],
      files: shop(stacked),
    },
    { name: 'a template', files: { ...shop(''), '.env': undefined, '.env.example': `APP_ENV=production\n${stacked}` } },
    { name: 'local', files: { ...shop(''), '.env': `APP_ENV=local\n${stacked}` } },
    {
      name: 'an address that is not certain',
      files: shop(stacked, config().replace("env('LOG_SLACK_WEBHOOK_URL')", 'webhook()')),
    },
    {
      name: 'an address with a default',
      files: shop(stacked, config().replace("_URL')", "_URL', 'https://hooks.slack.com/x')")),
    },
    { name: 'a stack that is not certain', files: shop('', config('names()')) },
  ],
});
