import { destructiveCommandsAllowed } from '../../../../../../src/core/lint/rules/recoveryProcedures/destructiveCommandsAllowed';
import { ruleCases } from '../../ruleCases';
import { lock } from '../automatedBackups/backupApp';

const provider = (body: string, uses = '') => `<?php

namespace App\\Providers;

${uses}use Illuminate\\Support\\ServiceProvider;

class AppServiceProvider extends ServiceProvider
{
    public function boot(): void
    {
        ${body}
    }
}
`;
const app = (body: string, laravel = '12.20.0', env = 'APP_ENV=production\n') => ({
  'composer.lock': lock('9.3.3', '3.8.3', laravel),
  'app/Providers/AppServiceProvider.php': provider(body),
  '.env': env,
});
const DB = 'use Illuminate\\Support\\Facades\\DB;\n';

ruleCases(destructiveCommandsAllowed, {
  bad: [
    {
      name: 'an empty boot()',
      files: app('//'),
      at: ['app/Providers/AppServiceProvider.php: boot'],
      message: /^`migrate:fresh`, .* can run in production with `--force`/,
      fixed: {
        'app/Providers/AppServiceProvider.php': provider(
          '//\n        DB::prohibitDestructiveCommands($this->app->isProduction());',
        ).replace('ServiceProvider;\n', `ServiceProvider;\n${DB}`),
      },
    },
    {
      name: 'Laravel 11.9, behind other statements',
      files: app('Model::shouldBeStrict();', '11.9.0'),
      at: ['app/Providers/AppServiceProvider.php: boot'],
      fixed: {
        'app/Providers/AppServiceProvider.php': provider(
          'Model::shouldBeStrict();\n\n        DB::prohibitDestructiveCommands($this->app->isProduction());',
        ).replace('ServiceProvider;\n', `ServiceProvider;\n${DB}`),
      },
    },
  ],
  good: [
    { name: 'prohibited', files: app('DB::prohibitDestructiveCommands();') },
    {
      name: 'prohibited elsewhere',
      files: {
        ...app('//'),
        'app/Support/Guard.php': '<?php class Guard { function on() { DB::prohibitDestructiveCommands(true); } }',
      },
    },
    { name: 'one by one', files: app('FreshCommand::prohibit(); WipeCommand::prohibit();') },
    { name: 'Laravel 11.8 cannot', files: app('//', '11.8.0') },
    { name: 'Laravel 10 cannot', files: app('//', '10.48.0') },
    {
      name: 'a package does',
      files: { ...app('//'), 'composer.lock': lock('9.3.3', '3.8.3', '12.20.0', ['nunomaduro/essentials']) },
    },
    { name: 'no production is known', files: app('//', '12.20.0', 'APP_ENV=local\n') },
    {
      name: 'there is no boot()',
      files: { ...app('//'), 'app/Providers/AppServiceProvider.php': provider('//').replace('boot', 'start') },
    },
    {
      name: 'a file that cannot be read',
      files: { ...app('//'), 'app/Providers/AppServiceProvider.php': '<?php class {' },
    },
  ],
});
