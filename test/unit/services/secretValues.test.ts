import { expect, test } from 'vitest';
import { createRedactor } from '../../../src/core/base/redact';
import { readEnv } from '../../../src/core/laravel/env';
import { protectSecrets } from '../../../src/services/secretValues';

function redacted(env: string, text: string): string {
  const redactor = createRedactor();
  protectSecrets({ env: { file: '/srv/shop/.env', content: readEnv(env, '5.6') } }, redactor);
  return redactor.redact(text);
}

test.for([
  ['DB_PASSWORD="with space"', 'at with space here', 'at *** here'],
  ['AWS_SECRET_ACCESS_KEY=abcdef123', 'abcdef123', '***'],
  ['STRIPE_TOKEN=tok_123456', 'paid with tok_123456', 'paid with ***'],
  ['SENTRY_DSN=https://abc@sentry.example/1', 'to https://abc@sentry.example/1', 'to ***'],
  ['REDIS_PASSWORD=null', 'null is nothing', 'null is nothing'],
  ['APP_URL=https://shop.example.com', 'see https://shop.example.com', 'see https://shop.example.com'],
  ['MAIL_PASSWORD=abc', 'abc of cabs', 'abc of cabs'],
  ['APP_NAME=Demo', 'Demo', 'Demo'],
] as const)('%s: "%s" becomes "%s"', ([env, text, expected]) => {
  expect(redacted(env, text)).toBe(expected);
});

test('without an environment file nothing is replaced', () => {
  const redactor = createRedactor();
  protectSecrets({}, redactor);
  expect(redactor.redact('as it is')).toBe('as it is');
});
