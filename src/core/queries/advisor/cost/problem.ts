import type { Block } from '../../blocks/block';
import type { Filter } from '../model/filter';
import type { TableModel } from '../model/table';
import type { IndexModel } from './indexModel';
import type { Path } from './path';

/** One query expression made ready for costing: its subqueries are joined in where the optimizer would do that. */
export interface Problem {
  readonly uses: readonly Use[];
  readonly order: readonly Term[];
  readonly group: readonly Term[];
  readonly distinct: boolean;
  readonly aggregates: Block['aggregates'];
  /** Rows wanted with those skipped; undefined: all. */
  readonly limit?: number;
  /** Share of the joined rows that pass conditions over several tables and subqueries that are not joined in. */
  readonly residual: number;
  /** Subqueries that run for each row: of WHERE (`filters`), or for each row that is sent. */
  readonly dependents: readonly { readonly problem: Problem; readonly filters: boolean; readonly first: boolean }[];
  /** Subqueries that run once, and further parts of a UNION. */
  readonly once: readonly Problem[];
}

/** Columns that may stand for an ORDER BY or GROUP BY term: itself and those that are equal to it; none: an expression. */
export interface Term {
  readonly columns: readonly Place[];
  readonly descending: boolean;
}

export interface Place {
  readonly use: number;
  readonly column: string;
}

/** A table of the query. */
export interface Use {
  /** Its place in `Problem.uses`, and its bit. */
  readonly place: number;
  readonly name: string;
  readonly table?: TableModel;
  readonly derived?: Problem;
  /** Rows without a match stay. */
  readonly optional: boolean;
  /** Bits of uses that have to be read before. */
  readonly after: number;
  /** Of a subquery that asks only whether there is a row. */
  readonly semi: boolean;
  /** Its indexes are prescribed by a hint. */
  readonly hinted: boolean;
  readonly filters: readonly Filter[];
  readonly needed: ReadonlySet<string> | 'all';
  readonly links: readonly Link[];
  /** Bits of the uses that it is linked to. */
  readonly linked: number;
  /** Paths by index and by the bits of linked uses that were read before. */
  readonly paths: Map<IndexModel, Map<number, Path | undefined>>;
  /** Answers kept by whoever works them out. */
  readonly memo: Map<string, unknown>;
}

/** A column that equals columns of other uses. */
export interface Link {
  readonly column: string;
  readonly to: readonly { readonly use: number; readonly column: string; readonly distinct: number }[];
}

/** Bit of everything around a subquery: bound when it begins. */
export const around = 30;

/** Keeps what `compute` answers. */
export function remembered<T>(use: Use, key: string, compute: () => T): T {
  const known = use.memo.get(key);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- keys begin with the name of what is kept
  if (known !== undefined) return known as T;
  const answer = compute();
  use.memo.set(key, answer);
  return answer;
}
