import type { Role } from './environment';

const names: Readonly<Record<Role, readonly string[]>> = {
  production: ['production', 'prod', 'live'],
  local: ['local', 'dev', 'develop', 'development', 'testing', 'test'],
  staging: [
    'staging',
    'stage',
    'stg',
    'uat',
    'qa',
    'acceptance',
    'preprod',
    'pre-production',
    'preproduction',
    'preview',
  ],
};

/**
 * The role that a *written* APP_ENV states; `unknown` for other names and when it is missing. Laravel's own default
 * (`production`) does not count: a checkout without APP_ENV is usually somebody's laptop.
 */
export function roleOfAppEnv(written: string | null | undefined): Role | 'unknown' {
  const name = written?.trim().toLowerCase() ?? '';
  for (const role of ['production', 'local', 'staging'] as const) if (names[role].includes(name)) return role;
  return 'unknown';
}
