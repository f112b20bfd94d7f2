/**
 * Names of events as frameworks, packages and applications write them → the names of the stream. Sources: Illuminate\Auth\
 * Events (Laravel 6 to 13), Laravel\Fortify\Events, Laravel\Passport\Events, Laravel\Sanctum\Events,
 * Spatie\Permission\Events (6, and 7 with the suffix "Event"), Lab404\Impersonate\Events; messages of real applications.
 */
const written: Readonly<Record<string, readonly string[]>> = {
  login: [
    'login_success',
    'login_succeeded',
    'logged_in',
    'user_logged_in',
    'user_login',
    'auth_login',
    'auth_success',
  ],
  login_failed: [
    'failed',
    'failed_login',
    'login_failure',
    'user_login_failed',
    'auth_failed',
    'auth_fail',
    'auth_failure',
  ],
  login_attempt: ['attempting', 'auth_attempt'],
  logout: ['logged_out', 'user_logged_out', 'user_logout', 'auth_logout', 'current_device_logout'],
  other_device_logout: ['other_devices_logout'],
  lockout: ['locked_out', 'account_locked', 'account_locked_out', 'auth_lockout'],
  password_reset: ['password_changed', 'password_updated', 'password_was_reset', 'password_updated_via_controller'],
  password_reset_requested: ['password_reset_link_sent', 'password_reset_request', 'forgot_password'],
  password_reset_failed: [],
  registered: ['user_registered', 'user_created', 'sign_up', 'signup'],
  verified: ['email_verified'],
  rate_limited: ['throttled', 'too_many_requests', 'throttle_requests_exception', 'rate_limit_exceeded'],
  csrf_mismatch: ['token_mismatch', 'csrf_token_mismatch', 'token_mismatch_exception', 'csrf_failed'],
  denied: ['access_denied', 'forbidden', 'unauthorized', 'authorization_denied', 'authorization_exception'],
  two_factor_failed: ['two_factor_authentication_failed', '2fa_failed', 'mfa_failed'],
  two_factor_challenged: ['two_factor_authentication_challenged', '2fa_challenged'],
  two_factor_passed: [
    'valid_two_factor_authentication_code_provided',
    '2fa_passed',
    'mfa_passed',
    'two_factor_success',
  ],
  two_factor_enabled: [
    'two_factor_authentication_enabled',
    'two_factor_authentication_confirmed',
    'two_factor_confirmed',
    '2fa_enabled',
    'mfa_enabled',
  ],
  two_factor_disabled: ['two_factor_authentication_disabled', '2fa_disabled', 'mfa_disabled'],
  recovery_code_used: ['recovery_code_replaced'],
  recovery_codes_generated: ['backup_codes_generated'],
  role_granted: ['role_attached', 'role_assigned', 'role_added', 'promoted_to_admin', 'admin_granted'],
  role_revoked: ['role_detached', 'role_removed', 'role_unassigned', 'admin_revoked'],
  role_changed: ['role_updated', 'roles_changed', 'roles_synced', 'user_role_changed'],
  permission_granted: ['permission_attached', 'permission_given', 'permission_assigned'],
  permission_revoked: ['permission_detached', 'permission_removed'],
  permission_changed: ['permissions_changed', 'permissions_updated', 'permissions_synced'],
  data_exported: ['exported', 'data_export', 'bulk_export', 'mass_export', 'export_downloaded', 'user_data_exported'],
  deleted: ['bulk_deleted', 'bulk_delete', 'mass_delete', 'mass_deletion', 'force_deleted', 'data_deleted'],
  account_deleted: ['user_deleted', 'deleted_user'],
  token_created: [
    'access_token_created',
    'api_token_created',
    'personal_access_token_created',
    'token_issued',
    'api_key_created',
  ],
  token_revoked: [
    'access_token_revoked',
    'api_token_revoked',
    'api_token_deleted',
    'personal_access_token_revoked',
    'token_deleted',
    'api_key_deleted',
    'api_key_revoked',
  ],
  token_refreshed: ['refresh_token_created'],
  token_used: ['token_authenticated'],
  impersonation_started: [
    'take_impersonation',
    'impersonated',
    'impersonate',
    'impersonate_start',
    'impersonation_start',
  ],
  impersonation_ended: ['leave_impersonation', 'impersonate_leave', 'impersonation_stopped', 'impersonate_stop'],
};

const byName: ReadonlyMap<string, string> = new Map(
  Object.entries(written).flatMap(([event, others]) => [event, ...others].map((name) => [name, event] as const)),
);

/** One word that is somebody's whole message: jobs fail, domains are verified, rows are deleted. */
const ambiguous = new Set([
  'failed',
  'verified',
  'deleted',
  'exported',
  'unauthorized',
  'forbidden',
  'denied',
  'attempting',
  'throttled',
  'signup',
  'impersonate',
  'permissions_updated',
  'permissions_synced',
  'roles_synced',
]);

/**
 * The stream's name of an event that something names: a class ("Illuminate\Auth\Events\Failed"), "auth:success",
 * "login.failed".
 */
export function eventOfName(name: string): string | undefined {
  return eventOfKey(eventSlug(name));
}

function eventOfKey(key: string): string | undefined {
  return byName.get(key) ?? (key.endsWith('_event') ? byName.get(key.slice(0, -6)) : undefined);
}

/** As `eventOfName`, for a whole message, which may be a name: single words that say too little count as no name. */
export function eventOfWholeMessage(message: string): string | undefined {
  if (message.length > 64 || !/^[\w\\:./ -]+$/.test(message)) return undefined;
  const key = eventSlug(message);
  return ambiguous.has(key) ? undefined : eventOfKey(key);
}

/** "Illuminate\Auth\Events\OtherDeviceLogout", "auth:success", "Login failed" → one form: "other_device_logout". */
export function eventSlug(name: string): string {
  return name
    .slice(name.lastIndexOf('\\') + 1)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[\s:./-]+/g, '_')
    .replace(/_$/, '')
    .toLowerCase();
}
