import { isOpsError } from '../../base/errors';
import type { IndexDefinition } from '../advisor/advice';
import type { WorkloadStatement } from '../advisor/workload';
import type { Catalog } from '../catalog/table';
import type { Measured } from './proof';
import type { ProofOptions } from './prove';
import { createProver, type Unmeasured } from './prover';
import { withScratch, type OpenSession } from './scratch';
import { scratchPlanFor } from './scratchPlan';
import { indexKey } from './sqlText';

/** What a scratch copy says of single indexes: for measuring how often it is right. */
export interface WhatIf {
  /** Without any of them. */
  readonly none: ReadonlyMap<string, Measured>;
  /** By place in the given list: the statements that use the index, with what was measured. Undefined: it cannot be built. */
  readonly with: readonly (ReadonlyMap<string, Measured> | undefined)[];
  readonly unmeasured: readonly Unmeasured[];
}

/** Tries each index alone, on one scratch copy. */
export function whatIf(
  open: OpenSession,
  catalog: Catalog,
  statements: readonly WorkloadStatement[],
  indexes: readonly IndexDefinition[],
  options: ProofOptions,
  signal: AbortSignal,
): Promise<WhatIf> {
  const tables = indexes.map(({ table }) => table);
  const plan = scratchPlanFor(catalog, statements, statements, tables, options.who);
  return withScratch(open, plan, options, signal, async (scratch) => {
    const prover = await createProver(scratch, statements, plan.kept, options, signal);
    const none = new Map((await prover.measure([], signal)).map(({ statement, measured }) => [statement, measured]));
    const tried: (ReadonlyMap<string, Measured> | undefined)[] = [];
    for (const index of indexes) {
      try {
        const measures = await prover.measure([index], signal);
        const using = measures.filter(({ used }) => used.has(indexKey(index)));
        tried.push(new Map(using.map(({ statement, measured }) => [statement, measured])));
      } catch (error) {
        if (signal.aborted || !isOpsError(error, 'server')) throw error;
        tried.push(undefined);
      }
    }
    return { none, with: tried, unmeasured: prover.unmeasured };
  });
}
