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
  ['Laravel\\Fortify\\Events\\TwoFactorAuthenticationFailed', 'two_factor_failed'],
  ['Laravel\\Fortify\\Events\\ValidTwoFactorAuthenticationCodeProvided', 'two_factor_passed'],
  ['Laravel\\Fortify\\Events\\TwoFactorAuthenticationDisabled', 'two_factor_disabled'],
  ['RecoveryCodeReplaced', 'recovery_code_used'],
  ['Laravel\\Passport\\Events\\AccessTokenCreated', 'token_created'],
  ['Laravel\\Sanctum\\Events\\TokenAuthenticated', 'token_used'],
  ['Spatie\\Permission\\Events\\RoleAttached', 'role_granted'],
  ['Spatie\\Permission\\Events\\RoleDetachedEvent', 'role_revoked'],
  ['PermissionAttachedEvent', 'permission_granted'],
  ['Lab404\\Impersonate\\Events\\TakeImpersonation', 'impersonation_started'],
  ['LeaveImpersonation', 'impersonation_ended'],
  ['user:api-key.delete', 'user_api_key_delete'],
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
  ['Two factor authentication was disabled', 'two_factor_disabled'],
  ['2FA enabled for user 7', 'two_factor_enabled'],
  ['User "x" has generated new backup codes.', 'recovery_codes_generated'],
  ['Gave user #1 role #2 ("owner")', 'role_granted'],
  ['Granted admin to eve', 'role_granted'],
  ['Role editor removed from user 7', 'role_revoked'],
  ['Role of user 7 changed', 'role_changed'],
  ['Revoked all permissions of user 7', 'permission_revoked'],
  ['Started impersonating user 9', 'impersonation_started'],
  ['API token created', 'token_created'],
  ['Exported all customers', 'data_exported'],
  ['User "x" has been logged in.', 'login'],
  ['Login for user "x" was locked out.', 'lockout'],
  ['Login denied: account disabled', 'login_failed'],
  ['Failed to authenticate user 7', 'login_failed'],
  ['Password reset for eve FAILED - this token is not valid', 'password_reset_failed'],
  ['Password reset for eve worked', 'password_reset'],
  ['Registered new user eve@x.test', 'registered'],
  ['CSRF token mismatch.', 'csrf_mismatch'],
])('the message %j tells %s', (message, expected) => {
  expect(eventFields(message).event).toBe(expected);
});

// Ordinary messages, in the words of real applications.
test.each([
  'User is not logged in, return NULL.',
  'You must be logged in to do that',
  'Currently logged in users: 12',
  'Cannot rate limit errors!',
  'Client error: `GET https://api.example.org` resulted in a `429 Too Many Requests` response',
  'SQLSTATE[08006] FATAL:  password authentication failed for user "shop"',
  "SQLSTATE[HY000] [1045] Access denied for user 'shop'@'localhost'",
  'SMTP authentication failed',
  'Failed to send login notification',
  'Exception caught in SAML single-logout: timeout',
  'Return JSON unauthorized error.',
  'Could not store currency without admin rights.',
  'Permissions updated.',
  'Attaching new permissions...',
  'Failed to set SSH key file permissions to 0600',
  'No company_id found in token',
  'Constructed token: abc',
  'Finished exporting organization',
  'Export completed',
  'Deleted 120 old files',
  'MFA failure count is set to zero.',
  'Will assign role later',
  'User has other memberships and will be assigned a new administration.',
  'verified',
  'deleted',
  'fopen(): Permission denied',
  'Cleared stale lock',
])('the message %j tells nothing', (message) => {
  expect(eventFields(message).event).toBeUndefined();
});

test('user agent, method and status have several names too', () => {
  const extra = { url: 'https://shop.test/reset?token=abc#x', http_method: 'post', status: '422', user_agent: 'curl' };
  expect(eventFields('x', {}, extra)).toEqual({
    route: '/reset?token',
    method: 'POST',
    status: 422,
    userAgent: 'curl',
  });
  expect(eventFields('x', { status: 200, method: 'paypal' })).toEqual({});
  expect(eventFields('x', { http_status: 503 })).toEqual({ status: 503 });
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
