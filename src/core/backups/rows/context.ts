import type { Commit } from '../../base/git';
import type { Backup } from '../catalog';
import type { CleanupForecast } from '../cleanup';
import type { DrillRecord } from '../drill/record';
import type { MonitorReport } from '../monitor';
import type { BackupSchedule } from '../schedule';
import type { SchedulerLife } from '../schedulerLife';
import type { VerifyReport } from '../verify/report';

/** Something that is under way now and will change the list. */
export interface RunningWork {
  /** "Backing up", "Verifying", "Restoring". */
  readonly title: string;
  /** "31 of 40 tables"; where there is progress to tell. */
  readonly progress?: string;
  readonly startedAt: Date;
  /** The backup that it is about; absent for one that is being made. */
  readonly path?: string;
}

/** What the Backups view shows besides the catalog. What was not read is left out and not spoken of. */
export interface BackupsViewContext {
  /** Root of the application. */
  readonly root: string;
  readonly now: Date;
  /** The commit that the application was at when the backup was made, where the host has looked it up. */
  readonly commitOf?: (backup: Backup) => Commit | undefined;
  /** Verifications that still hold, newest first. */
  readonly verifications?: readonly VerifyReport[];
  /** In any order. */
  readonly drills?: readonly DrillRecord[];
  readonly schedule?: BackupSchedule;
  readonly life?: SchedulerLife;
  readonly cleanup?: CleanupForecast;
  readonly monitor?: MonitorReport;
  readonly running?: readonly RunningWork[];
}
