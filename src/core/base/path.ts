// Paths as core sees them: forward slashes only, absolute ("/srv/shop/.env", "C:/shop/.env"). The node floor converts.

/** Joins path segments with "/", resolving "." and "..". The first segment decides whether the result is absolute. */
export function joinPath(...segments: readonly string[]): string {
  const joined = segments.filter((segment) => segment !== '').join('/');
  const prefix = /^([A-Za-z]:)?\/+/.exec(joined)?.[0] ?? '';
  const root = prefix === '' ? '' : `${prefix.replace(/\/+$/, '')}/`;
  const parts: string[] = [];
  for (const part of joined.slice(prefix.length).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || root === '') parts.push(part);
  }
  return root + parts.join('/');
}

/** The last segment: "config/app.php" → "app.php". */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Everything before the last segment: "/srv/shop/.env" → "/srv/shop". */
export function parentPath(path: string): string {
  const at = path.lastIndexOf('/');
  if (at < 0) return '';
  return at === 0 ? '/' : path.slice(0, at);
}

/** True for "/x", "C:/x" and "\\\\host\\share" written with forward slashes. */
export function isAbsolutePath(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:\//.test(path);
}

/** `path` as seen from `folder` when it lies inside it, else `path` unchanged: what people read in messages. */
export function relativePath(folder: string, path: string): string {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}
