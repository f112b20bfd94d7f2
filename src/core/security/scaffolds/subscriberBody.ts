import type { ScaffoldContext } from './scaffold';

interface Recorded {
  /** Short name of the event's class. */
  readonly event: string;
  readonly method: string;
  /** What is written: the record's event. */
  readonly name: string;
  /** The fields as PHP beside the user's, and the level where it is not info. */
  readonly fields: readonly string[];
  /** There is no user yet. */
  readonly nobody?: true;
  readonly level?: 'warning';
  /** First Laravel that has the event. */
  readonly since?: number;
}

const user = 'SecurityLog::user($event->user)';
const guard = "'guard' => $event->guard";

/** Illuminate\Auth\Events of Laravel 8 to 13. Attempting, Validated and Authenticated say nothing that the others do not. */
const recorded: readonly Recorded[] = [
  {
    event: 'Login',
    method: 'onLogin',
    name: 'login',
    fields: [guard, "'remember' => (bool) $event->remember"],
  },
  {
    event: 'Failed',
    method: 'onFailed',
    name: 'login_failed',
    fields: [guard, "'account' => SecurityLog::account($event->credentials)"],
    level: 'warning',
  },
  {
    event: 'Lockout',
    method: 'onLockout',
    name: 'lockout',
    fields: ["'user_id' => null", "'account' => SecurityLog::account($event->request->input())"],
    nobody: true,
    level: 'warning',
  },
  { event: 'Logout', method: 'onLogout', name: 'logout', fields: [guard] },
  {
    event: 'CurrentDeviceLogout',
    method: 'onCurrentDeviceLogout',
    name: 'current_device_logout',
    fields: [guard],
  },
  { event: 'OtherDeviceLogout', method: 'onOtherDeviceLogout', name: 'other_device_logout', fields: [guard] },
  { event: 'PasswordReset', method: 'onPasswordReset', name: 'password_reset', fields: [] },
  {
    event: 'PasswordResetLinkSent',
    method: 'onPasswordResetLinkSent',
    name: 'password_reset_link_sent',
    fields: [],
    since: 11,
  },
  { event: 'Registered', method: 'onRegistered', name: 'registered', fields: [] },
  { event: 'Verified', method: 'onVerified', name: 'verified', fields: [] },
];

/** Laravel\Fortify\Events with a user; their recovery codes are never written. */
const twoFactor: readonly (readonly [event: string, name: string])[] = [
  ['RecoveryCodeReplaced', 'recovery_code_used'],
  ['TwoFactorAuthenticationChallenged', 'two_factor_challenged'],
  ['TwoFactorAuthenticationConfirmed', 'two_factor_confirmed'],
  ['TwoFactorAuthenticationDisabled', 'two_factor_disabled'],
  ['TwoFactorAuthenticationEnabled', 'two_factor_enabled'],
  ['TwoFactorAuthenticationFailed', 'two_factor_failed'],
  ['ValidTwoFactorAuthenticationCodeProvided', 'two_factor_passed'],
];

/** The subscriber's class, what it imports, and the names that it writes. */
export interface SubscriberBody {
  readonly imports: readonly string[];
  readonly body: string;
  readonly events: readonly string[];
}

/**
 * The class `RecordSecurityEvents` for the installed Laravel and Fortify, in PHP 7.3. Names of classes that an older Fortify
 * does not have are harmless: `::class` loads nothing.
 *
 * @param logClass fully qualified name of SecurityLog
 */
export function subscriberBody({ project }: ScaffoldContext, logClass: string): SubscriberBody {
  const major = project.version.major ?? 0;
  const events = recorded.filter(({ since = 0 }) => major >= since);
  const fortify = project.packages.has('laravel/fortify') ? twoFactor : [];
  const listens = [
    ...events.map(({ event, method }) => `        $events->listen(${event}::class, self::class.'@${method}');`),
    ...fortify.map(([event]) => `        $events->listen(${event}::class, self::class.'@onTwoFactor');`),
  ];
  const methods = events.map(methodText);
  const body = [
    '/**',
    ' * Records who came in, who did not, and what changed about accounts.',
    ' *',
    ' * Registered by name. Laravel discovers methods called "handle…": these are not, so nothing is recorded twice.',
    ' */',
    'class RecordSecurityEvents',
    '{',
    '    public function subscribe($events): void',
    '    {',
    ...listens,
    '    }',
    '',
    [...methods, ...(fortify.length === 0 ? [] : [twoFactorMethod()])].join('\n\n'),
    '}',
  ];
  return {
    imports: [
      logClass,
      ...events.map(({ event }) => `Illuminate\\Auth\\Events\\${event}`),
      ...fortify.map(([event]) => `Laravel\\Fortify\\Events\\${event}`),
    ],
    body: body.join('\n'),
    events: [...events.map(({ name }) => name), ...fortify.map(([, name]) => name)],
  };
}

function methodText({ event, method, name, fields, level, nobody }: Recorded): string {
  const more = level === undefined ? '' : `, '${level}'`;
  const who = nobody === true ? '' : user;
  const plus = who === '' ? '' : ' + ';
  const list = fields.map((each) => `            ${each},`);
  const given =
    fields.length > 1
      ? [`${who}${plus}[`, ...list, `        ]${more});`].join('\n')
      : `${who}${fields.map((each) => `${plus}[${each}]`).join('')}${more});`;
  return [
    `    public function ${method}(${event} $event): void`,
    '    {',
    `        SecurityLog::record('${name}', ${given}`,
    '    }',
  ].join('\n');
}

function twoFactorMethod(): string {
  return [
    '    public function onTwoFactor($event): void',
    '    {',
    '        $names = [',
    ...twoFactor.map(([event, name]) => `            ${event}::class => '${name}',`),
    '        ];',
    "        $name = $names[get_class($event)] ?? 'two_factor';",
    '',
    `        SecurityLog::record($name, ${user}, $name === 'two_factor_failed' ? 'warning' : 'info');`,
    '    }',
  ].join('\n');
}
