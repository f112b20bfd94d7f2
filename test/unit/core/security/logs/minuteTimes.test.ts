import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMinuteTimes } from '../../../../../src/core/security/logs/minuteTimes';
import { timeOf } from '../../../../../src/core/security/moment';

const seed = Number(process.env['LARAVEL_OPS_SEED'] ?? 20_261_123);

test('the minutes that reading each moment as text gives', () => {
  const two = (limit: number): fc.Arbitrary<string> =>
    fc.integer({ min: 0, max: limit }).map((n) => String(n).padStart(2, '0'));
  const moment = fc
    .tuple(fc.constantFrom('2026-11-22', '2026-11-23', '2026-02-30', '1969-01-01'), two(25), two(61), two(61))
    .chain(([date, hour, minute, second]) =>
      fc
        .constantFrom('', '+00:00', '+02:00', '.123456+00:00', '.123456-05:30', 'Z', 'x', '.5')
        .map((end) => `${date} ${hour}:${minute}:${second}${end}`),
    );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(moment, fc.integer({ min: 1, max: 3 })), { maxLength: 30 }),
      fc.constantFrom('UTC', 'Europe/Berlin'),
      (moments, zone) => {
        const times = createMinuteTimes(zone);
        for (const text of moments.flatMap(([one, again]) => Array.from({ length: again }, () => one))) {
          const bytes = new TextEncoder().encode(`[${text}]`);
          const expected = timeOf(text, zone);
          const read = times.read(bytes, 1, text.length);
          expect(read === undefined ? undefined : Math.floor(read / 60_000)).toBe(
            expected === undefined ? undefined : Math.floor(expected / 60_000),
          );
        }
      },
    ),
    { numRuns: 500, seed },
  );
});
