import type { AnswerRun, BurstAnswer, Expectation } from './proof';

/**
 * True for an answer of a limiter: 429, or the headers that Laravel gives to an application's own answer at the limit. 503 with
 * Retry-After is maintenance.
 */
export function isLimited({ status, retryAfter, limit }: BurstAnswer): boolean {
  return status === 429 || (retryAfter !== undefined && limit !== undefined && status !== 503);
}

/** Where the limiter stepped in. */
export interface Stop {
  /** Requests that passed before. */
  readonly allowed: number;
  /** `changed`: the answers became others, without saying that it is a limit. */
  readonly how: 'limited' | 'changed';
  readonly answers: readonly BurstAnswer[];
}

/** Finds where answers of a limiter begin; undefined when nothing was limited. */
export function stopOf(answers: readonly BurstAnswer[], { ownResponse, allowed }: Expectation): Stop | undefined {
  const limited = answers.filter(isLimited);
  // Several are in flight at once: what passed is counted, wherever it stands.
  if (limited.length > 0) {
    const passed = answers.filter((each) => each.status !== 0 && !isLimited(each)).length;
    return { allowed: passed, how: 'limited', answers: limited };
  }
  if (!ownResponse) return undefined;
  const [first] = answers;
  if (first === undefined) return undefined;
  const at = answers.findIndex((each) => kindOf(each) !== kindOf(first));
  const rest = answers.slice(at);
  const [other] = rest;
  if (at < 1 || other === undefined || rest.some((each) => kindOf(each) !== kindOf(other))) return undefined;
  // Any change will do where the figure is not known: a login that counts by itself.
  return allowed.length === 0 || allowed.includes(at) ? { allowed: at, how: 'changed', answers: rest } : undefined;
}

/** True when an answer is of the kind that a stop consists of. */
export function isOfStop(answer: BurstAnswer, stop: Stop): boolean {
  if (stop.how === 'limited') return isLimited(answer);
  const [sample] = stop.answers;
  return sample !== undefined && kindOf(answer) === kindOf(sample);
}

function kindOf({ status, shape = '' }: BurstAnswer): string {
  return `${status} ${shape}`;
}

/** Answers as runs of the same status. */
export function runsOf(answers: readonly BurstAnswer[]): readonly AnswerRun[] {
  const runs: { status: number; count: number; limited: boolean }[] = [];
  for (const answer of answers) {
    const limited = isLimited(answer);
    const last = runs.at(-1);
    if (last !== undefined && last.status === answer.status && last.limited === limited) last.count++;
    else runs.push({ status: answer.status, count: 1, limited });
  }
  return runs;
}
