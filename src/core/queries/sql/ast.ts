/** Offsets in the statement's text, UTF-16 units. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** Parentheses leave no trace: they are the shape of the tree. */
export type Expression = Place &
  (
    | { readonly kind: 'column'; readonly schema?: string; readonly table?: string; readonly name: string }
    /** `*`, `t.*`, the one in COUNT(*). */
    | { readonly kind: 'star'; readonly schema?: string; readonly table?: string }
    /** `binary` and `keyword` (a unit, a format) as written, `boolean` as 1 or 0. A minus before a number is part of it. */
    | {
        readonly kind: 'literal';
        readonly type: 'number' | 'string' | 'null' | 'boolean' | 'binary' | 'temporal' | 'keyword';
        readonly text: string;
      }
    | { readonly kind: 'placeholder'; readonly name?: string }
    /** "..." of a digest: one or more literals that were not kept. */
    | { readonly kind: 'more' }
    | { readonly kind: 'variable' }
    | { readonly kind: 'not'; readonly operand: Expression }
    | { readonly kind: 'logical'; readonly operator: 'and' | 'or' | 'xor'; readonly operands: readonly Expression[] }
    | {
        readonly kind: 'compare';
        readonly operator: '=' | '<=>' | '<' | '<=' | '>' | '>=' | '!=';
        readonly left: Expression;
        readonly right: Expression;
        readonly quantifier?: 'any' | 'all';
      }
    /** Exactly one of `items` and `query`. */
    | {
        readonly kind: 'in';
        readonly not: boolean;
        readonly operand: Expression;
        readonly items?: readonly Expression[];
        readonly query?: Query;
      }
    | {
        readonly kind: 'between';
        readonly not: boolean;
        readonly operand: Expression;
        readonly low: Expression;
        readonly high: Expression;
      }
    | {
        readonly kind: 'like';
        readonly operator: 'like' | 'regexp' | 'sounds';
        readonly not: boolean;
        readonly operand: Expression;
        readonly pattern: Expression;
        readonly escape?: Expression;
      }
    | {
        readonly kind: 'is';
        readonly not: boolean;
        readonly operand: Expression;
        readonly what: 'null' | 'true' | 'false' | 'unknown' | 'json';
      }
    | { readonly kind: 'exists'; readonly query: Query }
    | { readonly kind: 'subquery'; readonly query: Query }
    /** Arithmetic, in the order written: what binds stronger is not told apart. */
    | { readonly kind: 'operation'; readonly operators: readonly string[]; readonly operands: readonly Expression[] }
    | { readonly kind: 'unary'; readonly operator: '-' | '+' | '~' | 'binary'; readonly operand: Expression }
    /** `->` and `->>`. */
    | { readonly kind: 'json'; readonly unquoted: boolean; readonly operand: Expression; readonly path: Expression }
    | { readonly kind: 'collate'; readonly operand: Expression; readonly collation: string }
    | { readonly kind: 'cast'; readonly operand: Expression; readonly type: string }
    | {
        readonly kind: 'call';
        /** In upper case. */
        readonly name: string;
        readonly arguments: readonly Expression[];
        readonly distinct: boolean;
        /** With OVER: a window function. */
        readonly window: boolean;
      }
    /** All parts of a CASE in the order written. */
    | { readonly kind: 'case'; readonly parts: readonly Expression[] }
    | { readonly kind: 'row'; readonly items: readonly Expression[] }
    | { readonly kind: 'match'; readonly columns: readonly Expression[]; readonly against: Expression }
    | { readonly kind: 'interval'; readonly value: Expression; readonly unit: string }
    | { readonly kind: 'memberOf'; readonly operand: Expression; readonly list: Expression }
  );

export interface OrderItem {
  readonly expression: Expression;
  readonly descending: boolean;
}

