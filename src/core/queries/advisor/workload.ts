import type { StatementBlocks } from '../blocks/block';

/** One kind of statement and what is known of its calls. */
export interface WorkloadStatement {
  /** Digest or fingerprint; unique in its workload. */
  readonly id: string;
  /** Normalised text, without values. */
  readonly text: string;
  /** Schema that it runs in. */
  readonly schema?: string;
  readonly callsPerHour: number;
  /** Measured by the source, milliseconds a call. */
  readonly averageMs?: number;
  /** Measured by the source, a call. */
  readonly rowsExamined?: number;
  /**
   * Calls with their values, resolved against the catalog, up to a handful; empty when the source kept none. The first is
   * the text with placeholders where nothing else is known.
   */
  readonly calls: readonly StatementCall[];
}

interface StatementCall {
  /** Runnable when `runnable`; for the optimizer and for people who asked, never for logs or reports. */
  readonly sql: string;
  readonly runnable: boolean;
  readonly blocks: StatementBlocks;
}

/** What could not be read, and why: it is shown and counted, never lost. */
export interface UnreadStatement {
  readonly id: string;
  readonly text: string;
  readonly reason: string;
  readonly callsPerHour: number;
  readonly averageMs?: number;
}

export interface Workload {
  readonly statements: readonly WorkloadStatement[];
  readonly unread: readonly UnreadStatement[];
  /** Rows inserted, updated and deleted an hour, by table, where a source counts them. */
  readonly writes: readonly TableWrites[];
  /** What is not known of the workload as a whole, for people. */
  readonly remarks?: readonly string[];
}

export interface TableWrites {
  readonly table: string;
  readonly insertsPerHour: number;
  readonly deletesPerHour: number;
  /** By the columns that are set; undefined columns: any. */
  readonly updates: readonly { readonly columns?: readonly string[]; readonly perHour: number }[];
}
