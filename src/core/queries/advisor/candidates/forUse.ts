import type { IndexColumn } from '../../catalog/table';
import type { Problem, Term, Use } from '../cost/problem';
import { around } from '../cost/problem';
import type { Filter } from '../model/filter';
import type { TableModel } from '../model/table';
import { type AdviceOptions, hasDescending, hasFunctional } from '../options';
import { partFor } from './limits';

/** Columns compared with "=" that are combined; beyond it the most selective. */
const mostEqual = 6;

/** What a query asks of one table, as parts of indexes. */
interface Asked {
  /** Compared with "=", joined, or IN: parts that may stand in any order. */
  readonly equal: readonly string[];
  readonly lists: readonly string[];
  readonly ranges: readonly string[];
  /** Parts that give ORDER BY and GROUP BY, in order; empty when this table cannot. */
  readonly order: readonly IndexColumn[];
  readonly group: readonly IndexColumn[];
  /** Column of MIN or MAX, or of DISTINCT. */
  readonly ends: readonly string[];
  /** Everything that is read, unless that is too much to be covered. */
  readonly needed: readonly string[];
  /** Tested, but not by what an index looks up. */
  readonly tested: readonly string[];
}

function ownColumns(terms: readonly Term[], use: Use, constant: ReadonlySet<string>): Term[] | undefined {
  const own: Term[] = [];
  for (const term of terms) {
    const place = term.columns.find((one) => one.use === use.place);
    if (place !== undefined) {
      if (!constant.has(place.column)) own.push({ columns: [place], descending: term.descending });
    } else if (!term.columns.some((one) => one.use === around)) return undefined;
  }
  return own;
}

function orderParts(terms: readonly Term[] | undefined, table: TableModel, descending: boolean): IndexColumn[] {
  const parts: IndexColumn[] = [];
  const mixed = new Set(terms?.map((term) => term.descending)).size > 1;
  if (terms === undefined || (mixed && !descending)) return [];
  for (const term of terms) {
    const part = partFor(table, term.columns[0]?.column ?? '', true);
    if (part === undefined || !('column' in part)) return [];
    // Read backwards an index gives the opposite order: only mixed directions need a descending part.
    parts.push(mixed && term.descending ? { ...part, descending: true } : part);
  }
  return parts;
}

function sargs(filters: readonly Filter[], kinds: readonly string[]): string[] {
  return [...new Set(filters.flatMap(({ sarg }) => (sarg && kinds.includes(sarg.kind) ? [sarg.part] : [])))];
}

function ask(use: Use, problem: Problem, table: TableModel, filters: readonly Filter[], options: AdviceOptions): Asked {
  const own = filters.filter((filter) => filter.expression !== true || hasFunctional(options.server));
  const lists = sargs(own, ['in']);
  const constant = new Set(sargs(own, ['equal']));
  const links = use.links.map(({ column }) => column);
  const selectivity = (name: string) =>
    own.find(({ sarg }) => sarg?.part === name)?.share ?? 1 / table.distinct([name]);
  const equal = [...new Set([...constant, ...lists, ...links])]
    .sort((a, b) => selectivity(a) - selectivity(b) || (a < b ? -1 : 1))
    .slice(0, mostEqual);
  const direct = problem.order.length > 0 && problem.group.length === 0;
  const ends = problem.aggregates
    .filter(({ function: name, column }) => /^(?:min|max)$/i.test(name) && column?.use === use.place)
    .flatMap(({ column }) => column?.column ?? []);
  return {
    equal,
    lists,
    ranges: sargs(own, ['range', 'like']),
    order: direct ? orderParts(ownColumns(problem.order, use, constant), table, hasDescending(options.server)) : [],
    group: orderParts(
      ownColumns(problem.group, use, constant)?.map((term) => ({ ...term, descending: false })),
      table,
      false,
    ),
    ends: [...new Set(ends)],
    needed: use.needed === 'all' ? [] : [...use.needed].sort(),
    tested: [...new Set(own.flatMap((filter) => [...filter.columns]))],
  };
}

/** Subsets of up to `most` of them, smaller ones first, each in the order given. */
function subsets(names: readonly string[], most: number): string[][] {
  let all: string[][] = [[]];
  for (const name of names) all = [...all, ...all.filter((one) => one.length < most).map((one) => [...one, name])];
  return all.sort((a, b) => a.length - b.length);
}

function permutations(names: readonly string[]): string[][] {
  if (names.length <= 1) return [[...names]];
  return names.flatMap((name, at) =>
    permutations([...names.slice(0, at), ...names.slice(at + 1)]).map((rest) => [name, ...rest]),
  );
}

/** A candidate as it serves the query, with the parts at its head that may change places. */
export interface Shape {
  readonly columns: readonly IndexColumn[];
  readonly free: number;
}

