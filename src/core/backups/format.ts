import { parseDumpFile } from './archive';

/**
 * What a backup is on disk. `archive`: a zip, as spatie/laravel-backup and we write it · `dump`: one .sql file, compressed or not
 * · `mydumper`: a folder with a `metadata` file and one file for each table and part.
 */
export type BackupFormat = 'archive' | 'dump' | 'mydumper';

/** What a file is by its name alone. */
export function formatOfFile(fileName: string): BackupFormat {
  return parseDumpFile(fileName, 0) === undefined ? 'archive' : 'dump';
}
