import { expect, test } from 'vitest';
import { eventFields } from '../../../../src/core/security/event';

test.each([
  ['Illuminate\\Auth\\Events\\Login', 'login'],
  ['Illuminate\\Auth\\Events\\Failed', 'login_failed'],
  ['Lockout', 'lockout'],
  ['OtherDeviceLogout', 'other_device_logout'],
  ['PasswordReset', 'password_reset'],
  ['PasswordResetLinkSent', 'password_reset_requested'],
  ['auth:success', 'login'],
  ['login.failed', 'login_failed'],
  ['invoice.paid', 'invoice_paid'],
])('the context names the event %s', (event, expected) => {
  expect(eventFields('something happened', { event }).event).toBe(expected);
});

test.each([
  ['login', 'login'],
  ['login_failed', 'login_failed'],
  ['User logged in.', 'login'],
  ['Failed login for admin', 'login_failed'],
  ['Login attempt failed for eve@x.test', 'login_failed'],
  ['Invalid credentials', undefined],
  ['Invalid login credentials', 'login_failed'],
  ['User logged out', 'logout'],
  ['Account locked after 5 attempts', 'lockout'],
  ['Too many login attempts', 'rate_limited'],
  ['rate_limited', 'rate_limited'],
  ['Password was reset', 'password_reset'],
  ['registered', 'registered'],
  ['New customer registered', 'registered'],
  ['Email address verified', 'verified'],
  ['Invalid 2FA code', undefined],
  ['2FA code invalid', 'two_factor_failed'],
  ['failed', undefined],
  ['Job failed', undefined],
  ['Order shipped', undefined],
])('the message %j tells %s', (message, expected) => {
  expect(eventFields(message).event).toBe(expected);
});

test.each([
  [{ user_id: 42 }, '42'],
  [{ user: { id: 7, email: 'a@b.c' } }, 'a@b.c'],
  [{ user: null, username: 'eve' }, 'eve'],
  [{ identifier: '9f2c' }, '9f2c'],
  [{ user: { nothing: true } }, undefined],
])('the actor of %j is %s', (context, user) => {
  expect(eventFields('x', context).user).toBe(user);
});

test('address and route have several names, in context or extra', () => {
  expect(eventFields('x', { client_ip: '::1' }, { route: 'login' })).toEqual({ ip: '::1', route: 'login' });
  expect(eventFields('x', undefined, { ip: '203.0.113.9', url: '/a' })).toEqual({ ip: '203.0.113.9', route: '/a' });
});

test.each([
  ['Failed login for admin from 203.0.113.9', '203.0.113.9'],
  ['Failed login from 2001:db8::1 twice', '2001:db8::1'],
  ['Failed login, ip: 10.0.0.1', '10.0.0.1'],
  ['Moved from 12:30 to 13:00', undefined],
  ['Updated from 1.2.3.4.5', undefined],
])('the address in %j is %s', (message, ip) => {
  expect(eventFields(message).ip).toBe(ip);
});

test('names of Object.prototype are no fields', () => {
  expect(eventFields('x', JSON.parse('{"__proto__":{"event":"login","user":"eve"}}'))).toEqual({});
});

test('fields are short', () => {
  expect(eventFields('x', { user: 'u'.repeat(10_000) }).user).toHaveLength(200);
});
