import type { LaravelProject } from '../../core/laravel/project';
import { asString } from '../../core/laravel/value';
import type { SqlProfile } from '../../core/connections/profile';

/** The table of Laravel's migrations: `database.migrations`, an array with `table` from Laravel 11 on, behind the prefix. */
export function migrationsTableOf(project: LaravelProject, { prefix }: Pick<SqlProfile, 'prefix'>): string {
  const { config } = project;
  const name = asString(config.get('database.migrations.table')) ?? asString(config.get('database.migrations'));
  return `${prefix}${name ?? 'migrations'}`;
}
