import { isOpsError, messageOf } from '../../base/errors';
import type { Advice, IndexDefinition, Suggestion } from '../advisor/advice';
import type { WorkloadStatement } from '../advisor/workload';
import type { Catalog } from '../catalog/table';
import type { Proof } from './proof';
import { createProver, type Prover, type ProverOptions, type Unmeasured } from './prover';
import { withScratch, type OpenSession, type ScratchOptions } from './scratch';
import { scratchPlanFor, statementsOf } from './scratchPlan';

export interface ProofOptions extends ScratchOptions, ProverOptions {
  /** Who makes the scratch copy, for whoever finds it. */
  readonly who: string;
  /** Statements of one suggestion that are run, the most important first. 10 when left out. */
  readonly statements?: number;
}

/**
 * Proves one suggestion on a scratch copy of the tables that its statements read: built, run, counted, dropped. What needs a
 * permit is `open`.
 *
 * Rejects with OpsError as `withScratch` and `Prover.prove`.
 */
export async function proveSuggestion(
  open: OpenSession,
  catalog: Catalog,
  suggestion: Pick<Suggestion, 'index' | 'gains'>,
  statements: readonly WorkloadStatement[],
  options: ProofOptions,
  signal: AbortSignal,
): Promise<Proof> {
  const from = performance.now();
  const concerned = statementsOf(suggestion, statements, options.statements ?? 10);
  const plan = scratchPlanFor(catalog, statements, concerned, [suggestion.index.table], options.who);
  const proof = await withScratch(open, plan, options, signal, async (scratch) => {
    const prover = await createProver(scratch, concerned, plan.kept, options, signal);
    return prover.prove(suggestion.index, [], undefined, signal);
  });
  return { ...proof, tookMs: Math.round(performance.now() - from) };
}

/** One suggestion with its proof, or why there is none. */
export interface ProvenSuggestion {
  readonly suggestion: Suggestion;
  readonly proof?: Proof;
  /** For people. */
  readonly reason?: string;
}

export interface ProvenAdvice {
  readonly advice: Advice;
  readonly suggestions: readonly ProvenSuggestion[];
  readonly unmeasured: readonly Unmeasured[];
  /** Share of the live tables' rows, the least of all tables. */
  readonly fraction: number;
  readonly tookMs: number;
}

/** Changes advice by what is measured: the advisor's second phase. */
export type RefineAdvice = (advice: Advice, prover: Prover, signal: AbortSignal) => Promise<Advice>;

/**
 * Proves the suggestions of an advice on one scratch copy, each on top of those before it, which is what the advisor says of
 * them. With `refine` the advice is changed first by what is measured.
 *
 * @param onProof told after each
 */
export async function proveAdvice(
  open: OpenSession,
  catalog: Catalog,
  advice: Advice,
  statements: readonly WorkloadStatement[],
  options: ProofOptions & { readonly refine?: RefineAdvice; readonly onProof?: (proven: ProvenSuggestion) => void },
  signal: AbortSignal,
): Promise<ProvenAdvice> {
  const from = performance.now();
  const tables = advice.suggestions.map(({ index }) => index.table);
  const plan = scratchPlanFor(catalog, statements, statements, tables, options.who);
  return withScratch(open, plan, options, signal, async (scratch) => {
    const prover = await createProver(scratch, statements, plan.kept, options, signal);
    const refined = options.refine === undefined ? advice : await options.refine(advice, prover, signal);
    const beside: IndexDefinition[] = [];
    const suggestions: ProvenSuggestion[] = [];
    for (const suggestion of refined.suggestions) {
      const of = new Set(suggestion.gains.slice(0, options.statements ?? 10).map(({ statement }) => statement));
      const proven = await proveOne(prover, suggestion, [...beside], of, signal);
      beside.push(suggestion.index);
      suggestions.push(proven);
      options.onProof?.(proven);
    }
    return {
      advice: refined,
      suggestions,
      unmeasured: prover.unmeasured,
      fraction: Math.min(1, ...scratch.tables.map(({ fraction }) => fraction)),
      tookMs: Math.round(performance.now() - from),
    };
  });
}

async function proveOne(
  prover: Prover,
  suggestion: Suggestion,
  beside: readonly IndexDefinition[],
  of: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ProvenSuggestion> {
  try {
    return { suggestion, proof: await prover.prove(suggestion.index, beside, of, signal) };
  } catch (error) {
    // A server's refusal of one index, or statements that cannot be run: the others go on.
    if (signal.aborted || !(isOpsError(error, 'unmeasured') || isOpsError(error, 'server'))) throw error;
    return { suggestion, reason: messageOf(error) };
  }
}
