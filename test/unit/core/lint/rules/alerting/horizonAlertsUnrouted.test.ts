import { horizonAlertsUnrouted } from '../../../../../../src/core/lint/rules/alerting/horizonAlertsUnrouted';
import { type Files, ruleCases } from '../../ruleCases';

const lock = JSON.stringify({
  packages: [
    { name: 'laravel/framework', version: 'v12.1.0' },
    { name: 'laravel/horizon', version: 'v5.29.1' },
  ],
});
const provider = (body = "// Horizon::routeMailNotificationsTo('example@example.com');"): string => `<?php
namespace App\\Providers;
use Laravel\\Horizon\\Horizon;
use Laravel\\Horizon\\HorizonApplicationServiceProvider;
class HorizonServiceProvider extends HorizonApplicationServiceProvider
{
    public function boot(): void
    {
        parent::boot();
        ${body}
    }
}
`;
const config = (waits = "['redis:default' => 60]"): string => `<?php return ['waits' => ${waits}];\n`;
const shop: Files = {
  'composer.lock': lock,
  'config/horizon.php': config(),
  'app/Providers/HorizonServiceProvider.php': provider(),
};

ruleCases(horizonAlertsUnrouted, {
  bad: [
    {
      name: 'the provider as Horizon ships it',
      files: shop,
      at: ['app/Providers/HorizonServiceProvider.php: boot'],
      message:
        'Horizon watches how long jobs wait (redis:default 60 s), but no mail, Slack or SMS route is set: nobody is told.',
      related: ['The thresholds are here.'],
      fix: null,
    },
    {
      name: 'a provider without boot(); many thresholds, some off',
      files: {
        ...shop,
        'config/horizon.php': config("['a' => 1, 'b' => 2, 'off' => 0, 'c' => 3, 'd' => 4]"),
        'app/Providers/HorizonServiceProvider.php': provider().replace('function boot', 'function other'),
      },
      at: ['app/Providers/HorizonServiceProvider.php: HorizonServiceProvider'],
      message: /\(a 1 s, b 2 s, c 3 s …\)/,
      fix: null,
    },
  ],
  good: [
    ...[
      "Horizon::routeMailNotificationsTo('ops@shop.test');",
      "Horizon::routeSlackNotificationsTo(config('x'), '#ops');",
      "Horizon::routeSmsNotificationsTo('1');",
    ].map((line) => ({ name: line, files: { ...shop, 'app/Providers/HorizonServiceProvider.php': provider(line) } })),
    {
      name: 'routed in another provider',
      files: {
        ...shop,
        'app/Providers/AppServiceProvider.php':
          "<?php\nuse Laravel\\Horizon\\Horizon;\nclass A { function boot() { Horizon::routeMailNotificationsTo('a@b.test'); } }",
      },
    },
    {
      name: 'a listener of its own',
      files: {
        ...shop,
        'app/Listeners/Tell.php':
          '<?php namespace App\\Listeners; class Tell { function handle(\\Laravel\\Horizon\\Events\\LongWaitDetected $e) {} }',
      },
    },
    { name: 'no provider', files: { ...shop, 'app/Providers/HorizonServiceProvider.php': undefined } },
    {
      name: 'a provider that cannot be read',
      files: { ...shop, 'app/Providers/HorizonServiceProvider.php': `${provider()} {` },
    },
    { name: 'not installed', files: { ...shop, 'composer.lock': undefined } },
    { name: 'no thresholds', files: { ...shop, 'config/horizon.php': config("['redis:default' => 0]") } },
    { name: 'thresholds that are not certain', files: { ...shop, 'config/horizon.php': config('waits()') } },
  ],
});
