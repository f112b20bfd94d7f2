import { calendarDay } from '../../base/clock';
import { baseName } from '../../base/path';
import type { KeptAs, Retention } from '../retention';
import type { BackupsViewContext } from './context';

const periods: Readonly<Record<Exclude<KeptAs, 'all'>, string>> = {
  daily: 'day',
  weekly: 'week',
  monthly: 'month',
  yearly: 'year',
};

/** Whether backup:clean runs: in the schedule without a condition; `unknown` when the schedule is not fully known. */
function cleans({ schedule }: BackupsViewContext): boolean | 'unknown' {
  if (schedule?.tasks.some(({ kind }) => kind === 'clean') === true) return true;
  return schedule?.complete === true ? false : 'unknown';
}

/** Whether the next cleanup takes the backup, where one is scheduled. */
export function willBeDeleted(verdict: Retention, context: BackupsViewContext): boolean {
  return verdict.kind !== 'kept' && verdict.kind !== 'newest' && cleans(context) === true;
}

/** What the next cleanup does with a backup, and why, in one line. */
export function retentionLine(verdict: Retention, context: BackupsViewContext): string {
  const next = cleans(context);
  const deleted = next === false ? 'backup:clean would delete it, and is not scheduled' : 'Deleted at the next cleanup';
  switch (verdict.kind) {
    case 'newest':
      return 'Kept: backup:clean never deletes the newest';
    case 'kept': {
      const until = calendarDay(verdict.until);
      return verdict.as === 'all' ? `Kept until ${until}, as all are at first` : `Kept until ${until} as ${verdict.as}`;
    }
    case 'superseded':
      return `${deleted}: of its ${periods[verdict.in]}, ${baseName(verdict.by)} is kept`;
    case 'tooOld':
      return `${deleted}: older than everything that is kept`;
    default:
      return `${deleted}: all archives together may use ${verdict.megabytes} MB`;
  }
}
