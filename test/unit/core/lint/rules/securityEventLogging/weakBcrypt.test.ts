import { weakBcrypt } from '../../../../../../src/core/lint/rules/securityEventLogging/weakBcrypt';
import { type Files, ruleCases } from '../../ruleCases';

const hashing = (rounds = "env('BCRYPT_ROUNDS', 12)", driver = "'bcrypt'"): string =>
  `<?php return ['driver' => ${driver}, 'bcrypt' => ['rounds' => ${rounds}]];\n`;
const shop = (env: string, text = hashing()): Files => ({
  '.env': `APP_ENV=production\n${env}`,
  'config/hashing.php': text,
});

ruleCases(weakBcrypt, {
  bad: [
    {
      name: 'four rounds',
      files: shop('BCRYPT_ROUNDS=4\n'),
      at: ['.env: 4'],
      message:
        "4 bcrypt rounds: guessing passwords from a stolen table costs 1/256 of what Laravel's 12 rounds make it cost.",
      related: ['config/hashing.php reads BCRYPT_ROUNDS here.', '.env names the environment production here.'],
      fix: 'Set BCRYPT_ROUNDS=12',
      fixed: { '.env': 'APP_ENV=production\nBCRYPT_ROUNDS=12\n' },
    },
    {
      name: "the framework's own configuration",
      files: { '.env': 'APP_ENV=production\nBCRYPT_ROUNDS=9\n' },
      at: ['.env: 9'],
      fixed: { '.env': 'APP_ENV=production\nBCRYPT_ROUNDS=12\n' },
    },
    {
      name: 'a literal',
      files: shop('', hashing('8')),
      at: ['config/hashing.php: 8'],
      fix: "Set 'rounds' => 12",
      fixed: { 'config/hashing.php': hashing('12') },
    },
  ],
  good: [
    { name: 'ten', files: shop('BCRYPT_ROUNDS=10\n') },
    { name: 'argon', files: shop('BCRYPT_ROUNDS=4\n', hashing(undefined, "'argon2id'")) },
    { name: 'a driver that is not certain', files: shop('BCRYPT_ROUNDS=4\n', hashing(undefined, 'driver()')) },
    {
      name: 'tests',
      files: {
        ...shop('BCRYPT_ROUNDS=10\n'),
        '.env.testing': 'APP_ENV=production\nBCRYPT_ROUNDS=4\n',
        'phpunit.xml': '<env name="BCRYPT_ROUNDS" value="4"/>',
      },
    },
    { name: 'local', files: { ...shop(''), '.env': 'APP_ENV=local\nBCRYPT_ROUNDS=4\n' } },
    {
      name: 'a variable that nothing reads (Laravel 10 without the file)',
      files: {
        '.env': 'APP_ENV=production\nBCRYPT_ROUNDS=4\n',
        'composer.json': '{"require":{"laravel/framework":"^10.0"}}',
      },
    },
    { name: 'no number', files: shop('BCRYPT_ROUNDS=many\n') },
    { name: 'a default of env()', files: shop('', hashing("env('BCRYPT_ROUNDS', 4)")) },
  ],
});
