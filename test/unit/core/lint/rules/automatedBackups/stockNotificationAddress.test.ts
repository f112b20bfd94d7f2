import { stockNotificationAddress } from '../../../../../../src/core/lint/rules/automatedBackups/stockNotificationAddress';
import { ruleCases } from '../../ruleCases';
import { backupApp, backupConfig } from './backupApp';

const to = (address: string, channels = "['mail']") =>
  `'notifications' => ['Failed' => ${channels}], 'mail' => ['to' => ${address}],`;
const stock = to("'your@example.com'");

ruleCases(stockNotificationAddress, {
  bad: [
    {
      name: "the address of the package's file",
      files: backupApp({}, { notifications: stock }),
      at: ["config/backup.php: 'your@example.com'"],
      message: /^Mails about failed backups go to `your@example.com`/,
      fixed: {
        'config/backup.php': backupConfig({ notifications: to("env('BACKUP_MAIL_TO', env('MAIL_FROM_ADDRESS'))") }),
      },
    },
    {
      name: 'it is the only one in a list',
      files: backupApp({}, { notifications: to("['your@example.com']") }),
      at: ["config/backup.php: 'your@example.com'"],
      fixed: {
        'config/backup.php': backupConfig({ notifications: to("[env('BACKUP_MAIL_TO', env('MAIL_FROM_ADDRESS'))]") }),
      },
    },
    {
      name: 'mail is one of several channels, on any machine',
      files: backupApp({ '.env': 'APP_ENV=local\n' }, { notifications: to("'your@example.com'", "['slack', 'mail']") }),
      at: ["config/backup.php: 'your@example.com'"],
      fixed: {
        'config/backup.php': backupConfig({
          notifications: to("env('BACKUP_MAIL_TO', env('MAIL_FROM_ADDRESS'))", "['slack', 'mail']"),
        }),
      },
    },
  ],
  good: [
    { name: 'another address', files: backupApp() },
    {
      name: 'a real address beside it',
      files: backupApp({}, { notifications: to("['your@example.com', 'ops@acme.test']") }),
    },
    { name: 'other channels only', files: backupApp({}, { notifications: to("'your@example.com'", "['slack']") }) },
    {
      name: 'it is a default of env()',
      files: backupApp({}, { notifications: to("env('BACKUP_MAIL', 'your@example.com')") }),
    },
    {
      name: 'channels that cannot be known',
      files: backupApp({}, { notifications: to("'your@example.com'", 'channels()') }),
    },
    {
      name: 'the package is not installed',
      files: { ...backupApp({}, { notifications: stock }), 'composer.lock': undefined },
    },
  ],
});
