import { cost } from '../model/constants';
import { type DerivedRows, type Joined, joinOrders, type Setting } from './joinOrder';
import { givesGroups, givesOrder, readsBackwards } from './order';
import { indexPath, type Path, type UseWord } from './path';
import type { Problem, Term, Use } from './problem';

/** What running it once costs by the model. */
interface Cost {
  /** Microseconds. */
  readonly cost: number;
  /** Rows and index entries read. */
  readonly reads: number;
  /** Rows that come out. */
  readonly rows: number;
  /** What indexes were used for, by `IndexModel.id`. */
  readonly used: ReadonlyMap<string, ReadonlySet<UseWord>>;
}

type Words = Map<string, Set<UseWord>>;

function note(words: Words, path: Path | undefined, more: readonly UseWord[] = []): void {
  for (const index of path?.merged ?? (path?.index ? [path.index] : [])) {
    const set = words.get(index.id) ?? new Set();
    words.set(index.id, set);
    for (const word of [...(path?.words ?? []), ...more]) set.add(word);
  }
}

function noteAll(words: Words, used: Cost['used']): void {
  for (const [id, own] of used) {
    const set = words.get(id) ?? new Set();
    words.set(id, set);
    for (const word of own) set.add(word);
  }
}

function distinctGroups(problem: Problem, rows: number): number {
  const byUse = new Map<number, string[]>();
  for (const term of problem.group) {
    const place = term.columns.find(({ use }) => problem.uses[use]?.table !== undefined);
    if (place === undefined) return Math.max(1, Math.sqrt(rows));
    byUse.set(place.use, [...(byUse.get(place.use) ?? []), place.column]);
  }
  let groups = 1;
  for (const [use, columns] of byUse) groups *= problem.uses[use]?.table?.distinct(columns) ?? 1;
  return Math.max(1, Math.min(groups, rows));
}

/** MIN and MAX of the next part of an index: one entry is read. */
function endOfIndex(problem: Problem, setting: Setting): Path | undefined {
  const [use] = problem.uses;
  const [first, ...more] = problem.aggregates;
  if (use?.table === undefined || problem.uses.length !== 1 || problem.group.length > 0) return undefined;
  const column = first?.column?.column;
  const ends = (name: string) => name === 'MIN' || name === 'MAX';
  if (first === undefined || column === undefined || !ends(first.function.toUpperCase())) return undefined;
  if (more.some((other) => !ends(other.function.toUpperCase()) || other.column?.column !== column)) return undefined;
  if (problem.dependents.length > 0 || problem.residual < 1) return undefined;
  for (const index of setting.indexesOf(use.table.name)) {
    const path = indexPath(use, use.table, index, 0);
    if (path?.exact === true && path.rest[0]?.column === column) return path;
  }
  return undefined;
}

/** Only the first entry of each group is needed (loose index scan). */
function skipsGroups(problem: Problem, use: Use, path: Path, groups: readonly Term[]): boolean {
  const next = path.rest[groups.length]?.column;
  return (
    path.covering &&
    path.exact &&
    problem.uses.length === 1 &&
    use.table !== undefined &&
    problem.aggregates.every(
      ({ function: name, column }) => /^(?:min|max)$/i.test(name) && column !== undefined && column.column === next,
    )
  );
}

interface Finished {
  readonly cost: number;
  readonly reads: number;
  readonly rows: number;
  readonly words: readonly UseWord[];
}

