import type { AssessmentFacts } from '../core/assessment/facts';
import type { TextSource } from '../core/laravel/textSource';
import type { BackupFiles } from '../core/backups/catalog';
import type { Git } from '../core/base/git';
import type { SqlConnector } from '../core/connections/sql';
import type { RedisConnector } from '../core/connections/keyValue';
import type { MachineFacts } from '../core/lint/machineFacts';
import type { TrackedFiles } from '../core/lint/environmentFiles';

/** Where the command line writes, and what it knows of its surroundings. */
export interface CliIo {
  stdout(text: string): void;
  stderr(text: string): void;
  /** Colours are written to a terminal only. */
  readonly colour: boolean;
  /** Standard error is a terminal: progress is drawn there in place. */
  readonly progress?: boolean;
  now(): Date;
  /** Absolute path of a file or folder as typed, with forward slashes. */
  resolve(path: string): string;
}

/** What was proven of backups before, by the application's own folder. */
export interface RecoveryRecords {
  readonly drills: NonNullable<AssessmentFacts['drills']>;
  readonly verifications: NonNullable<AssessmentFacts['verifications']>;
}

/** Everything that touches the machine. Drivers are loaded on first use. */
export interface CliDeps {
  readonly version: string;
  readonly files: TextSource;
  readonly backupFiles: BackupFiles;
  tracked(root: string, signal?: AbortSignal): Promise<TrackedFiles>;
  /** What was seen of the machine that holds the application; left out where nobody looks. */
  machine?(root: string, signal?: AbortSignal): Promise<MachineFacts>;
  /** Drills and verifications on record; left out where nobody looks. */
  records?(root: string, signal: AbortSignal): Promise<RecoveryRecords>;
  git(folder: string): Promise<Git>;
  sql(): Promise<SqlConnector>;
  redis(): Promise<RedisConnector>;
}
