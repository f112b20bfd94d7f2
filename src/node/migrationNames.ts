import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Names of an application's own migrations without ".php", as the `migrations` table has them; undefined when there is no such
 * folder or it cannot be read. Packages bring migrations of their own, which are not in it.
 */
export async function migrationNames(root: string, signal: AbortSignal): Promise<readonly string[] | undefined> {
  signal.throwIfAborted();
  try {
    const names = await readdir(join(root, 'database/migrations'));
    return names
      .filter((name) => name.endsWith('.php'))
      .map((name) => name.slice(0, -4))
      .toSorted();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
