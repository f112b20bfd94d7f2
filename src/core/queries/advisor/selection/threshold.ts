import type { CostModel, PreparedStatement } from '../cost/costModel';
import type { IndexModel } from '../cost/indexModel';

/** Microseconds an hour that a step to or from this set of indexes has to save, to be worth anybody's time. */
export type Threshold = (chosen: readonly IndexModel[]) => number;

/**
 * A share of what the workload reads, of each statement no more than indexes can save of it: one that costs more than all others
 * and that no index helps must not hide what helps those.
 *
 * @param saveable microseconds a call, by statement; those that ask for no index are missing
 */
export function thresholdOf(model: CostModel, saveable: ReadonlyMap<PreparedStatement, number>): Threshold {
  return (chosen) => {
    let total = 0;
    for (const [statement, most] of saveable)
      total += statement.statement.callsPerHour * Math.min(most, model.cost(statement, chosen).cost);
    return model.options.minShare * total;
  };
}
