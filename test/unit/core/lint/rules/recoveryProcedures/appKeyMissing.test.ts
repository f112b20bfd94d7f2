import { expect, test } from 'vitest';
import { appKeyMissing } from '../../../../../../src/core/lint/rules/recoveryProcedures/appKeyMissing';
import { findingsOf, ruleCases } from '../../ruleCases';

const appConfig = (cipher = "'AES-256-CBC'", key = "env('APP_KEY')") =>
  `<?php return ['env' => env('APP_ENV', 'production'), 'key' => ${key}, 'cipher' => ${cipher}];`;
const app = (key: string, name = 'production', config = appConfig()) => ({
  'config/app.php': config,
  '.env': `APP_ENV=${name}\nAPP_KEY=${key}\n`,
});
const base64 = (bytes: number) => `base64:${Buffer.alloc(bytes, 7).toString('base64')}`;
const none = 'No application key: encrypted data and sessions cannot be read.';

ruleCases(appKeyMissing, {
  bad: [
    {
      name: 'empty',
      files: app(''),
      at: ['.env: '],
      message: none,
      related: ['.env names the environment production here.'],
      fix: null,
    },
    { name: 'empty quotes', files: app('""'), at: ['.env: ""'], message: none, fix: null },
    { name: 'the word null', files: app('null'), at: ['.env: null'], message: none, fix: null },
    {
      name: 'too short',
      files: app(base64(16)),
      at: [`.env: ${base64(16)}`],
      message: 'The application key has 16 bytes and AES-256-CBC needs 32: encrypted data and sessions cannot be read.',
      fix: null,
    },
    {
      name: 'too long for a short cipher',
      files: app(base64(32), 'production', appConfig("'aes-128-gcm'")),
      at: [`.env: ${base64(32)}`],
      message: /has 32 bytes and aes-128-gcm needs 16/,
      fix: null,
    },
    {
      name: 'a text',
      files: app('SomeRandomString'),
      at: ['.env: SomeRandomString'],
      message: /has 16 bytes/,
      fix: null,
    },
    {
      name: 'bytes, not letters, are counted',
      files: app(`"${'ä'.repeat(32)}"`),
      at: [`.env: "${'ä'.repeat(32)}"`],
      message: /has 64 bytes/,
      fix: null,
    },
    {
      name: "another variable, the framework's cipher",
      files: {
        '.env': 'APP_ENV=live\nMY_KEY=\n',
        'config/app.php': "<?php return ['env' => env('APP_ENV'), 'key' => env('MY_KEY')];",
      },
      at: ['.env: '],
      fix: null,
    },
    { name: 'on a laptop', files: app('', 'local'), at: ['.env: '], severity: 'warning', fix: null },
  ],
  good: [
    ...[16, 32].map((bytes) => ({
      name: `${bytes} bytes for AES-${bytes * 8}`,
      files: app(base64(bytes), 'production', appConfig(`'AES-${bytes * 8}-CBC'`)),
    })),
    { name: 'a text of 32 bytes', files: app('x'.repeat(32)) },
    { name: 'without the padding', files: app(base64(32).replace('=', '')) },
    { name: 'there is no line', files: { 'config/app.php': appConfig(), '.env': 'APP_ENV=production\n' } },
    { name: 'no environment is named', files: { 'config/app.php': appConfig(), '.env': 'APP_KEY=\n' } },
    { name: 'staging is neither', files: app('', 'staging') },
    { name: 'a length for a cipher that is not certain', files: app(base64(16), 'production', appConfig('cipher()')) },
    {
      name: 'a key that is looked for elsewhere',
      files: app('', 'production', appConfig("'AES-256-CBC'", "env('APP_KEY') ?: secretKey()")),
    },
    {
      name: 'the platform supplies secrets',
      files: app(''),
      environments: [{ id: 'live', role: 'production', envFile: '.env', managedSecrets: true }],
    },
    { name: 'a template', files: { 'config/app.php': appConfig(), '.env.example': 'APP_ENV=production\nAPP_KEY=\n' } },
  ],
});

test('a new key is offered on a laptop, and never in production', async () => {
  const [local] = await findingsOf(appKeyMissing, app('', 'local'));
  expect(local?.fixes).toMatchObject([{ copies: 'php artisan key:generate', edits: [] }]);
  const [production] = await findingsOf(appKeyMissing, app(''));
  expect(production?.fixes).toEqual([]);
});

test('the key itself is never in the message', async () => {
  const [finding] = await findingsOf(appKeyMissing, app('hunter2hunter2'));
  expect(finding?.message).not.toContain('hunter2');
});
