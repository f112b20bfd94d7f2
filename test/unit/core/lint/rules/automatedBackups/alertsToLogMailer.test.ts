import { alertsToLogMailer } from '../../../../../../src/core/lint/rules/automatedBackups/alertsToLogMailer';
import { ruleCases } from '../../ruleCases';
import { backupApp, lock, scheduledApp } from './backupApp';

const mail = (transports = '') => `<?php

return [
    'default' => env('MAIL_MAILER', 'log'),
    'mailers' => [
        'smtp' => ['transport' => 'smtp'],
        'log' => ['transport' => 'log'],
        'array' => ['transport' => 'array'],
        'safe' => ['transport' => 'failover', 'mailers' => ['smtp', 'log']],
        ${transports}
    ],
];
`;
const env = (mailer: string) => `APP_ENV=production\nMAIL_MAILER=${mailer}\n`;
const noBackup = { 'composer.lock': JSON.stringify({ packages: [{ name: 'laravel/framework', version: 'v10.1.0' }] }) };

ruleCases(alertsToLogMailer, {
  bad: [
    {
      name: 'backup alerts by the log mailer',
      files: backupApp({ 'config/mail.php': mail(), '.env': env('log') }),
      at: ['.env: log'],
      message: 'Backup alerts are mailed, but mail is written to the log (mailer `log`): nobody is told.',
      related: [
        'It is mailed from here.',
        'config/mail.php reads MAIL_MAILER here.',
        '.env names the environment production here.',
      ],
      fix: null,
    },
    {
      name: 'a mailer of another name with that transport',
      files: backupApp({ 'config/mail.php': mail("'quiet' => ['transport' => 'log'],"), '.env': env('quiet') }),
      at: ['.env: quiet'],
      fix: null,
    },
    {
      name: 'array throws mail away',
      files: backupApp({ 'config/mail.php': mail(), '.env': env('array') }),
      at: ['.env: array'],
      message: /mail is thrown away/,
      fix: null,
    },
    {
      name: 'the output of a task is mailed',
      files: scheduledApp("$schedule->command('report')->daily()->emailOutputOnFailure('ops@acme.test');", {
        ...noBackup,
        'config/mail.php': mail(),
        '.env': env('log'),
      }),
      at: ['.env: log'],
      message: /^The output of scheduled tasks is mailed, but/,
      fix: null,
    },
    {
      name: 'mail.driver of Laravel 6',
      files: backupApp({
        'composer.lock': lock('6.16.1', '2.21.1', '6.20.0'),
        'config/mail.php': "<?php return ['driver' => env('MAIL_DRIVER', 'smtp')];",
        '.env': 'APP_ENV=production\nMAIL_DRIVER=log\n',
      }),
      at: ['.env: log'],
      fix: null,
    },
  ],
  good: [
    { name: 'smtp', files: backupApp({ 'config/mail.php': mail(), '.env': env('smtp') }) },
    { name: 'failover with a real mailer', files: backupApp({ 'config/mail.php': mail(), '.env': env('safe') }) },
    {
      name: 'the mailer is not written',
      files: backupApp({ 'config/mail.php': mail(), '.env': 'APP_ENV=production\n' }),
    },
    {
      name: 'not production',
      files: backupApp({ 'config/mail.php': mail(), '.env': 'APP_ENV=local\nMAIL_MAILER=log\n' }),
    },
    {
      name: 'nothing is mailed',
      files: backupApp(
        { 'config/mail.php': mail(), '.env': env('log') },
        { notifications: "'notifications' => ['Failed' => ['slack']]," },
      ),
    },
    {
      name: 'the package is not installed',
      files: backupApp({ ...noBackup, 'config/mail.php': mail(), '.env': env('log') }),
    },
    {
      name: 'a mailer that is not defined',
      files: backupApp({ 'config/mail.php': mail(), '.env': env('postmark2') }),
    },
  ],
});
