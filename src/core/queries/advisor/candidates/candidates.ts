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

/** Tables that may get an index: sampled, large enough, of a kind that is understood. */
function advisable(model: CostModel, table: TableModel): boolean {
  return table.sample !== undefined && table.rows >= model.options.minRows && /^innodb$/i.test(table.catalog.engine);
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
): { readonly kept: readonly Kept[]; readonly all: readonly IndexModel[] } {
  const before = model.cost(statement, []).cost;
  const byTable = new Map<string, Map<string, Kept>>();
  const all = new Map<string, IndexModel>();
  for (const { use, problem } of statement.uses) {
    const { table } = use;
    if (table === undefined || use.hinted || !advisable(model, table)) continue;
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

/** Indexes that the best plan of the statement uses when it may have them all. */
function together(model: CostModel, statement: PreparedStatement, all: readonly IndexModel[]): readonly IndexModel[] {
  // The cheapest plan may use any of several equal ones: the narrow come first.
  const sorted = [...all].sort(
    (a, b) => a.definition.columns.length - b.definition.columns.length || (a.id < b.id ? -1 : 1),
  );
  const { used } = model.cost(statement, sorted);
  return sorted.filter(({ id }) => used.has(id));
}

/** Candidates of the whole workload, by statement: single indexes in every useful order, and those that work only together. */
export async function candidatesOf(
  model: CostModel,
  statements: readonly PreparedStatement[],
  breathe: () => Promise<void>,
): Promise<{ readonly moves: readonly Move[]; readonly byStatement: ReadonlyMap<PreparedStatement, readonly Move[]> }> {
  const make = factory(model);
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
    const { kept, all } = bestOf(model, statement, make);
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
    const group = together(model, statement, all);
    if (group.length > 1) own.push(put(group));
    byStatement.set(statement, own);
  }
  return { moves: [...moves.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), byStatement };
}
