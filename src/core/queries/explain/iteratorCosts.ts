import { subqueryHeading, type Iterator } from './iterator';

/** The inputs of an iterator, and the subqueries that it asks for values. */
export function partsOf(iterator: Iterator): {
  readonly main: readonly Iterator[];
  readonly beside: readonly Iterator[];
} {
  const isSubquery = (input: Iterator): boolean => subqueryHeading(input.heading) !== undefined;
  return {
    main: iterator.inputs.filter((input) => !isSubquery(input)),
    beside: iterator.inputs.filter(isSubquery),
  };
}

/** How often each input runs for one run of its join, by the estimates: the right side once for every row of the left. */
export function runsOfInputs({ operation }: Iterator, main: readonly Iterator[]): readonly number[] {
  const nested = operation.startsWith('Nested loop');
  return main.map((_input, index) => (nested && index > 0 ? (main[0]?.rows ?? 1) : 1));
}

/** The rows that subqueries of an iterator are asked for, each time it runs. */
export function rowsAsked(iterator: Iterator, main: readonly Iterator[]): number {
  return main[0]?.rows ?? iterator.rows ?? 1;
}

/**
 * What each iterator costs itself, in the server's unit. The server writes sums: of an iterator and all below it, for one run. Its
 * figures do not always add up (a semi-join's part may cost more than the whole); parts are then taken as sums of all
 * runs, and scaled into the whole. Subqueries are not in the sums: theirs are added for every time they run.
 *
 * @returns empty when the server gave no cost
 */
export function ownCosts(roots: readonly Iterator[]): ReadonlyMap<Iterator, number> {
  const sums = new Map<Iterator, number>();
  let known = false;
  const sumOf = (one: Iterator): number => {
    const { main, beside } = partsOf(one);
    const runs = runsOfInputs(one, main);
    const below = main.reduce((sum, input, index) => sum + sumOf(input) * (runs[index] ?? 1), 0);
    for (const input of beside) sumOf(input);
    if (one.cost !== undefined) known = true;
    // MySQL 9.7 writes 0 for window functions.
    const sum = one.cost === undefined || one.cost === 0 ? below : one.cost;
    sums.set(one, sum);
    return sum;
  };
  for (const root of roots) sumOf(root);
  const own = new Map<Iterator, number>();
  if (!known) return own;

  const spend = (one: Iterator, budget: number, loops: number): void => {
    const { main, beside } = partsOf(one);
    const whole = sums.get(one) ?? 0;
    const runs = runsOfInputs(one, main);
    let parts = main.map((input, index) => (sums.get(input) ?? 0) * (runs[index] ?? 1));
    if (total(parts) > whole * 1.001) parts = main.map((input) => sums.get(input) ?? 0);
    const scale = Math.min(1, whole / Math.max(total(parts), Number.MIN_VALUE));
    const rate = whole > 0 ? budget / whole : 0;
    const rest = Math.max(0, budget - total(parts) * scale * rate);
    for (const [index, input] of main.entries())
      spend(input, (parts[index] ?? 0) * scale * rate, loops * (runs[index] ?? 1));
    // What joining costs is the inner table's, as in JSON version 1.
    const inner = one.operation.startsWith('Nested loop') ? main[1] : undefined;
    if (inner === undefined) own.set(one, rest);
    else own.set(inner, (own.get(inner) ?? 0) + rest);
    const asked = loops * rowsAsked(one, main);
    for (const input of beside) {
      const times = subqueryHeading(input.heading)?.dependent === true ? asked : 1;
      spend(input, (sums.get(input) ?? 0) * times, times);
    }
  };
  const [first] = roots;
  for (const root of roots) {
    const times = subqueryHeading(root.heading)?.dependent === true ? (first?.rows ?? 1) : 1;
    spend(root, (sums.get(root) ?? 0) * times, times);
  }
  return own;
}

function total(parts: readonly number[]): number {
  return parts.reduce((sum, part) => sum + part, 0);
}
