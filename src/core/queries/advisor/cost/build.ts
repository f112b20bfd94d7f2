import type { Block, ColumnUse, OrderTerm, OuterEdge, Predicate, StatementBlocks } from '../../blocks/block';
import { assumed } from '../model/constants';
import { type Filter, filterOf } from '../model/filter';
import type { TableModel } from '../model/table';
import { Classes } from './classes';
import { around, type Link, type Problem, type Term, type Use } from './problem';

/** More tables than a bit mask of ours tells apart. */
const mostUses = 24;

/** Finds the model of a table by the name and schema of a statement; undefined: not known. */
type FindTable = (name: string, schema: string | undefined) => TableModel | undefined;

interface Member {
  readonly block: Block;
  /** Place of the block's first table use among those of the problem. */
  readonly first: number;
  readonly semi: boolean;
}

function columnsOf(predicate: Predicate): readonly ColumnUse[] {
  if (predicate.kind === 'or') return predicate.branches.flat().flatMap((inner) => [...columnsOf(inner)]);
  return 'columns' in predicate ? predicate.columns : [predicate.column];
}

/** EXISTS and IN without anything that has to be computed first: the optimizer makes a semijoin of it. */
function joinsIn(block: Block): boolean {
  return (
    (block.role === 'exists' || block.role === 'in') &&
    block.negated !== true &&
    block.outer.length > 0 &&
    block.outer.every((edge) => edge.block === block.parent) &&
    block.group.length === 0 &&
    block.aggregates.length === 0 &&
    !block.having &&
    (block.limit === undefined || block.role === 'exists')
  );
}

/** Takes a statement apart into what runs by itself. */
export function buildProblems(statement: StatementBlocks, find: FindTable): readonly Problem[] {
  return statement.blocks
    .filter((block) => block.parent === undefined)
    .map((block) => build(statement, block, find, undefined, { under: new Set(), made: 0 }));
}

/** What is being built: a recursive common table draws from itself, and tables that draw twice from each other double. */
interface Making {
  /** Blocks whose problem is being built. */
  readonly under: Set<number>;
  made: number;
}

/** Parts of one statement that are looked at; what draws from others is a table that nobody knows. */
const mostParts = 200;

function members(statement: StatementBlocks, root: Block): Member[] {
  const all: Member[] = [{ block: root, first: 0, semi: false }];
  let uses = root.tables.length;
  for (let at = 0; at < all.length; at++) {
    const parent = all[at];
    if (parent === undefined) break;
    for (const block of statement.blocks) {
      if (block.parent !== parent.block.id || !joinsIn(block) || uses + block.tables.length > mostUses) continue;
      all.push({ block, first: uses, semi: true });
      uses += block.tables.length;
    }
  }
  return all;
}

function build(
  statement: StatementBlocks,
  root: Block,
  find: FindTable,
  outside: Outside | undefined,
  making: Making,
): Problem {
  making.under.add(root.id);
  making.made++;
  try {
    return problemOf(statement, root, find, outside, making);
  } finally {
    making.under.delete(root.id);
  }
}

function problemOf(
  statement: StatementBlocks,
  root: Block,
  find: FindTable,
  outside: Outside | undefined,
  making: Making,
): Problem {
  const all = members(statement, root);
  const joined = new Set(all.map(({ block }) => block.id));
  const classes = new Classes();
  for (const { block, first } of all) {
    const parent = all.find((other) => other.block.id === block.parent);
    for (const { left, right } of block.joins)
      classes.join(first + left.use, left.column, first + right.use, right.column);
    for (const { inner, outer } of block.outer)
      if (parent !== undefined) classes.join(first + inner.use, inner.column, parent.first + outer.use, outer.column);
      else classes.join(first + inner.use, inner.column, around, outer.column);
  }
  const tables = all.flatMap(({ block }) =>
    block.tables.map((use) => (use.table === undefined ? undefined : find(use.table, use.schema))),
  );
  const assigned = assignPredicates(all, classes);
  const distincts = new Map(root.outer.map((edge) => [edge.outer.column, outside?.(edge) ?? 1] as const));
  const context = { statement, find, tables, classes, around: distincts, making, ...assigned };
  const uses = all.flatMap((member) => usesOf(member, context));
  const here: Outside = (edge) => {
    const member = all.find(({ block }) => block.id === edge.block);
    return member === undefined
      ? outside?.(edge)
      : tables[member.first + edge.outer.use]?.distinct([edge.outer.column]);
  };
  const dependents: Problem['dependents'][number][] = [];
  const once: Problem[] = [];
  let passing = assigned.residual;
  for (const block of statement.blocks) {
    if (block.parent === undefined || !joined.has(block.parent) || joined.has(block.id)) continue;
    if (block.role === 'derived' || block.role === 'cte' || isTooMuch(block, making)) continue;
    const problem = build(statement, block, find, here, making);
    const filters = block.role === 'exists' || block.role === 'in';
    if (filters) passing *= assumed.subquery;
    if (block.outer.length > 0) dependents.push({ problem, filters, first: filters });
    else once.push(problem);
  }
  const limit = root.limit === undefined ? undefined : (root.limit.count ?? assumed.limit) + (root.limit.offset ?? 0);
  const terms = (list: readonly OrderTerm[]): Term[] =>
    list.map(({ column, descending }) => ({
      columns: column === undefined ? [] : classes.of(column.use, column.column),
      descending,
    }));
  return {
    uses,
    order: terms(root.order),
    group: terms(root.group),
    distinct: root.distinct,
    aggregates: root.aggregates,
    ...(limit !== undefined && { limit }),
    residual: Math.max(passing, 0.001),
    dependents,
    once,
  };
}

