import { indexId } from '../advisor/definition';
import type { Advisor } from '../advisor/advise';
import { refine, type MeasureOnCopy, type RefineOptions } from '../advisor/refine';
import type { RefineAdvice } from './prove';
import type { Prover } from './prover';
import { indexKey } from './sqlText';

/** A prover as the advisor's second phase asks one. The figures are those of the whole tables: `fraction` is 1. */
export function measureOnCopy(prover: Prover): MeasureOnCopy {
  return async (indexes, statements, signal) => {
    const of = statements === undefined ? undefined : new Set(statements);
    const measures = await prover.measure(indexes, signal ?? new AbortController().signal, of);
    const ids = new Map(indexes.map((index) => [indexKey(index), indexId(index)]));
    return new Map(
      measures.map(({ statement, measured, share, used }) => [
        statement,
        {
          rowsRead: measured.rowsRead / share,
          rowsSorted: measured.rowsSorted / share,
          tmpRows: measured.tmpRows / share,
          keys: [...used].flatMap((key) => ids.get(key) ?? []),
        },
      ]),
    );
  };
}

/** The advisor's second phase on a scratch copy, for `proveAdvice`. */
export function refineOnCopy(advisor: Advisor, options: Partial<RefineOptions> = {}): RefineAdvice {
  return async (advice, prover, signal) =>
    (await refine(advisor, advice, measureOnCopy(prover), { ...options, fraction: 1 }, signal)).advice;
}
