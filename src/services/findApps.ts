import { discoverProjects } from '../core/laravel/discover';
import type { TextSource } from '../core/laravel/textSource';
import type { Host } from './host';

/**
 * Absolute roots of the window's Laravel apps, in the order of the window's folders. Reads folder listings and composer.json only, so that activation
 * can ask without loading what reads PHP.
 */
export async function findApps(
  host: Pick<Host, 'folders' | 'discovery'>,
  files: TextSource,
): Promise<readonly string[]> {
  const { include, exclude } = host.discovery();
  const found = new Set<string>();
  for (const folder of host.folders())
    for (const root of await discoverProjects(files, folder, { include, exclude })) found.add(root);
  return Array.from(found);
}
