import type { Code } from '../../code/collector';
import { asString } from '../../laravel/value';
import type { Features } from './features';

/** Keys of the configuration that name tables of the framework, and what for; Laravel 8 to 13. */
const configured: readonly (readonly [string, string, string])[] = [
  ['queue.connections.database.table', 'jobs', 'the database queue'],
  ['queue.failed.table', 'failed_jobs', 'the list of failed jobs'],
  ['queue.batching.table', 'job_batches', 'batches of jobs'],
  ['session.table', 'sessions', 'sessions in the database'],
  ['cache.stores.database.table', 'cache', 'the cache in the database'],
  ['cache.stores.database.lock_table', 'cache_locks', 'locks of the cache in the database'],
  ['auth.passwords.users.table', 'password_reset_tokens', 'password resets'],
];
const fixed: ReadonlyMap<string, string> = new Map([
  ['migrations', 'migrations'],
  ['password_resets', 'password resets'],
  ['cache_locks', 'locks of the cache in the database'],
  ['personal_access_tokens', 'Sanctum'],
  ['notifications', 'notifications in the database'],
  ['oauth_access_tokens', 'Passport'],
  ['oauth_refresh_tokens', 'Passport'],
  ['oauth_auth_codes', 'Passport'],
  ['websockets_statistics_entries', 'WebSockets'],
]);

/** What of the framework or its packages sends a statement, for people: "the database queue". Undefined for all others. */
export function frameworkOwn(
  { table }: Features,
  { project }: Pick<Code, 'project'>,
  prefix: string,
): string | undefined {
  const name = table.startsWith(prefix) ? table.slice(prefix.length) : table;
  for (const [key, otherwise, what] of configured)
    if (name === (asString(project.config.get(key)) ?? otherwise).toLowerCase()) return what;
  if (name.startsWith('telescope_')) return 'Telescope';
  if (name.startsWith('pulse_')) return 'Pulse';
  return fixed.get(name);
}
