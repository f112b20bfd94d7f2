import type { WorkloadStatement } from '../advisor/workload';
import type { Proof, StatementProof } from './proof';
import { savedShare, verdictOf } from './verdict';

/** One statement with what it saves. */
export function statementProof({ statement, used, before, after }: Omit<StatementProof, 'saved'>): StatementProof {
  const saved = savedShare(before.measured, after.measured);
  return { statement, used, before, after, ...(saved === undefined ? {} : { saved }) };
}

/** How and on what a proof was made. */
export interface ProofFrame extends Pick<Proof, 'way' | 'index' | 'fraction' | 'remarks'> {
  /** Of the session, where no plan names the server. */
  readonly version: string;
  /** `performance.now()` at the beginning. */
  readonly from: number;
}

/** The proof of one index: each statement weighs what it costs and how often it is called. */
export function proofOf(
  { version, from, ...frame }: ProofFrame,
  proofs: readonly StatementProof[],
  statements: readonly Pick<WorkloadStatement, 'id' | 'callsPerHour'>[],
): Proof {
  const calls = new Map(statements.map(({ id, callsPerHour }) => [id, callsPerHour]));
  return {
    ...frame,
    statements: proofs,
    verdict: verdictOf(proofs, (id) => calls.get(id) ?? 0),
    at: new Date().toISOString(),
    server: proofs[0]?.after.plan.server ?? version,
    tookMs: Math.round(performance.now() - from),
  };
}
