/** One iterator of MySQL's executor, as JSON version 2 and FORMAT=TREE describe it. */
export interface Iterator {
  /** "Index lookup on o using PRIMARY (id = i.order_id)" */
  readonly operation: string;
  /** What stands above it: "Hash", "Select #2 (subquery in condition; dependent)". */
  readonly heading?: string;
  /** Of all rows, from the beginning, including what is below. */
  readonly cost?: number;
  readonly rows?: number;
  /** Averages of one loop. `loops` 0: never executed. */
  readonly actual?: { readonly rows?: number; readonly lastMs?: number; readonly loops: number };
  readonly inputs: readonly Iterator[];
  /** What JSON says on its own and TREE in the text of the operation. */
  readonly table?: string;
  readonly tableName?: string;
  readonly key?: string;
  readonly keyParts?: readonly string[];
  readonly references?: readonly string[];
  readonly condition?: string;
  readonly indexCondition?: string;
}

/** The number of a SELECT in a heading, and how it runs; undefined when the heading is another. */
export function subqueryHeading(
  heading: string | undefined,
): { readonly select: number; readonly dependent: boolean; readonly cached: boolean } | undefined {
  const match = /^Select #(\d{1,9}) \(([^()]*)\)$/.exec(heading ?? '');
  if (match === null) return undefined;
  const says = match[2] ?? '';
  return {
    select: Number(match[1]),
    dependent: says.includes('dependent') || says.includes('uncacheable'),
    cached: says.includes('run only once'),
  };
}