/** Adds what the query reads besides, when all of it fits: the table itself is then not read. */
function covered(table: TableModel, columns: readonly IndexColumn[], needed: readonly string[], width: number) {
  const clustered = new Set(table.clustered);
  const have = new Set(columns.flatMap((part) => ('column' in part && part.prefix === undefined ? [part.column] : [])));
  const missing = needed.filter((name) => !have.has(name) && !clustered.has(name));
  if (needed.length === 0 || missing.length === 0 || columns.length + missing.length > width) return undefined;
  const parts = missing.flatMap((name) => {
    const part = partFor(table, name, true);
    return part && (table.column(name)?.keyBytes ?? 0) <= 1_024 ? [part] : [];
  });
  return parts.length === missing.length ? [...columns, ...parts] : undefined;
}

function equalPart(table: TableModel, filters: readonly Filter[], name: string): IndexColumn | undefined {
  if (filters.some(({ expression, sarg }) => expression === true && sarg?.part === name)) return { expression: name };
  return partFor(table, name, false);
}

/** Indexes that could serve this table in this query, under these of its conditions. */
function shapes(
  use: Use,
  problem: Problem,
  table: TableModel,
  filters: readonly Filter[],
  options: AdviceOptions,
): Shape[] {
  const asked = ask(use, problem, table, filters, options);
  const result: Shape[] = [];
  const { maxWidth } = options;
  const push = (columns: readonly IndexColumn[], free: number) => {
    const names = columns.map((part) => ('column' in part ? part.column : part.expression));
    if (columns.length === 0 || columns.length > maxWidth || new Set(names).size < names.length) return;
    result.push({ columns, free });
    const whole = covered(table, columns, asked.needed, maxWidth);
    if (whole) result.push({ columns: whole, free });
  };
  for (const subset of subsets(asked.equal, maxWidth)) {
    const parts = subset.flatMap((name) => equalPart(table, filters, name) ?? []);
    if (parts.length < subset.length) continue;
    const has = new Set(subset);
    const then = (tail: readonly IndexColumn[]) => {
      push([...parts, ...tail], parts.length);
      // A condition that looks nothing up is at least tested before the row is fetched.
      for (const name of asked.tested) {
        const part = partFor(table, name, true);
        if (part && tail.length > 0) push([...parts, ...tail, part], parts.length);
      }
    };
    push(parts, parts.length);
    for (const name of asked.ranges) {
      const part = equalPart(table, filters, name);
      if (part && !has.has(name)) then([part]);
    }
    if (asked.order.length > 0) then(asked.order);
    if (asked.group.length > 0) for (const tail of groupTails(asked.group)) then(tail);
    for (const name of asked.ends) {
      const part = partFor(table, name, true);
      if (part) push([...parts, part], parts.length);
      if (part && asked.group.length > 0) push([...parts, ...asked.group, part], parts.length);
    }
    if (problem.distinct && asked.needed.length <= maxWidth) {
      const tail = asked.needed.filter((name) => !has.has(name)).flatMap((name) => partFor(table, name, true) ?? []);
      push([...parts, ...tail], parts.length);
    }
  }
  return result;
}

/** GROUP BY asks for no order among its columns. */
function groupTails(group: readonly IndexColumn[]): readonly (readonly IndexColumn[])[] {
  return group.length > 1 && group.length <= 3 ? [group, [...group].reverse()] : [group];
}

/**
 * Indexes for one table of a query: what is compared with "=" first, then one range or what gives the order or the groups,
 * then what makes it cover the query.
 */
export function shapesFor(use: Use, problem: Problem, table: TableModel, options: AdviceOptions): readonly Shape[] {
  const whole = shapes(use, problem, table, use.filters, options);
  const plain = use.filters.filter(({ branches }) => branches === undefined);
  // Each branch of an OR by itself: an index merge reads them all.
  const branches = use.filters.flatMap(({ branches }) => branches ?? []);
  const single: Problem = { ...problem, order: [], group: [], aggregates: [], distinct: false };
  const alone: Use = { ...use, links: [], needed: 'all' };
  return [
    ...whole,
    ...branches.slice(0, 8).flatMap((branch) => shapes(alone, single, table, [...branch, ...plain], options)),
  ];
}

/** The same index with its exchangeable parts in every order: a query does not mind, others may share it. */
export function reordered({ columns, free }: Shape): readonly (readonly IndexColumn[])[] {
  const head = columns.slice(0, free);
  const tail = columns.slice(free);
  if (free < 2) return [columns];
  const names = head.map((part) => ('column' in part ? part.column : part.expression));
  const orders =
    free <= 3 ? permutations(names) : names.map((name) => [name, ...names.filter((other) => other !== name)]);
  return orders.map((order) => [
    ...order.flatMap((name) => head.filter((part) => ('column' in part ? part.column : part.expression) === name)),
    ...tail,
  ]);
}
