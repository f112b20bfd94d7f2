import { expect, test } from 'vitest';
import { lockoutStorm } from '../../../../../../src/core/security/findings/detectors/lockoutStorm';
import { event, findingsOf, login, minute, repeat, second } from '../events';

const lockout = (at: number, user: string | undefined, ip: string) =>
  event(at, { event: 'lockout', ip, ...(user === undefined ? {} : { user }) });

test('six accounts in ten minutes', () => {
  const [finding] = findingsOf(
    lockoutStorm,
    repeat(8, minute, (at, index) => lockout(at, `user${index}`, '203.0.113.9')),
  );
  expect(finding).toMatchObject({ title: 'Lockout storm: 8 accounts', events: 8 });
});

test('records that name no account are told apart by address', () => {
  expect(
    findingsOf(
      lockoutStorm,
      repeat(8, minute, (at, index) => lockout(at, undefined, `203.0.113.${index}`)),
    ),
  ).toHaveLength(1);
  expect(
    findingsOf(
      lockoutStorm,
      repeat(80, second, (at) => lockout(at, undefined, '203.0.113.9')),
    ),
  ).toEqual([]);
});

test('one person who keeps pressing, and a peak of logins, are not told', () => {
  expect(
    findingsOf(
      lockoutStorm,
      repeat(50, second, (at) => lockout(at, 'ann', '203.0.113.9')),
    ),
  ).toEqual([]);
  const peak = repeat(500, second, (at, index) =>
    index % 50 === 0 ? lockout(at, `p${index}`, '203.0.113.9') : login(at, `p${index}`, '203.0.113.9'),
  );
  expect(findingsOf(lockoutStorm, peak)).toEqual([]);
});
