import type { Move } from '../candidates/candidates';
import type { CostModel } from '../cost/costModel';
import type { IndexModel } from '../cost/indexModel';
import { isLeftPrefix } from '../definition';
import { fitsKey } from '../candidates/limits';
import type { Objective } from './objective';
import type { Threshold } from './threshold';

/** An index without which no statement takes this much longer goes. Lower than what lets one in, or the two would take turns. */
const noticedShare = 0.1;
/** Sweeps over what was chosen. */
const mostSweeps = 3;

/** One index in place of two: the columns of the first, then what the second has besides. */
function merged(model: CostModel, first: IndexModel, second: IndexModel): IndexModel | undefined {
  const table = model.tables.get(first.definition.table);
  const have = new Set(first.definition.columns.map((part) => ('column' in part ? part.column : part.expression)));
  const more = second.definition.columns.filter((part) => !have.has('column' in part ? part.column : part.expression));
  const columns = [...first.definition.columns, ...more];
  if (table === undefined || more.length === 0 || columns.length > model.options.maxWidth) return undefined;
  return fitsKey(table, columns) ? model.index(table.name, columns) : undefined;
}

/** What may stand in the place of an index: shorter ones, others of its table, and itself merged with a neighbour. */
function substitutes(
  model: CostModel,
  index: IndexModel,
  chosen: readonly IndexModel[],
  candidates: readonly IndexModel[],
): { readonly add: readonly IndexModel[]; readonly remove: readonly IndexModel[] }[] {
  const { table: name, columns } = index.definition;
  const table = model.tables.get(name);
  if (table === undefined) return [];
  const found: { add: readonly IndexModel[]; remove: readonly IndexModel[] }[] = [{ add: [], remove: [index] }];
  for (let length = 1; length < columns.length; length++) {
    const part = columns.slice(0, length);
    const shorter = model.index(name, part);
    const there = model.existing(name).some((other) => isLeftPrefix(part, other.parts));
    if (shorter !== undefined && !there) found.push({ add: [shorter], remove: [index] });
  }
  const served = [...model.concerned(index)];
  for (const other of candidates) {
    if (other.definition.table !== name || chosen.includes(other)) continue;
    // One for other statements is no substitute.
    const concerned = model.concerned(other);
    if (served.some((statement) => concerned.has(statement))) found.push({ add: [other], remove: [index] });
  }
  for (const other of chosen) {
    if (other === index || other.definition.table !== name) continue;
    for (const one of [merged(model, index, other), merged(model, other, index)])
      if (one !== undefined) found.push({ add: [one], remove: [index, other] });
  }
  return found;
}

/** Exchanges, shortens, merges and takes away indexes while that makes the whole cheaper. */
export async function improve(
  model: CostModel,
  goal: Objective,
  moves: readonly Move[],
  start: readonly IndexModel[],
  threshold: Threshold,
  breathe: () => Promise<void>,
): Promise<readonly IndexModel[]> {
  const candidates = moves.flatMap(({ indexes }) => (indexes.length === 1 ? indexes : []));
  let chosen = start;
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let changed = false;
    for (const index of [...chosen].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      if (!chosen.includes(index)) continue;
      const worth = threshold(chosen);
      let best = { add: [] as readonly IndexModel[], remove: [] as readonly IndexModel[], net: 0 };
      for (const { add, remove } of substitutes(model, index, chosen, candidates)) {
        await breathe();
        const after = [...chosen.filter((one) => !remove.includes(one)), ...add];
        const affected = goal.concerned([...add, ...remove]);
        const price = (list: readonly IndexModel[]) => list.reduce((sum, one) => sum + goal.price(one), 0);
        const net = goal.reading(affected, chosen) - goal.reading(affected, after) + price(remove) - price(add);
        // What is larger has to be better by what a new index has to bring; what is smaller by next to nothing.
        const least = (price(add) > price(remove) ? 1 : 0.01) * worth;
        if (net > Math.max(best.net, least)) best = { add, remove, net };
      }
      if (best.remove.length === 0) continue;
      chosen = [...chosen.filter((one) => !best.remove.includes(one)), ...best.add];
      changed = true;
    }
    const kept = prune(model, goal, threshold, chosen);
    if (kept.length < chosen.length) changed = true;
    chosen = kept;
    if (!changed) break;
  }
  return chosen;
}

/** Takes away what has become worthless: no statement notices, or it does not earn what it costs. */
export function prune(
  model: CostModel,
  goal: Objective,
  threshold: Threshold,
  start: readonly IndexModel[],
): readonly IndexModel[] {
  let chosen = start;
  for (const index of [...start].sort((a, b) => goal.price(b) - goal.price(a) || (a.id < b.id ? -1 : 1))) {
    const without = chosen.filter((one) => one !== index);
    const affected = goal.concerned([index]);
    const lost = goal.reading(affected, without) - goal.reading(affected, chosen) - goal.price(index);
    const noticed = [...affected].some((statement) => {
      const before = model.cost(statement, without).cost;
      return before - model.cost(statement, chosen).cost >= noticedShare * before;
    });
    if (!noticed || lost < threshold(chosen)) chosen = without;
  }
  return chosen;
}
