import { isAbsolutePath, joinPath, baseName, parentPath, relativePath } from '../../base/path';
import { matchesStars } from '../../base/wildcards';
import { type LogPath, logPath } from '../logPath';

/** What a log holds, where somebody says it; records are recognised line by line all the same. */
export type ExtraLogFormat = 'auto' | 'line' | 'json' | 'access' | 'fpm';

/** A log that a setting names, or that is suggested for one. */
export interface ExtraLog {
  /** Absolute or seen from the application's folder; `*` may stand in the file's name. */
  readonly path: string;
  /** For people: "nginx". */
  readonly name?: string;
  readonly format?: ExtraLogFormat;
}

/** An extra log as it is read. */
export interface PlacedLog {
  readonly id: string;
  readonly title: string;
  readonly what: string;
  readonly format: ExtraLogFormat;
  /** The file; absent when a name with `*` stands for several (`logsOfPattern`). */
  readonly path?: LogPath;
  readonly folder: string;
  /** The file's name as written. */
  readonly pattern: string;
}

/** Files that one pattern may stand for. */
const mostFiles = 50;

/**
 * Places a log of the setting. "name-*.log" is taken for one log that is rotated by day, as Laravel and logrotate name its
 * files; another `*` stands for logs of their own.
 *
 * @returns undefined for a path with `*` in a folder, which would mean searching disks, and for an empty one
 */
export function placeLog({ path, name, format = 'auto' }: ExtraLog, root: string): PlacedLog | undefined {
  const slashed = path.trim().replaceAll('\\', '/');
  const whole = isAbsolutePath(slashed) ? slashed : joinPath(root, slashed);
  const folder = parentPath(whole);
  const pattern = baseName(whole);
  if (slashed === '' || pattern === '' || folder.includes('*')) return undefined;
  const shown = relativePath(root, whole);
  const [, stem, extension] = /^([^*]+)-\*(\.[^*.]+)?$/.exec(pattern) ?? [];
  const placed: LogPath | undefined = !pattern.includes('*')
    ? logPath(whole, 'none')
    : stem === undefined
      ? undefined
      : { folder, stem, extension: extension ?? '', rotation: 'day' };
  return {
    id: `file ${whole}`,
    title: name ?? shown,
    what: placed?.rotation === 'day' ? `one file a day, ${shown}` : shown,
    format,
    folder,
    pattern,
    ...(placed === undefined ? {} : { path: placed }),
  };
}

/** The logs that a name with `*` stands for, among the names of its folder: in order, at most 50, without compressed ones. */
export function logsOfPattern(log: PlacedLog, names: readonly string[]): readonly PlacedLog[] {
  if (log.path !== undefined) return [log];
  return names
    .filter((name) => matchesStars(name, log.pattern) && !/\.(?:gz|bz2|xz|zst)$/i.test(name))
    .sort((a, b) => (a < b ? -1 : 1))
    .slice(-mostFiles)
    .map((name) => ({
      ...log,
      id: `file ${log.folder}/${name}`,
      title: `${log.title}: ${name}`,
      what: `${parentPath(log.what) === '' ? '' : `${parentPath(log.what)}/`}${name}`,
      path: logPath(`${log.folder}/${name}`, 'none'),
      pattern: name,
    }));
}
