import { throwIfAborted } from '../core/base/abort';
import { isOpsError, messageOf, OpsError } from '../core/base/errors';
import { isLimited } from '../core/security/limits/answers';
import {
  type BurstAnswer,
  mostRequests,
  type PlannedBurst,
  type ProofPlan,
  type SentBurst,
  type SentProof,
} from '../core/security/limits/proof';
import { formSession } from './burstForm';
import { type BurstRequest, sendRequest } from './burstRequest';
import { type BurstTarget, burstTarget, isLoopback } from './burstTarget';

export interface ProofProgress {
  /** Requests that were answered, of those that may be sent at most. */
  readonly sent: number;
  readonly most: number;
  readonly last: BurstAnswer;
}

export interface BurstOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: ProofProgress) => void;
  /** Milliseconds for all of it; a minute when left out, five at most. */
  readonly limitMs?: number;
  /** Requests in flight at the same time; 2 when left out, 8 at most. */
  readonly atOnce?: number;
}

/** Answers of a limiter after which a burst ends: they show that the counter stays full. */
const enoughLimited = 3;

/**
 * Sends what a proof planned to the application on this machine: the form, the first burst, and where that was limited one
 * request for each of the others. Never more than 300, and never to another machine. What came before a cancel or the end
 * of the time is kept.
 *
 * @throws OpsError `notLoopback`, `origin`, `unresolved`, `tooMany`, `unreachable`; `cancelled` before the first request
 */
export async function sendProof(plan: ProofPlan, options: BurstOptions): Promise<SentProof> {
  const planned = plan.bursts.reduce((sum, { count }) => sum + count, plan.form === undefined ? 0 : 1);
  if (
    planned > mostRequests ||
    plan.bursts.some(({ count, from }) => !(count >= 0) || (from !== undefined && !isLoopback(from)))
  )
    throw new OpsError('tooMany', `A proof sends at most ${mostRequests} requests.`, { safe: 'Nothing was sent.' });
  throwIfAborted(options.signal);
  const resolved = await burstTarget(plan.origin, options.signal);
  const target = plan.domain === undefined ? resolved : { ...resolved, host: hostOf(plan.domain, resolved) };
  const timeout = AbortSignal.timeout(Math.min(options.limitMs ?? 60_000, 300_000));
  const signal = AbortSignal.any([options.signal, timeout]);
  const sender = new Sender(target, plan, signal, options);
  const startedAt = Date.now();
  let form: SentProof['form'];
  let took = 0;
  const bursts: SentBurst[] = [];
  try {
    form = await sender.openForm();
    for (const each of plan.bursts) {
      const [first] = bursts;
      // Without a limit there is nothing to tell apart.
      if (first !== undefined && !mayBeLimited(first.answers, plan)) break;
      const start = performance.now();
      bursts.push(await sender.burst(each));
      if (each.as === 'first') took = performance.now() - start;
      if (signal.aborted) break;
    }
  } catch (error) {
    if (!isOpsError(error, 'cancelled')) throw error;
  }
  return {
    startedAt,
    took,
    atOnce: sender.atOnce,
    address: target.address,
    bursts,
    ...(form === undefined ? {} : { form }),
    ...(signal.aborted ? { stopped: options.signal.aborted ? ('cancelled' as const) : ('timeout' as const) } : {}),
  };
}

function hostOf(domain: string, { host }: BurstTarget): string {
  const port = /:\d+$/.exec(host.replace(/^\[.*\]/, ''))?.[0] ?? '';
  return domain + port;
}

function mayBeLimited(answers: readonly BurstAnswer[], { expectation }: ProofPlan): boolean {
  if (answers.some(isLimited)) return true;
  const kinds = new Set(answers.map(({ status, shape }) => `${status} ${shape ?? ''}`));
  return expectation.ownResponse && kinds.size > 1;
}

class Sender {
  readonly atOnce: number;
  readonly #target: BurstTarget;
  readonly #plan: ProofPlan;
  readonly #signal: AbortSignal;
  readonly #onProgress: BurstOptions['onProgress'];
  #session: Readonly<Record<string, string>> = {};
  #token: string | undefined;
  #sent = 0;

  constructor(target: BurstTarget, plan: ProofPlan, signal: AbortSignal, { atOnce = 2, onProgress }: BurstOptions) {
    this.#target = target;
    this.#plan = plan;
    this.#signal = signal;
    this.#onProgress = onProgress;
    this.atOnce = Math.max(1, Math.min(8, Math.trunc(atOnce)));
  }

