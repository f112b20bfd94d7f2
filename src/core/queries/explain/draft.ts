import { decodeExtra } from './extra';
import type { PlanNode } from './plan';

type Writable<T> = { -readonly [Key in keyof T]?: T[Key] };

/** A step of a plan while a format is read. */
export interface Draft extends Writable<Omit<PlanNode, 'id' | 'share' | 'children' | 'extra' | 'operation'>> {
  operation: NonNullable<PlanNode['operation']>;
  /** Remarks in the words of traditional EXPLAIN: "Using index". */
  remarks: string[];
  /** The step's own cost each time its SELECT runs, in the server's unit. */
  cost?: number;
  /** How often this step and those below run for each run of what is above, for costs. NaN: not known. */
  runs?: number;
  children: Draft[];
}

/** A step with nothing known of it. */
export function draft(operation: Draft['operation'], children: Draft[] = []): Draft {
  return { operation, remarks: [], children };
}

/** More steps than a person looks at: a text that has them is cut. */
export const mostNodes = 5_000;

/**
 * The steps as nodes: numbered in the order of the server, shares worked out of costs, names behind aliases filled in.
 *
 * @param names table names by lower-case alias
 */
export function finish(drafts: readonly Draft[], names: ReadonlyMap<string, string>): readonly PlanNode[] {
  const total = drafts.reduce((sum, one) => sum + costOf(one, 1), 0);
  let next = 0;
  const nodeOf = (from: Draft, runs: number): PlanNode => {
    const { remarks, cost, runs: own, children, ...fields } = from;
    const times = runs * (own ?? 1);
    const id = String(next++);
    const name = fields.table === undefined ? undefined : names.get(fields.table.toLowerCase());
    const share = cost === undefined || !(total > 0) ? undefined : (cost * times) / total;
    return {
      ...fields,
      ...(name === undefined || name === fields.table || fields.tableName !== undefined ? {} : { tableName: name }),
      ...(share === undefined || !Number.isFinite(share) ? {} : { share }),
      id,
      selectType: fields.selectType ?? '',
      access: fields.access ?? 'No table',
      possibleKeys: fields.possibleKeys ?? [],
      extra: decodeExtra(remarks.join('; ')),
      children: nodesOf(children, times),
    };
  };
  const nodesOf = (list: readonly Draft[], runs: number): readonly PlanNode[] =>
    list.flatMap((one) => (next < mostNodes ? [nodeOf(one, runs)] : []));
  return nodesOf(drafts, 1);
}

function costOf(one: Draft, runs: number): number {
  const times = runs * (one.runs ?? 1);
  return one.children.reduce((sum, child) => sum + costOf(child, times), (one.cost ?? 0) * times);
}
