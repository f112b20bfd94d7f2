import { expect, test } from 'vitest';
import { rules } from '../../../../src/core/lint/catalog';
import { fixture, fuzzLint } from './fuzzLint';

// Hostile, half-typed and merely odd files: no exception, every range inside its file, and a fix never turns a file that
// could be read into one that cannot. LARAVEL_OPS_FUZZ=2300 changes 10,000 files; a seed that failed is in the message.
const rounds = Number(process.env['LARAVEL_OPS_FUZZ'] ?? 350);

const variables = `APP_NAME="Shop"
APP_ENV=production
APP_KEY=base64:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
APP_DEBUG=true
APP_URL=https://shop.example.com
LOG_CHANNEL=stack
LOG_LEVEL=debug
DB_CONNECTION=mysql
DB_HOST=db.example.com
DB_USERNAME=root
DB_PASSWORD=
SESSION_DRIVER=file
SESSION_SECURE_COOKIE=false
CACHE_STORE=array
QUEUE_CONNECTION=sync
REDIS_HOST=198.51.100.7
REDIS_PASSWORD=a#b
MAIL_MAILER=log
FILESYSTEM_DISK=local
BCRYPT_ROUNDS=4
BROKEN=a b
`;

test.each([
  ['demo-shop', 20_261_123],
  ['legacy-shop', 7],
])('%s with files that chance has changed', { timeout: 900_000 }, async (name, seed) => {
  const base = fixture(name);
  base.set('/shop/.env', variables);
  base.set('/shop/.env.production', variables);
  const { wrong, findings, fixes } = await fuzzLint(rules, base, Math.ceil(rounds / 2), seed);
  expect(wrong.slice(0, 5)).toEqual([]);
  expect(findings).toBeGreaterThan(0);
  expect(fixes).toBeGreaterThan(0);
});
