import { instantInZone } from '../base/clock';

/**
 * When the archive was made, from its name. spatie/laravel-backup names archives
 * `<prefix>Y-m-d-H-i-s.zip` in the application's time zone (BackupJob, `Carbon::now()->format('Y-m-d-H-i-s')`).
 * Undefined when the name has no such date, or the zone is unknown here.
 */
export function dateOfFileName(fileName: string, prefix: string, timeZone: string): Date | undefined {
  if (!fileName.startsWith(prefix)) return undefined;
  const match = /^(\d{4})-(\d{2})-(\d{2})-(\d{2})-(\d{2})-(\d{2})\.zip$/i.exec(fileName.slice(prefix.length));
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const wall = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // Date.UTC carries 31 February over into March: such a name is no date.
  const carried =
    wall.getUTCMonth() !== month - 1 || wall.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59;
  return carried ? undefined : instantInZone(wall, timeZone);
}
