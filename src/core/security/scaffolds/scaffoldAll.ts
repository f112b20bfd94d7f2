import { relativePath } from '../../base/path';
import { applyEdits, type TextEdit } from '../../base/text';
import type { Fix } from '../../finding';
import { auditTrail } from './auditTrail';
import { limiters, type LimiterWishes } from './limiters';
import { ownTests } from './ownTests';
import { rateLimitLog } from './rateLimitLog';
import type { Scaffold, ScaffoldContext } from './scaffold';
import { securityChannel } from './securityChannel';
import { securitySubscriber } from './securitySubscriber';

/** What somebody chose to have. */
export interface ScaffoldWishes {
  /** Days that a file is kept; 0 keeps all. */
  readonly channel?: { readonly days: number };
  readonly subscriber?: boolean;
  /** Fully qualified names of models. */
  readonly auditTrail?: readonly string[];
  readonly limiters?: LimiterWishes;
  readonly rateLimitLog?: boolean;
  /** Tests of the application's own for what is chosen. */
  readonly tests?: boolean;
}

/** All of it as one change: each file once. */
export interface ScaffoldPlan {
  readonly edits: Fix['edits'];
  /** Files that would be created, seen from the application. */
  readonly creates: readonly string[];
  readonly adds: readonly string[];
  readonly remarks: readonly string[];
  /** What cannot be done by an edit, and what a person would write. */
  readonly refused: readonly { readonly title: string; readonly why: string; readonly text?: string }[];
  /** What is there already, one sentence each. */
  readonly already: readonly string[];
}

/** Every chosen scaffold, each on what the ones before it made. Applied twice, the second time changes nothing. */
export function scaffoldAll(context: ScaffoldContext, wishes: ScaffoldWishes): ScaffoldPlan {
  const texts = new Map<string, string>();
  const later: ScaffoldContext = { ...context, textOf: (file) => texts.get(file) ?? context.textOf(file) };
  const adds: string[] = [];
  const remarks: string[] = [];
  const already: string[] = [];
  const refused: { title: string; why: string; text?: string }[] = [];
  for (const { title, make } of steps(later, wishes)) {
    const made = make();
    if (made.kind === 'nothing') already.push(`${title}: ${made.why}`);
    if (made.kind === 'refused')
      refused.push({ title, why: made.why, ...(made.text === undefined ? {} : { text: made.text }) });
    if (made.kind !== 'edits') continue;
    for (const { file, edits } of made.edits) texts.set(file, applyEdits(later.textOf(file) ?? '', edits));
    adds.push(...made.adds);
    remarks.push(...made.remarks);
  }
  return {
    edits: [...texts].map(([file, text]) => ({ file, edits: [changeOf(context.textOf(file) ?? '', text)] })),
    creates: [...texts.keys()]
      .filter((file) => context.textOf(file) === undefined)
      .map((file) => relativePath(context.root, file)),
    adds,
    remarks: [...new Set(remarks)],
    refused,
    already,
  };
}

interface Step {
  readonly title: string;
  readonly make: () => Scaffold;
}

/** Limiters before whatever moves places of the same files: they go by places of the code as it was read. */
function steps(context: ScaffoldContext, wishes: ScaffoldWishes): readonly Step[] {
  const { channel, limiters: limits, auditTrail: models, tests } = wishes;
  const all: (Step | undefined)[] = [
    limits === undefined ? undefined : { title: 'Rate limiters', make: () => limiters(context, limits) },
    channel === undefined
      ? undefined
      : { title: 'Security log channel', make: () => securityChannel(context, channel.days) },
    wishes.subscriber === true
      ? { title: 'Security event subscriber', make: () => securitySubscriber(context) }
      : undefined,
    models === undefined || models.length === 0
      ? undefined
      : { title: 'Audit trail', make: () => auditTrail(context, models) },
    wishes.rateLimitLog === true ? { title: 'Log of answers 429', make: () => rateLimitLog(context) } : undefined,
    tests === true ? { title: 'Tests', make: () => ownTests(context, testsFor(wishes)) } : undefined,
  ];
  return all.filter((each) => each !== undefined);
}

function testsFor({ channel, subscriber, auditTrail: models, limiters: limits, rateLimitLog: log }: ScaffoldWishes) {
  return {
    channel: channel !== undefined,
    subscriber: subscriber === true,
    auditTrail: (models ?? []).length > 0,
    loginLimiter: limits?.define.includes('login') === true,
    rateLimitLog: log === true,
    ...(limits?.figures === undefined ? {} : { figures: limits.figures }),
  };
}

/** One edit from the first difference to the last, not through the middle of a surrogate pair. */
function changeOf(before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  if (isLow(before, start) || isLow(after, start)) start--;
  if (end > 0 && (isLow(before, before.length - end) || isLow(after, after.length - end))) end--;
  return { range: { start, end: before.length - end }, newText: after.slice(start, after.length - end) };
}

function isLow(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}
