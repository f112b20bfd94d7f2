import { joinPath } from '../../base/path';

/** A program as its words: ["/usr/bin/php"], or ["/usr/bin/node", "/opt/laravel-ops/dist/cli.js"]. */
export type Program = readonly [string, ...(readonly string[])];

/** What a schedule starts. */
export type JobKind = 'schedule' | 'backup' | 'drill';

export interface Job {
  readonly kind: JobKind;
  /** Absolute path of the application, with forward slashes. */
  readonly root: string;
  /** What people call it. */
  readonly application: string;
  /** PHP for `schedule`, laravel-ops for the others. */
  readonly program: Program;
  /** Local time "01:30", for what runs once a day or week; `schedule` runs every minute. */
  readonly at?: string;
}

/** What is shown before anything is done. Nothing in here acts. */
export interface SetupPreview {
  readonly title: string;
  /** What to put where, in a sentence. */
  readonly explanation: string;
  readonly files: readonly { readonly name: string; readonly text: string; readonly encoding: 'utf-8' | 'utf-16le' }[];
  /** Commands that put it into force, to be run by the person or after a confirmation. */
  readonly commands: readonly string[];
  /** Commands that take it away again. */
  readonly undo: readonly string[];
  readonly remarks: readonly string[];
}

/** The times that spatie/laravel-backup proposes: clean, back up, look. A drill on Sunday morning, when it is quiet. */
export const usualTimes = { clean: '01:00', backup: '01:30', monitor: '03:00', drill: '04:00' } as const;

/** The words that are started, in the application's folder. */
export function wordsOf({ kind, program, root }: Job): readonly string[] {
  if (kind === 'schedule') return [...program, 'artisan', 'schedule:run'];
  return [...program, kind, root];
}

/** Hour and minute of a job that does not run every minute. */
export function timeOf({ kind, at }: Job): { readonly hour: number; readonly minute: number } {
  const usual = kind === 'drill' ? usualTimes.drill : usualTimes.backup;
  const parts = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(at ?? usual);
  if (parts === null) throw new RangeError(`${at ?? ''} is no time of day`);
  return { hour: Number(parts[1]), minute: Number(parts[2]) };
}

/** What people read: "Laravel's scheduler of shop". */
export function jobTitle({ kind, application }: Job): string {
  const what = { schedule: "Laravel's scheduler", backup: 'Backup', drill: 'Restore drill' }[kind];
  return `${what} of ${application}`;
}

/** Where what a job prints is kept. */
export function logOf({ kind, root }: Job): string {
  return joinPath(root, `storage/logs/laravel-ops-${kind}.log`);
}

/** The first word has to be a whole path where nothing looks it up. */
export function programRemarks({ program }: Job): readonly string[] {
  const [first] = program;
  return /^(?:\/|[A-Za-z]:[\\/])/.test(first)
    ? []
    : [`${first} is looked up on PATH, which is short here: write the whole path of the program.`];
}
