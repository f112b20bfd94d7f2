import { describe, expect, test } from 'vitest';
import { rules } from '../../../../src/core/lint/catalog';
import { readRuleContext } from '../../../../src/core/lint/context';
import { lintProject } from '../../../../src/core/lint/lint';
import { mapSource, shopFiles } from './mapSource';

// Rules never see secrets, only that a line of the environment file is empty. What the configuration makes of an empty
// line can be a password all the same: then nothing is missing.

const lock = JSON.stringify({
  packages: [
    { name: 'laravel/framework', version: 'v12.0.0' },
    { name: 'spatie/laravel-backup', version: '9.0.0' },
  ],
});

const places: Readonly<Record<string, (expression: string) => Record<string, string>>> = {
  REC002: (expression) => ({
    '.env': 'APP_ENV=production\nSECRET_KEY=\n',
    'config/app.php': `<?php return ['env' => env('APP_ENV'), 'key' => ${expression}, 'cipher' => 'AES-256-CBC'];`,
  }),
  BKP013: (expression) => ({
    '.env': 'APP_ENV=production\nSECRET_KEY=\n',
    'config/backup.php': `<?php return ['backup' => ['password' => ${expression}, 'encryption' => 'default']];`,
  }),
  DBO008: (expression) => ({
    '.env': 'APP_ENV=production\nSECRET_KEY=\n',
    'config/database.php': `<?php return ['default' => 'mysql', 'connections' => ['mysql' => ['driver' => 'mysql', 'host' => 'db.example.com', 'database' => 'shop', 'username' => 'shop', 'password' => ${expression}]]];`,
  }),
  CAC006: (expression) => ({
    '.env': 'APP_ENV=production\nSECRET_KEY=\nREDIS_HOST=198.51.100.200\nREDIS_HOST=8.8.8.8\n',
    'config/cache.php':
      "<?php return ['default' => 'redis', 'stores' => ['redis' => ['driver' => 'redis', 'connection' => 'default']]];",
    'config/database.php': `<?php return ['redis' => ['client' => 'phpredis', 'default' => ['host' => env('REDIS_HOST'), 'port' => 6379, 'password' => ${expression}]]];`,
  }),
  ALR002: (expression) => ({
    '.env': 'APP_ENV=production\nSECRET_KEY=\nLOG_CHANNEL=slack\n',
    'config/logging.php': `<?php return ['default' => env('LOG_CHANNEL'), 'channels' => ['slack' => ['driver' => 'slack', 'level' => 'error', 'url' => ${expression}]]];`,
  }),
};

async function found(files: Readonly<Record<string, string>>, code: string): Promise<readonly string[]> {
  const source = mapSource(shopFiles({ 'composer.lock': lock, ...files }));
  const context = await readRuleContext(source, '/shop', { environments: [], tracked: new Set<string>() });
  const findings = await lintProject(context, {
    rules: {},
    source,
    catalog: rules.filter((rule) => rule.code === code),
    all: true,
  });
  return findings.map(({ rule }) => rule);
}

describe.each(Object.entries(places))('%s', (code, files) => {
  test('an empty line is told', async () => {
    expect(await found(files("env('SECRET_KEY')"), code)).toEqual([code]);
  });

  test.each([
    "env('SECRET_KEY') ?: file_get_contents('/run/secrets/key')",
    "env('SECRET_KEY') ?: secret('key')",
    "env('SECRET_KEY') ?: 'from-the-code'",
    "env('SECRET_KEY') ?: getenv('OTHER_KEY')",
    "env('SECRET_KEY') ?: env('OTHER_KEY')",
    "empty(env('SECRET_KEY')) ? secret('key') : env('SECRET_KEY')",
    "env('SECRET_KEY').'from-the-code'",
    "'from-the-code'.env('SECRET_KEY')",
    "\"x{$_ENV['A']}\".env('SECRET_KEY')",
    "secret(env('SECRET_KEY'))",
    "Vault::get(env('SECRET_KEY'))",
    "md5(env('SECRET_KEY'))",
    "env('SECRET_KEY') === '' ? secret('a') : env('SECRET_KEY')",
    "match (env('SECRET_KEY')) { '' => secret('a'), default => 'b' }",
    "env(env('SECRET_KEY') ?: 'OTHER_KEY')",
    "value(fn () => env('SECRET_KEY') ?: secret('a'))",
    "trim(env('SECRET_KEY').secret('a'))",
    "[env('SECRET_KEY'), 'x'][1]",
  ])('%s may be something', async (expression) => {
    expect(await found(files(expression), code)).toEqual([]);
  });

  test('a secret that is there is not missed', async () => {
    const all = files("env('SECRET_KEY')");
    const env = (all['.env'] ?? '').replace(
      'SECRET_KEY=',
      'SECRET_KEY=base64:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    );
    expect(await found({ ...all, '.env': env }, code)).toEqual([]);
  });
});
