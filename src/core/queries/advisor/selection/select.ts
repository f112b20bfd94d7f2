import type { Move } from '../candidates/candidates';
import type { CostModel } from '../cost/costModel';
import type { IndexModel } from '../cost/indexModel';
import { isLeftPrefix } from '../definition';
import { improve, prune } from './improve';
import type { Objective } from './objective';
import type { Threshold } from './threshold';

/** A step from one set of indexes to a better one. */
interface Step {
  readonly add: readonly IndexModel[];
  readonly remove: readonly IndexModel[];
  /** Microseconds an hour that are saved, after what the indexes cost themselves. */
  readonly net: number;
}

/** Among moves whose benefit is within this share of the best one's, the smallest is taken, of those the most selective. */
const tie = 0.01;
/** Rounds of adding and improving. */
const mostRounds = 4;

/**
 * What adding these indexes brings, on top of `chosen`; indexes that they begin with are given up for them where that is
 * better than keeping both.
 */
function stepOf(model: CostModel, goal: Objective, chosen: readonly IndexModel[], move: Move): Step | undefined {
  const add = move.indexes.filter(
    (index) =>
      !chosen.some((other) => isLeftPrefix(index.definition.columns, other.definition.columns) && same(index, other)),
  );
  if (add.length === 0) return undefined;
  const widened = chosen.filter((other) =>
    add.some((index) => same(index, other) && isLeftPrefix(other.definition.columns, index.definition.columns)),
  );
  const cost = add.reduce((sum, index) => sum + goal.price(index), 0);
  let best: Step | undefined;
  for (const remove of widened.length > 0 ? [widened, []] : [[]]) {
    const affected = goal.concerned([...add, ...remove]);
    const after = [...chosen.filter((index) => !remove.includes(index)), ...add];
    const saved = goal.reading(affected, chosen) - goal.reading(affected, after);
    const net = saved - cost + remove.reduce((sum, index) => sum + goal.price(index), 0);
    if (best === undefined || net > best.net) best = { add, remove, net };
  }
  return best !== undefined && isWorthIt(model, goal, chosen, best) ? best : undefined;
}

function same(left: IndexModel, right: IndexModel): boolean {
  return left.definition.table === right.definition.table;
}

/** One statement gains a share that a person would notice. */
function isWorthIt(
  model: CostModel,
  goal: Objective,
  chosen: readonly IndexModel[],
  { add, remove, net }: Step,
): boolean {
  if (net <= 0) return false;
  const after = [...chosen.filter((index) => !remove.includes(index)), ...add];
  for (const statement of goal.concerned(add)) {
    const before = model.cost(statement, chosen).cost;
    if (before - model.cost(statement, after).cost >= model.options.minStatementShare * before) return true;
  }
  return false;
}

function applyStep(chosen: readonly IndexModel[], { add, remove }: Step): readonly IndexModel[] {
  return [...chosen.filter((index) => !remove.includes(index)), ...add];
}

/**
 * Chooses indexes as Extend does (Schlosser, Kossmann, Boissier, "Efficient Scalable Multi-attribute Index Selection Using
 * Recursive Strategies", ICDE 2019): from what is there, again and again the one index, new or in place of one that it
 * widens, that brings most; then exchanges, shortens and takes away while that helps.
 */
export async function selectIndexes(
  model: CostModel,
  goal: Objective,
  moves: readonly Move[],
  least: Threshold,
  breathe: () => Promise<void>,
): Promise<readonly IndexModel[]> {
  let chosen: readonly IndexModel[] = [];
  let best = chosen;
  const keepBetter = (found: readonly IndexModel[]) => {
    if (totalOf(model, goal, found) < totalOf(model, goal, best)) best = found;
  };
  for (let round = 0; round < mostRounds; round++) {
    const before = ids(chosen);
    chosen = prune(model, goal, least, await extend(model, goal, moves, chosen, least, breathe));
    keepBetter(chosen);
    chosen = await improve(model, goal, moves, chosen, least, breathe);
    keepBetter(chosen);
    if (ids(chosen) === before) break;
  }
  return best;
}

/** Microseconds an hour of reading and of having the indexes. */
function totalOf(model: CostModel, goal: Objective, indexes: readonly IndexModel[]): number {
  return indexes.reduce((sum, index) => sum + goal.price(index), goal.reading(model.statements, indexes));
}

function ids(indexes: readonly IndexModel[]): string {
  return indexes
    .map(({ id }) => id)
    .sort()
    .join(' ');
}

async function extend(
  model: CostModel,
  goal: Objective,
  moves: readonly Move[],
  start: readonly IndexModel[],
  least: Threshold,
  breathe: () => Promise<void>,
): Promise<readonly IndexModel[]> {
  let chosen = start;
  const steps = new Map<Move, Step | undefined>();
  const concerned = new Map(moves.map((move) => [move, goal.concerned(move.indexes)]));
  let touched: ReadonlySet<unknown> | undefined;
  while (chosen.length < model.options.maxIndexes) {
    for (const move of moves) {
      const stale = touched === undefined || [...(concerned.get(move) ?? [])].some((one) => touched?.has(one));
      if (!stale) continue;
      await breathe();
      steps.set(move, stepOf(model, goal, chosen, move));
    }
    const best = bestStep(goal, steps.values(), least(chosen));
    if (best === undefined) break;
    touched = goal.concerned([...best.add, ...best.remove]);
    chosen = applyStep(chosen, best);
  }
  return chosen;
}

function bestStep(goal: Objective, steps: Iterable<Step | undefined>, least: number): Step | undefined {
  let top = 0;
  const good: Step[] = [];
  for (const step of steps) {
    if (step === undefined || step.net < least) continue;
    top = Math.max(top, step.net);
    good.push(step);
  }
  const priceOf = ({ add }: Step) => add.reduce((sum, index) => sum + goal.price(index), 0);
  const near = good.filter(({ net }) => net >= (1 - tie) * top);
  const heads = ({ add }: Step) => add.reduce((sum, index) => sum + goal.values(index), 0);
  let best: Step | undefined;
  for (const step of near) {
    const difference = best === undefined ? -1 : priceOf(step) - priceOf(best);
    if (best === undefined || difference < 0 || (difference === 0 && heads(step) > heads(best))) best = step;
  }
  return best;
}
