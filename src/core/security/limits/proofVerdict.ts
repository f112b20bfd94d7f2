import { isLimited, runsOf, type Stop, stopOf } from './answers';
import type { BurstAnswer, LimitProof, ProofFinding, ProofPlan, SentProof } from './proof';
import { counterVerdict } from './proofCounter';

/** What a proof has shown: when a limiter stepped in, against what the code says, and what its counter is kept by. */
export function proofVerdict(plan: ProofPlan, sent: SentProof): LimitProof {
  const answers = sent.bursts.find(({ as }) => as === 'first')?.answers ?? [];
  const answered = answers.filter(({ status }) => status !== 0);
  const stop = stopOf(answers, plan.expectation);
  const limit = answered.find((each) => each.limit !== undefined)?.limit;
  const { allowed } = plan.expectation;
  const base = {
    route: plan.route,
    title: plan.title,
    origin: plan.origin,
    startedAt: sent.startedAt,
    sent: sent.bursts.reduce((sum, each) => sum + each.answers.length, sent.form === undefined ? 0 : 1),
    took: sent.took,
    expected: allowed,
    ...(limit === undefined ? {} : { limit }),
    bursts: sent.bursts.map(({ as, answers: each, notPossible }) => ({
      as,
      runs: runsOf(each),
      ...(notPossible === undefined ? {} : { notPossible }),
    })),
  };
  if (stop === undefined) return { ...base, ...withoutStop(plan, sent, answered) };
  const counter = counterVerdict(plan, sent, stop);
  const used = usedBefore(answered);
  const agreement = agreementOf(stop.allowed, used, allowed);
  const retryAfter = stop.answers.find((each) => each.retryAfter !== undefined)?.retryAfter;
  const remarks = remarksOf(plan, sent, stop, used, agreement);
  return {
    ...base,
    outcome: 'limited',
    summary: summaryOf(stop, plan, agreement, retryAfter),
    allowed: stop.allowed,
    agreement,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    counter: counter.counter,
    counterWhy: counter.why,
    findings: [...counter.findings, ...figureFindings(stop, agreement, allowed), ...headerFindings(limit, plan)],
    remarks,
    usedUp: usedUpWords(plan, retryAfter, counter.counter),
  };
}

function summaryOf(
  { allowed, how }: Stop,
  { expectation }: ProofPlan,
  agreement: LimitProof['agreement'],
  retryAfter: number | undefined,
): string {
  const passed = allowed === 1 ? '1 request' : `${allowed} requests`;
  const stopped = how === 'limited' ? `The limiter stepped in after ${passed}` : `The answers changed after ${passed}`;
  const code = {
    asWritten: ', as the code says',
    sooner: `, the code says ${expectation.allowed.join(' or ')}`,
    later: `, the code says ${expectation.allowed.join(' or ')}`,
    unknown: '',
  }[agreement];
  return `${stopped}${code}${retryAfter === undefined ? '' : `; try again in ${retryAfter} s`}.`;
}

/** How much of the window was used up before the first request, as its own header tells. */
function usedBefore([first]: readonly BurstAnswer[]): number {
  if (first?.limit === undefined || first.remaining === undefined) return 0;
  return Math.max(0, first.limit - (isLimited(first) ? 0 : 1) - first.remaining);
}

function agreementOf(allowed: number, used: number, expected: readonly number[]): LimitProof['agreement'] {
  if (expected.length === 0) return 'unknown';
  if (expected.includes(allowed) || expected.includes(allowed + used)) return 'asWritten';
  return allowed < Math.min(...expected) ? 'sooner' : 'later';
}

function remarksOf(
  plan: ProofPlan,
  sent: SentProof,
  stop: Stop,
  used: number,
  agreement: LimitProof['agreement'],
): readonly string[] {
  const { atOnce, took } = sent;
  const { seconds } = plan.expectation;
  const most = plan.expectation.allowed.at(-1) ?? Number.POSITIVE_INFINITY;
  const notPossible = sent.bursts.flatMap(({ notPossible: why }) => why ?? []);
  return [
    ...(used > 0 ? [`${used} ${used === 1 ? 'attempt was' : 'attempts were'} counted before the first request.`] : []),
    ...(agreement === 'later' && stop.allowed - most < atOnce
      ? ['Requests that arrive together pass a counter before it counts them.']
      : []),
    ...(seconds !== undefined && took > seconds * 1000
      ? ['The burst took longer than the window: counters began anew on the way.']
      : []),
    ...(stop.how === 'limited' && stop.answers.some(({ status }) => status !== 429)
      ? [
          `At the limit the application answers ${stop.answers.find(({ status }) => status !== 429)?.status ?? ''} of its own.`,
        ]
      : []),
    ...(stop.how === 'changed'
      ? ['The answer does not say that it is a limit: it changed where one was expected.']
      : []),
    ...notPossible,
    ...failures(sent),
    ...(sent.stopped === undefined ? [] : [sent.stopped === 'cancelled' ? 'It was cancelled.' : 'The time was up.']),
  ];
}

function failures({ bursts }: SentProof): readonly string[] {
  const failed = bursts.flatMap(({ answers }) => answers.filter(({ status }) => status === 0));
  const [first] = failed;
  return first === undefined
    ? []
    : [
        `${failed.length} ${failed.length === 1 ? 'request' : 'requests'} got no answer: ${first.error ?? 'no reason given'}.`,
      ];
}

function figureFindings(
  { allowed }: Stop,
  agreement: LimitProof['agreement'],
  expected: readonly number[],
): readonly ProofFinding[] {
  if (agreement !== 'sooner' && agreement !== 'later') return [];
  const severity = agreement === 'later' ? 'warning' : 'information';
  return [
    { kind: agreement, severity, message: `${allowed} requests passed; the code allows ${expected.join(' or ')}.` },
  ];
}

