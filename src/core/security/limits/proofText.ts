import { formatDuration } from '../../base/format';
import { displayLine } from '../display';
import type { AnswerRun, BurstAs, LimitProof } from './proof';

const names: Readonly<Record<BurstAs, string>> = {
  first: 'Burst',
  otherAccount: 'Another account',
  otherToken: 'Second token',
  otherAddress: 'Another address of this machine',
  forwarded: 'Another X-Forwarded-For',
  again: 'The first once more',
};

/** "12 × 200, 5 × 429" */
function runWords(runs: readonly AnswerRun[]): string {
  const shown = runs.slice(0, 12).map(({ status, count, limited }) => {
    const what = status === 0 ? 'no answer' : String(status);
    return `${count} × ${what}${limited && status !== 429 ? ' (limited)' : ''}`;
  });
  return [...shown, ...(runs.length > 12 ? ['…'] : [])].join(', ');
}

/** What a burst pretended to be, for people. */
function burstName(as: BurstAs): string {
  return names[as];
}

/** The result as plain lines, for the clipboard, the output channel and the command line. */
export function limitProofText(proof: LimitProof): string {
  const {
    title,
    origin,
    startedAt,
    sent,
    took,
    summary,
    counterWhy,
    findings,
    remarks,
    usedUp,
    bursts,
    outcome,
    limit,
  } = proof;
  const lines = [
    `${title} on ${origin}`,
    `${new Date(startedAt).toISOString()} · ${sent === 1 ? '1 request' : `${sent} requests`} · ${formatDuration(took)}`,
    '',
    summary,
    ...(outcome === 'limited' ? [counterWhy] : []),
    ...(limit === undefined ? [] : [`X-RateLimit-Limit: ${limit}`]),
    ...findings.map(({ severity, message }) => `${severity === 'warning' ? 'Warning' : 'Note'}: ${message}`),
    '',
    ...bursts.map(
      ({ as, runs, notPossible }) =>
        `${burstName(as)}: ${notPossible ?? (runs.length === 0 ? 'not sent' : runWords(runs))}`,
    ),
    ...(remarks.length === 0 ? [] : ['', ...remarks]),
    '',
    usedUp,
  ];
  return `${lines.map((line) => displayLine(line, 500)).join('\n')}\n`;
}
