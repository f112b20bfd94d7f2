import type { Location } from '../finding';
import type { CheckResult, Evidence, Remedy } from './area';
import type { AssessmentFacts, FileFacts } from './facts';

/** What a check found out. `unknown` is an answer like the others: its summary says why. */
export interface Judgement {
  readonly outcome: 'covered' | 'partial' | 'gap' | 'unknown';
  /** A few words. */
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  readonly remedies: readonly Remedy[];
  /** False when nothing was there to look at: no files, no connection, or a check that this version cannot make. */
  readonly looked: boolean;
}

/** One thing that an area is judged by. */
export interface Check {
  /** "automatedBackups.offSite": what decisions name. */
  readonly id: string;
  readonly title: string;
  /** 1 to 5; from 4 on the area cannot be Covered without it: see grade.ts. */
  readonly weight: CheckResult['weight'];
  /** Rules that look at the same fact: their findings are told here and not a second time. */
  readonly rules?: readonly string[];
  judge(facts: AssessmentFacts): Judgement;
}

/** Details of a judgement. */
interface More {
  readonly evidence?: readonly Evidence[];
  readonly remedies?: readonly Remedy[];
}

const judgement =
  (outcome: Judgement['outcome'], looked = true) =>
  (summary: string, { evidence = [], remedies = [] }: More = {}): Judgement => ({
    outcome,
    summary,
    evidence,
    remedies,
    looked,
  });

export const covered = judgement('covered');
export const partial = judgement('partial');
export const gap = judgement('gap');
/** `summary` says why it is not known. */
export const unknown = judgement('unknown');
/** As `unknown`, where there was nothing to look at. */
export const notLooked = judgement('unknown', false);

/** A check that reads the application's files; without them it is unknown. */
export function fromFiles(judge: (files: FileFacts, facts: AssessmentFacts) => Judgement): Check['judge'] {
  return (facts) => (facts.files === undefined ? notLooked('not evaluated yet') : judge(facts.files, facts));
}

/** A check that this version cannot make: said in every report, so that nobody takes silence for a result. */
export function notMeasured(id: string, title: string, weight: number, why: string): Check {
  return { id, title, weight, judge: () => notLooked(`not measured yet: ${why}`) };
}

/** Unknown until somebody connects. */
export function needsConnection(what: 'the database' | 'Redis'): Judgement {
  return notLooked(`needs a connection to ${what}`, {
    remedies: [{ title: 'Test the connection', command: 'laravelOps.environments.testConnection' }],
  });
}

/** Evidence at a place. `file` is relative to the application. */
export function seenAt(fact: string, file: string, location: Location): Evidence {
  return { fact, source: file, location };
}

/** A sentence as the reason behind a grade: without its full stop, in the middle of a line. */
export function lowerFirst(text: string): string {
  const first = text.replace(/\.$/, '');
  return first.charAt(0).toLowerCase() + first.slice(1);
}
