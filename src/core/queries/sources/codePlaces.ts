/** Folders at the top of Laravel applications that hold PHP which sends queries; compiled views stand in `storage`. */
const topFolders = new Set([
  'app',
  'bootstrap',
  'config',
  'database',
  'modules',
  'Modules',
  'packages',
  'plugins',
  'resources',
  'routes',
  'src',
  'storage',
  'tests',
  'vendor',
  'public',
]);

/**
 * How to write absolute paths of an application relative to it, whatever folder it lies in where they were recorded: below
 * `root` when they are, else below the deepest folder that all of them share and in which each continues with a folder that
 * Laravel applications have at their top. Undefined for a path that lies below neither.
 *
 * @param files absolute paths, of Windows too
 */
export function relativeToApplication(
  files: readonly string[],
  root: string | undefined,
): (file: string) => string | undefined {
  const unique = [...new Set(files.map(slashed))];
  const here = root === undefined ? undefined : `${slashed(root).replace(/\/+$/, '')}/`;
  const elsewhere = unique.filter((file) => here === undefined || !file.startsWith(here));
  const base = sharedBase(elsewhere.map((file) => file.split('/')));
  return (file) => {
    const path = slashed(file);
    if (here !== undefined && path.startsWith(here)) return path.slice(here.length);
    return base !== undefined && path.startsWith(base) ? path.slice(base.length) : undefined;
  };
}

const slashed = (path: string): string => path.replaceAll('\\', '/');

function sharedBase(paths: readonly (readonly string[])[]): string | undefined {
  const [first] = paths;
  if (first === undefined) return undefined;
  let shared = first.length - 1;
  for (const path of paths) {
    let same = 0;
    while (same < Math.min(shared, path.length - 1) && path[same] === first[same]) same++;
    shared = same;
  }
  for (let depth = shared; depth > 0; depth--)
    if (paths.every((path) => topFolders.has(path[depth] ?? ''))) return `${first.slice(0, depth).join('/')}/`;
  return undefined;
}
