import type { Code } from '../../code/collector';
import { handlerBodies } from '../../code/events/handlerBodies';
import type { LaravelProject } from '../../laravel/project';
import type { AuthEvent } from './authEvents';

/**
 * Packages that fire events which the framework only declares (laravel/ui's traits, Fortify's actions, panels with logins of
 * their own). Laravel 6 has laravel/ui's traits itself.
 */
const firing =
  /^(?:laravel\/(?:ui|fortify|jetstream|breeze|spark[\w-]*|nova)|filament\/|backpack\/|statamic\/|orchid\/|tcg\/|devdojo\/|bagisto\/|lunarphp\/|area17\/|moonshine\/|livewire\/volt)/;
/** Packages that say auth in their name and fire none of these. */
const silent =
  /^(?:laravel\/(?:framework|sanctum|passport|socialite)|rappasoft\/|spatie\/|owen-it\/|league\/|socialiteproviders\/)/;

/** Events that the framework fires only where somebody calls it, and by what; those without an entry come with any guard. */
const needs: Readonly<Record<string, { readonly calls?: readonly string[]; readonly by: string }>> = {
  Lockout: { by: 'ThrottlesLogins, Breeze, Fortify or the application' },
  Registered: { by: 'RegistersUsers, Breeze, Fortify or the application' },
  PasswordReset: { by: 'ResetsPasswords, Breeze, Fortify or the application' },
  Verified: { calls: ['fulfill'], by: 'EmailVerificationRequest::fulfill(), Fortify or the application' },
  OtherDeviceLogout: { calls: ['logoutOtherDevices'], by: 'Auth::logoutOtherDevices()' },
  CurrentDeviceLogout: {
    calls: ['logoutCurrentDevice'],
    by: 'Auth::logoutCurrentDevice() or the middleware AuthenticateSession',
  },
  PasswordResetLinkSent: { calls: ['sendResetLink'], by: 'Password::sendResetLink()' },
};

/**
 * Why an event never happens here: nothing that the application's own code or a known package does fires it. Undefined when it
 * happens, or may.
 */
export function neverFired(event: AuthEvent, code: Code, project: LaravelProject): string | undefined {
  const need = event.from === 'laravel/framework' ? needs[event.name] : undefined;
  if (need === undefined || !code.complete(handlerBodies)) return undefined;
  const major = project.version.major;
  if (major === undefined || major < 7) return undefined;
  for (const name of project.packages.keys()) {
    if (firing.test(name)) return undefined;
    // A package for logins that nobody here has read may fire it.
    if (!silent.test(name) && /auth|login|passw|user|admin|panel|account/i.test(name)) return undefined;
  }
  // Nothing says which packages are installed.
  if (project.packages.size === 0) return undefined;
  for (const fact of code.facts(handlerBodies)) {
    if (fact.kind === 'makes' && fact.className === event.className) return undefined;
    if (fact.kind === 'calls' && need.calls?.includes(fact.method) === true) return undefined;
  }
  return `Nothing here fires it: that would be ${need.by}.`;
}