/** Distinct values of a column around a subquery. */
type Outside = (edge: OuterEdge) => number | undefined;

interface Context {
  readonly statement: StatementBlocks;
  readonly find: FindTable;
  readonly making: Making;
  readonly tables: readonly (TableModel | undefined)[];
  readonly classes: Classes;
  /** Distinct values of columns around a subquery. */
  readonly around: ReadonlyMap<string, number>;
  readonly own: ReadonlyMap<number, readonly Predicate[]>;
  /** Uses with a condition in WHERE that no row without a match passes: their outer join is an inner one. */
  readonly rejecting: ReadonlySet<number>;
}

/** Conditions by the table use that they are on; what a column equals is asked of the columns equal to it too. */
function assignPredicates(
  all: readonly Member[],
  classes: Classes,
): Pick<Context, 'own' | 'rejecting'> & { readonly residual: number } {
  const own = new Map<number, Predicate[]>();
  const rejecting = new Set<number>();
  let residual = 1;
  const give = (use: number, predicate: Predicate) => {
    const list = own.get(use) ?? [];
    own.set(use, list);
    const text = JSON.stringify(predicate);
    if (!list.some((known) => JSON.stringify(known) === text)) list.push(predicate);
  };
  for (const { block, first } of all)
    for (const predicate of block.predicates) {
      const places = new Set(columnsOf(predicate).map(({ use }) => use));
      const [only] = places;
      if (only === undefined || places.size > 1) {
        if (places.size > 1) residual *= assumed.other;
        continue;
      }
      if (predicate.on !== undefined && predicate.on !== only) continue;
      const use = block.tables[only];
      if (predicate.kind === 'null' && !predicate.not && use?.join === 'left' && predicate.on === undefined) {
        // Rows without a match are wanted: nothing that an index of this table finds.
        residual *= assumed.subquery;
        continue;
      }
      give(first + only, predicate);
      if (predicate.on === undefined && predicate.kind !== 'or' && predicate.kind !== 'other')
        rejecting.add(first + only);
      if ((predicate.kind !== 'equal' && predicate.kind !== 'in') || predicate.on !== undefined) continue;
      const { column } = predicate.column;
      for (const same of classes.of(first + only, column))
        if (same.use !== around && same.use !== first + only)
          give(same.use, { ...predicate, column: { use: same.use, column: same.column } });
    }
  return { own, residual, rejecting };
}

function isTooMuch({ id }: Block, { under, made }: Making): boolean {
  return under.has(id) || made >= mostParts;
}

function usesOf(member: Member, context: Context): Use[] {
  const { block, first, semi } = member;
  return block.tables.map((tableUse, at): Use => {
    const place = first + at;
    const table = context.tables[place];
    const predicates = context.own.get(place) ?? [];
    const filters: Filter[] =
      table === undefined ? [] : predicates.map((predicate, id) => filterOf(table, predicate, place, id));
    const optional = tableUse.join === 'left' && !context.rejecting.has(place);
    const before = optional
      ? block.joins
          .filter(({ on, left, right }) => on === at || left.use === at || right.use === at)
          .flatMap(({ left, right }) => [left.use, right.use])
          .filter((use) => use < at)
      : [];
    const written = context.statement.writes?.table === tableUse.table && block.parent === undefined;
    const source =
      tableUse.derived === undefined
        ? undefined
        : context.statement.blocks.find((each) => each.id === tableUse.derived && !isTooMuch(each, context.making));
    const links = linksOf(place, filters, context);
    const all = written || (block.allColumnsOf.includes(at) && block.role !== 'exists');
    return {
      place,
      name: tableUse.name,
      ...(table && { table }),
      ...(source && { derived: build(context.statement, source, context.find, undefined, context.making) }),
      optional,
      after: before.reduce((mask, use) => mask | (1 << (first + use)), 0),
      semi,
      hinted: tableUse.hint !== undefined,
      filters,
      needed: all ? 'all' : neededColumns(member, at, context.statement),
      links,
      linked: links.reduce((mask, { to }) => to.reduce((bits, other) => bits | (1 << other.use), mask), 0),
      paths: new Map(),
      memo: new Map(),
    };
  });
}

function neededColumns({ block }: Member, at: number, statement: StatementBlocks): ReadonlySet<string> {
  const inner = statement.blocks.flatMap((other) =>
    other.outer.flatMap((edge) => (edge.block === block.id ? [edge.outer] : [])),
  );
  const read = [...block.columns, ...block.outer.map((edge) => edge.inner), ...inner];
  return new Set(read.filter(({ use }) => use === at).map(({ column }) => column));
}

function linksOf(place: number, filters: readonly Filter[], { classes, tables, around: distincts }: Context): Link[] {
  const constant = new Set(filters.flatMap(({ equals, point }) => equals ?? point ?? []));
  return classes.columnsOf(place).flatMap((column) => {
    if (constant.has(column)) return [];
    const to = classes
      .of(place, column)
      .filter(({ use }) => use !== place)
      .map((other) => ({
        ...other,
        distinct:
          (other.use === around ? distincts.get(other.column) : tables[other.use]?.distinct([other.column])) ?? 1,
      }));
    return to.length === 0 ? [] : [{ column, to }];
  });
}
