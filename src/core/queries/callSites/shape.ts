import type { QueryPlace } from '../../code/queries/queryFact';

/** What a condition does with a column, as far as an index or a reader tells conditions apart. */
export type ConditionKind =
  | 'equal'
  | 'in'
  | 'null'
  | 'notNull'
  | 'range'
  | 'like'
  | 'notEqual'
  /** A function of the column, or a part of JSON. */
  | 'expression'
  /** Anything else that reads the column. */
  | 'other';

export interface ShapeCondition {
  /** With its table where the code says it: "orders.status". */
  readonly column: string;
  /** The table of a subquery that it stands in without its name: `whereHas('orders', fn ($q) => $q->where('status', …))`. */
  readonly within?: string;
  /** Any of them; empty: any at all. */
  readonly kinds: readonly ConditionKind[];
  /** It may be left out. */
  readonly optional: boolean;
}

export type Verb = 'select' | 'insert' | 'update' | 'delete';

/** What a statement gives: all columns of a row, some, or something that is worked out. `unknown`: not told. */
export type Selects =
  | { readonly kind: 'all' | 'unknown' | 'exists' }
  | { readonly kind: 'aggregate'; readonly name: string }
  | { readonly kind: 'columns'; readonly columns: readonly string[] };

/** A statement that code sends, as far as it can be told. */
export interface Shape {
  readonly verb: Verb;
  readonly table: string;
  readonly joins: readonly { readonly table: string; readonly optional: boolean }[];
  /** Names that the code gives to tables. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly conditions: readonly ShapeCondition[];
  /** `descending` undefined: not certain. */
  readonly order: readonly { readonly column: string; readonly optional: boolean; readonly descending?: boolean }[];
  readonly group: readonly string[];
  readonly limit: 'yes' | 'no' | 'maybe';
  readonly selects: Selects;
  /** Columns that are written, where the code names all of them. */
  readonly writes?: readonly string[];
  /** Written by Eloquent, which adds time stamps. */
  readonly stamped?: boolean;
  /** Something of it is not understood: there may be more conditions, tables, an order. */
  readonly loose: boolean;
  /** It is handed on, and whoever gets it may add to it. */
  readonly open: boolean;
  /** The class of an object was guessed by the name of its variable. */
  readonly guessed: boolean;
  /** For people: "`Order::query()` … `get()`". */
  readonly what: string;
  readonly place: QueryPlace;
  /** A relation that is read for one parent after the other, in a loop or where it is defined. */
  readonly relation?: { readonly model: string; readonly name: string; readonly how: 'lazy' | 'eager' };
  readonly inLoop: boolean;
  /** A relation that is read of one after the other: what `with()` would have to name, "user.company". */
  readonly each?: string;
  /** Its loop goes over `cursor()`. */
  readonly cursor?: boolean;
  /** The place is where the relation is defined, not where it is read. */
  readonly defines?: true;
}
