import { baseName, isAbsolutePath, joinPath, relativePath } from '../base/path';
import type { Role } from '../connections/environment';

/** An environment as settings name it. `envFile` is absolute or seen from the application. */
export interface NamedEnvironment {
  readonly id: string;
  readonly role: Role | 'unknown';
  readonly envFile?: string;
  readonly managedBackups?: boolean;
  readonly managedSecrets?: boolean;
}

/** An environment file that rules may judge. */
export interface EnvironmentFile {
  readonly id: string;
  readonly statedRole: Role | 'unknown';
  /** Absolute path. */
  readonly path: string;
  readonly managedBackups: boolean;
  readonly managedSecrets: boolean;
}

/** Paths below the application's folder that git tracks, relative to it; `unknown` when that could not be read. */
export type TrackedFiles = ReadonlySet<string> | 'unknown';

/** Names under which Laravel itself looks for the variables of a running application. */
export const liveNames: readonly string[] = ['.env', '.env.production'];

// `ci` only as a word of its own: as two letters in a row it is in "pacific" too.
const templateWords = /example|dist|sample|stub|template|test|dusk|travis|docker|sail|(^|[^a-z])ci([^a-z]|$)/i;

/** True for names that stand for copies to be made, or for test and container setups: never accused of anything. */
export function isTemplateName(path: string): boolean {
  return templateWords.test(baseName(path));
}

/**
 * The environment files that count: the application's own (`own`, absolute: `.env` unless bootstrap/app.php names another
 * one), and files that an environment of the settings names. Left out are
 * templates, by name or because git tracks them (what is in the repository is not what a server runs with), and a
 * tracked `.env`, about which only one thing is worth saying and another rule says it.
 */
export function environmentFiles(
  root: string,
  named: readonly NamedEnvironment[],
  tracked: TrackedFiles,
  own: string = joinPath(root, '.env'),
): readonly EnvironmentFile[] {
  const byPath = new Map<string, EnvironmentFile>();
  const add = (file: EnvironmentFile): void => {
    if (!byPath.has(file.path) && !isTemplateName(file.path) && !isTracked(root, file.path, tracked)) {
      byPath.set(file.path, file);
    }
  };
  for (const { id, role, envFile, managedBackups = false, managedSecrets = false } of named) {
    if (envFile === undefined || envFile === '') continue;
    const path = isAbsolutePath(envFile) ? joinPath(envFile) : joinPath(root, envFile);
    add({ id, statedRole: role, path, managedBackups, managedSecrets });
  }
  add({ id: baseName(own), statedRole: 'unknown', path: own, managedBackups: false, managedSecrets: false });
  return [...byPath.values()];
}

function isTracked(root: string, path: string, tracked: TrackedFiles): boolean {
  const relative = relativePath(root, path);
  // Whether git tracks `.env.production` decides if it may be accused: when that is not known, it is not accused.
  if (tracked === 'unknown') return relative !== '.env';
  return tracked.has(relative);
}
