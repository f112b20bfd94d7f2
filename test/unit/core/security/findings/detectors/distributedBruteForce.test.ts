import { expect, test } from 'vitest';
import { distributedBruteForce } from '../../../../../../src/core/security/findings/detectors/distributedBruteForce';
import { failed, findingsOf, hour, login, minute, repeat } from '../events';

const from = (index: number): string => `203.0.113.${index + 1}`;

test('one account, many addresses, each once', () => {
  const [finding] = findingsOf(
    distributedBruteForce,
    repeat(12, minute, (at, index) => failed(at, 'admin', from(index))),
  );
  expect(finding).toMatchObject({
    title: 'Brute force on the account admin from 12 addresses',
    users: { total: 1 },
    ips: { total: 12 },
  });
});

test('an address every hour is told within a day', () => {
  expect(
    findingsOf(
      distributedBruteForce,
      repeat(11, hour, (at, index) => failed(at, 'admin', from(index))),
    ),
  ).toHaveLength(1);
});

test('home, office and telephone of one person are not told', () => {
  const events = repeat(30, 10 * minute, (at, index) => failed(at, 'ann', from(index % 3)));
  expect(findingsOf(distributedBruteForce, events)).toEqual([]);
});

test('addresses where the account logged in before do not count', () => {
  const known = repeat(12, minute, (at, index) => login(at, 'ann', from(index)));
  const events = repeat(12, minute, (at, index) => failed(at + hour, 'ann', from(index)));
  expect(findingsOf(distributedBruteForce, [...known, ...events])).toEqual([]);
});
