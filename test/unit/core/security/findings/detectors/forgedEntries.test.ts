import { expect, test } from 'vitest';
import { forgedEntries } from '../../../../../../src/core/security/findings/detectors/forgedEntries';
import { event, findingsOf, repeat, second } from '../events';

test('entries inside others are told without what they say', () => {
  const [finding] = findingsOf(
    forgedEntries,
    repeat(3, second, (at) => event(at, { forged: true, event: 'login_failed', user: 'framed', ip: '203.0.113.9' })),
  );
  expect(finding).toMatchObject({ severity: 'warning', events: 3, ips: { total: 0 }, users: { total: 0 } });
  expect(findingsOf(forgedEntries, [event(0)])).toEqual([]);
});
