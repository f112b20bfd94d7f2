import { expect, test } from 'vitest';
import { rateLimitBurst } from '../../../../../../src/core/security/findings/detectors/rateLimitBurst';
import { event, findingsOf, minute, repeat, request, second } from '../events';

test('a client that goes on after 429', () => {
  const [finding] = findingsOf(
    rateLimitBurst,
    repeat(100, second, (at) => request(at, 'GET', '/api/orders', 429, '203.0.113.9')),
  );
  expect(finding).toMatchObject({
    severity: 'notice',
    title: '203.0.113.9 goes on after 429',
    summary: '100 refusals in 2 minutes, mostly /api/orders',
  });
  expect(
    findingsOf(
      rateLimitBurst,
      repeat(100, second, (at) => event(at, { event: 'rate_limited', ip: '203.0.113.9' })),
    ),
  ).toHaveLength(1);
});

test('one that slows down, and many clients with a few each, are not told', () => {
  expect(
    findingsOf(
      rateLimitBurst,
      repeat(200, minute, (at) => request(at, 'GET', '/api/orders', 429, '203.0.113.9')),
    ),
  ).toEqual([]);
  expect(
    findingsOf(
      rateLimitBurst,
      repeat(200, second, (at, index) => request(at, 'GET', '/', 429, `203.0.113.${index}`)),
    ),
  ).toEqual([]);
});
