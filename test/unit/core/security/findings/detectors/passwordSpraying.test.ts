import { expect, test } from 'vitest';
import { passwordSpraying } from '../../../../../../src/core/security/findings/detectors/passwordSpraying';
import { failed, findingsOf, login, minute, repeat } from '../events';

test('many accounts from one address, slowly', () => {
  const [finding] = findingsOf(
    passwordSpraying,
    repeat(16, 50 * minute, (at, index) => failed(at, `user${index}`, '203.0.113.9')),
  );
  expect(finding).toMatchObject({
    title: 'Password spraying from 203.0.113.9',
    users: { total: 16 },
    summary: '16 failed logins for 16 accounts in 13 hours, none succeeded',
  });
});

test('a gateway of people is not told: they get in', () => {
  const events = repeat(120, 5 * minute, (at, index) =>
    index % 3 === 0 ? failed(at, `typo${index}`, '198.51.100.2') : login(at, `worker${index}`, '198.51.100.2'),
  );
  expect(findingsOf(passwordSpraying, events)).toEqual([]);
});

test('many tries on few accounts are not spraying', () => {
  expect(
    findingsOf(
      passwordSpraying,
      repeat(60, minute, (at, index) => failed(at, `user${index % 5}`, '203.0.113.9')),
    ),
  ).toEqual([]);
});
