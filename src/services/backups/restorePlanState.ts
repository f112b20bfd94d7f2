import type { Rewriting } from '../../core/backups/dump/rewriting';
import type { PreflightCheck } from '../../core/backups/restore/preflight';
import type { Restorable } from '../../core/backups/restorable';
import type { RestorePhase, RestorePlanContent, RestorePlanView, RunningStep } from '../../protocol/views/restorePlan';
import type { PlanFacts } from './restorePlanFacts';
import type { Exchanged } from './switch';

/** A choice about the application. */
export type Option = Parameters<RestorePlanView['requests']['choose']>[0]['option'];

/** What the editor does for a restore plan. */
export interface RestorePlanActions {
  runCommand(command: string): Promise<void>;
  /** Puts text on the clipboard. */
  copy(text: string): Promise<void>;
  askPassword(name: string): Promise<string | undefined>;
  /** Asks whether the risks of a switch are taken: sentences. */
  acceptRisks(risks: readonly string[]): Promise<boolean>;
  /** Told when backups, drills or restores changed. */
  changed(): void;
}

/** Everything that a plan knows; `restorePlanContent.ts` makes the page of it. */
export interface PlanState {
  readonly phase: RestorePhase;
  /** Absent when the archive is gone: a restore that was begun can still be switched and undone. */
  readonly restorable?: Restorable;
  readonly entry: string;
  readonly tables?: readonly string[];
  readonly accepted: ReadonlySet<string>;
  readonly options: ReadonlySet<Option>;
  readonly facts?: PlanFacts;
  readonly password?: string;
  readonly restoreId?: string;
  /** The restored copy. */
  readonly database?: string;
  readonly exchanged?: Exchanged;
  readonly timeline: readonly RunningStep[];
  readonly comparison?: RestorePlanContent['comparison'];
  readonly problem?: RestorePlanContent['problem'];
  /** What was checked right before the restore began. */
  readonly checks?: readonly PreflightCheck[];
  /** What was written differently, once it was. */
  readonly rewritings?: readonly Rewriting[];
  readonly busy: boolean;
  readonly dropped: ReadonlySet<'copy' | 'old'>;
}
