import { expect, test } from 'vitest';
import { bruteForceIp } from '../../../../../../src/core/security/findings/detectors/bruteForceIp';
import { failed, findingsOf, hour, login, minute, repeat, request, second } from '../events';

test('twenty failures from one address in ten minutes are told', () => {
  const [finding] = findingsOf(
    bruteForceIp,
    repeat(25, 20 * second, (at, index) => failed(at, `user${index % 5}`, '203.0.113.9')),
  );
  expect(finding).toMatchObject({
    subject: '203.0.113.9',
    summary: '25 failed logins in 8 minutes, 5 accounts, none succeeded',
  });
});

test('addresses of one IPv6 network are one client', () => {
  const events = repeat(25, second, (at, index) => failed(at, 'root', `2001:db8:0:7::${index + 1}`));
  expect(findingsOf(bruteForceIp, events)[0]).toMatchObject({
    subject: '2001:db8:0:7::/64',
    filter: 'ip:2001:db8:0:7:',
  });
});

test('an office behind one address is not told: most get in', () => {
  const events = repeat(200, 10 * second, (at, index) =>
    index % 4 === 0 ? failed(at, `typo${index}`, '198.51.100.2') : login(at, `worker${index}`, '198.51.100.2'),
  );
  expect(findingsOf(bruteForceIp, events)).toEqual([]);
});

test('of an access log, 401 and 429 to a login path count, from twice as many on, as accounts are unknown', () => {
  const posts = (count: number, every: number) =>
    repeat(count, every, (at) => request(at, 'POST', '/api/login', 401, '203.0.113.9'));
  expect(findingsOf(bruteForceIp, posts(60, 5 * second))).toHaveLength(1);
  expect(findingsOf(bruteForceIp, posts(300, 30 * second))).toEqual([]);
  expect(
    findingsOf(
      bruteForceIp,
      repeat(99, second, (at) => request(at, 'POST', '/login', 302, '203.0.113.9')),
    ),
  ).toEqual([]);
});

test('one attempt in a quarter of an hour is told within a day; it ends after two quiet hours', () => {
  const slow = (from: number) =>
    repeat(52, 15 * minute, (at, index) => failed(from + at, `u${index % 4}`, '203.0.113.9'));
  expect(findingsOf(bruteForceIp, slow(0))).toHaveLength(1);
  expect(findingsOf(bruteForceIp, [...slow(0), ...slow(30 * hour)])).toHaveLength(2);
});
