import { expect, test } from 'vitest';
import { newCountry } from '../../../../../../src/core/security/findings/detectors/newCountry';
import { day, findingsOf, hour, login, repeat } from '../events';

const past = repeat(12, day, (at) => login(at, 'ann', '198.51.100.7', { country: 'DE' }));

test('a country where the account never was', () => {
  const [finding] = findingsOf(newCountry, [...past, login(12 * day, 'ann', '203.0.113.9', { country: 'VN' })]);
  expect(finding).toMatchObject({ severity: 'notice', title: 'Login of ann from a new country: VN', subject: 'ann' });
});

test('two countries within three hours are a warning', () => {
  const [finding] = findingsOf(newCountry, [...past, login(11 * day + hour, 'ann', '203.0.113.9', { country: 'VN' })]);
  expect(finding?.severity).toBe('warning');
});

test('silent with little history, without countries, and for somebody who is everywhere', () => {
  expect(
    findingsOf(newCountry, [...past.slice(0, 5), login(12 * day, 'ann', '203.0.113.9', { country: 'VN' })]),
  ).toEqual([]);
  expect(
    findingsOf(
      newCountry,
      repeat(50, day, (at) => login(at, 'ann', '203.0.113.9')),
    ),
  ).toEqual([]);
  const everywhere = repeat(40, day, (at, index) =>
    login(at, 'ann', '203.0.113.9', { country: ['DE', 'AT', 'FR', 'IT', 'ES'][index % 5] ?? 'DE' }),
  );
  expect(findingsOf(newCountry, [...everywhere, login(41 * day, 'ann', '203.0.113.9', { country: 'VN' })])).toEqual([]);
});
