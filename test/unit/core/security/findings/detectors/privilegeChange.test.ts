import { expect, test } from 'vitest';
import { privilegeChange } from '../../../../../../src/core/security/findings/detectors/privilegeChange';
import { event, findingsOf, repeat, second } from '../events';

test.each(['role_assigned', 'permission_granted', 'role_attached_event', 'user_promoted', 'impersonation_started'])(
  '%s is told',
  (name) => {
    expect(findingsOf(privilegeChange, [event(0, { event: name, user: 'ann' })])).toHaveLength(1);
  },
);

test.each(['role_viewed', 'permission_denied', 'login', 'roles_exported'])('%s is not', (name) => {
  expect(findingsOf(privilegeChange, [event(0, { event: name, user: 'ann' })])).toEqual([]);
});

test('one is a notice, an administrator or many a warning', () => {
  const grant = (message: string) => event(0, { event: 'role_assigned', user: 'ann', message });
  expect(findingsOf(privilegeChange, [grant('editor')])[0]?.severity).toBe('notice');
  expect(findingsOf(privilegeChange, [grant('role admin')])[0]?.severity).toBe('warning');
  expect(
    findingsOf(
      privilegeChange,
      repeat(6, second, () => grant('editor')),
    )[0],
  ).toMatchObject({ severity: 'warning', events: 6 });
});

test('a sentence says it where no event does', () => {
  expect(
    findingsOf(privilegeChange, [event(0, { message: 'Role editor was assigned to bob', user: 'ann' })]),
  ).toHaveLength(1);
  expect(findingsOf(privilegeChange, [event(0, { message: 'GET /role granted', status: 200 })])).toEqual([]);
});
