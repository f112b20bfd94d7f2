import type { Catalog } from '../catalog/table';
import type { Advice, IndexDefinition } from './advice';
import { breather } from './breathe';
import { type Candidates, candidatesOf, type Move } from './candidates/candidates';
import { type CostModel, costModel, type PreparedStatement, type StatementCost } from './cost/costModel';
import type { IndexModel } from './cost/indexModel';
import { type AdviceOptions, usualOptions } from './options';
import { remarksOf } from './remarks';
import type { TableSample } from './sample';
import { objective } from './selection/objective';
import { selectIndexes } from './selection/select';
import { thresholdOf } from './selection/threshold';
import { describe } from './suggestions';
import type { Workload } from './workload';

/** What is left out takes the usual value. */
export type GivenOptions = Partial<AdviceOptions> & Pick<AdviceOptions, 'server'>;

/** A workload that was analysed, kept so that its advice can be refined. */
export interface Advisor {
  /** Chooses indexes by the model. */
  advise(signal?: AbortSignal): Promise<Advice>;
  /** The advice of exactly these indexes: what each does, on top of those before it. */
  describe(indexes: readonly IndexDefinition[]): Advice;
  /** Single indexes that help this statement by the model, on top of `having`, most first. */
  alternatives(statement: string, having: readonly IndexDefinition[], most: number): readonly IndexDefinition[];
  /** Calls an hour of each statement that reads a known table, by id. */
  readonly calls: ReadonlyMap<string, number>;
  /** The statement reads one of these tables. */
  reads(statement: string, tables: ReadonlySet<string>): boolean;
  /** What one call of this statement costs by the model with these indexes; undefined for a statement that is not judged. */
  figures(statement: string, indexes: readonly IndexDefinition[]): StatementCost | undefined;
  /** Microseconds a call that indexes can save of this statement at most, by the model; 0 before `advise` and where none helps. */
  saveable(statement: string): number;
  /** Microseconds an hour that having the index costs: its writes and its bytes. */
  price(index: IndexDefinition): number;
}

/** Statements that ask for indexes: called often enough, and among those that cost most. */
function judgedOf(model: CostModel): readonly PreparedStatement[] {
  const { minCalls, maxStatements } = model.options;
  const cost = (one: PreparedStatement) => one.statement.callsPerHour * model.cost(one, []).cost;
  const often = model.statements.filter(({ statement }) => statement.callsPerHour >= minCalls);
  if (often.length <= maxStatements) return often;
  const most = new Set([...often].sort((a, b) => cost(b) - cost(a)).slice(0, maxStatements));
  return often.filter((one) => most.has(one));
}

/**
 * Index advice for a workload: candidates of all statements, costed on samples of rows, chosen together.
 *
 * @param samples tables without one get no suggestion
 */
export function advisor(
  workload: Workload,
  catalog: Catalog,
  samples: readonly TableSample[],
  given: GivenOptions,
): Advisor {
  const options: AdviceOptions = { ...usualOptions, ...given };
  const model = costModel(workload, catalog, samples, options);
  const goal = objective(model);
  const byId = new Map(model.statements.map((one) => [one.statement.id, one]));
  let judged: readonly PreparedStatement[] | undefined;
  let found: Candidates | undefined;
  const judgedOnes = () => (judged ??= judgedOf(model));

  const advice = (chosen: readonly IndexModel[]): Advice => ({
    suggestions: describe(model, goal, catalog, chosen),
    costBefore: goal.reading(model.statements, []),
    costAfter: goal.reading(model.statements, chosen),
    remarks: remarksOf(model, workload, catalog, judgedOnes()),
  });
  const modelsOf = (indexes: readonly IndexDefinition[]): readonly IndexModel[] =>
    indexes.flatMap(({ table, columns }) => model.index(table, columns) ?? []);
  return {
    calls: new Map(model.statements.map(({ statement }) => [statement.id, statement.callsPerHour])),
    reads: (id, tables) => byId.get(id)?.tables.some((table) => tables.has(table)) === true,
    figures(id, indexes) {
      const statement = byId.get(id);
      return statement && model.cost(statement, modelsOf(indexes));
    },
    saveable(id) {
      const statement = byId.get(id);
      return (statement && found?.saveable.get(statement)) ?? 0;
    },
    price: (index) => modelsOf([index]).reduce((sum, one) => sum + goal.price(one), 0),
    describe: (indexes) => advice(modelsOf(indexes)),
    async advise(signal) {
      const breathe = breather(signal);
      await breathe();
      found ??= await candidatesOf(model, judgedOnes(), breathe);
      return advice(await selectIndexes(model, goal, found.moves, thresholdOf(model, found.saveable), breathe));
    },
    alternatives(id, having, most) {
      const statement = byId.get(id);
      if (statement === undefined) return [];
      const moves: readonly Move[] = found?.byStatement.get(statement) ?? [];
      const chosen = modelsOf(having);
      const ids = new Set(chosen.map((index) => index.id));
      const before = model.cost(statement, chosen).cost;
      return moves
        .flatMap(({ indexes }) => indexes)
        .filter((index, at, all) => !ids.has(index.id) && all.indexOf(index) === at)
        .map((index) => ({ index, gain: before - model.cost(statement, [...chosen, index]).cost }))
        .sort(
          (a, b) => b.gain - a.gain || goal.price(a.index) - goal.price(b.index) || (a.index.id < b.index.id ? -1 : 1),
        )
        .slice(0, most)
        .map(({ index }) => index.definition);
    },
  };
}

/** Index advice in one call. @see advisor */
export async function advise(
  workload: Workload,
  catalog: Catalog,
  samples: readonly TableSample[],
  options: GivenOptions,
  signal?: AbortSignal,
): Promise<Advice> {
  return advisor(workload, catalog, samples, options).advise(signal);
}
