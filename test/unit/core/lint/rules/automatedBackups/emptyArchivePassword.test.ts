import { emptyArchivePassword } from '../../../../../../src/core/lint/rules/automatedBackups/emptyArchivePassword';
import { ruleCases } from '../../ruleCases';
import { backupApp, backupConfig, lock } from './backupApp';

const empty = { '.env': 'APP_ENV=production\nBACKUP_ARCHIVE_PASSWORD=\n' };
const fixed = { '.env': 'APP_ENV=production\nBACKUP_ARCHIVE_PASSWORD=null\n' };

ruleCases(emptyArchivePassword, {
  bad: [
    {
      name: 'the key is there and has no value',
      files: backupApp(empty),
      at: ['.env: '],
      message: /^`BACKUP_ARCHIVE_PASSWORD` is empty, which is not "no password"/,
      related: ['BACKUP_ARCHIVE_PASSWORD is read here.'],
      fixed,
    },
    {
      name: 'empty quotes',
      files: backupApp({ '.env': 'BACKUP_ARCHIVE_PASSWORD=""\n' }),
      at: ['.env: ""'],
      fixed: { '.env': 'BACKUP_ARCHIVE_PASSWORD="null"\n' },
    },
    {
      name: 'the word for it',
      files: backupApp({ '.env': 'BACKUP_ARCHIVE_PASSWORD=(empty)\n' }),
      at: ['.env: (empty)'],
      fixed: { '.env': 'BACKUP_ARCHIVE_PASSWORD=null\n' },
    },
    {
      name: 'another key',
      files: backupApp({ '.env': 'ZIP_SECRET=\n' }, { password: "env('ZIP_SECRET', 'x')" }),
      at: ['.env: '],
      fixed: { '.env': 'ZIP_SECRET=null\n' },
    },
    { name: 'version 6.15', files: backupApp({ ...empty, 'composer.lock': lock('6.16.1') }), at: ['.env: '], fixed },
  ],
  good: [
    { name: 'a password', files: backupApp({ '.env': 'BACKUP_ARCHIVE_PASSWORD=secret\n' }) },
    { name: 'null', files: backupApp({ '.env': 'BACKUP_ARCHIVE_PASSWORD=null\n' }) },
    { name: 'absent', files: backupApp() },
    { name: 'empty becomes null', files: backupApp(empty, { password: "env('BACKUP_ARCHIVE_PASSWORD') ?: null" }) },
    ...['null', 'false', "'none'", 'how()'].map((encryption) => ({
      name: `encryption is ${encryption}`,
      files: backupApp({ ...empty, 'config/backup.php': backupConfig().replace("'default'", encryption) }),
    })),
    { name: 'a version that does not encrypt', files: backupApp({ ...empty, 'composer.lock': lock('7.2.0') }) },
    { name: 'a version whose source nobody read', files: backupApp({ ...empty, 'composer.lock': lock('10.3.0') }) },
    { name: 'the package is not installed', files: { ...backupApp(empty), 'composer.lock': undefined } },
    { name: 'a template', files: backupApp({ '.env': undefined, '.env.example': 'BACKUP_ARCHIVE_PASSWORD=\n' }) },
  ],
});
