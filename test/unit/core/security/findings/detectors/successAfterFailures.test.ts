import { expect, test } from 'vitest';
import { successAfterFailures } from '../../../../../../src/core/security/findings/detectors/successAfterFailures';
import { event, failed, findingsOf, login, minute, repeat, second } from '../events';

const guesses = repeat(20, 10 * second, (at) => failed(at, 'ann', '203.0.113.9'));

test('a guess that worked is critical', () => {
  const [finding] = findingsOf(successAfterFailures, [...guesses, login(5 * minute, 'ann', '203.0.113.9')]);
  expect(finding).toMatchObject({
    severity: 'critical',
    title: 'Login to ann after 20 failures',
    summary: '20 failures from 1 address, then 1 login from an address that is not usual for this account',
    events: 21,
  });
});

test('a login from an address that tried many accounts is critical', () => {
  const tried = repeat(12, minute, (at, index) => failed(at, `user${index}`, '203.0.113.9'));
  const [finding] = findingsOf(successAfterFailures, [...tried, login(15 * minute, 'bob', '203.0.113.9')]);
  expect(finding).toMatchObject({
    severity: 'critical',
    subject: '203.0.113.9',
    summary: '12 failures for 13 accounts, then 1 login',
  });
});

test('its owner logs in from the usual place while others guess', () => {
  const events = [login(-minute, 'ann', '198.51.100.7'), ...guesses, login(5 * minute, 'ann', '198.51.100.7')];
  expect(findingsOf(successAfterFailures, events)).toEqual([]);
});

test('a forgotten password, and one that was reset, are not told', () => {
  expect(findingsOf(successAfterFailures, [...guesses.slice(0, 9), login(5 * minute, 'ann', '203.0.113.9')])).toEqual(
    [],
  );
  const reset = [
    ...guesses,
    event(5 * minute, { event: 'password_reset', user: 'ann' }),
    login(6 * minute, 'ann', '203.0.113.9'),
  ];
  expect(findingsOf(successAfterFailures, reset)).toEqual([]);
});
