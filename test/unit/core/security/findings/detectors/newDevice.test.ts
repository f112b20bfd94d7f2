import { expect, test } from 'vitest';
import { newDevice } from '../../../../../../src/core/security/findings/detectors/newDevice';
import { day, findingsOf, login, repeat } from '../events';

const past = repeat(12, day, (at) => login(at, 'ann', '198.51.100.7', { device: 'laptop' }));

test('a device that the account never had is said, not accused', () => {
  const [finding] = findingsOf(newDevice, [...past, login(12 * day, 'ann', '198.51.100.7', { device: 'phone' })]);
  expect(finding).toMatchObject({ severity: 'info', summary: 'phone; until now: laptop' });
});

test('the same device again, and an account without history, are not', () => {
  expect(findingsOf(newDevice, [...past, login(12 * day, 'ann', '198.51.100.7', { device: 'laptop' })])).toEqual([]);
  expect(findingsOf(newDevice, [login(0, 'bob', '198.51.100.7', { device: 'phone' })])).toEqual([]);
});
