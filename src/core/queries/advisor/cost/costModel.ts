import type { Catalog, IndexColumn } from '../../catalog/table';
import { cost as constants } from '../model/constants';
import { type TableModel, tableModel } from '../model/table';
import { type AdviceOptions, hasHashJoin } from '../options';
import type { TableSample } from '../sample';
import type { TableWrites, Workload, WorkloadStatement } from '../workload';
import { indexId } from '../definition';
import { buildProblems } from './build';
import { evaluate } from './evaluate';
import { existingIndexes, type IndexModel, indexModel } from './indexModel';
import type { Setting } from './joinOrder';
import type { UseWord } from './path';
import type { Problem, Use } from './problem';

/** A statement ready to be costed, with the tables that it reads. */
export interface PreparedStatement {
  readonly statement: WorkloadStatement;
  readonly problems: readonly Problem[];
  /** Calls that `problems` come from: costs are averages over them. */
  readonly calls: number;
  readonly uses: readonly { readonly use: Use; readonly problem: Problem }[];
  readonly tables: readonly string[];
}

/** What one call costs on average. */
export interface StatementCost {
  /** Microseconds. */
  readonly cost: number;
  readonly reads: number;
  readonly used: ReadonlyMap<string, ReadonlySet<UseWord>>;
}

/** Indexes that are imagined beside those that are there. */
type Configuration = readonly IndexModel[];

export interface CostModel {
  /** By id. */
  readonly statements: readonly PreparedStatement[];
  readonly tables: ReadonlyMap<string, TableModel>;
  readonly options: AdviceOptions;
  existing(table: string): readonly IndexModel[];
  /** The one model of this index; undefined for a table that is not known. */
  index(table: string, columns: readonly IndexColumn[]): IndexModel | undefined;
  writes(table: string): TableWrites | undefined;
  /** @param dropped ids of indexes of the database that are taken away in thought */
  cost(statement: PreparedStatement, configuration: Configuration, dropped?: ReadonlySet<string>): StatementCost;
  /** Statements whose cost the index may change. @param index one that `index` gave */
  concerned(index: IndexModel): ReadonlySet<PreparedStatement>;
}

const nothingDropped: ReadonlySet<string> = new Set();

function withInner(problem: Problem): readonly Problem[] {
  const derived = problem.uses.flatMap((use) => use.derived ?? []);
  const inner = [...problem.dependents.map((one) => one.problem), ...problem.once, ...derived];
  return [problem, ...inner.flatMap(withInner)];
}

function prepare(
  statement: WorkloadStatement,
  tables: ReadonlyMap<string, TableModel>,
  schema: string,
): PreparedStatement {
  const find = (name: string, own: string | undefined) =>
    (own ?? statement.schema ?? schema) === schema ? tables.get(name) : undefined;
  const problems = statement.calls.flatMap(({ blocks }) => buildProblems(blocks, find));
  const uses = problems.flatMap(withInner).flatMap((problem) => problem.uses.map((use) => ({ use, problem })));
  const names = new Set(uses.flatMap(({ use }) => (use.table ? [use.table.name] : [])));
  return { statement, problems, calls: Math.max(1, statement.calls.length), uses, tables: [...names].sort() };
}

/** Columns that an index for this use could begin with. */
function startsOf({ use, problem }: PreparedStatement['uses'][number]): ReadonlySet<string> {
  const starts = new Set<string>();
  for (const filter of use.filters) {
    for (const inner of [filter, ...(filter.branches?.flat() ?? [])]) if (inner.sarg) starts.add(inner.sarg.part);
  }
  for (const { column } of use.links) starts.add(column);
  for (const term of [...problem.order, ...problem.group])
    for (const place of term.columns) if (place.use === use.place) starts.add(place.column);
  for (const { column } of problem.aggregates) if (column?.use === use.place) starts.add(column.column);
  return starts;
}

