import { runsOf } from '../code/schedule/runs';
import type { Remedy } from './area';
import type { FileFacts } from './facts';
import { longestIntervalHours, tasksLike } from './scheduled';

/** Commands that make a dump or an archive, whoever wrote the application. */
export const makesBackup = /\b(?:mysqldump|mariadb-dump|mydumper|pg_dump|snapshot:create)\b/i;

/** The command that makes one, from the editor. */
export const backUpNow: Remedy = { title: 'Back up now', command: 'laravelOps.backups.backUp' };

/** Tasks that make backups for certain: backup:run however it is reached, and programs that dump. */
export function backupTasks(files: FileFacts): ReturnType<typeof tasksLike> {
  const named = tasksLike(files, makesBackup);
  const run = runsOf(files.context.code, 'backup:run');
  const tasks = [...new Set([...run.tasks.map(({ task }) => task), ...named.tasks])];
  return { ...named, tasks, known: named.known && run.complete };
}

const hourMs = 3_600_000;

/** After this long without a backup one is missing, in milliseconds: half as long again as the schedule leaves between two, or a day. */
export function latestAfterMs(files: FileFacts | undefined): number {
  return 1.5 * expectedHours(files) * hourMs;
}

/** A day, unless the schedule makes backups less often. */
function expectedHours(files: FileFacts | undefined): number {
  if (files === undefined) return 24;
  const intervals = backupTasks(files).tasks.map(({ cron }) => longestIntervalHours(cron));
  return intervals.length === 0 ? 24 : Math.min(...intervals);
}