  /** Asks for the page with the form, and keeps its session and token for what follows. */
  async openForm(): Promise<SentProof['form']> {
    const { form } = this.#plan;
    if (form === undefined) return undefined;
    const headers = { accept: 'text/html' };
    const response = await this.#reach({ method: 'GET', path: form, headers });
    this.#sent++;
    const { cookies, token, headers: own } = formSession(response);
    this.#session = own;
    this.#token = token;
    return {
      status: response.status,
      session: cookies > 0,
      token: token !== undefined || own['x-xsrf-token'] !== undefined,
    };
  }

  async burst({ as, count, headers, body, from }: PlannedBurst): Promise<SentBurst> {
    const token = this.#token;
    const request: BurstRequest = {
      method: this.#plan.method,
      path: this.#plan.path,
      headers: { ...headers, ...this.#session },
      ...(this.#plan.method === 'GET' ? {} : bodyOf(body, token)),
      ...(from === undefined ? {} : { from }),
    };
    const answers: (BurstAnswer | undefined)[] = [];
    let next = 0;
    let limited = 0;
    let impossible: string | undefined;
    const work = async (): Promise<void> => {
      while (next < count && limited < enoughLimited && impossible === undefined && !this.#signal.aborted) {
        const at = next++;
        const answer = await this.#ask(request);
        if (answer === 'cancelled') return;
        if (answer === 'notPossible') {
          impossible = 'Requests from another address could not be sent: this system has one loopback address only.';
          return;
        }
        answers[at] = answer;
        if (isLimited(answer)) limited++;
        this.#sent++;
        this.#onProgress?.({ sent: this.#sent, most: this.#plan.most, last: answer });
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.atOnce, count) }, work));
    return {
      as,
      answers: answers.filter((each) => each !== undefined),
      ...(impossible === undefined ? {} : { notPossible: impossible }),
    };
  }

  async #ask(request: BurstRequest): Promise<BurstAnswer | 'cancelled' | 'notPossible'> {
    const start = performance.now();
    try {
      const { status, headers, body } =
        this.#sent === 0 ? await this.#reach(request) : await sendRequest(this.#target, request, this.#signal);
      return {
        ...limiterHeaders(headers),
        status,
        took: performance.now() - start,
        ...shapeOf(headers['content-type'], body),
      };
    } catch (error) {
      if (isOpsError(error, 'cancelled')) return 'cancelled';
      if (isOpsError(error)) throw error;
      // The other loopback address exists on Linux and Windows, and not for a target in IPv6.
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (request.from !== undefined && (code === 'EADDRNOTAVAIL' || code === 'EINVAL' || code === 'EAFNOSUPPORT'))
        return 'notPossible';
      return { status: 0, took: performance.now() - start, error: messageOf(error) };
    }
  }

  /** The first request of all: when nobody answers, nothing more is tried. */
  async #reach(request: BurstRequest): ReturnType<typeof sendRequest> {
    try {
      return await sendRequest(this.#target, request, this.#signal);
    } catch (error) {
      if (isOpsError(error)) throw error;
      throw new OpsError(
        'unreachable',
        `Nothing answers at ${this.#plan.origin}: ${messageOf(error)}`,
        { next: 'Start the application, with php artisan serve, and try again.' },
        { cause: error },
      );
    }
  }
}

function bodyOf(body: string | undefined, token: string | undefined): { readonly body?: string } {
  const parts = [
    ...(body === undefined ? [] : [body]),
    ...(token === undefined ? [] : [`_token=${encodeURIComponent(token)}`]),
  ];
  return { body: parts.join('&') };
}

type Headers = Awaited<ReturnType<typeof sendRequest>>['headers'];

/** Illuminate\Routing\Middleware\ThrottleRequests::getHeaders(). Retry-After may be a date elsewhere; that is left out. */
function limiterHeaders(headers: Headers): Pick<BurstAnswer, 'retryAfter' | 'limit' | 'remaining' | 'reset'> {
  const number = (name: string): number | undefined => {
    const value = headers[name];
    return typeof value === 'string' && /^-?\d{1,12}$/.test(value) ? Number(value) : undefined;
  };
  const [retryAfter, limit] = [number('retry-after'), number('x-ratelimit-limit')];
  const [remaining, reset] = [number('x-ratelimit-remaining'), number('x-ratelimit-reset')];
  return {
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(limit === undefined ? {} : { limit }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(reset === undefined ? {} : { reset }),
  };
}

/** What an answer says, without its figures: "try again in 57 seconds". Pages hold tokens, and are each different. */
function shapeOf(type: string | undefined, body: string): Pick<BurstAnswer, 'shape'> {
  if (type === undefined || !/^(?:application\/(?:[\w.+-]*\+)?json|text\/plain)\b/i.test(type)) return {};
  let hash = 0x811c9dc5;
  for (const char of body.replace(/\d+/g, '0')) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return { shape: (hash >>> 0).toString(16) };
}
