import { formatBytes } from '../../base/format';
import type { Catalog } from '../catalog/table';
import type { StatementGain, Suggestion } from './advice';
import type { CostModel, PreparedStatement } from './cost/costModel';
import type { IndexModel } from './cost/indexModel';
import type { UseWord } from './cost/path';
import { entriesWritten, indexBytes } from './cost/size';
import { reasonsFor } from './reasons';
import type { Objective } from './selection/objective';
import { madeRedundant } from './selection/redundant';

/** A gain below this share is not told. */
const toldShare = 0.05;

const wordOrder: readonly UseWord[] = ['lookup', 'join', 'range', 'order', 'group', 'covering'];

/** The chosen indexes in the order of what each adds to those before it; on a tie by id. */
function ranked(goal: Objective, chosen: readonly IndexModel[]): readonly IndexModel[] {
  const left = [...chosen].sort((a, b) => (a.id < b.id ? -1 : 1));
  const done: IndexModel[] = [];
  while (left.length > 0) {
    let best = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (const [at, index] of left.entries()) {
      const affected = goal.concerned([index]);
      // Indexes that work only together gain nothing at first: what the last of them loses without decides then.
      const alone = goal.reading(affected, done) - goal.reading(affected, [...done, index]);
      if (alone > most) {
        most = alone;
        best = at;
      }
    }
    done.push(...left.splice(best, 1));
  }
  return done;
}

function gainOf(
  statement: PreparedStatement,
  before: ReturnType<CostModel['cost']>,
  after: ReturnType<CostModel['cost']>,
  index: IndexModel,
): StatementGain {
  const words = after.used.get(index.id) ?? new Set<UseWord>();
  return {
    statement: statement.statement.id,
    before: before.cost,
    after: after.cost,
    rowsBefore: before.reads,
    rowsAfter: after.reads,
    uses: wordOrder.filter((word) => words.has(word)),
  };
}

/** Says of each chosen index what it does, for whom, and what it costs. */
export function describe(
  model: CostModel,
  goal: Objective,
  catalog: Catalog,
  chosen: readonly IndexModel[],
): readonly Suggestion[] {
  const total = goal.reading(model.statements, []);
  const done: IndexModel[] = [];
  return ranked(goal, chosen).map((index): Suggestion => {
    const { definition } = index;
    const table = model.tables.get(definition.table);
    const affected = goal.concerned([index]);
    const joined = [...done, index];
    const saved = goal.reading(affected, done) - goal.reading(affected, joined);
    // One that helps only together with a later one is judged by what is lost without it in the end.
    const late = saved <= 0;
    const [less, more] = late ? [chosen.filter((one) => one !== index), chosen] : [done, joined];
    const gaining = [...affected]
      .map((statement) => ({ statement, before: model.cost(statement, less), after: model.cost(statement, more) }))
      .filter(({ before, after }) => before.cost - after.cost > toldShare * before.cost && after.used.has(index.id))
      .map((one) => ({ ...one, worth: one.statement.statement.callsPerHour * (one.before.cost - one.after.cost) }))
      .sort((a, b) => b.worth - a.worth || (a.statement.statement.id < b.statement.statement.id ? -1 : 1));
    const bytes = table === undefined ? 0 : indexBytes(table, definition);
    const writes = model.writes(definition.table);
    const redundant = madeRedundant(model, catalog, affected, index, chosen);
    const [widened] = redundant;
    const suggestion: Suggestion = {
      id: index.id,
      index: definition,
      gains: gaining.map(({ statement, before, after }) => gainOf(statement, before, after, index)),
      saves: total > 0 ? Math.max(0, saved / total) : 0,
      bytes,
      ...(writes && { writesPerHour: entriesWritten(definition, writes) }),
      makesRedundant: redundant,
      ...(widened !== undefined && { widens: widened }),
      reasons: [
        ...reasonsFor(
          index,
          gaining.map(({ statement }) => statement),
          formatBytes(bytes),
        ),
        ...(widened === undefined
          ? []
          : [`It begins with the columns of ${widened}, which can go once this one is there.`]),
      ],
    };
    done.push(index);
    return suggestion;
  });
}
