import { backupFailureSilent } from '../../../../../../src/core/lint/rules/alerting/backupFailureSilent';
import { type Files, ruleCases } from '../../ruleCases';

const lock = JSON.stringify({
  packages: [
    { name: 'laravel/framework', version: 'v12.1.0' },
    { name: 'spatie/laravel-backup', version: '9.1.0' },
  ],
});
const config = (to = "'your@example.com'", channels = "['mail']"): string =>
  `<?php return ['notifications' => ['notifications' => [\\Spatie\\Backup\\Notifications\\Notifications\\BackupHasFailedNotification::class => ${channels}], 'mail' => ['to' => ${to}]]];\n`;
const console = (task: string): string => `<?php\n\nuse Illuminate\\Support\\Facades\\Schedule;\n\n${task}\n`;
const shop = (task: string, text = config()): Files => ({
  '.env': 'APP_ENV=production\n',
  'composer.lock': lock,
  'config/backup.php': text,
  'bootstrap/app.php':
    "<?php\nreturn Application::configure(basePath: dirname(__DIR__))->withRouting(commands: __DIR__.'/../routes/console.php')->create();\n",
  'routes/console.php': console(task),
});
const task = "Schedule::command('backup:run --only-db')->daily();";

ruleCases(backupFailureSilent, {
  bad: [
    {
      name: 'the stock address',
      files: shop(task),
      at: ["routes/console.php: Schedule::command('backup:run --only-db')"],
      message:
        "If `backup:run` fails, nobody is told: nothing listens to the task, and the backup's notifications go to your@example.com or nowhere.",
      related: ['.env names the environment production here.'],
      fix: null,
    },
    {
      name: 'no channel at all',
      files: shop(task, config("'ops@shop.test'", '[]')),
      at: ["routes/console.php: Schedule::command('backup:run --only-db')"],
      fix: null,
    },
    {
      name: 'an empty channel',
      files: shop(task, config("'ops@shop.test'", "['']")),
      at: ["routes/console.php: Schedule::command('backup:run --only-db')"],
      fix: null,
    },
  ],
  good: [
    ...[
      'onFailure(fn () => tell())',
      "emailOutputOnFailure('a@b.test')",
      "emailOutputTo('a@b.test')",
      "pingOnFailure('https://x.test')",
      "thenPing('https://x.test')",
      'then(fn () => tell())',
      'after(fn () => tell())',
    ].map((call) => ({ name: call, files: shop(`Schedule::command('backup:run')->daily()->${call};`) })),
    { name: 'an address', files: shop(task, config("'ops@shop.test'")) },
    { name: 'an address that is not certain', files: shop(task, config('address()')) },
    { name: 'another channel', files: shop(task, config(undefined, "['mail', 'slack']")) },
    { name: 'channels that are not certain', files: shop(task, config(undefined, 'channels()')) },
    { name: 'another command', files: shop("Schedule::command('backup:clean')->daily();") },
    { name: 'another package', files: { ...shop(task), 'composer.lock': undefined } },
    { name: 'local', files: { ...shop(task), '.env': 'APP_ENV=local\n' } },
  ],
});
