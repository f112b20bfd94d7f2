import { throwIfAborted } from '../../base/abort';
import type { Advice, IndexDefinition } from './advice';
import type { Advisor } from './advise';
import { indexId, isLeftPrefix } from './definition';
import { cost } from './model/constants';

/** What a real server did with one statement on a copy, a call on average. */
export interface CopyFigures {
  /** Sum of Handler_read_*, as it would be on the whole tables. */
  readonly rowsRead: number;
  /** Microseconds on the whole tables, by what was counted: rows found through an index count for more than entries of it. */
  readonly cost: number;
  /** `indexId` of the indexes that the plan uses, of those that were asked for. */
  readonly keys: readonly string[];
}

/**
 * Makes a copy have exactly these indexes besides those of the database, and runs the statements on it.
 *
 * @param statements ids of those to run; undefined: all
 * @returns by id of the statement; what could not be run is missing
 */
export type MeasureOnCopy = (
  indexes: readonly IndexDefinition[],
  statements: readonly string[] | undefined,
  signal: AbortSignal | undefined,
) => Promise<ReadonlyMap<string, CopyFigures>>;

export interface RefineOptions {
  /** Most sets of indexes that are measured. */
  readonly mostMeasured: number;
  /** Candidates tried for one statement. */
  readonly triesOfStatement: number;
  /** A move has to save this share of what all statements read, and `statementShare` of one. */
  readonly leastShare: number;
  readonly statementShare: number;
}

const usualRefine: RefineOptions = {
  mostMeasured: 120,
  triesOfStatement: 4,
  leastShare: 0.005,
  statementShare: 0.2,
};

/** What was found out, beside the advice. */
interface Refined {
  readonly advice: Advice;
  readonly added: readonly string[];
  readonly dropped: readonly string[];
  /** Sets of indexes that were measured. */
  readonly measured: number;
}

/** Microseconds that such a call takes on the whole tables. */
function weightOf(figures: CopyFigures): number {
  return figures.cost + cost.statement;
}

/** One begins with all columns of the other, in whatever order. */
function beginAlike(left: IndexDefinition, right: IndexDefinition): boolean {
  if (left.table !== right.table) return false;
  const [shorter, longer] = left.columns.length < right.columns.length ? [left, right] : [right, left];
  const begin = longer.columns.slice(0, shorter.columns.length);
  return shorter.columns.every((part) => begin.some((other) => isLeftPrefix([part], [other])));
}

/** An index of the advice is there in an old and a new set. */
type Figures = ReadonlyMap<string, CopyFigures>;

/**
 * The second phase: checks a set of indexes with a real optimizer on a copy, statement by statement, the dearest first, and
 * adds or drops one index at a time. A move is kept only when less is read and the plans say that the index is the reason;
 * what a sample alone says is not enough, and made advice worse when it was.
 *
 * @param model the advisor that gave the advice: it knows further candidates
 */
export async function refine(
  model: Advisor,
  advice: Advice,
  measure: MeasureOnCopy,
  given: Partial<RefineOptions> = {},
  signal?: AbortSignal,
): Promise<Refined> {
  const options: RefineOptions = { ...usualRefine, ...given };
  const start = advice.suggestions.map(({ index }) => index);
  let chosen: readonly IndexDefinition[] = start;
  let measured = 1;
  let figures: Figures = await measure(chosen, undefined, signal);

  const calls = (id: string) => model.calls.get(id) ?? 0;
  const weigh = (found: Figures, ids: Iterable<string> = found.keys()): number => {
    let total = 0;
    for (const id of ids) {
      const one = found.get(id);
      if (one !== undefined) total += calls(id) * weightOf(one);
    }
    return total;
  };
  // What all of it costs, of each statement no more than indexes can save: one that none helps must not hide the others.
  const least = (): number => {
    let total = 0;
    for (const [id, one] of figures) total += calls(id) * Math.min(weightOf(one), model.saveable(id));
    return options.leastShare * total;
  };
  // As many as are needed to take each away once stay for that.
  const left = (later = 0) => measured + later < options.mostMeasured;
  const tryOut = async (indexes: readonly IndexDefinition[], tables: ReadonlySet<string>): Promise<Figures> => {
    throwIfAborted(signal);
    measured++;
    const ids = [...figures.keys()].filter((id) => model.reads(id, tables));
    return new Map([...figures, ...(await measure(indexes, ids, signal))]);
  };

  // What no plan uses goes first: it only stands in the way of seeing what the others do.
  const used = () => new Set([...figures.values()].flatMap(({ keys }) => keys));
  const before = used();
  const idle = chosen.filter((index) => !before.has(indexId(index)));
  if (idle.length > 0) {
    const without = chosen.filter((index) => !idle.includes(index));
    const found = await tryOut(without, new Set(idle.map(({ table }) => table)));
    if (weigh(found) <= weigh(figures) + least()) {
      chosen = without;
      figures = found;
    }
  }

  const byWeight = [...figures.keys()].sort((a, b) => weigh(figures, [b]) - weigh(figures, [a]) || (a < b ? -1 : 1));
  for (const id of byWeight) {
    if (!left(chosen.length)) break;
    // Not worth a try: all that it costs is less than a move has to save.
    if (weigh(figures, [id]) < least()) continue;
    for (const index of model.alternatives(id, chosen, options.triesOfStatement)) {
      if (!left(chosen.length)) break;
      // Both beside each other would cost writes twice for next to nothing.
      const replaced = chosen.filter((one) => beginAlike(one, index));
      const next = [...chosen.filter((one) => !replaced.includes(one)), index];
      const found = await tryOut(next, new Set([index.table]));
      const own = weigh(figures, [id]) - weigh(found, [id]);
      const total = weigh(figures) - weigh(found);
      const uses = found.get(id)?.keys.includes(indexId(index)) === true;
      const reads = (found.get(id)?.rowsRead ?? 0) < (figures.get(id)?.rowsRead ?? 0);
      const noticed = own >= options.statementShare * weigh(figures, [id]);
      if (!uses || !reads || !noticed || total < least()) continue;
      if (total <= model.price(index) - replaced.reduce((sum, one) => sum + model.price(one), 0)) continue;
      chosen = next;
      figures = found;
      break;
    }
  }

  // The dearest first: what others have made superfluous.
  for (const index of [...chosen].sort((a, b) => model.price(b) - model.price(a))) {
    if (!left()) break;
    const next = chosen.filter((one) => one !== index);
    const found = await tryOut(next, new Set([index.table]));
    const lost = weigh(found) - weigh(figures);
    const users = [...figures].filter(([, { keys }]) => keys.includes(indexId(index))).map(([id]) => id);
    const noticed = users.some((id) => weigh(found, [id]) - weigh(figures, [id]) >= 0.1 * weigh(found, [id]));
    if (noticed && lost > model.price(index)) continue;
    chosen = next;
    figures = found;
  }

  const ids = (indexes: readonly IndexDefinition[]) => new Set(indexes.map(indexId));
  return {
    advice: model.describe(chosen),
    added: [...ids(chosen)].filter((one) => !ids(start).has(one)),
    dropped: [...ids(start)].filter((one) => !ids(chosen).has(one)),
    measured,
  };
}
