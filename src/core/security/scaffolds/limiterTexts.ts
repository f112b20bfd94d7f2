import type { ScaffoldContext } from './scaffold';

/** Limiters that can be scaffolded. */
const limiterNames = ['login', 'api', 'heavy'] as const;
export type LimiterName = (typeof limiterNames)[number];

/** Requests; a change of these is a change of the application's behaviour, so they are shown before. */
export interface LimiterFigures {
  /** A minute: tries of one account from one address, and all tries from one address. */
  readonly login: { readonly account: number; readonly address: number };
  /** A minute; and in the short run, a second from Laravel 11 on. In the long run, an hour, before. */
  readonly api: { readonly guest: number; readonly user: number; readonly burst: number };
  readonly heavy: { readonly minute: number; readonly day: number };
}

/** What most applications can live with. */
export const usualFigures: LimiterFigures = {
  login: { account: 5, address: 30 },
  api: { guest: 30, user: 120, burst: 10 },
  heavy: { minute: 10, day: 200 },
};

/** Names of the classes as the file calls them. */
export interface LimiterClasses {
  readonly limiter: string;
  readonly limit: string;
  readonly request: string;
  readonly str: string;
}

/**
 * `RateLimiter::for(…)` as PHP 7.3, four spaces a level. Limits that count together have different keys: with the same key they
 * would share one counter before Laravel 11.
 */
export function limiterStatement(
  { project }: ScaffoldContext,
  name: LimiterName,
  classes: LimiterClasses,
  figures: LimiterFigures,
): string {
  const { limiter, limit, request } = classes;
  const body = {
    login: () => loginLimits(classes, figures.login, project.packages.has('laravel/fortify')),
    api: () => apiLimits(limit, figures.api, (project.version.major ?? 0) >= 11),
    heavy: () => heavyLimits(limit, figures.heavy),
  };
  return [
    `${limiter}::for('${name}', function (${request} $request) {`,
    ...body[name]().map((line) => (line === '' ? '' : `    ${line}`)),
    '});',
  ].join('\n');
}

function loginLimits(
  { limit, str }: LimiterClasses,
  { account, address }: LimiterFigures['login'],
  fortify: boolean,
): readonly string[] {
  const field = fortify ? "config('fortify.username', 'email')" : "'email'";
  return [
    `$account = $request->input(${field});`,
    `$account = is_string($account) ? sha1(${str}::lower(trim($account))) : '';`,
    '',
    'return [',
    `    ${limit}::perMinute(${account})->by('account:'.$account.'|'.$request->ip()),`,
    `    ${limit}::perMinute(${address})->by('ip:'.$request->ip()),`,
    '];',
  ];
}

function apiLimits(
  limit: string,
  { guest, user, burst }: LimiterFigures['api'],
  perSecond: boolean,
): readonly string[] {
  const pair = (sustained: string, figure: number, key: string): readonly string[] =>
    perSecond
      ? [
          `    ${limit}::perSecond(${burst})->by('burst:'.$${key}),`,
          `    ${limit}::perMinute(${sustained})->by('sustained:'.$${key}),`,
        ]
      : [
          `    ${limit}::perMinute(${sustained})->by('burst:'.$${key}),`,
          `    ${limit}::perHour(${sustained === String(figure) ? String(figure * 20) : `${sustained} * 20`})->by('sustained:'.$${key}),`,
        ];
  return [
    '$user = $request->user();',
    '',
    'if ($user === null) {',
    "    $key = 'ip:'.$request->ip();",
    '',
    '    return [',
    ...pair(String(guest), guest, 'key').map((line) => `    ${line}`),
    '    ];',
    '}',
    '',
    "$key = 'user:'.$user->getAuthIdentifier();",
    '',
    '// What a role may: decide it here.',
    `$perMinute = ${user};`,
    '',
    'return [',
    ...pair('$perMinute', user, 'key'),
    '];',
  ];
}

function heavyLimits(limit: string, { minute, day }: LimiterFigures['heavy']): readonly string[] {
  return [
    '$user = $request->user();',
    "$key = $user === null ? 'ip:'.$request->ip() : 'user:'.$user->getAuthIdentifier();",
    '',
    'return [',
    `    ${limit}::perMinute(${minute})->by('minute:'.$key),`,
    `    ${limit}::perDay(${day})->by('day:'.$key),`,
    '];',
  ];
}
