import type { IndexDefinition } from '../advisor/advice';
import type { Plan } from '../explain/plan';

/** What a server counted while one statement ran (session counters), and how long it took. */
export interface Measured {
  /** Sum of Handler_read_*: index entries and rows read. */
  readonly rowsRead: number;
  readonly rowsSorted: number;
  /** Rows written to temporary tables (Handler_tmp_write), and temporary tables on disk. */
  readonly tmpRows: number;
  readonly tmpDiskTables: number;
  /** Wall time, milliseconds, the least of `runs`. */
  readonly ms: number;
  readonly runs: number;
  /**
   * Microseconds a call on the whole tables, by what was counted: for comparing plans of one statement, because it is steadier
   * than the time.
   */
  readonly cost?: number;
  /** It was stopped at the time limit: it would have read more. */
  readonly stopped?: true;
}

/** One statement before and after. */
export interface StatementProof {
  /** `WorkloadStatement.id` */
  readonly statement: string;
  /** The optimizer uses the index. */
  readonly used: boolean;
  readonly before: { readonly plan: Plan; readonly measured?: Measured };
  readonly after: { readonly plan: Plan; readonly measured?: Measured };
  /** Share of the cost that the index saves, 0 to 1; negative when it costs more. Undefined where nothing was measured. */
  readonly saved?: number;
}

/** How an index was proven, or not. */
export interface Proof {
  /**
   * `scratch`: built on a sample in a scratch schema · `invisible`: built on the real table of a server that is not
   * production, unseen by other sessions.
   */
  readonly way: 'scratch' | 'invisible';
  readonly index: IndexDefinition;
  readonly statements: readonly StatementProof[];
  /** `proven`: used, and less is read · `notUsed`: the optimizer leaves it · `noGain`: used, and under 10 % is saved. */
  readonly verdict: 'proven' | 'notUsed' | 'noGain';
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly server: string;
  /** Share of the rows that the scratch copy held, 0 to 1; 1 for the real table. */
  readonly fraction: number;
  /** Milliseconds for all of it. */
  readonly tookMs: number;
  readonly remarks: readonly string[];
}
