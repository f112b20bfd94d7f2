import { appKeyRotated } from '../../../../../../src/core/lint/rules/recoveryProcedures/appKeyRotated';
import { ruleCases } from '../../ruleCases';
import { lock } from '../automatedBackups/backupApp';

const oldKey = `base64:${'A'.repeat(43)}=`;
const newKey = `base64:${'B'.repeat(43)}=`;
const olderKey = `base64:${'C'.repeat(43)}=`;
const env = (key: string, more = '', name = 'production') => `APP_ENV=${name}\nAPP_KEY=${key}\n${more}`;
const appConfig = (more = "'cipher' => 'AES-256-CBC',") =>
  `<?php return ['env' => env('APP_ENV', 'production'), 'key' => env('APP_KEY'), ${more}];`;
const previous =
  "'cipher' => 'AES-256-CBC', 'previous_keys' => array_filter(explode(',', env('APP_PREVIOUS_KEYS', '')))";
const app = (now: string, config = appConfig(previous), laravel = '12.20.0') => ({
  'composer.lock': lock('9.3.3', '3.8.3', laravel),
  'config/app.php': config,
  '.env': now,
});
const saved = (before: string) => new Map([['/shop/.env', before]]);
const message =
  'Data encrypted with the old key becomes unreadable, also in old backups; keep the old key in APP_PREVIOUS_KEYS.';

ruleCases(appKeyRotated, {
  bad: [
    {
      name: 'another key',
      files: app(env(newKey)),
      saved: saved(env(oldKey)),
      at: [`.env: ${newKey}`],
      message,
      fixed: { '.env': `APP_ENV=production\nAPP_KEY=${newKey}\nAPP_PREVIOUS_KEYS=${oldKey}\n` },
    },
    {
      name: 'older keys are kept as well',
      files: app(env(newKey, `APP_PREVIOUS_KEYS=${olderKey}\n`)),
      saved: saved(env(oldKey)),
      at: [`.env: ${newKey}`],
      fixed: { '.env': env(newKey, `APP_PREVIOUS_KEYS=${oldKey},${olderKey}\n`) },
    },
    {
      name: "the framework's own configuration",
      files: app(env(newKey), appConfig('')),
      saved: saved(env(oldKey)),
      at: [`.env: ${newKey}`],
      message,
      fixed: { '.env': `APP_ENV=production\nAPP_KEY=${newKey}\nAPP_PREVIOUS_KEYS=${oldKey}\n` },
    },
    {
      name: 'staging, and a list of another name',
      files: app(env(newKey, '', 'staging'), appConfig(previous.replace('APP_PREVIOUS_KEYS', 'OLD_KEYS'))),
      saved: saved(env(oldKey)),
      at: [`.env: ${newKey}`],
      message: /keep the old key in OLD_KEYS\.$/,
      fixed: { '.env': env(newKey, '', 'staging').replace(/\n$/, `\nOLD_KEYS=${oldKey}\n`) },
    },
    {
      name: 'Laravel 10 knows one key',
      files: app(env(newKey), appConfig(), '10.48.0'),
      saved: saved(env(oldKey)),
      at: [`.env: ${newKey}`],
      message:
        /^Data encrypted with the old key becomes unreadable, also in old backups: Laravel 10 knows one key only/,
      fix: null,
    },
  ],
  good: [
    { name: 'nothing is being edited', files: app(env(newKey)) },
    { name: 'the same key', files: app(env(oldKey, '# edited\n')), saved: saved(env(oldKey)) },
    { name: 'the same key in quotes', files: app(env(`"${oldKey}"`)), saved: saved(env(oldKey)) },
    { name: 'there was none', files: app(env(newKey)), saved: saved(env('')) },
    { name: 'there was no line', files: app(env(newKey)), saved: saved('APP_ENV=production\n') },
    { name: 'the old one was no key', files: app(env(newKey)), saved: saved(env('base64:AAAA')) },
    { name: 'the new one is being typed', files: app(env('base64:BBBB')), saved: saved(env(oldKey)) },
    { name: 'it is being emptied', files: app(env('')), saved: saved(env(oldKey)) },
    {
      name: 'the old one is kept',
      files: app(env(newKey, `APP_PREVIOUS_KEYS=${oldKey}\n`)),
      saved: saved(env(oldKey)),
    },
    { name: 'local', files: app(env(newKey, '', 'local')), saved: saved(env(oldKey, '', 'local')) },
    { name: 'no environment is named', files: app(`APP_KEY=${newKey}\n`), saved: saved(`APP_KEY=${oldKey}\n`) },
    {
      name: 'a cipher that is not certain',
      files: app(env(newKey), appConfig("'cipher' => cipher()")),
      saved: saved(env(oldKey)),
    },
    {
      name: 'a template',
      files: { ...app(env(oldKey)), '.env.example': env(newKey) },
      saved: new Map([['/shop/.env.example', env(oldKey)]]),
    },
  ],
});
