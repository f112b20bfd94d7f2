import { expect, test } from 'vitest';
import { csrfBurst } from '../../../../../../src/core/security/findings/detectors/csrfBurst';
import { findingsOf, repeat, request, second } from '../events';

test('a script that posts without a token', () => {
  const [finding] = findingsOf(
    csrfBurst,
    repeat(50, second, (at) => request(at, 'POST', '/contact', 419, '203.0.113.9')),
  );
  expect(finding).toMatchObject({ title: '203.0.113.9 posts without a valid token', events: 50 });
});

test('expired forms of everybody after a deployment are not told', () => {
  expect(
    findingsOf(
      csrfBurst,
      repeat(200, second, (at, index) => request(at, 'POST', '/cart', 419, `203.0.113.${index % 100}`)),
    ),
  ).toEqual([]);
});
