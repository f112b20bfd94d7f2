import type { Environment } from '../../core/connections/environment';
import { usedSqlProfile } from '../../core/connections/environment';
import type { LaravelProject } from '../../core/laravel/project';
import { asString } from '../../core/laravel/value';

/** Folder of the dump program as spatie/laravel-backup is told it (`database.connections.<name>.dump.dump_binary_path`). */
export function dumpFolderOf(project: LaravelProject, environment: Environment): string | undefined {
  const connection = usedSqlProfile(environment)?.connection;
  if (connection === undefined) return undefined;
  const folder = asString(project.config.get(`database.connections.${connection}.dump.dump_binary_path`));
  return folder === '' ? undefined : folder;
}
