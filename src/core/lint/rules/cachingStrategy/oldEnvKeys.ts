import type { Collector } from '../../../code/collector';

/** An environment variable that Laravel's own configuration files once read under another name. */
export interface RenamedKey {
  readonly old: string;
  readonly current: string;
  /** The Laravel version whose configuration files read `current` first. */
  readonly since: string;
  /** The configuration key that the variable decides. */
  readonly path: string;
}

// laravel/laravel, config folder, compared from one major version to the next. Left out are renames whose values mean
// something else afterwards (MAIL_ENCRYPTION) and names that other tools read as well (DATABASE_URL).
export const renamedKeys: readonly RenamedKey[] = [
  { old: 'QUEUE_DRIVER', current: 'QUEUE_CONNECTION', since: '5.7', path: 'queue.default' },
  { old: 'MAIL_DRIVER', current: 'MAIL_MAILER', since: '7', path: 'mail.default' },
  { old: 'FILESYSTEM_DRIVER', current: 'FILESYSTEM_DISK', since: '9', path: 'filesystems.default' },
  { old: 'CACHE_DRIVER', current: 'CACHE_STORE', since: '11', path: 'cache.default' },
  { old: 'BROADCAST_DRIVER', current: 'BROADCAST_CONNECTION', since: '11', path: 'broadcasting.default' },
];

const anyOld = new RegExp(`\\b(?:${renamedKeys.map(({ old }) => old).join('|')})\\b`, 'g');

/** Whether a text mentions a variable, however it is read. */
export function mentions(text: string, key: string): boolean {
  return new RegExp(`\\b${key}\\b`).test(text);
}

/**
 * Whether a script or a description of containers may read a variable. Setting it (`KEY=value`, `KEY: value`, a bare list
 * item that hands it on) is no reading: whoever does that means the application to read it.
 */
export function mayRead(text: string, key: string): boolean {
  if (new RegExp(`\\$\\{?${key}\\b`).test(text)) return true;
  return mentions(text.replace(new RegExp(`\\b${key}(?:\\s*[=:]|["']?\\s*$)`, 'gm'), ''), key);
}

/** Old names that stand anywhere in the application's code: read by `env()`, `getenv()`, or in ways that are not followed. */
export const oldKeysInCode: Collector<string> = {
  id: 'oldEnvKeys',
  wants: ({ text }) => text.search(anyOld) !== -1,
  collect: ({ text }) => [...new Set(text.match(anyOld))],
};
