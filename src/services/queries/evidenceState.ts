import type { CatalogTable } from '../../core/queries/catalog/table';
import type { SqlServer } from '../../core/connections/sql';
import type { IndexDdl } from '../../core/queries/indexes/indexDdl';
import type { Proof } from '../../core/queries/proof/proof';
import type { WorkloadStatement } from '../../core/queries/advisor/workload';
import type { Banner } from '../../protocol/views/common';
import type { EvidenceContent } from '../../protocol/views/indexEvidence';
import type { RunningStep } from '../../protocol/views/restorePlan';
import type { IndexSubject, NewMigrationFile } from './indexChange';

/** What was read of one index and its table. */
export interface EvidenceFacts {
  readonly at: Date;
  readonly banner: Banner;
  readonly subject: IndexSubject;
  readonly table: CatalogTable;
  readonly server: SqlServer;
  /** Nothing is tried there. */
  readonly production: boolean;
  readonly ddl: IndexDdl;
  /** Absent where no migration can say it; then why. */
  readonly migration?: NewMigrationFile;
  readonly notWritten?: string;
  /** Statements that it is for, or that read its table. */
  readonly statements: readonly WorkloadStatement[];
  readonly dismissed: boolean;
}

/** Everything that a page of evidence knows; `evidenceContent.ts` makes the page of it. */
export interface EvidenceState {
  readonly id: string;
  readonly facts?: EvidenceFacts;
  readonly proof?: Proof;
  readonly timeline: readonly RunningStep[];
  readonly problem?: EvidenceContent['problem'];
  readonly pretended?: readonly string[];
  readonly busy: boolean;
}

/** What the editor does for a page of evidence. */
export interface EvidenceActions {
  runCommand(command: string): Promise<void>;
  copy(text: string): Promise<void>;
  openStatement(root: string, digest: string): Promise<void>;
  /** Writes a new migration and shows it. */
  createMigration(file: NewMigrationFile): Promise<void>;
  /** For how many days it is not shown; 0 for good, undefined when the person turned away. */
  askDays(title: string): Promise<number | undefined>;
  /** Told when suggestions or proofs changed. */
  changed(): void;
}
