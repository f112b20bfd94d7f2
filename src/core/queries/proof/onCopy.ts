import { indexId } from '../advisor/definition';
import type { Advisor } from '../advisor/advise';
import { refine, type MeasureOnCopy, type RefineOptions } from '../advisor/refine';
import type { RefineAdvice } from './prove';
import type { Prover } from './prover';
import { indexKey } from './sqlText';

/** A prover as the advisor's second phase asks one. */
function measureOnCopy(prover: Prover): MeasureOnCopy {
  return async (indexes, statements, signal) => {
    const of = statements === undefined ? undefined : new Set(statements);
    const measures = await prover.measure(indexes, signal ?? new AbortController().signal, of);
    const ids = new Map(indexes.map((index) => [indexKey(index), indexId(index)]));
    return new Map(
      measures.map(({ statement, measured, share, used }) => [
        statement,
        {
          rowsRead: measured.rowsRead / share,
          // What was stopped had more to count than it came to.
          cost: Math.max(measured.cost ?? 0, measured.stopped === true ? (measured.ms * 1_000) / share : 0),
          keys: [...used].flatMap((key) => ids.get(key) ?? []),
        },
      ]),
    );
  };
}

/** The advisor's second phase on a scratch copy, for `proveAdvice`. */
export function refineOnCopy(advisor: Advisor, options: Partial<RefineOptions> = {}): RefineAdvice {
  return async (advice, prover, signal) =>
    (await refine(advisor, advice, measureOnCopy(prover), options, signal)).advice;
}