/** Puts workload, catalog and samples together. Statements keep no order of their own: they are sorted by id. */
export function costModel(
  workload: Workload,
  catalog: Catalog,
  samples: readonly TableSample[],
  options: AdviceOptions,
): CostModel {
  const sampleOf = new Map(samples.map((sample) => [sample.table, sample]));
  const own = catalog.tables.filter(({ schema }) => schema === catalog.schema);
  const tables = new Map(own.map((table) => [table.name, tableModel(table, sampleOf.get(table.name))]));
  const existing = new Map([...tables.values()].map((table) => [table.name, existingIndexes(table)]));
  const writes = new Map(workload.writes.map((one) => [one.table, one]));
  const statements = [...workload.statements]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((statement) => prepare(statement, tables, catalog.schema))
    .filter(({ tables: names }) => names.length > 0);
  const answers = new Map<PreparedStatement, Map<string, StatementCost>>();
  const concerned = new Map<IndexModel, ReadonlySet<PreparedStatement>>();
  const indexes = new Map<string, IndexModel>();
  const starts = new Map<Use, ReadonlySet<string>>();
  const hashJoin = hasHashJoin(options.server);

  const byTable = new Map<string, PreparedStatement[]>();
  for (const statement of statements)
    for (const table of statement.tables) byTable.set(table, [...(byTable.get(table) ?? []), statement]);

  const concerns = (statement: PreparedStatement, index: IndexModel): boolean => {
    const [first] = index.parts;
    const name = first && ('column' in first ? first.column : first.expression);
    return statement.uses.some((one) => {
      const { use } = one;
      if (use.table?.name !== index.definition.table || use.hinted) return false;
      const begin = starts.get(use) ?? startsOf(one);
      starts.set(use, begin);
      if (name !== undefined && begin.has(name)) return true;
      return use.needed !== 'all' && [...use.needed].every((column) => index.holds.has(column));
    });
  };
  const concernedBy = (index: IndexModel): ReadonlySet<PreparedStatement> => {
    let found = concerned.get(index);
    if (found === undefined) {
      found = new Set((byTable.get(index.definition.table) ?? []).filter((statement) => concerns(statement, index)));
      concerned.set(index, found);
    }
    return found;
  };

  const compute = (
    statement: PreparedStatement,
    relevant: Configuration,
    dropped: ReadonlySet<string>,
  ): StatementCost => {
    const all = new Map<string, readonly IndexModel[]>();
    for (const table of statement.tables)
      all.set(table, [
        ...(existing.get(table) ?? []).filter(({ id }) => !dropped.has(id)),
        ...relevant.filter(({ definition }) => definition.table === table),
      ]);
    const setting: Setting = {
      indexesOf: (table) => all.get(table) ?? [],
      existingOf: (table) => existing.get(table) ?? [],
      hashJoin,
    };
    let total = 0;
    let reads = 0;
    const used = new Map<string, Set<UseWord>>();
    for (const problem of statement.problems) {
      const one = evaluate(problem, setting);
      total += one.cost;
      reads += one.reads;
      for (const [id, words] of one.used) used.set(id, new Set([...(used.get(id) ?? []), ...words]));
    }
    return { cost: constants.statement + total / statement.calls, reads: reads / statement.calls, used };
  };

  return {
    statements,
    tables,
    options,
    existing: (table) => existing.get(table) ?? [],
    writes: (table) => writes.get(table),
    index(name, columns) {
      const table = tables.get(name);
      const id = indexId({ table: name, columns });
      const known = indexes.get(id) ?? (table && indexModel(table, columns));
      if (known !== undefined) indexes.set(id, known);
      return known;
    },
    concerned: concernedBy,
    cost(statement, configuration, dropped = nothingDropped) {
      const relevant = configuration.filter((index) => concernedBy(index).has(statement));
      const ids = relevant.map(({ id }) => id);
      const key = [...(ids.length > 1 ? ids.sort() : ids), ...[...dropped].map((id) => `-${id}`)].join(' ');
      const known = answers.get(statement) ?? new Map<string, StatementCost>();
      answers.set(statement, known);
      const answer = known.get(key) ?? compute(statement, relevant, dropped);
      known.set(key, answer);
      return answer;
    },
  };
}
