import { baseName, parentPath } from '../../base/path';
import { type LogPath, logPath } from '../logPath';

/** What a reader is pointed at: the files of a channel, or one file (absolute path) and what rotation made of it. */
export type LogTarget = LogPath | string;

/** The folder that all files of a log stand in. */
export function logFolder(target: LogTarget): string {
  return typeof target === 'string' ? parentPath(target) : target.folder;
}

/** True for names that only compressed files have. */
export function isCompressed(name: string): boolean {
  return name.endsWith('.gz');
}

/**
 * Among the names of a folder, those of the log, oldest first: the file that is written now, the days or months before it,
 * and what logrotate(8) makes of each: "laravel.log.1", "laravel.log.2.gz", with `dateext` "laravel.log-20261122.gz", with
 * `dateext` and `extension .log` "laravel-20261122.log". While logrotate compresses a file both are there; the compressed
 * one is unfinished then and left out.
 */
export function logFileNames(target: LogTarget, names: readonly string[]): readonly string[] {
  const path = typeof target === 'string' ? logPath(target, 'none') : target;
  if (typeof target === 'string' && isCompressed(target)) return names.filter((name) => name === baseName(target));
  const there = new Set(names);
  return names
    .flatMap((name) => {
      if (isCompressed(name) && there.has(name.slice(0, -'.gz'.length))) return [];
      const age = ageOf(path, name);
      return age === undefined ? [] : [{ name, ...age }];
    })
    .sort((a, b) => compare(a.date, b.date) || compare(a.rotated, b.rotated) || b.number - a.number)
    .map(({ name }) => name);
}

interface Age {
  /** Of the channel's own file: "2026-11-22", "2026-11", "" where there is one file only. Sorts as text. */
  readonly date: string;
  /** By logrotate's `dateext`; "~", after every digit, for a file that has no such date. */
  readonly rotated: string;
  /** By logrotate, counted up with age; 0 for the file itself. */
  readonly number: number;
}

const dates = { none: '', day: String.raw`-(\d{4}-\d{2}-\d{2})`, month: String.raw`-(\d{4}-\d{2})` } as const;
const rotatedDate = String.raw`-(\d{8}(?:-?\d{2,10})?)`;

function ageOf({ stem, extension, rotation }: LogPath, name: string): Age | undefined {
  if (!name.startsWith(stem)) return undefined;
  const end = extension.replaceAll(/[^\w]/g, String.raw`\$&`);
  const rest = name.slice(stem.length);
  const after = new RegExp(`^${dates[rotation] || '()'}${end}(?:${rotatedDate})?(?:\\.(\\d{1,6}))?(?:\\.gz)?$`).exec(
    rest,
  );
  if (after !== null) return { date: after[1] ?? '', rotated: after[2] ?? '~', number: Number(after[3] ?? 0) };
  const before = rotation === 'none' ? new RegExp(`^${rotatedDate}${end}(?:\\.gz)?$`).exec(rest) : null;
  return before === null ? undefined : { date: '', rotated: before[1] ?? '~', number: 0 };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
