import type { Expression, ParsedStatement, Query } from '../sql/ast';
import type { Dialect } from '../sql/dialect';
import type { Block, ColumnUse, JoinEdge, Limit, OrderTerm, OuterEdge, Predicate, TableUse } from './block';
import type { CatalogIndex, KnownColumn } from './catalogIndex';

/** A block while it is made. */
export interface Draft {
  readonly id: number;
  readonly role: Block['role'];
  readonly negated: boolean;
  readonly parent: Draft | undefined;
  /** The block whose columns are seen from here besides its own. */
  readonly scope: Draft | undefined;
  /** Common tables that can be named here, by name in lower case. */
  common: ReadonlyMap<string, CommonUse>;
  readonly tables: TableUse[];
  /** Columns of each table use by name in lower case; undefined: not known. */
  readonly known: (ReadonlyMap<string, KnownColumn> | undefined)[];
  /** Table uses that are outer-joined together with others, in parentheses. */
  readonly nested: Set<number>;
  predicates: Predicate[];
  joins: JoinEdge[];
  readonly outer: OuterEdge[];
  group: readonly OrderTerm[];
  order: readonly OrderTerm[];
  distinct: boolean;
  readonly aggregates: { readonly function: string; readonly column?: ColumnUse }[];
  having: boolean;
  limit: Limit | undefined;
  readonly columns: Map<string, ColumnUse>;
  readonly all: Set<number>;
  locking: boolean;
  /** What the SELECT gives, by position. */
  items: readonly OutputItem[];
  /** Columns of blocks around it that it, or a block in it, reads. */
  readonly outerReads: { readonly draft: Draft; readonly column: ColumnUse }[];
}

export interface OutputItem {
  /** Undefined: not known, as for a star over a table that is not known. */
  readonly name?: string;
  readonly expression?: Expression;
}

/** A common table as it is used. `columns` undefined: not known. */
export interface CommonUse {
  readonly block: number;
  readonly columns: ReadonlyMap<string, KnownColumn> | undefined;
}

/** What the analysis of one statement shares. */
export interface Analysis {
  readonly statement: ParsedStatement;
  readonly dialect: Dialect;
  readonly catalog: CatalogIndex;
  readonly drafts: Draft[];
  readonly remarks: Set<string>;
  /** Reads a query that stands in an expression of `around`; its blocks, one for each SELECT of a UNION. */
  readonly subquery: (
    query: Query,
    role: 'scalar' | 'exists' | 'in',
    around: Draft,
    negated: boolean,
  ) => readonly Draft[];
}

/** A new block, the next in order. */
export function newDraft(
  analysis: Analysis,
  of: Pick<Draft, 'role' | 'parent' | 'scope' | 'common'> & { readonly negated?: boolean },
): Draft {
  const draft: Draft = {
    negated: false,
    ...of,
    id: analysis.drafts.length,
    tables: [],
    known: [],
    nested: new Set(),
    predicates: [],
    joins: [],
    outer: [],
    group: [],
    order: [],
    distinct: false,
    aggregates: [],
    having: false,
    limit: undefined,
    columns: new Map(),
    all: new Set(),
    locking: false,
    items: [],
    outerReads: [],
  };
  analysis.drafts.push(draft);
  return draft;
}

export function finish(draft: Draft): Block {
  const { id, role, negated, parent, limit } = draft;
  const { tables, predicates, joins, outer, group, order, distinct, aggregates, having, locking } = draft;
  return {
    id,
    role,
    ...(parent === undefined ? {} : { parent: parent.id }),
    ...(negated ? { negated } : {}),
    tables,
    predicates,
    joins,
    outer,
    group,
    order,
    distinct,
    aggregates,
    having,
    ...(limit && { limit }),
    columns: [...draft.columns.values()],
    allColumnsOf: [...draft.all],
    locking,
  };
}
