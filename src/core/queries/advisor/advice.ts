import type { IndexColumn } from '../catalog/table';

/** An index that could be made. */
export interface IndexDefinition {
  readonly table: string;
  readonly columns: readonly IndexColumn[];
}

/** What one index does for one statement, by the model. */
export interface StatementGain {
  /** `WorkloadStatement.id` */
  readonly statement: string;
  /** Microseconds a call by the cost model: only their ratio is shown to people. */
  readonly before: number;
  readonly after: number;
  /** Rows read a call, by the model. */
  readonly rowsBefore: number;
  readonly rowsAfter: number;
  /** What it is used for, in the order of importance. */
  readonly uses: readonly ('lookup' | 'range' | 'order' | 'group' | 'covering' | 'join')[];
}

/** A suggestion of the advisor before anybody proved it. */
export interface Suggestion {
  /** Stable for the same index: "orders(user_id,created_at)". */
  readonly id: string;
  readonly index: IndexDefinition;
  /** Statements that gain, most first (calls × gain). */
  readonly gains: readonly StatementGain[];
  /** Share of the workload's read cost by the model that it saves on top of those before it, 0 to 1. */
  readonly saves: number;
  /** Bytes that it will take, estimated from the sample. */
  readonly bytes: number;
  /** Entries written an hour because of it, from the workload's writes; undefined when those are not known. */
  readonly writesPerHour?: number;
  /** Existing indexes that it makes redundant, not dropped by us. */
  readonly makesRedundant: readonly string[];
  /** An existing index that it widens: make it, then drop that. */
  readonly widens?: string;
  /** Why it looks like this, one sentence a line. */
  readonly reasons: readonly string[];
}

export interface Advice {
  /** In the order in which they were chosen: most benefit first. */
  readonly suggestions: readonly Suggestion[];
  /** Read cost of the whole workload by the model, before and after all of them. */
  readonly costBefore: number;
  readonly costAfter: number;
  /** What the advisor could not judge, for people. */
  readonly remarks: readonly string[];
}
