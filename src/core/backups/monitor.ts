import { instantInZone, momentText, wallTimeIn } from '../base/clock';
import { formatBytes } from '../base/format';
import type { LaravelProject } from '../laravel/project';
import { asString, at, type Origin, type Value } from '../laravel/value';
import type { BackupCatalog } from './catalog';
import { isSpatieArchive, spatieDate, spatieZones, type SpatieZones } from './cleanup';
import { placeOnDisk, samePlace, type BackupDestination } from './destination';
import { originsOf, packageName, packaged, reasonOf, spatiePlaces, textsOf } from './spatieConfig';

/** What `backup:monitor` would say of one name on one disk. */
export interface MonitorVerdict {
  readonly name: string;
  readonly disk: string;
  /** Of the destination that was listed; absent when the monitor looks where this application keeps nothing. */
  readonly destination?: string;
  readonly outcome: 'healthy' | 'unhealthy' | 'unknown';
  /** What fails, and what is not known; one sentence each. */
  readonly reasons: readonly string[];
  readonly origins: readonly Origin[];
}

export interface MonitorReport {
  readonly verdicts: readonly MonitorVerdict[];
  /** What the monitor cannot see, or tells nobody; one sentence each. */
  readonly blind: readonly string[];
}

interface Entry {
  readonly name: Value;
  readonly disks: Value;
  readonly checks: readonly Check[];
}

type Check =
  | { readonly kind: 'age'; readonly days: number }
  | { readonly kind: 'storage'; readonly megabytes: number }
  | { readonly kind: 'unknown'; readonly reason: string };

const checks = 'Spatie\\Backup\\Tasks\\Monitor\\HealthChecks\\';
const megabyte = 1024 * 1024;

/**
 * Judges each entry of `backup.monitor_backups` on each of its disks as the package does (Tasks\Monitor, v6 to v10): reachable,
 * MaximumAgeInDays, MaximumStorageInMegabytes. Undefined where the package is not used.
 *
 * @param scheduled whether backup:monitor is in the schedule
 */
export function monitorReport(
  project: LaravelProject,
  catalog: BackupCatalog,
  scheduled: boolean | 'unknown',
  now: Date,
): MonitorReport | undefined {
  const places = spatiePlaces(project);
  if (places === undefined) return undefined;
  const written = project.config.get('backup.monitor_backups');
  const zones = spatieZones(project);
  if (written.kind === 'unknown') return { verdicts: [], blind: [`What backup:monitor watches ${reasonOf(written)}.`] };
  const entries = written.kind === 'array' ? Array.from(written.entries.values(), ({ value }) => entryOf(value)) : [];
  const watched = written.kind === 'absent' ? [packageEntry(project)] : entries;
  const verdicts = watched.flatMap((entry) => judged(entry, project, catalog, zones, now));
  return {
    verdicts,
    blind: [...unwatched(catalog, verdicts, places), ...untold(project, scheduled)],
  };
}

/** The one entry of the package's own file, v6 to v10. */
function packageEntry(project: LaravelProject): Entry {
  const name = packageName(project);
  const disks: Value = {
    kind: 'array',
    entries: new Map([['0', { key: 0, value: packaged('local') }]]),
    origins: [{ source: 'package' }],
  };
  return {
    name,
    disks,
    checks: [
      { kind: 'age', days: 1 },
      { kind: 'storage', megabytes: 5000 },
    ],
  };
}

function entryOf(value: Value): Entry {
  const written = at(value, 'health_checks');
  const list =
    written.kind === 'array'
      ? Array.from(written.entries.values(), (each) => checkOf(each.key, each.value))
      : written.kind === 'absent'
        ? []
        : [{ kind: 'unknown' as const, reason: `Its health checks ${reasonOf(written)}.` }];
  return { name: at(value, 'name'), disks: at(value, 'disks'), checks: list };
}

/** `Class => value`, `Class => ['parameter' => value]`, or the class alone with its default. */
function checkOf(key: string | number, value: Value): Check {
  const alone = /^\d+$/.test(String(key));
  const name = (alone ? asString(value) : String(key))?.replace(/^\\/, '');
  if (name === undefined) return { kind: 'unknown', reason: `A health check ${reasonOf(value)}.` };
  const short = name.slice(name.lastIndexOf('\\') + 1);
  const own: Check = { kind: 'unknown', reason: `${short} is a check of the application's own.` };
  if (name !== `${checks}${short}`) return own;
  const number = (parameter: string, otherwise: number): number | undefined => {
    if (alone) return otherwise;
    const given = value.kind === 'array' ? at(value, parameter) : value;
    if (given.kind === 'absent') return otherwise;
    const text = asString(given) ?? '';
    return /^-?\d+$/.test(text) ? Number(text) : undefined;
  };
  if (short === 'MaximumAgeInDays') {
    const days = number('days', 1);
    return days === undefined
      ? { kind: 'unknown', reason: `The age of ${short} ${reasonOf(value)}.` }
      : { kind: 'age', days };
  }
  if (short === 'MaximumStorageInMegabytes') {
    const megabytes = number('maximumSizeInMegaBytes', 5000);
    if (megabytes !== undefined) return { kind: 'storage', megabytes };
    return { kind: 'unknown', reason: `The limit of ${short} ${reasonOf(value)}.` };
  }
  return own;
}

