import { baseName, isAbsolutePath, joinPath } from '../core/base/path';
import { ownEnvironmentId, parseEnvironments } from '../core/connections/environments';

/**
 * The environments of the settings with the one that `--env FILE` means: the settings' own where they know the file, because
 * they may say that it is production; else one that is named after the file.
 *
 * @param written `laravelOps.environments` as written
 */
export function environmentsWith(
  root: string,
  written: unknown,
  environmentFile: string | undefined,
): { readonly environments: unknown; readonly chosen?: string } {
  if (environmentFile === undefined) return { environments: written };
  const file = pathIn(root, environmentFile);
  if (file === pathIn(root, '.env')) return { environments: written, chosen: ownEnvironmentId };
  const known = parseEnvironments(written).environments.find(
    ({ envFile }) => envFile !== undefined && pathIn(root, envFile) === file,
  );
  if (known !== undefined) return { environments: written, chosen: known.id };
  const id = `file-${baseName(file).replace(/[^\w.-]+/g, '-')}`;
  const others: readonly unknown[] = Array.isArray(written) ? written : [];
  // First, so that no other entry takes its id.
  return { environments: [{ id, name: baseName(file), envFile: environmentFile }, ...others], chosen: id };
}

function pathIn(root: string, file: string): string {
  const path = file.replaceAll('\\', '/');
  return isAbsolutePath(path) ? joinPath(path) : joinPath(root, path);
}
