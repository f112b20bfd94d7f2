import type { Measured, Proof, StatementProof } from './proof';

/** Less than this share saved is no gain. */
const leastGain = 0.1;

/** Share of the cost that is saved, 0 to 1; negative when it costs more. Undefined where nothing was counted. */
export function savedShare(before: Measured | undefined, after: Measured | undefined): number | undefined {
  if (before?.cost === undefined || after?.cost === undefined) return undefined;
  // Stopped early: what was counted says nothing about the whole.
  if (after.stopped === true) return before.stopped === true ? 0 : -1;
  return before.cost <= 0 ? 0 : (before.cost - after.cost) / before.cost;
}

/**
 * The verdict over the statements that use the index, each weighted by what it costs and how often it is called.
 *
 * @param weight calls an hour, by statement
 */
export function verdictOf(
  statements: readonly StatementProof[],
  weight: (statement: string) => number,
): Proof['verdict'] {
  const used = statements.filter((each) => each.used);
  if (used.length === 0) return 'notUsed';
  let [cost, saved] = [0, 0];
  for (const { statement, before, saved: share } of used) {
    const all = (before.measured?.cost ?? 0) * Math.max(weight(statement), 0.001);
    cost += all;
    saved += all * (share ?? 0);
  }
  return cost > 0 && saved / cost >= leastGain ? 'proven' : 'noGain';
}
