import type { Predicate } from './block';

type Range = Extract<Predicate, { kind: 'range' }>;

/** Predicates that all hold: a lower and an upper bound of one column become one range. In the order of the first of both. */
export function merged(predicates: readonly Predicate[]): Predicate[] {
  const result: Predicate[] = [];
  const open = new Map<string, number>();
  for (const predicate of predicates) {
    if (predicate.kind !== 'range') {
      result.push(predicate);
      continue;
    }
    const key = `${predicate.column.use} ${predicate.column.column} ${predicate.on ?? ''}`;
    const at = open.get(key);
    const earlier = at === undefined ? undefined : result[at];
    const both = earlier?.kind === 'range' ? joined(earlier, predicate) : undefined;
    if (at !== undefined && both !== undefined) {
      result[at] = both;
      open.delete(key);
    } else {
      if (predicate.low === undefined || predicate.high === undefined) open.set(key, result.length);
      result.push(predicate);
    }
  }
  return result;
}

function joined(one: Range, other: Range): Range | undefined {
  const { low = other.low } = one;
  const { high = other.high } = one;
  const disjoint =
    (one.low === undefined || other.low === undefined) && (one.high === undefined || other.high === undefined);
  return disjoint && low !== undefined && high !== undefined ? { ...one, low, high } : undefined;
}
