import { expect, test } from 'vitest';
import { bruteForceAccount } from '../../../../../../src/core/security/findings/detectors/bruteForceAccount';
import { event, failed, findingsOf, hour, login, minute, repeat, second } from '../events';

test('fifteen failures in ten minutes are told, and what follows is counted', () => {
  const [finding] = findingsOf(
    bruteForceAccount,
    repeat(40, 12 * second, (at) => failed(at, 'Admin', '203.0.113.9')),
  );
  expect(finding).toMatchObject({
    severity: 'warning',
    subject: 'admin',
    title: 'Brute force on the account admin',
    summary: '40 failed logins in 8 minutes, 1 address, none succeeded',
    events: 40,
    filter: 'user:admin',
  });
});

test('lockouts count as attempts: Laravel answers them in place of failures', () => {
  const events = repeat(20, second, (at, index) =>
    index < 5 ? failed(at, 'admin', '203.0.113.9') : event(at, { event: 'lockout', user: 'admin', ip: '203.0.113.9' }),
  );
  expect(findingsOf(bruteForceAccount, events)).toHaveLength(1);
});

test('one attempt in twenty minutes is told within a day', () => {
  expect(
    findingsOf(
      bruteForceAccount,
      repeat(31, 20 * minute, (at) => failed(at, 'admin', '203.0.113.9')),
    ),
  ).toHaveLength(1);
});

test('a forgotten password is not told', () => {
  const events = [
    ...repeat(9, 20 * second, (at) => failed(at, 'ann', '203.0.113.9')),
    login(4 * minute, 'ann', '203.0.113.9'),
  ];
  expect(findingsOf(bruteForceAccount, events)).toEqual([]);
});

test('an app with an old password is not told where its owner logged in before', () => {
  const events = [
    login(0, 'ann', '203.0.113.9'),
    ...repeat(500, 30 * second, (at) => failed(at + hour, 'ann', '203.0.113.9')),
  ];
  expect(findingsOf(bruteForceAccount, events)).toEqual([]);
});

test('behind a proxy from which everybody comes, an address makes nobody its owner', () => {
  const events = [
    ...repeat(30, second, (at, index) => login(at, `person${index}`, '10.0.0.1')),
    ...repeat(20, second, (at) => failed(at + hour, 'person3', '10.0.0.1')),
  ];
  expect(findingsOf(bruteForceAccount, events)).toHaveLength(1);
});

test('a login from elsewhere while it goes on is said', () => {
  const events = [...repeat(20, second, (at) => failed(at, 'ann', '203.0.113.9')), login(minute, 'ann', '203.0.113.9')];
  expect(findingsOf(bruteForceAccount, events)[0]?.summary).toContain('1 login from an unusual address');
});
