import { expect, test } from 'vitest';
import { logGap } from '../../../../../../src/core/security/findings/detectors/logGap';
import { day, event, findingsOf, hour, minute, noon, repeat } from '../events';

/** An event a minute by day, none from 22 to 6 o'clock. */
const days = (count: number, holes: readonly (readonly [number, number])[] = []) =>
  repeat(count * 24 * 60, minute, (at) => event(at)).filter((one) => {
    const time = one.time ?? 0;
    const clock = new Date(time).getUTCHours();
    return clock >= 6 && clock < 22 && !holes.some(([from, to]) => time >= noon + from && time < noon + to);
  });

test('a hole that the log never has', () => {
  const [finding] = findingsOf(logGap, days(10, [[8 * day + hour, 8 * day + 2 * hour]]));
  expect(finding).toMatchObject({ severity: 'notice', title: 'Gap of 61 minutes in security.log' });
});

test('a warning when another source was written meanwhile', () => {
  const other = repeat(300, minute, (at) => event(8 * day + at, { source: 'access.log' }));
  const events = [...days(10, [[8 * day + hour, 8 * day + 2 * hour]]), ...other].sort(
    (a, b) => (a.time ?? 0) - (b.time ?? 0),
  );
  expect(findingsOf(logGap, events).map(({ severity }) => severity)).toEqual(['warning']);
});

test('nights, restarts, little history, and holes that are usual are not told', () => {
  expect(findingsOf(logGap, days(10))).toEqual([]);
  expect(findingsOf(logGap, days(10, [[8 * day, 8 * day + 14 * minute]]))).toEqual([]);
  expect(findingsOf(logGap, days(5, [[4 * day, 4 * day + 2 * hour]]))).toEqual([]);
  const everyDay = Array.from({ length: 10 }, (_, index) => [index * day + hour, index * day + 2 * hour] as const);
  expect(findingsOf(logGap, days(10, everyDay))).toEqual([]);
});

test('an entry that was put in late is no hole', () => {
  const events = days(10);
  expect(findingsOf(logGap, [...events.slice(0, -60), event(5 * day), ...events.slice(-60)])).toEqual([]);
});
