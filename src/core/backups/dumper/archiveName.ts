/**
 * "2026-11-22-02-00-00.zip": how spatie/laravel-backup names archives (BackupJob, `Carbon::now()->format('Y-m-d-H-i-s')`), in the
 * application's time zone; UTC where that is unknown here.
 */
export function archiveFileName(moment: Date, timeZone: string | undefined, prefix = ''): string {
  return `${prefix}${wallTime(moment, timeZone).replaceAll(/[ :]/g, '-')}.zip`;
}

/** "db-dumps/mysql-shop.sql" (BackupJob::dumpDatabases); what would be a folder or a device in a name becomes "_". */
export function dumpEntryName(driver: 'mysql' | 'mariadb', database: string): string {
  return `db-dumps/${driver}-${database.replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, '_')}.sql`;
}

/** "2026-11-22 02:00:00" on clocks in `timeZone`. */
export function wallTime(moment: Date, timeZone: string | undefined): string {
  try {
    return formatted(moment, timeZone ?? 'UTC');
  } catch (error) {
    if (error instanceof RangeError) return formatted(moment, 'UTC');
    throw error;
  }
}

// Swedish writes dates as ISO 8601 does.
function formatted(moment: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(moment);
}
