import { expect, test } from 'vitest';
import { dayName, instantInZone, momentText } from '../../../../src/core/base/clock';

const now = new Date(2026, 10, 22, 14, 0);

test('today and yesterday have names, other days their date', () => {
  expect(dayName(new Date(2026, 10, 22, 0, 0), now)).toBe('Today');
  expect(dayName(new Date(2026, 10, 21, 23, 59), now)).toBe('Yesterday');
  expect(dayName(new Date(2026, 10, 20, 23, 59), now)).toBe('2026-11-20');
  expect(dayName(new Date(2026, 11, 31), new Date(2027, 0, 1))).toBe('Yesterday');
});

test('a moment of today is a time, another has its day', () => {
  expect(momentText(new Date(2026, 10, 22, 2, 5), now)).toBe('02:05');
  expect(momentText(new Date(2026, 10, 2, 2, 5), now)).toBe('2026-11-02 02:05');
});

test.each([
  ['UTC', '2026-11-22T02:00:00Z', '2026-11-22T02:00:00.000Z'],
  ['Europe/Berlin', '2026-11-22T02:00:00Z', '2026-11-22T01:00:00.000Z'],
  ['Europe/Berlin', '2026-07-22T02:00:00Z', '2026-07-22T00:00:00.000Z'],
  ['America/New_York', '2026-11-22T20:00:00Z', '2026-11-23T01:00:00.000Z'],
  ['Asia/Kolkata', '2026-11-22T02:00:00Z', '2026-11-21T20:30:00.000Z'],
  // Clocks go back on 2026-10-25 at 03:00: 02:30 comes twice.
  ['Europe/Berlin', '2026-10-25T02:30:00Z', '2026-10-25T00:30:00.000Z'],
  // They go forward on 2026-03-29 at 02:00: 02:30 never comes.
  ['Europe/Berlin', '2026-03-29T02:30:00Z', '2026-03-29T01:30:00.000Z'],
])('wall time in %s: %s is %s', (zone, wall, instant) => {
  expect(instantInZone(new Date(wall), zone)?.toISOString()).toBe(instant);
});

test('a zone that does not exist gives nothing', () => {
  expect(instantInZone(new Date('2026-11-22T02:00:00Z'), 'Mars/Olympus')).toBeUndefined();
});
