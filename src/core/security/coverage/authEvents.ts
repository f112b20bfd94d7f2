import type { LaravelProject } from '../../laravel/project';

/** An event about who came in, of the framework or of an installed package. */
export interface AuthEvent {
  /** Fully qualified. */
  readonly className: string;
  /** "Login" */
  readonly name: string;
  /** "laravel/framework", or the package that fires it. */
  readonly from: string;
  /** What it says, in a few words. */
  readonly says: string;
  /**
   * `asked`: an audit asks for it · `extra`: good to have · `noise`: fired with others or on every request; a log is better
   * without it.
   */
  readonly worth: 'asked' | 'extra' | 'noise';
  /** False for events that know no user. */
  readonly hasUser: boolean;
}

interface Known {
  readonly name: string;
  readonly says: string;
  readonly worth: AuthEvent['worth'];
  /** First Laravel that has it; 0 for all from 6 on. */
  readonly since?: number;
  readonly withoutUser?: true;
}

/** Illuminate\Auth\Events of Laravel 6 to 13. */
const framework: readonly Known[] = [
  { name: 'Login', says: 'somebody came in', worth: 'asked' },
  { name: 'Failed', says: 'a login failed', worth: 'asked' },
  { name: 'Lockout', says: 'too many tries', worth: 'asked' },
  { name: 'Logout', says: 'somebody left', worth: 'asked' },
  { name: 'CurrentDeviceLogout', says: 'this device was logged out', worth: 'extra' },
  { name: 'OtherDeviceLogout', says: 'other devices were logged out', worth: 'extra' },
  { name: 'PasswordReset', says: 'a password was set anew', worth: 'asked' },
  { name: 'PasswordResetLinkSent', says: 'a reset link was sent', worth: 'asked', since: 11 },
  { name: 'Registered', says: 'an account was made', worth: 'asked' },
  { name: 'Verified', says: 'an address was confirmed', worth: 'asked' },
  { name: 'Attempting', says: 'a login begins', worth: 'noise' },
  { name: 'Validated', says: 'the password was right', worth: 'noise', since: 7 },
  { name: 'Authenticated', says: 'a user was set, on every request', worth: 'noise' },
];

/** Laravel\Fortify\Events of two-factor authentication; which of them an older Fortify has is not known without its code. */
const fortify: readonly Known[] = [
  { name: 'TwoFactorAuthenticationChallenged', says: 'a second factor was asked for', worth: 'extra' },
  { name: 'TwoFactorAuthenticationFailed', says: 'a second factor was wrong', worth: 'asked' },
  { name: 'ValidTwoFactorAuthenticationCodeProvided', says: 'a second factor was right', worth: 'extra' },
  { name: 'TwoFactorAuthenticationEnabled', says: 'two-factor was turned on', worth: 'asked' },
  { name: 'TwoFactorAuthenticationConfirmed', says: 'two-factor was confirmed', worth: 'extra' },
  { name: 'TwoFactorAuthenticationDisabled', says: 'two-factor was turned off', worth: 'asked' },
  { name: 'RecoveryCodeReplaced', says: 'a recovery code was used', worth: 'asked' },
];

const sanctum: readonly Known[] = [
  { name: 'TokenAuthenticated', says: 'a token was used, on every request', worth: 'noise' },
];

const passport: readonly Known[] = [
  { name: 'AccessTokenCreated', says: 'a token was made', worth: 'asked' },
  { name: 'RefreshTokenCreated', says: 'a refresh token was made', worth: 'extra', withoutUser: true },
];

/** The events that can exist in an application, in the order in which they are shown. */
export function authEvents({ version, packages }: Pick<LaravelProject, 'version' | 'packages'>): readonly AuthEvent[] {
  const major = version.major ?? Number.POSITIVE_INFINITY;
  const own = framework.filter(({ since = 0 }) => major >= since);
  const of = (from: string, namespace: string, known: readonly Known[]): readonly AuthEvent[] =>
    packages.has(from) || from === 'laravel/framework'
      ? known.map(({ name, says, worth, withoutUser }) => ({
          className: `${namespace}\\${name}`,
          name,
          from,
          says,
          worth,
          hasUser: withoutUser !== true,
        }))
      : [];
  return [
    ...of('laravel/framework', 'Illuminate\\Auth\\Events', own),
    ...of('laravel/fortify', 'Laravel\\Fortify\\Events', fortify),
    ...of('laravel/sanctum', 'Laravel\\Sanctum\\Events', sanctum),
    ...of('laravel/passport', 'Laravel\\Passport\\Events', passport),
  ];
}
