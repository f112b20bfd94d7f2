import { baseName, parentPath } from '../base/path';

/** Files that one channel writes, one after the other. */
export interface LogPath {
  readonly folder: string;
  /** File name before the date: "laravel". */
  readonly stem: string;
  /** With its dot, "" when there is none. */
  readonly extension: string;
  /** `day`: laravel-2026-11-22.log · `month`: laravel-2026-11.log (Laravel 13) · `none`: always the same file. */
  readonly rotation: 'none' | 'day' | 'month';
}

/** Takes a configured path apart as Monolog's RotatingFileHandler does: stem, "-", date, extension. */
export function logPath(path: string, rotation: LogPath['rotation']): LogPath {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  const stem = dot > 0 ? name.slice(0, dot) : name;
  return { folder: parentPath(path), stem, extension: dot > 0 ? name.slice(dot) : '', rotation };
}

/** The path for people: "/srv/shop/storage/logs/security-YYYY-MM-DD.log". */
export function logPathText({ folder, stem, extension, rotation }: LogPath): string {
  const date = rotation === 'none' ? '' : rotation === 'day' ? '-YYYY-MM-DD' : '-YYYY-MM';
  return `${folder}/${stem}${date}${extension}`;
}

/** Among the names of a folder, the file that is written now: the one of the latest date. */
export function newestLogName({ stem, extension, rotation }: LogPath, names: readonly string[]): string | undefined {
  if (rotation === 'none') return names.find((name) => name === stem + extension);
  const date = rotation === 'day' ? /^\d{4}-\d{2}-\d{2}$/ : /^\d{4}-\d{2}$/;
  let newest: string | undefined;
  for (const name of names) {
    if (!name.startsWith(`${stem}-`) || !name.endsWith(extension)) continue;
    const written = name.slice(stem.length + 1, name.length - extension.length);
    // Dates of this form sort as text.
    if (date.test(written) && (newest === undefined || name > newest)) newest = name;
  }
  return newest;
}