/** A query expression: SELECTs joined by UNION and the like, with what stands around them. */
export interface Query extends Place {
  readonly recursive: boolean;
  readonly with: readonly CommonTable[];
  /** In the order written; that INTERSECT binds stronger is not told apart. */
  readonly parts: readonly (Select | Query)[];
  /** Between the parts: "UNION", "UNION ALL", "EXCEPT", … */
  readonly operators: readonly string[];
  readonly order: readonly OrderItem[];
  readonly limit?: LimitClause;
  readonly locking: boolean;
}

/** `count` undefined: OFFSET without it. */
export interface LimitClause {
  readonly count?: Expression;
  readonly offset?: Expression;
}

export interface CommonTable {
  readonly name: string;
  readonly columns?: readonly string[];
  readonly query: Query;
}

export interface Select extends Place {
  readonly kind: 'select';
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: readonly TableReference[];
  readonly where?: Expression;
  readonly group: readonly OrderItem[];
  readonly rollup: boolean;
  readonly having?: Expression;
  /** Expressions of named windows. */
  readonly windows: readonly Expression[];
}

export interface SelectItem {
  readonly expression: Expression;
  readonly alias?: string;
}

export interface TableName extends Place {
  readonly schema?: string;
  readonly name: string;
}

/** How a table is joined to those before it. */
export type JoinKind = 'first' | 'comma' | 'inner' | 'left' | 'right' | 'full';

/** One table of a FROM clause; tables in parentheses are one reference, `nest`. */
export interface TableReference {
  readonly join: JoinKind;
  readonly natural: boolean;
  readonly source: TableSource;
  readonly on?: Expression;
  readonly using?: readonly string[];
}

export type TableSource =
  | {
      readonly kind: 'table';
      readonly table: TableName;
      readonly alias?: string;
      readonly partitions?: readonly string[];
      /** Names of indexes in USE, FORCE, IGNORE INDEX. */
      readonly hint?: readonly string[];
    }
  | {
      readonly kind: 'derived';
      readonly query: Query;
      readonly alias?: string;
      readonly columns?: readonly string[];
      readonly lateral: boolean;
    }
  /** JSON_TABLE and functions like it. `columns`: the names it gives; undefined: not known. */
  | {
      readonly kind: 'function';
      readonly name: string;
      readonly arguments: readonly Expression[];
      readonly alias?: string;
      readonly columns?: readonly string[];
    }
  | { readonly kind: 'nest'; readonly tables: readonly TableReference[] };

export interface Assignment {
  readonly column: Expression;
  readonly value: Expression;
}

/** A statement with the text that its offsets point into. */
export type ParsedStatement = {
  readonly sql: string;
  /** Texts of optimizer hints. */
  readonly hints: readonly string[];
  /** Something of it stands in a comment that only some servers run; it was read as part of the statement. */
  readonly versioned: boolean;
} & StatementBody;

export type StatementBody =
  | { readonly kind: 'select'; readonly query: Query }
  | {
      readonly kind: 'insert' | 'replace';
      readonly table: TableName;
      /** Columns that are named; undefined: all. */
      readonly columns?: readonly string[];
      /** INSERT … SELECT. Otherwise `values`: everything that stands in VALUES or SET and reads something. */
      readonly query?: Query;
      readonly values: readonly Expression[];
      readonly onDuplicate?: readonly Assignment[];
    }
  | {
      readonly kind: 'update';
      readonly recursive: boolean;
      readonly with: readonly CommonTable[];
      readonly tables: readonly TableReference[];
      readonly set: readonly Assignment[];
      readonly where?: Expression;
      readonly order: readonly OrderItem[];
      readonly limit?: LimitClause;
    }
  | {
      readonly kind: 'delete';
      readonly recursive: boolean;
      readonly with: readonly CommonTable[];
      /** Tables that rows are deleted from, by name or alias; empty: the one table of `tables`. */
      readonly targets: readonly TableName[];
      readonly tables: readonly TableReference[];
      readonly where?: Expression;
      readonly order: readonly OrderItem[];
      readonly limit?: LimitClause;
    };
