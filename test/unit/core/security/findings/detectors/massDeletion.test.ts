import { expect, test } from 'vitest';
import { massDeletion } from '../../../../../../src/core/security/findings/detectors/massDeletion';
import { event, findingsOf, minute, repeat, request, second } from '../events';

test('fifty deletions in ten minutes by one account', () => {
  const [finding] = findingsOf(
    massDeletion,
    repeat(60, second, (at) => event(at, { event: 'deleted', user: 'ann' })),
  );
  expect(finding).toMatchObject({ title: 'Mass deletion by ann', events: 60 });
});

test('DELETE with success counts by address', () => {
  expect(
    findingsOf(
      massDeletion,
      repeat(60, second, (at) => request(at, 'DELETE', '/api/orders/1', 204, '203.0.113.9')),
    ),
  ).toHaveLength(1);
  expect(
    findingsOf(
      massDeletion,
      repeat(60, second, (at) => request(at, 'DELETE', '/api/orders/1', 403, '203.0.113.9')),
    ),
  ).toEqual([]);
});

test('scheduled pruning names nobody; tidying up stays below', () => {
  expect(
    findingsOf(
      massDeletion,
      repeat(900, 10, (at) => event(at, { event: 'deleted' })),
    ),
  ).toEqual([]);
  expect(
    findingsOf(
      massDeletion,
      repeat(90, minute, (at) => event(at, { event: 'deleted', user: 'ann' })),
    ),
  ).toEqual([]);
});
