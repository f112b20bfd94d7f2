import type { IndexColumn } from '../../catalog/table';
import type { CostModel, PreparedStatement } from '../cost/costModel';
import type { IndexModel } from '../cost/indexModel';
import { isLeftPrefix } from '../definition';
import type { TableModel } from '../model/table';
import { reordered, type Shape, shapesFor } from './forUse';
import { fitsKey } from './limits';

/** Candidates of a table that one statement keeps, those that save it most. */
const keptOfTable = 24;
/** Less than this share of a statement's cost is no gain. */
const leastGain = 0.02;

/** Indexes that come together: one, or several of which each alone gains too little. */
export interface Move {
  readonly id: string;
  readonly indexes: readonly IndexModel[];
}

/** Parts at the end that InnoDB appends anyway. */
function withoutAppended(table: TableModel, columns: readonly IndexColumn[]): readonly IndexColumn[] {
  const { clustered } = table;
  for (let length = Math.min(clustered.length, columns.length - 1); length > 0; length--) {
    const tail = columns.slice(-length);
    const same = tail.every(
      (part, at) => 'column' in part && part.column === clustered[at] && !part.descending && part.prefix === undefined,
    );
    if (same && length === clustered.length) return columns.slice(0, -length);
  }
  return columns;
}

/** The database has it, or one that begins with it, or one that finds a single row before its parts are used up. */
function isThere(existing: readonly IndexModel[], columns: readonly IndexColumn[]): boolean {
  if (existing.some((index) => isLeftPrefix(columns, index.clustered ? index.definition.columns : index.parts)))
    return true;
  return existing.some(
    (index) =>
      index.clustered && index.definition.columns.length === 1 && isLeftPrefix(index.definition.columns, columns),
  );
}

/** Makes index models, one for each definition. */
function factory(model: CostModel) {
  const made = new Map<string, IndexModel | undefined>();
  return (table: TableModel, wanted: readonly IndexColumn[]): IndexModel | undefined => {
    const columns = withoutAppended(table, wanted);
    const index = model.index(table.name, columns);
    if (index === undefined) return undefined;
    if (!made.has(index.id)) {
      const good =
        columns.length <= model.options.maxWidth &&
        fitsKey(table, columns) &&
        !isThere(model.existing(table.name), columns);
      made.set(index.id, good ? index : undefined);
    }
    return made.get(index.id);
  };
}

/** Calls an hour that make a table of so many times fewer rows count as much as one of `minRows`. */
const oftenCalled = 1_000;

/**
 * Tables that may get an index: sampled, of a kind that is understood, and large, or small and read so often that it comes to
 * the same. Whether that saves anything is for the costs to say.
 */
function advisable(model: CostModel, statements: readonly PreparedStatement[]): ReadonlySet<string> {
  const { minRows } = model.options;
  const calls = new Map<string, number>();
  for (const { statement, tables } of statements)
    for (const name of tables) calls.set(name, (calls.get(name) ?? 0) + statement.callsPerHour);
  const able = [...model.tables.values()].filter(
    ({ name, rows, sample, catalog: { engine } }) =>
      sample !== undefined &&
      /^innodb$/i.test(engine) &&
      (rows >= minRows || rows * (calls.get(name) ?? 0) >= minRows * oftenCalled),
  );
  return new Set(able.map(({ name }) => name));
}

interface Kept {
  readonly shape: Shape;
  readonly index: IndexModel;
  readonly gain: number;
}

/** What helps one statement, by table, most first. */
function bestOf(
  model: CostModel,
  statement: PreparedStatement,
  make: ReturnType<typeof factory>,
  able: ReadonlySet<string>,
): { readonly kept: readonly Kept[]; readonly all: readonly IndexModel[] } {
  const before = model.cost(statement, []).cost;
  const byTable = new Map<string, Map<string, Kept>>();
  const all = new Map<string, IndexModel>();
  for (const { use, problem } of statement.uses) {
    const { table } = use;
    if (table === undefined || use.hinted || !able.has(table.name)) continue;
    const found = byTable.get(table.name) ?? new Map<string, Kept>();
    byTable.set(table.name, found);
    for (const shape of shapesFor(use, problem, table, model.options)) {
      const index = make(table, shape.columns);
      if (index === undefined || found.has(index.id)) continue;
      all.set(index.id, index);
      found.set(index.id, { shape, index, gain: before - model.cost(statement, [index]).cost });
    }
  }
  const kept = [...byTable.values()].flatMap((found) =>
    [...found.values()]
      .filter(({ gain }) => gain > leastGain * before)
      .sort(
        (a, b) =>
          b.gain - a.gain || a.shape.columns.length - b.shape.columns.length || (a.index.id < b.index.id ? -1 : 1),
      )
      .slice(0, keptOfTable),
  );
  return { kept, all: [...all.values()] };
}

/** Indexes that the best plan of the statement uses when it may have them all, and what it costs then. */
function together(
  model: CostModel,
  statement: PreparedStatement,
  all: readonly IndexModel[],
): { readonly group: readonly IndexModel[]; readonly cost: number } {
  // The cheapest plan may use any of several equal ones: the narrow come first.
  const sorted = [...all].sort(
    (a, b) => a.definition.columns.length - b.definition.columns.length || (a.id < b.id ? -1 : 1),
  );
  const { used, cost } = model.cost(statement, sorted);
  return { group: sorted.filter(({ id }) => used.has(id)), cost };
}

export interface Candidates {
  readonly moves: readonly Move[];
  readonly byStatement: ReadonlyMap<PreparedStatement, readonly Move[]>;
  /** Microseconds a call that all of its candidates together save a statement. */
  readonly saveable: ReadonlyMap<PreparedStatement, number>;
}

/** Candidates of the whole workload, by statement: single indexes in every useful order, and those that work only together. */
export async function candidatesOf(
  model: CostModel,
  statements: readonly PreparedStatement[],
  breathe: () => Promise<void>,
): Promise<Candidates> {
  const make = factory(model);
  const able = advisable(model, statements);
  const saveable = new Map<PreparedStatement, number>();
  const moves = new Map<string, Move>();
  const byStatement = new Map<PreparedStatement, readonly Move[]>();
  const put = (indexes: readonly IndexModel[]): Move => {
    const sorted = [...indexes].sort((a, b) => (a.id < b.id ? -1 : 1));
    const id = sorted.map((index) => index.id).join(' + ');
    const move = moves.get(id) ?? { id, indexes: sorted };
    moves.set(id, move);
    return move;
  };
  for (const statement of statements) {
    await breathe();
    const { kept, all } = bestOf(model, statement, make, able);
    const own: Move[] = [];
    for (const { shape, index } of kept) {
      const table = model.tables.get(index.definition.table);
      own.push(put([index]));
      if (table === undefined) continue;
      for (const columns of reordered(shape)) {
        const other = make(table, columns);
        if (other) own.push(put([other]));
      }
    }
    const { group, cost } = together(model, statement, all);
    saveable.set(statement, Math.max(0, model.cost(statement, []).cost - cost));
    if (group.length > 1) own.push(put(group));
    byStatement.set(statement, own);
  }
  return { moves: [...moves.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), byStatement, saveable };
}
