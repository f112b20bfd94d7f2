import type { AppliedMiddleware, Route } from '../../../code/routes/route';

// Not `register`: there is nothing to guess, and Laravel's own starter kits leave it without a limit.
const endings = /^(?:log-?in|sign-?in|authenticate|token|otp|verify-otp|two-factor[\w-]*)$/i;
// Single sign-on sends people away to log in; nothing is tried here.
const elsewhere = /(?:^|\/)(?:saml2?|oidc|oauth2?|openid|sso|social|socialite|shibboleth|cas)(?:\/|$)/i;
// Where somebody is signed in already, the others are ordinary work: a device's token, switching
// two-factor on.
const codes = /^(?:otp|verify-otp|two-factor-(?:challenge|login|verify))$/i;

/** The last segment of a route that takes a password or a code from strangers; undefined for others. */
export function authSegment({ methods, uri, middleware }: Route): string | undefined {
  const last = uri?.split('/').at(-1) ?? '';
  if (!methods.includes('POST') || !endings.test(last) || elsewhere.test(uri ?? '')) return undefined;
  return middleware.some(needsLogin) && !codes.test(last) ? undefined : last;
}

/** True for middleware that lets only known users or signed requests pass, by its name. */
export function needsLogin({ written, name, className = '' }: AppliedMiddleware): boolean {
  if (/^guest\b/.test(written) || /RedirectIfAuthenticated/.test(className)) return false;
  return (
    /^(?:auth|verified|signed|can|password\.confirm|scopes?|abilities|ability|role|permission)\b/.test(name) ||
    /\\(?:Authenticate\w*|EnsureEmailIsVerified|ValidateSignature|Authorize|RequirePassword|Check\w*Scope\w*|Check\w*Abilit\w*)$/.test(
      className === '' ? name : className,
    )
  );
}
