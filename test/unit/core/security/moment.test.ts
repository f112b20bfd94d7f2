import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeOf } from '../../../../src/core/security/moment';

const utc = (text: string): number => Date.parse(text);

test.each([
  ['2026-11-22 20:42:43', 'UTC', '2026-11-22T20:42:43Z'],
  ['2026-11-22 20:42:43', 'Europe/Berlin', '2026-11-22T19:42:43Z'],
  ['2026-07-22 20:42:43', 'Europe/Berlin', '2026-07-22T18:42:43Z'],
  ['2026-11-22 20:42:43', 'America/New_York', '2026-11-23T01:42:43Z'],
  ['2026-11-22 20:42:43', 'Asia/Kathmandu', '2026-11-22T14:57:43Z'],
  ['2026-11-22 20:42:43', '+02:00', '2026-11-22T18:42:43Z'],
  ['2026-11-22 20:42:43', '-0330', '2026-11-23T00:12:43Z'],
  ['2026-11-22 20:42:43.151400', 'UTC', '2026-11-22T20:42:43.151Z'],
  ['2026-11-22T20:42:43.151400+01:00', undefined, '2026-11-22T19:42:43.151Z'],
  ['2026-11-22T20:42:43Z', 'Europe/Berlin', '2026-11-22T20:42:43Z'],
  ['2026-11-22 20:42:43 Europe/Berlin', 'UTC', '2026-11-22T19:42:43Z'],
  ['22/Nov/2026:20:42:43 +0100', undefined, '2026-11-22T19:42:43Z'],
  ['22-Nov-2026 20:42:43', 'UTC', '2026-11-22T20:42:43Z'],
  ['22-Nov-2026 20:42:43 Europe/Berlin', undefined, '2026-11-22T19:42:43Z'],
  ['22-Nov-2026 20:42:43.123456', 'UTC', '2026-11-22T20:42:43.123Z'],
  ['22/Nov/2026 20:42', 'UTC', '2026-11-22T20:42:00Z'],
  ['Sun, 22 Nov 2026 20:42:43 +0000', undefined, '2026-11-22T20:42:43Z'],
  ['22.11.2026 20:42:43', 'UTC', '2026-11-22T20:42:43Z'],
  ['1795380163', undefined, '2026-11-22T20:42:43Z'],
  ['1795380163.5', undefined, '2026-11-22T20:42:43.500Z'],
  ['1795380163000', undefined, '2026-11-22T20:42:43Z'],
  ['2028-02-29 23:59:60', 'UTC', '2028-03-01T00:00:00Z'],
])('%s in %s', (at, zone, expected) => {
  expect(timeOf(at, zone)).toBe(utc(expected));
});

test.each([
  ['2026-11-22 20:42:43', undefined],
  ['2026-11-22 20:42:43', 'Mars/Olympus'],
  ['2026-02-30 20:42:43', 'UTC'],
  ['2026-11-22 25:42:43', 'UTC'],
  ['11/12/2026 20:42:43', 'UTC'],
  ['today', 'UTC'],
  ['', 'UTC'],
  ['2026-11-22', 'UTC'],
])('%s in %s is not understood', (at, zone) => {
  expect(timeOf(at, zone)).toBeUndefined();
});

test('of an hour that comes twice it is the first, and a skipped one is taken as if it had not been skipped', () => {
  expect(timeOf('2026-10-25 02:30:00', 'Europe/Berlin')).toBe(utc('2026-10-25T00:30:00Z'));
  expect(timeOf('2026-10-25 03:00:00', 'Europe/Berlin')).toBe(utc('2026-10-25T02:00:00Z'));
  expect(timeOf('2026-03-29 02:30:00', 'Europe/Berlin')).toBe(utc('2026-03-29T01:30:00Z'));
  expect(timeOf('2026-03-29 03:00:00', 'Europe/Berlin')).toBe(utc('2026-03-29T01:00:00Z'));
  expect(timeOf('2026-03-29 01:59:59', 'Europe/Berlin')).toBe(utc('2026-03-29T00:59:59Z'));
  // Half an hour, and in the other half of the year.
  expect(timeOf('2026-04-05 01:45:00', 'Australia/Lord_Howe')).toBe(utc('2026-04-04T14:45:00Z'));
  expect(timeOf('2026-10-04 02:15:00', 'Australia/Lord_Howe')).toBe(utc('2026-10-03T15:45:00Z'));
});

test('what Intl writes of a moment is read back, but for hours that come twice', () => {
  const zone = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/St_Johns',
    'Asia/Tehran',
    'Africa/Casablanca',
    'Pacific/Apia',
  );
  const seconds = fc.integer({ min: utc('2005-01-01T00:00:00Z') / 1000, max: utc('2035-01-01T00:00:00Z') / 1000 });
  fc.assert(
    fc.property(zone, seconds, (timeZone, second) => {
      const shown = (ms: number): string => new Date(ms).toLocaleString('sv-SE', { timeZone });
      const read = timeOf(shown(second * 1000), timeZone);
      expect(read).toBeDefined();
      expect(shown(read ?? 0)).toBe(shown(second * 1000));
      expect(read).toBeLessThanOrEqual(second * 1000);
    }),
    { numRuns: 500, seed: 20_261_122 },
  );
});

test('any text is read without an exception', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 100 }), fc.string({ maxLength: 50 }), (at, zone) => {
      const time = timeOf(at, zone);
      expect(time === undefined || Number.isFinite(time)).toBe(true);
    }),
  );
  for (let count = 0; count < 200; count++) expect(timeOf('2026-11-22 20:42:43', `Zone/No${count}`)).toBeUndefined();
});
