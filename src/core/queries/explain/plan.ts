import type { ExtraRemark } from './extra';

/** How a table is reached, in the words of the plan view. */
export type AccessWords =
  | 'Full scan'
  | 'Index scan'
  | 'Range'
  | 'Index merge'
  | 'Full text'
  | 'Lookup'
  | 'Unique'
  | 'Const'
  | 'No table'
  | 'Unknown';

/** One row of EXPLAIN. */
export interface PlanNode {
  /** Unique in its plan: the row's number, from 0. */
  readonly id: string;
  /** The SELECT it belongs to; undefined for the row that joins a UNION. */
  readonly select?: number;
  /** The server's word: "SIMPLE", "DERIVED", "DEPENDENT SUBQUERY". */
  readonly selectType: string;
  /** Alias or name as the server writes it: "o", "<derived2>"; undefined when no table is read. */
  readonly table?: string;
  /** The table behind the alias, when the statement says so and it differs. */
  readonly tableName?: string;
  /** The server's word: "ALL", "ref", "eq_ref". */
  readonly accessType?: string;
  readonly access: AccessWords;
  readonly possibleKeys: readonly string[];
  readonly key?: string;
  /** Bytes of the key that are used, as written. */
  readonly keyLength?: string;
  /** What the key is compared with: "shop.i.order_id", "const". */
  readonly ref?: string;
  readonly partitions?: string;
  /** Rows that the optimizer expects to read here, each time it is read. An estimate. */
  readonly rows?: number;
  /** Percent of them that it expects to keep, 0 to 100. An estimate. */
  readonly filtered?: number;
  readonly extra: readonly ExtraRemark[];
  /** Rows of the selects that it draws from: a derived table, the parts of a UNION. */
  readonly children: readonly PlanNode[];
}

/** Where the statement that was explained came from. */
export interface StatementSource {
  /**
   * `given`: handed in by the caller · `sample`: kept with the digest by the server · `history`: found in the server's
   * list of recent statements.
   */
  readonly kind: 'given' | 'sample' | 'history';
  /** For people, one sentence. */
  readonly text: string;
}

/** A plan as the optimizer would run the statement now; nothing was executed. */
export interface Plan {
  /** The statement that was explained, with its values. For the panel only: never in trees, logs or reports. */
  readonly sql: string;
  readonly schema?: string;
  readonly source: StatementSource;
  /** "MariaDB 10.11.14": plans differ by server. */
  readonly server: string;
  /** In the order of the server, what a row draws from nested below it. */
  readonly nodes: readonly PlanNode[];
  /** What is wrong with it, worst first. */
  readonly warnings: readonly string[];
  readonly raw: {
    /** EXPLAIN FORMAT=JSON as the server wrote it; its shape differs by server. */
    readonly json?: string;
    readonly columns: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
}
