import { joinPath } from '../base/path';
import { throwIfAborted } from '../base/abort';
import { readManifest, textOf } from '../laravel/composer';
import type { TextSource } from '../laravel/textSource';

/** A PHP file that belongs to the application. */
export interface CodeFile {
  readonly path: string;
  readonly relative: string;
}

/** More files than any application's own code has: a folder that is something else. */
const mostFiles = 20_000;
const deepest = 16;

/** Never the application's own running code, whatever composer.json says. */
const skipped = new Set([
  'vendor',
  'node_modules',
  'storage',
  'public',
  'resources',
  'tests',
  'Tests',
  'test',
  'stubs',
]);

/** Where code lies that composer does not load by name. */
const always = ['routes', 'database/migrations'];

/**
 * The application's own PHP files, sorted by path: the folders of composer.json's PSR-4 autoload section, routes,
 * migrations and the files of bootstrap/ itself. Tests, views, packages and seeders are left out.
 */
export async function codeFiles(
  source: TextSource,
  root: string,
  signal: AbortSignal | undefined,
): Promise<readonly CodeFile[]> {
  const manifest = readManifest(textOf(await source.readText(joinPath(root, 'composer.json'), signal)) ?? '{}');
  const named = [...(manifest?.namespaces.values() ?? [])].map((folder) => joinPath(folder));
  const folders = new Set([...named.filter(isOwnCode), ...(named.length === 0 ? ['app'] : []), ...always]);
  const found = new Map<string, CodeFile>();
  for (const folder of folders) await collect(source, root, folder, deepest, found, signal);
  await collect(source, root, 'bootstrap', 0, found, signal);
  return [...found.values()].sort((a, b) => (a.relative < b.relative ? -1 : 1));
}

function isOwnCode(folder: string): boolean {
  const [first = ''] = folder.split('/');
  return folder !== '' && !folder.startsWith('..') && first !== 'database' && !skipped.has(first);
}

async function collect(
  source: TextSource,
  root: string,
  folder: string,
  depth: number,
  found: Map<string, CodeFile>,
  signal: AbortSignal | undefined,
): Promise<void> {
  throwIfAborted(signal);
  for (const entry of await source.list(joinPath(root, folder), signal)) {
    if (found.size >= mostFiles) return;
    const relative = `${folder}/${entry.name}`;
    if (entry.kind === 'file' && entry.name.endsWith('.php') && !entry.name.endsWith('.blade.php')) {
      found.set(relative, { path: `${root}/${relative}`, relative });
    }
    const own = entry.kind === 'directory' && !entry.symbolicLink && !entry.name.startsWith('.');
    if (own && depth > 0 && !skipped.has(entry.name)) await collect(source, root, relative, depth - 1, found, signal);
  }
}
