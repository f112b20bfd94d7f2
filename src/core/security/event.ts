import { isJsonObject, type JsonObject } from './embeddedJson';
import type { EventFields } from './securityEvent';

/** Names of Illuminate\Auth\Events (Laravel 6 to 13), of Fortify's events, and what packages and applications write. */
const names: ReadonlyMap<string, string> = new Map([
  ['login', 'login'],
  ['login_success', 'login'],
  ['logged_in', 'login'],
  ['user_logged_in', 'login'],
  ['auth_login', 'login'],
  ['auth_success', 'login'],
  ['failed', 'login_failed'],
  ['login_failed', 'login_failed'],
  ['failed_login', 'login_failed'],
  ['login_failure', 'login_failed'],
  ['auth_failed', 'login_failed'],
  ['auth_fail', 'login_failed'],
  ['logout', 'logout'],
  ['logged_out', 'logout'],
  ['auth_logout', 'logout'],
  ['current_device_logout', 'logout'],
  ['other_device_logout', 'other_device_logout'],
  ['lockout', 'lockout'],
  ['locked_out', 'lockout'],
  ['account_locked', 'lockout'],
  ['password_reset', 'password_reset'],
  ['password_changed', 'password_reset'],
  ['password_reset_link_sent', 'password_reset_requested'],
  ['password_reset_requested', 'password_reset_requested'],
  ['registered', 'registered'],
  ['user_registered', 'registered'],
  ['verified', 'verified'],
  ['email_verified', 'verified'],
  ['rate_limited', 'rate_limited'],
  ['throttled', 'rate_limited'],
  ['too_many_requests', 'rate_limited'],
  ['two_factor_authentication_failed', 'two_factor_failed'],
  ['two_factor_failed', 'two_factor_failed'],
]);

/** Words of messages, most specific first. Gaps are bounded, so that a match costs the same for any text. */
const words: readonly (readonly [RegExp, string])[] = [
  [/\block(?:ed)?[ -]?out\b|\baccount (?:is |was )?locked\b/i, 'lockout'],
  [/\brate[ -]limit|\btoo many (?:login )?(?:attempts|requests)\b|\bthrottled\b/i, 'rate_limited'],
  [/\b(?:two[ -]factor|2fa|otp)\b.{0,40}\b(?:fail|invalid|wrong)/i, 'two_factor_failed'],
  [/\bpassword reset (?:link|mail|email|request)|\breset link sent\b/i, 'password_reset_requested'],
  [/\bpassword (?:was |has been |is )?(?:reset|changed)\b/i, 'password_reset'],
  [
    /\b(?:failed|invalid|unsuccessful|bad|wrong)\b.{0,30}\b(?:log-?in|log in|sign-?in|authentication)\b/i,
    'login_failed',
  ],
  [
    /\b(?:log-?in|sign-?in|authentication)\b.{0,30}\b(?:failed|failure|unsuccessful|rejected|denied)\b/i,
    'login_failed',
  ],
  [/\b(?:logged|signed) out\b|\blog-?out\b/i, 'logout'],
  [
    /\b(?:logged|signed) in\b|\b(?:log-?in|sign-?in) (?:succeeded|successful|success)\b|\bsuccessful log-?in\b/i,
    'login',
  ],
  [/\b(?:user|account|customer) (?:was |has )?registered\b/i, 'registered'],
  [/\be-?mail (?:address )?(?:was |has been )?verified\b/i, 'verified'],
];

const userKeys = [
  'user',
  'user_id',
  'userId',
  'username',
  'email',
  'actor',
  'identifier',
  'login',
  'account',
  'causer',
  'causer_id',
];
const ipKeys = ['ip', 'ip_address', 'ipAddress', 'client_ip', 'clientIp', 'remote_ip', 'remote_addr', 'REMOTE_ADDR'];
const routeKeys = ['route', 'route_name', 'routeName', 'path', 'uri', 'url'];
/** What identifies somebody when `user` is an object. */
const identityKeys = ['email', 'username', 'name', 'id', 'user_id'];

/** Only the start of a message says what happened. */
const messageLength = 300;
const fieldLength = 200;

/** Recognises authentication events and the fields that matter in them, from context and extra first, then the message. */
export function eventFields(message: string, ...contexts: readonly (JsonObject | undefined)[]): EventFields {
  const start = message.slice(0, messageLength);
  const event = eventOf(start, contexts);
  const user = firstField(contexts, userKeys);
  const ip = firstField(contexts, ipKeys) ?? ipInMessage(start);
  const route = firstField(contexts, routeKeys);
  return {
    ...(event === undefined ? {} : { event }),
    ...(user === undefined ? {} : { user }),
    ...(ip === undefined ? {} : { ip }),
    ...(route === undefined ? {} : { route }),
  };
}

function eventOf(message: string, contexts: readonly (JsonObject | undefined)[]): string | undefined {
  for (const context of contexts) {
    const value = context !== undefined && Object.hasOwn(context, 'event') ? context['event'] : undefined;
    if (typeof value !== 'string' || value.length > 120) continue;
    const name = slug(value);
    const known = names.get(name);
    if (known !== undefined) return known;
    if (/^[a-z0-9_]{1,64}$/.test(name)) return name;
  }
  // "failed" alone may be a job or a mail.
  const name = slug(message);
  return (name === 'failed' ? undefined : names.get(name)) ?? words.find(([pattern]) => pattern.test(message))?.[1];
}

/** "Illuminate\Auth\Events\OtherDeviceLogout", "auth:success", "Login failed" → one form. */
function slug(name: string): string {
  return name
    .slice(name.lastIndexOf('\\') + 1)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[\s:.-]+/g, '_')
    .toLowerCase();
}

function firstField(contexts: readonly (JsonObject | undefined)[], keys: readonly string[]): string | undefined {
  for (const context of contexts) {
    if (context === undefined) continue;
    for (const key of keys) {
      const text = Object.hasOwn(context, key) ? fieldText(context[key]) : undefined;
      if (text !== undefined) return text;
    }
  }
  return undefined;
}

function fieldText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value === '' ? undefined : value.slice(0, fieldLength);
  if (!isJsonObject(value)) return undefined;
  for (const key of identityKeys) {
    const inner = Object.hasOwn(value, key) ? value[key] : undefined;
    if (typeof inner === 'number' || (typeof inner === 'string' && inner !== '')) {
      return String(inner).slice(0, fieldLength);
    }
  }
  return undefined;
}

function ipInMessage(message: string): string | undefined {
  return /\b(?:from|ip:?|address) (\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?![\w.:])/i.exec(
    message,
  )?.[1];
}