function judged(
  entry: Entry,
  project: LaravelProject,
  catalog: BackupCatalog,
  zones: SpatieZones | undefined,
  now: Date,
): readonly MonitorVerdict[] {
  const name = asString(entry.name);
  const disks = textsOf(entry.disks);
  const origins = [...originsOf(entry.name), ...originsOf(entry.disks)];
  const unknown = (disk: string, reason: string): MonitorVerdict => ({
    name: name ?? 'unknown name',
    disk,
    outcome: 'unknown',
    reasons: [reason],
    origins,
  });
  if (name === undefined) return [unknown('', `Its name ${reasonOf(entry.name)}.`)];
  if (disks === undefined) return [unknown('', `Its disks ${reasonOf(entry.disks)}.`)];
  return disks.map((disk) => {
    if (disk === undefined) return unknown('unknown disk', 'A disk cannot be known without running PHP.');
    const place = placeOnDisk(project, disk, name);
    if (place.unlisted !== undefined) return unknown(disk, `It was not listed: ${place.unlisted}.`);
    const destination = catalog.destinations.find((other) => other.source === 'spatie' && samePlace(other, place));
    if (destination === undefined) return unknown(disk, 'This application keeps no backups there.');
    const problem = catalog.problems.find((each) => each.destination.id === destination.id);
    if (problem !== undefined)
      return { ...unknown(disk, `It was not listed: ${problem.message}`), destination: destination.id };
    if (zones === undefined)
      return { ...unknown(disk, 'The time zone of the application is not known.'), destination: destination.id };
    return {
      name,
      disk,
      destination: destination.id,
      origins,
      ...outcomeOf(entry.checks, destination, catalog, zones, now),
    };
  });
}

function outcomeOf(
  list: readonly Check[],
  { id }: BackupDestination,
  catalog: BackupCatalog,
  zones: SpatieZones,
  now: Date,
): Pick<MonitorVerdict, 'outcome' | 'reasons'> {
  const archives = catalog.backups.filter((each) => each.destination.id === id && isSpatieArchive(each));
  const dates = archives.map((each) => spatieDate(each, zones).date.getTime());
  const newest = dates.length === 0 ? undefined : new Date(Math.max(...dates));
  const used = archives.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const failures: string[] = [];
  const unknown: string[] = [];
  for (const check of list) {
    if (check.kind === 'unknown') unknown.push(check.reason);
    else if (check.kind === 'storage') {
      if (used > check.megabytes * megabyte)
        failures.push(`The archives use ${formatBytes(used)}, more than ${formatBytes(check.megabytes * megabyte)}.`);
    } else if (newest === undefined) failures.push('There are no backups at all.');
    else {
      const limit = daysBefore(now, check.days, zones.app);
      const days = check.days === 1 ? 'a day' : `${check.days} days`;
      if (limit === undefined) unknown.push(`The time zone ${zones.app} is not known on this machine.`);
      // gt(): a backup of exactly that moment is too old.
      else if (newest <= limit)
        failures.push(`The newest backup is of ${momentText(newest, now)}, older than ${days}.`);
    }
  }
  if (failures.length > 0) return { outcome: 'unhealthy', reasons: [...failures, ...unknown] };
  return { outcome: unknown.length > 0 ? 'unknown' : 'healthy', reasons: unknown };
}

/** `now()->subDays()`: the same time of day, whatever the clocks did between. */
function daysBefore(now: Date, days: number, zone: string): Date | undefined {
  const wall = wallTimeIn(now, zone);
  return wall === undefined ? undefined : instantInZone(new Date(wall.getTime() - days * 86_400_000), zone);
}

/** Destinations that no entry looks at, and entries that look elsewhere. */
function unwatched(
  { destinations }: BackupCatalog,
  verdicts: readonly MonitorVerdict[],
  places: { readonly name: Value },
): readonly string[] {
  if (verdicts.length === 0) return ['monitor_backups is empty: backup:monitor watches nothing.'];
  const certain = verdicts.every(({ name, disk }) => disk !== '' && name !== 'unknown name');
  if (!certain) return [];
  const name = asString(places.name);
  const names = [...new Set(verdicts.map((each) => each.name))];
  if (name !== undefined && !names.includes(name))
    return [`Backups are called ${name}; the monitor looks for ${names.join(' and ')} and never sees them.`];
  return destinations
    .filter(({ source, disk }) => source === 'spatie' && disk !== undefined)
    .flatMap(({ id, disk = '', disks = [disk] }) =>
      verdicts.some((each) => each.destination === id || disks.includes(each.disk))
        ? []
        : [`The monitor does not look at disk ${disks.join(', ')}.`],
    );
}

const placeholder = 'your@example.com';
const notification = 'Spatie\\Backup\\Notifications\\Notifications\\UnhealthyBackupWasFound';

function untold(project: LaravelProject, scheduled: boolean | 'unknown'): readonly string[] {
  const said = scheduled === false ? ['Nothing in the schedule runs backup:monitor.'] : [];
  const get = (key: string): Value => project.config.get(`backup.notifications.${key}`);
  const list = get('notifications');
  // Up to v6 the class has no "Notification" at its end.
  const written = [`${notification}Notification`, notification].map((each) => at(list, each));
  const own = written.find(({ kind }) => kind !== 'absent');
  const channels = own === undefined ? [] : textsOf(own);
  if (list.kind !== 'array' || channels === undefined || channels.includes(undefined)) return said;
  if (channels.length === 0)
    return [...said, 'Nobody is told when a backup is unhealthy: no channel is set for that notification.'];
  const deaf = channels.flatMap((channel) => {
    const [key, name] =
      channel === 'mail'
        ? ['mail.to', 'The mail address']
        : [`${channel ?? ''}.webhook_url`, `The ${channel ?? ''} webhook`];
    const target = get(key);
    if (channel === 'mail' && asString(target) === placeholder)
      return [`Mails of backups go to ${placeholder}, the package's placeholder.`];
    const empty = target.kind === 'known' && (target.value === '' || target.value === null);
    return empty ? [`${name} for notifications of backups is empty.`] : [];
  });
  return deaf.length === channels.length ? [...said, ...deaf] : said;
}
