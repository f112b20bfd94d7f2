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

/**
 * What a step does. `read`: reads a table or a result · `join`: runs its children for each other · `hashJoin`: likewise,
 * by a hash table · `subquery`: runs beside, for a value · `write`: the table that a statement changes · `message`: nothing
 * is read, and why · `other`: the server's own word is the title.
 */
export type PlanOperation =
  | 'read'
  | 'join'
  | 'hashJoin'
  | 'filter'
  | 'sort'
  | 'group'
  | 'distinct'
  | 'window'
  | 'temporary'
  | 'materialize'
  | 'limit'
  | 'union'
  | 'subquery'
  | 'write'
  | 'message'
  | 'other';

/** What was counted when the statement was executed. */
export interface ActualRun {
  /** Rows that came out of the step each time it ran, on average; undefined when it never ran. */
  readonly rows?: number;
  /** The rows of them that its conditions kept, each time. */
  readonly rowsOut?: number;
  /** How often it ran; 0: never. */
  readonly loops: number;
  /** Milliseconds in the step itself, all its runs together, without the steps below it. Where the server measured it. */
  readonly ms?: number;
}

/** One step of a plan; a row of traditional EXPLAIN. Estimates are the optimizer's. */
export interface PlanNode {
  /** Unique in its plan, in the order of the server, from 0. */
  readonly id: string;
  /** Undefined for rows of traditional EXPLAIN: each reads a table. */
  readonly operation?: PlanOperation;
  /** What a step that reads no table does, for people: "Sort", "Temporary table". */
  readonly title?: string;
  /** What it works on: sort keys, functions, a message of the server. May hold values of the application. */
  readonly detail?: string;
  /** The SELECT it belongs to; undefined for the row that joins a UNION. */
  readonly select?: number;
  /** The server's word: "SIMPLE", "DERIVED", "DEPENDENT SUBQUERY". */
  readonly selectType: string;
  /** Alias or name as the server writes it: "o", "<derived2>"; undefined when no table is read. */
  readonly table?: string;
  /** The table behind the alias, when the statement says so and it differs. */
  readonly tableName?: string;
  /** Reads what other steps made (a derived table, a temporary one), no table of the schema. */
  readonly result?: true;
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
  /** Rows that it expects to hand on, each time. An estimate. */
  readonly rowsOut?: number;
  /** How often it expects to run the step. An estimate. */
  readonly loops?: number;
  /** Share of the plan's estimated cost that the step itself takes, 0 to 1; undefined where the server gives no cost. */
  readonly share?: number;
  readonly actual?: ActualRun;
  /** Columns of the key that are used for finding rows. */
  readonly keyParts?: readonly string[];
  /** The index holds every column that is needed. */
  readonly covering?: boolean;
  /** Checked on rows after they were read. Holds values of the application: for the panel only. */
  readonly condition?: string;
  /** Checked in the index before the row is read. Holds values of the application. */
  readonly indexCondition?: string;
  /** "hash join", "BNL", "Batched Key Access": the table is joined against a buffer. */
  readonly joinBuffer?: string;
  /** No index fits for certain: the server chooses again for every row before it. */
  readonly rangeChecked?: true;
  /** For what runs as a subquery. */
  readonly subquery?: { readonly dependent: boolean; readonly cached?: boolean };
  readonly limit?: { readonly count?: number; readonly offset?: number };
  readonly extra: readonly ExtraRemark[];
  /** What it draws from: the inputs of an operation, a derived table, the parts of a UNION; and subqueries of its own. */
  readonly children: readonly PlanNode[];
}

/** Where the statement that was explained came from. */
export interface StatementSource {
  /**
   * `given`: handed in by the caller · `sample`: kept with the digest by the server · `history`: found in the server's
   * list of recent statements · `running`: a connection that executes it · `filled`: placeholders were filled.
   */
  readonly kind: 'given' | 'sample' | 'history' | 'running' | 'filled';
  /** For people, one sentence. */
  readonly text: string;
}

/** Formats of EXPLAIN that become the same model. */
export type PlanFormat = 'traditional' | 'json' | 'tree';

/** What a problem of a plan is about. */
export type ProblemKind =
  | 'rowsReadForFew'
  | 'fullScan'
  | 'indexScan'
  | 'dependentSubquery'
  | 'rangeChecked'
  | 'sort'
  | 'temporary'
  | 'conversion'
  | 'functionOnColumn'
  | 'leadingWildcard'
  | 'wrongEstimate';

/** Something that is wrong with a plan. Never holds a value of the application. */
export interface PlanProblem {
  readonly kind: ProblemKind;
  /** One sentence, without its full stop. */
  readonly text: string;
  /** `PlanNode.id` */
  readonly node?: string;
  /** Counted when the statement was executed, not estimated. */
  readonly measured: boolean;
}

/** A plan as the optimizer would run the statement now. */
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
  /** The same with what they are about. */
  readonly problems?: readonly PlanProblem[];
  /** The format that `nodes` were read from. */
  readonly format?: PlanFormat;
  /** The statement was executed for it (ANALYZE); false or undefined: nothing was. */
  readonly executed?: boolean;
  /** It was executed, and a time limit stopped it: counts are of what ran until then. */
  readonly interrupted?: boolean;
  readonly raw: {
    /** EXPLAIN FORMAT=JSON as the server wrote it; its shape differs by server. */
    readonly json?: string;
    /** EXPLAIN FORMAT=TREE or EXPLAIN ANALYZE of MySQL, as written. */
    readonly tree?: string;
    /** What SHOW WARNINGS said after EXPLAIN, without the rewritten statement (1003). */
    readonly notes?: readonly string[];
    readonly columns: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
}