/** Adds to a join order what comes after it: groups, order, LIMIT, subqueries for each row, sending. */
function finish(problem: Problem, joined: Joined, dependents: readonly Cost[]): Finished {
  const [first] = joined.steps;
  const path = first?.path;
  const use = first?.use;
  const words: UseWord[] = [];
  const joinedRows = joined.rows;
  const all = Math.max(joinedRows * problem.residual, 0);
  const wanted = problem.limit ?? Number.POSITIVE_INFINITY;
  const grouping: readonly Term[] = problem.group;
  const grouped = grouping.length > 0 || problem.distinct;
  let { fixed, scaled, fixedReads, scaledReads } = joined;
  for (const [place, dependent] of problem.dependents.entries()) {
    const one = dependents[place];
    if (one === undefined || !dependent.filters) continue;
    scaled += joinedRows * one.cost;
    scaledReads += joinedRows * one.reads;
  }
  const ordered =
    problem.order.length > 0 && use !== undefined && path !== undefined && givesOrder(problem.order, use, path);
  if (ordered && use !== undefined && path !== undefined && readsBackwards(problem.order, use, path)) {
    // Reading forwards, testing in the index and sorting might be less, but what gives the order is not sorted by any server.
    scaled += path.pushed;
  }
  let rows = all;
  let part = 1;
  let sorted = problem.order.length === 0 || ordered;
  if (grouped) {
    const single = grouping.length > 0 && use !== undefined && path !== undefined && givesGroups(grouping, use, path);
    const groups = grouping.length > 0 ? distinctGroups(problem, all) : all;
    if (single) {
      words.push('group');
      if (skipsGroups(problem, use, path, grouping) && groups * cost.seek < scaled) {
        scaled = groups * cost.seek;
        scaledReads = groups;
      }
      if (sorted) part = Math.min(1, wanted / Math.max(groups, 1));
      if (ordered) words.push('order');
    } else if (grouping.length > 0 || joined.steps.length > 1) {
      fixed += all * cost.temporaryRow;
      sorted = problem.order.length === 0;
    }
    rows = groups;
  } else if (problem.aggregates.length > 0) {
    rows = 1;
    sorted = true;
  } else if (sorted) {
    // Reading ends when enough rows are there.
    part = Math.min(1, wanted / Math.max(all, 1e-9));
    if (ordered && problem.order.length > 0) words.push('order');
  }
  const sent = Math.min(rows, wanted);
  let total = fixed + scaled * part;
  if (!sorted) total += rows * cost.sortedRow;
  total += sent * cost.sentRow;
  let reads = fixedReads + scaledReads * part;
  for (const [place, dependent] of problem.dependents.entries()) {
    const one = dependents[place];
    if (one === undefined || dependent.filters) continue;
    total += sent * one.cost;
    reads += sent * one.reads;
  }
  return { cost: total, reads, rows: sent, words };
}

/** The cheapest plan of one query expression with the indexes of `setting`, as an ideal optimizer would choose it. */
export function evaluate(problem: Problem, setting: Setting): Cost {
  const words: Words = new Map();
  let total = 0;
  let reads = 0;
  const derived = new Map<Use, number>();
  for (const use of problem.uses) {
    if (use.derived === undefined) continue;
    const inner = evaluate(use.derived, setting);
    derived.set(use, inner.rows);
    total += inner.cost + inner.rows * cost.temporaryRow;
    reads += inner.reads;
    noteAll(words, inner.used);
  }
  for (const other of problem.once) {
    const inner = evaluate(other, setting);
    total += inner.cost;
    reads += inner.reads;
    noteAll(words, inner.used);
  }
  const end = endOfIndex(problem, setting);
  if (end !== undefined) {
    note(words, end, ['order']);
    return { cost: total + end.start + cost.sentRow, reads: reads + 1, rows: 1, used: words };
  }
  const dependents = problem.dependents.map((dependent) => evaluate(dependent.problem, setting));
  const derivedRows: DerivedRows = (use) => derived.get(use) ?? 1;
  const keepFirst = (use: Use, path: Path): boolean => {
    if (problem.group.length > 0) return path.rest.length > 0 && givesGroups(problem.group, use, path);
    if (problem.order.length > 0) return path.rest.length > 0 && givesOrder(problem.order, use, path);
    return false;
  };
  let best: { readonly finished: Finished; readonly joined: Joined } | undefined;
  for (const joined of joinOrders(problem, setting, derivedRows, keepFirst)) {
    const finished = finish(problem, joined, dependents);
    if (best === undefined || finished.cost < best.finished.cost) best = { finished, joined };
  }
  if (best === undefined) return { cost: total, reads, rows: 1, used: words };
  for (const [at, step] of best.joined.steps.entries()) note(words, step.path, at === 0 ? best.finished.words : []);
  for (const one of dependents) noteAll(words, one.used);
  return {
    cost: total + best.finished.cost,
    reads: reads + best.finished.reads,
    rows: best.finished.rows,
    used: words,
  };
}
