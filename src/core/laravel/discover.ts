import { throwIfAborted } from '../base/abort';
import { isAbsolutePath, joinPath, relativePath } from '../base/path';
import { readManifest } from './composer';
import type { TextSource } from './textSource';

export interface DiscoverOptions {
  /** Folders below the given one that are searched; 3 by default. */
  readonly maxDepth?: number;
  /** Folders, absolute or relative, that are looked at however deep they lie. */
  readonly include?: readonly string[];
  /** Folder names ("legacy") or relative paths ("packages/demo") that are left out with everything below them. */
  readonly exclude?: readonly string[];
  readonly signal?: AbortSignal;
}

/** Folders that hold no applications of their own, and many files. */
const skipped = new Set(['vendor', 'node_modules', 'storage', 'bower_components', '__pycache__']);
/** Enough for any workspace; a home folder opened by mistake stops here. */
const mostFolders = 5000;

/**
 * Laravel applications in a folder and below it: those with `artisan` and a composer.json that requires
 * laravel/framework. Absolute paths, the outermost first. Symbolic links to folders are not followed.
 *
 * @throws OpsError `cancelled` when the signal aborts
 */
export async function discoverProjects(
  source: TextSource,
  folder: string,
  options: DiscoverOptions = {},
): Promise<readonly string[]> {
  const { maxDepth = 3, include = [], exclude = [], signal } = options;
  const root = joinPath(folder);
  const found: string[] = [];
  const excluded = (path: string): boolean => {
    const relative = relativePath(root, path);
    return exclude.some((each) => {
      const pattern = each.replace(/\/+$/, '');
      return relative === pattern || path === pattern || relative.split('/').includes(pattern);
    });
  };
  const pending: { path: string; depth: number }[] = [{ path: root, depth: 0 }];
  for (const each of include)
    pending.push({ path: isAbsolutePath(each) ? joinPath(each) : joinPath(root, each), depth: maxDepth });
  const seen = new Set<string>();
  for (let next = pending.shift(); next !== undefined && seen.size < mostFolders; next = pending.shift()) {
    throwIfAborted(signal);
    const { path, depth } = next;
    if (seen.has(path) || excluded(path)) continue;
    seen.add(path);
    const entries = await source.list(path, signal);
    const has = (name: string): boolean => entries.some((entry) => entry.name === name && entry.kind === 'file');
    if (has('artisan') && has('composer.json') && (await requiresLaravel(source, path, signal))) found.push(path);
    if (depth >= maxDepth) continue;
    for (const { name, kind, symbolicLink } of entries) {
      if (kind !== 'directory' || symbolicLink || name.startsWith('.') || skipped.has(name)) continue;
      pending.push({ path: joinPath(path, name), depth: depth + 1 });
    }
  }
  const depthOf = (path: string): number => path.split('/').length;
  return found.sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1));
}

async function requiresLaravel(source: TextSource, path: string, signal: AbortSignal | undefined): Promise<boolean> {
  const read = await source.readText(joinPath(path, 'composer.json'), signal);
  return read.kind === 'text' && readManifest(read.text)?.requires.has('laravel/framework') === true;
}