function headerFindings(limit: number | undefined, { expectation, by }: ProofPlan): readonly ProofFinding[] {
  if (
    limit === undefined ||
    expectation.allowed.length === 0 ||
    expectation.words.includes(String(limit)) ||
    by === 'unknown'
  )
    return [];
  return [
    {
      kind: 'headers',
      severity: 'information',
      message: `X-RateLimit-Limit says ${limit}; the code says ${expectation.words}.`,
    },
  ];
}

function usedUpWords(
  { title, loginLike, sharedCounter }: ProofPlan,
  retryAfter: number | undefined,
  counter: LimitProof['counter'],
): string {
  const time = retryAfter === undefined ? 'until its window is over' : `for ${retryAfter} s`;
  const who =
    counter === 'everyone'
      ? 'Everybody is'
      : counter === 'user'
        ? 'The account of the token is'
        : loginLike && counter !== 'ip'
          ? 'The made-up account on this machine is'
          : "This machine's address is";
  const more = sharedCounter
    ? ' Throttles with figures and without a prefix share that counter: other routes that have one are locked too.'
    : '';
  return `${who} locked out of ${title} ${time}.${more}`;
}

type Rest = Omit<
  LimitProof,
  'route' | 'title' | 'origin' | 'startedAt' | 'sent' | 'took' | 'expected' | 'limit' | 'bursts'
>;

function withoutStop(plan: ProofPlan, sent: SentProof, answered: readonly BurstAnswer[]): Rest {
  const { expectation, title } = plan;
  const rest = {
    agreement: 'unknown',
    counter: 'unknown',
    counterWhy: 'Nothing was limited, so what a counter is kept by was not tried.',
    findings: [],
    remarks: failures(sent),
    usedUp: answered.some(({ limit }) => limit !== undefined)
      ? `${answered.length} attempts were counted; nobody is locked out.`
      : 'Nothing: no answer said that it was counted.',
  } as const;
  const told = (outcome: LimitProof['outcome'], summary: string, more: Partial<Rest> = {}): Rest => ({
    ...rest,
    outcome,
    summary,
    ...more,
  });
  const count = answered.length === 1 ? '1 request' : `${answered.length} requests`;
  if (sent.stopped !== undefined && answered.length < (plan.bursts[0]?.count ?? 0))
    return told(
      'stopped',
      sent.stopped === 'cancelled'
        ? `Cancelled after ${count}; none was limited.`
        : `The time was up after ${count}; none was limited.`,
    );
  if (answered.length === 0) return told('inconclusive', 'No request was answered.');
  const before = answeredBefore(answered, plan);
  if (before !== undefined) return told('notCounted', before);
  const { allowed, mayPass, seconds, words } = expectation;
  const most = allowed.at(-1);
  if (most !== undefined && answered.length <= most)
    return told('notReached', `${count} passed; the limit of ${most} was not reached${limitTold(answered)}.`);
  if (seconds !== undefined && sent.took > seconds * 1000)
    return told('inconclusive', `${count} passed, but they took longer than the window of ${seconds} s.`);
  if (mayPass === 'always')
    return told('notLimited', `${count} passed, as the code says: ${words}.`, {
      agreement: 'asWritten',
      findings: [
        {
          kind: 'noLimit',
          severity: plan.loginLike ? 'warning' : 'information',
          message: `${title} answered ${count} without a limit.`,
        },
      ],
    });
  if (mayPass === 'sometimes' || mayPass === 'unknown')
    return told(
      'notLimited',
      `${count} passed without a limit; the code does not say for certain that there is one for them (${words}).`,
    );
  return told('notLimited', `${count} passed; the code allows ${allowed.join(' or ')}.`, {
    agreement: 'later',
    findings: [
      {
        kind: 'noLimit',
        severity: 'warning',
        message: `${title} answered ${count}, and the code says that ${allowed.join(' or ')} pass: the counter is not kept.`,
      },
    ],
  });
}

function limitTold(answered: readonly BurstAnswer[]): string {
  const last = answered.findLast(({ limit, remaining }) => limit !== undefined && remaining !== undefined);
  return last === undefined ? '' : `; the last answer says that ${last.remaining ?? 0} of ${last.limit ?? 0} are left`;
}

/** Something that answers in front of a limiter, or in its place; undefined when requests came through. */
function answeredBefore(answered: readonly BurstAnswer[], { title, csrf, signedIn }: ProofPlan): string | undefined {
  const [first] = answered;
  if (first === undefined || answered.some(({ status, limit }) => status !== first.status || limit !== undefined))
    return undefined;
  const { status } = first;
  if (status === 419)
    return `All were answered 419: the token of the session was not taken${csrf ? '' : ', which the route was not known to ask for'}. It is asked for before the limiter counts, so nothing was shown; name the page that holds the form.`;
  if (status === 401 || status === 403)
    return `All were answered ${status} before a limiter counted: ${signedIn ? 'the token was not taken' : 'the route asks who it is'}.`;
  if (status === 404 || status === 405)
    return `All were answered ${status}: ${title} is not what answers at this address.`;
  if (status === 503)
    return 'All were answered 503: the application is in maintenance, or something in front of it is.';
  if (status >= 500)
    return `All were answered ${status}: the application fails before a limiter counts. Its log says why.`;
  if (status >= 300 && status < 400)
    return `All were sent elsewhere (${status}) before a limiter counted; redirects are not followed.`;
  return undefined;
}
