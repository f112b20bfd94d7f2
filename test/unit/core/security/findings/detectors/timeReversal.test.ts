import { expect, test } from 'vitest';
import { timeReversal } from '../../../../../../src/core/security/findings/detectors/timeReversal';
import { event, findingsOf, hour, minute, noon, repeat } from '../events';

const steady = repeat(20, minute, (at) => event(at));

test('an entry that was put in late', () => {
  const [finding] = findingsOf(timeReversal, [...steady, event(-5 * hour), event(21 * minute)]);
  expect(finding).toMatchObject({
    severity: 'notice',
    events: 1,
    summary: '1 time an entry was older than the one before it, by 5 hours',
  });
});

test('seconds between processes, a long upload, and other sources are not told', () => {
  expect(findingsOf(timeReversal, [...steady, event(18 * minute), event(19.5 * minute), event(8 * minute)])).toEqual(
    [],
  );
  expect(findingsOf(timeReversal, [...steady, event(-5 * hour, { source: 'other.log' })])).toEqual([]);
});

test('the hour that summer time gives back is let pass', () => {
  const end = Date.UTC(2026, 9, 25, 2, 59) - noon;
  expect(findingsOf(timeReversal, [event(end), event(end - 59 * minute)])).toEqual([]);
  expect(findingsOf(timeReversal, [event(end), event(end - 3 * hour)])).toHaveLength(1);
});
