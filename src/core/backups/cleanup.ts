import { instantInZone } from '../base/clock';
import type { LaravelProject } from '../laravel/project';
import { asString } from '../laravel/value';
import type { Backup, BackupCatalog } from './catalog';
import { retention, type Retained, type Retention } from './retention';
import { cleanupStrategy, type CleanupStrategy } from './retentionConfig';

/** The time zones in which spatie/laravel-backup dates its archives. */
export interface SpatieZones {
  /** The application's: for names, and for what "now" is. */
  readonly app: string;
  /** For archives that are dated by the disk's own time. */
  readonly modified: string;
}

/** What the next `backup:clean` would do with the archives that were listed. */
export interface CleanupForecast {
  readonly strategy: CleanupStrategy;
  /** By path. Archives of destinations that it does not clean, and dumps that are no archive, are not in it. */
  readonly byPath: ReadonlyMap<string, Retention>;
  /** Why nothing is known of all or some of them, for people. */
  readonly unknown?: string;
}

/** Undefined when the application's zone is not known. */
export function spatieZones(project: LaravelProject): SpatieZones | undefined {
  const app = asString(project.config.get('app.timezone'));
  if (app === undefined) return undefined;
  const carbon = project.packages.get('nesbot/carbon')?.version;
  const major = carbon === undefined ? undefined : Number(/^v?(\d+)/.exec(carbon)?.[1]);
  // Carbon::createFromTimestamp() is in the default zone up to Carbon 2, in UTC since 3. Laravel 12 wants 3.
  const utc = major === undefined ? (project.version.major ?? 0) >= 12 : major >= 3;
  return { app, modified: utc ? 'UTC' : app };
}

/**
 * The date that spatie/laravel-backup gives an archive (BackupDestination\Backup::date): by a name without any prefix, else the
 * time at which it was last modified. PHP takes digits that make no date, 31 February, over into the next month.
 */
export function spatieDate(
  { fileName, modifiedAt }: Pick<Backup, 'fileName' | 'modifiedAt'>,
  zones: SpatieZones,
): { readonly date: Date; readonly zone: string } {
  const match = /^(\d{1,4})-(\d{1,2})-(\d{1,2})-(\d{1,2})-(\d{2})-(\d{2})\.zip$/.exec(fileName);
  if (match !== null) {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
    const wall = new Date(0);
    // Not Date.UTC: it takes years below 100 for those of the last century.
    wall.setUTCFullYear(year, month - 1, day);
    wall.setUTCHours(hour, minute, second);
    const date = instantInZone(wall, zones.app);
    if (date !== undefined) return { date, zone: zones.app };
  }
  return { date: new Date(Math.floor(modifiedAt.getTime() / 1000) * 1000), zone: zones.modified };
}

/** What backup:clean counts as an archive: the package looks at the extension, in lower case. */
export const isSpatieArchive = ({ fileName }: Pick<Backup, 'fileName'>): boolean => fileName.endsWith('.zip');

/**
 * What the next `backup:clean` would do, each destination by itself. Undefined where spatie/laravel-backup is not used. What
 * was not listed is not known; files in folders below a local destination are not listed, and the package counts them.
 */
export function cleanupForecast(
  project: LaravelProject,
  catalog: BackupCatalog,
  now: Date,
): CleanupForecast | undefined {
  const strategy = cleanupStrategy(project);
  if (strategy === undefined) return undefined;
  const nothing = new Map<string, Retention>();
  if (strategy.kind === 'unknown') return { strategy, byPath: nothing, unknown: strategy.reason };
  const zones = spatieZones(project);
  if (zones === undefined)
    return { strategy, byPath: nothing, unknown: 'the time zone of the application is not known' };
  const byPath = new Map<string, Retention>();
  for (const destination of catalog.destinations.filter(({ source }) => source === 'spatie')) {
    const archives = catalog.backups
      .filter((backup) => backup.destination.id === destination.id && isSpatieArchive(backup))
      .map((backup): Retained => ({ path: backup.path, sizeBytes: backup.sizeBytes, ...spatieDate(backup, zones) }));
    const verdicts = retention(archives, strategy.rules, now, zones.app);
    if (verdicts === undefined)
      return { strategy, byPath: nothing, unknown: `the time zone ${zones.app} is not known on this machine` };
    for (const [path, verdict] of verdicts) byPath.set(path, verdict);
  }
  return { strategy, byPath };
}
