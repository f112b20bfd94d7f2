import { expect, test } from 'vitest';
import { countsInRedis, limitsRequests, throttleOf } from '../../../../../src/core/code/limiters/throttle';
import type { AppliedMiddleware } from '../../../../../src/core/code/routes/route';

const classNames: Readonly<Record<string, string>> = {
  throttle: 'Illuminate\\Routing\\Middleware\\ThrottleRequests',
  redis: 'Illuminate\\Routing\\Middleware\\ThrottleRequestsWithRedis',
  own: 'App\\Http\\Middleware\\ThrottleRequests',
  auth: 'Illuminate\\Auth\\Middleware\\Authenticate',
};

/** "throttle:60,1" as the route table gives it. */
function applied(written: string): AppliedMiddleware {
  const [name = '', parameters] = written.split(':');
  const className = classNames[name];
  const location = { file: '/shop/routes/web.php', range: { start: 0, end: 0 } };
  return {
    written,
    name,
    parameters: parameters?.split(',') ?? [],
    location,
    via: 'route',
    ...(className === undefined ? {} : { className }),
  };
}

test.each([
  ['throttle', { kind: 'numeric', attempts: 60, users: 60, minutes: 1, prefix: '' }],
  ['throttle:5', { kind: 'numeric', attempts: 5, users: 5, minutes: 1, prefix: '' }],
  ['throttle:10,900,forgotEmail', { kind: 'numeric', attempts: 10, users: 10, minutes: 900, prefix: 'forgotEmail' }],
  ['throttle:10|60,1', { kind: 'numeric', attempts: 10, users: 60, minutes: 1, prefix: '' }],
  ['throttle:5,0.5', { kind: 'numeric', attempts: 5, users: 5, minutes: 0.5, prefix: '' }],
  ['redis:60,1', { kind: 'numeric', attempts: 60, users: 60, minutes: 1, prefix: '' }],
  ['throttle:api', { kind: 'named', name: 'api' }],
  ['throttle:api.client', { kind: 'named', name: 'api.client' }],
  ['throttle:rate_limit,1', { kind: 'other' }],
  ['throttle:10|rate_limit', { kind: 'other' }],
  ['own:60,1', undefined],
  ['auth:api', undefined],
])('%s', (written, expected) => {
  expect(throttleOf(applied(written))).toEqual(expected);
});

test('a class constant counts by its name when there is no alias', () => {
  const one = { ...applied(''), name: 'Illuminate\\Routing\\Middleware\\ThrottleRequests', parameters: ['api'] };
  expect(throttleOf(one)).toEqual({ kind: 'named', name: 'api' });
});

test.each([
  ['throttle:60,1', true],
  ['own', true],
  ['App\\Http\\Middleware\\RateLimitByKey', true],
  ['App\\Http\\Middleware\\rate_limit', true],
  ['auth:sanctum', false],
  ['App\\Http\\Middleware\\SetLocale', false],
])('%s limits requests: %s', (written, expected) => {
  expect(limitsRequests(applied(written))).toBe(expected);
});

test('the Redis twin counts in Redis', () => {
  expect([countsInRedis(applied('redis:60,1')), countsInRedis(applied('throttle:60,1'))]).toEqual([true, false]);
});
