import type { Redactor } from '../core/base/redact';
import { namesSecret } from '../core/laravel/envLookup';
import type { LaravelProject } from '../core/laravel/project';

/** Shorter values are words that occur in every text; those that are passwords are protected when they are used. */
const shortest = 6;

/**
 * Makes known to the redactor what an app's environment file keeps secret, by the names of its variables: a stack trace
 * in the app's log can hold a password before anything of ours has used it.
 */
export function protectSecrets({ env }: Pick<LaravelProject, 'env'>, redactor: Redactor): void {
  for (const { key, value } of env?.content.entries ?? [])
    if (value !== null && value.length >= shortest && namesSecret(key) && !isPublic(value)) redactor.protect(value);
}

/** An address without a password says nothing: APP_URL, DB_URL of a server without one. */
function isPublic(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^@]*$/i.test(value) || /^(false|\(?null\)?)$/i.test(value);
}
