/** A statement as index advice sees it: one block for each query expression of it, outermost first. */
export interface StatementBlocks {
  readonly kind: 'select' | 'insert' | 'update' | 'delete' | 'replace';
  readonly blocks: readonly Block[];
  /** The table that is written, with the columns that an UPDATE sets (all of them for the others: undefined). */
  readonly writes?: { readonly table: string; readonly schema?: string; readonly columns?: readonly string[] };
  /** What of the statement is not in `blocks`, in words: "a window function", "a derived table of a view". */
  readonly remarks: readonly string[];
}

/** One SELECT (or the reading half of UPDATE and DELETE). */
export interface Block {
  /** Its place in `StatementBlocks.blocks`. */
  readonly id: number;
  readonly role: 'top' | 'union' | 'derived' | 'cte' | 'scalar' | 'exists' | 'in';
  /**
   * The block that it stands in (its table use of a `derived` or `cte` names this one in `derived`); for `union`: the first
   * block of its UNION, of which `role` and `negated` hold for this one too. Undefined at the top.
   */
  readonly parent?: number;
  /** `NOT EXISTS`, `NOT IN`. */
  readonly negated?: true;
  readonly tables: readonly TableUse[];
  /** Conjuncts of WHERE and of inner joins' ON, and of outer joins' ON (`on` names the table use they belong to). */
  readonly predicates: readonly Predicate[];
  /** Equalities between columns of two tables of this block. */
  readonly joins: readonly JoinEdge[];
  /** Equalities between a column of this block and one of a block around it (correlated), and `x IN (SELECT y …)` as x = y. */
  readonly outer: readonly OuterEdge[];
  readonly group: readonly OrderTerm[];
  readonly order: readonly OrderTerm[];
  readonly distinct: boolean;
  /** COUNT, SUM, MIN …: without `group`, one row comes out. */
  readonly aggregates: readonly { readonly function: string; readonly column?: ColumnUse }[];
  readonly having: boolean;
  readonly limit?: Limit;
  /** Every column that is read anywhere in the block, once: what a covering index has to hold. */
  readonly columns: readonly ColumnUse[];
  /** Table uses of which every column is read (`*`, `t.*`), also those whose rows an UPDATE or DELETE changes. */
  readonly allColumnsOf: readonly number[];
  readonly locking: boolean;
}

/** `count` undefined: a placeholder. */
export interface Limit {
  readonly count?: number;
  readonly offset?: number;
}

export interface TableUse {
  /** Alias, else the name. */
  readonly name: string;
  /** As the catalog writes it; undefined for a derived table or CTE, and for what the catalog does not have. */
  readonly table?: string;
  readonly schema?: string;
  /** The block that it draws from. */
  readonly derived?: number;
  readonly join: 'first' | 'inner' | 'left' | 'right';
  /** Names of indexes in USE, FORCE or IGNORE INDEX: advice for it is not free. */
  readonly hint?: string;
}

/** A column of a table use, by its place in `Block.tables`. */
export interface ColumnUse {
  readonly use: number;
  readonly column: string;
}

/** What a column is compared with. `placeholder`: "?" of a digest; `expression`: a value that is not written out (NOW()). */
export type Value =
  | { readonly kind: 'number' | 'string'; readonly text: string }
  | { readonly kind: 'null' }
  | { readonly kind: 'placeholder' }
  | { readonly kind: 'expression'; readonly text: string };

interface Conjunct {
  /** The outer-joined table use whose ON it stands in: the one whose `join` is `left` or `right`. */
  readonly on?: number;
}

/** One conjunct. */
export type Predicate = Conjunct &
  (
    | { readonly kind: 'equal'; readonly column: ColumnUse; readonly value: Value }
    /** `values` undefined: the list was not kept ("(...)" of a digest). */
    | { readonly kind: 'in'; readonly column: ColumnUse; readonly values?: readonly Value[] }
    | { readonly kind: 'null'; readonly column: ColumnUse; readonly not: boolean }
    | {
        readonly kind: 'range';
        readonly column: ColumnUse;
        readonly low?: { readonly value: Value; readonly inclusive: boolean };
        readonly high?: { readonly value: Value; readonly inclusive: boolean };
      }
    /** `prefix`: literal characters before the first wildcard; "" when it begins with one; undefined when not known. */
    | { readonly kind: 'like'; readonly column: ColumnUse; readonly value: Value; readonly prefix?: string }
    | { readonly kind: 'notEqual'; readonly column: ColumnUse; readonly values?: readonly Value[] }
    /** A function of columns of one table compared with a constant: only a functional index helps. */
    | {
        readonly kind: 'expression';
        /** Without names of tables; literals that are part of it stand in it: `JSON_EXTRACT(settings, '$.a')`. */
        readonly expression: string;
        readonly columns: readonly ColumnUse[];
        readonly comparison: 'equal' | 'in' | 'range' | 'like' | 'other';
        /** One the same values as a plain range of this column: `DATE(created_at) = '2026-01-01'`. */
        readonly rewrite?: string;
      }
    | { readonly kind: 'or'; readonly branches: readonly (readonly Predicate[])[] }
    | { readonly kind: 'fulltext'; readonly columns: readonly ColumnUse[] }
    /** Anything else: it filters, nobody knows how much. */
    | {
        readonly kind: 'other';
        /** For people: literals are "?". */
        readonly text: string;
        readonly columns: readonly ColumnUse[];
        /** Blocks that stand in it, where it is a subquery: `EXISTS (…)`, `x IN (SELECT …)`, `x > (SELECT …)`. */
        readonly subqueries?: readonly number[];
      }
  );

export interface JoinEdge {
  readonly left: ColumnUse;
  readonly right: ColumnUse;
  /** The outer-joined table use whose ON it stands in. */
  readonly on?: number;
}

export interface OuterEdge {
  readonly inner: ColumnUse;
  /** Block and column around it. */
  readonly block: number;
  readonly outer: ColumnUse;
}

/** `column` undefined: an expression. */
export interface OrderTerm {
  readonly column?: ColumnUse;
  readonly expression?: string;
  readonly descending: boolean;
}
