import { nothingDeclared } from '../../../../../../src/core/lint/declaredFacts';
import { auditRetentionShort } from '../../../../../../src/core/lint/rules/securityEventLogging/auditRetentionShort';
import { type Files, ruleCases } from '../../ruleCases';

const config = (keep: string, name = 'security', driver = 'daily', more = ''): string =>
  `<?php return ['default' => 'single', 'channels' => [
    'single' => ['driver' => 'single', 'path' => 'x'],
    '${name}' => ['driver' => '${driver}', 'path' => 'y'${keep}],${more}
]];\n`;
const shop = (text: string, env = ''): Files => ({ '.env': `APP_ENV=local\n${env}`, 'config/logging.php': text });
const thirteen = { 'composer.json': '{"require":{"laravel/framework":"^13.0"}}' };

ruleCases(auditRetentionShort, {
  bad: [
    {
      name: 'a literal',
      files: shop(config(", 'days' => 14")),
      at: ['config/logging.php: 14'],
      message: 'The security log `security` keeps 14 days; settings ask for 90.',
      fix: "Set 'days' => 90",
      fixed: { 'config/logging.php': config(", 'days' => 90") },
    },
    {
      name: 'a variable',
      files: shop(config(", 'days' => (int) env('AUDIT_DAYS', 365)", 'audit_daily'), 'AUDIT_DAYS=30\n'),
      at: ['.env: 30'],
      fix: 'Set AUDIT_DAYS=90',
      fixed: { '.env': 'APP_ENV=local\nAUDIT_DAYS=90\n' },
    },
    {
      name: "Laravel's own number",
      files: shop(config('', 'auth')),
      at: ["config/logging.php: ['driver' => 'daily', 'path' => 'y']"],
      message: "The security log `auth` keeps 7 days (Laravel's own number); settings ask for 90.",
      fixed: { 'config/logging.php': config(", 'days' => 90", 'auth') },
    },
    {
      name: 'max_files of Laravel 13',
      files: { ...shop(config(", 'max_files' => 14, 'days' => 365")), ...thirteen },
      at: ['config/logging.php: 14'],
      fix: "Set 'max_files' => 90",
      fixed: { 'config/logging.php': config(", 'max_files' => 90, 'days' => 365") },
    },
    {
      name: 'settings ask for more',
      declared: { ...nothingDeclared, retentionDays: 400 },
      files: shop(config(", 'days' => 365", 'app-security')),
      at: ['config/logging.php: 365'],
      message: /settings ask for 400\.$/,
      fixed: { 'config/logging.php': config(", 'days' => 400", 'app-security') },
    },
  ],
  good: [
    { name: 'long enough', files: shop(config(", 'days' => 90")) },
    { name: 'for ever', files: shop(config(", 'days' => 0")) },
    { name: 'the log of the application', files: shop(config(", 'days' => 14", 'daily')) },
    { name: 'a name that only begins like one', files: shop(config(", 'days' => 14", 'authors')) },
    { name: 'another driver', files: shop(config(", 'days' => 14", 'security', 'single')) },
    { name: 'not certain', files: shop(config(", 'days' => days()")) },
    { name: 'a default of env()', files: shop(config(", 'days' => env('DAYS', 14)")) },
    {
      name: 'days count for nothing beside max_files',
      files: { ...shop(config(", 'max_files' => 365, 'days' => 14")), ...thirteen },
    },
    { name: 'max_files is nothing before Laravel 13', files: shop(config(", 'max_files' => 14, 'days' => 365")) },
    {
      name: 'sent to syslog too',
      files: shop(
        config(
          ", 'days' => 14",
          'security',
          'daily',
          "'both' => ['driver' => 'stack', 'channels' => ['security', 'remote']], 'remote' => ['driver' => 'syslog'],",
        ),
      ),
    },
  ],
});
