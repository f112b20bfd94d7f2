import { expect, test } from 'vitest';
import { logTime } from '../../webview/parts/logTime';

const now = new Date('2026-11-23T01:30:00Z');

test.each([
  ['2026-11-23T00:33:31.654000+00:00', '00:33:31'],
  ['2026-11-22T23:59:06.086000+00:00', '11-22 23:59:06'],
  ['2026-11-23 01:00:00 Z', '01:00:00'],
  // Where the log's clock is, 23 November has not begun, or is well under way.
  ['2026-11-22T20:10:00-05:00', '20:10:00'],
  ['2026-11-23T00:10:00-0500', '11-23 00:10:00'],
  ['2026-11-23T06:59:00+05:30', '06:59:00'],
  ['2025-12-31T10:00:00Z', '2025-12-31 10:00:00'],
  ['Nov 23 00:33:31', 'Nov 23 00:33:31'],
  ['13:02:10', '13:02:10'],
  ['', ''],
])('%j is shown as %j', (at, shown) => {
  expect(logTime(at, now)).toBe(shown);
});

test('a moment without a zone is compared with the day here', () => {
  const here = new Date(2026, 10, 23, 12);
  expect(logTime('2026-11-23 08:00:00', here)).toBe('08:00:00');
  expect(logTime('2026-11-22 08:00:00', here)).toBe('11-22 08:00:00');
});
