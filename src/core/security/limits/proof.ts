import type { RouteLimit } from './limitedRoute';

/** Requests of one proof at most, all bursts together. */
export const mostRequests = 300;

/** Who a burst pretends to be. `again` is the first one once more: its counter must still be used up. */
export type BurstAs = 'first' | 'otherAccount' | 'otherToken' | 'otherAddress' | 'forwarded' | 'again';

/** Requests that are all the same. */
export interface PlannedBurst {
  readonly as: BurstAs;
  readonly count: number;
  /** Lower-case names; no value holds a control character. */
  readonly headers: Readonly<Record<string, string>>;
  /** application/x-www-form-urlencoded */
  readonly body?: string;
  /** The address of this machine to send from. */
  readonly from?: string;
}

/** What the code says will happen. */
export interface Expectation {
  /** How many requests of one visitor pass in one window, one figure for each way the limiters may go; in order. */
  readonly allowed: readonly number[];
  /** Requests may pass without end, in some cases or in all. */
  readonly mayPass: 'never' | 'sometimes' | 'always' | 'unknown';
  /** Seconds of the shortest window. */
  readonly seconds?: number;
  /** What is answered at the limit is the application's own. */
  readonly ownResponse: boolean;
  /** "throttle:api 60/min by user, else IP · redis" */
  readonly words: string;
}

/** Everything that a proof will send, before it is sent. Plain data. */
export interface ProofPlan {
  /** Id of the route in its inventory. */
  readonly route: string;
  /** "POST /login" */
  readonly title: string;
  /** "http://127.0.0.1:8000": where to; the sender refuses whatever is not on this machine. */
  readonly origin: string;
  /** The host that the route answers to, where it has one. */
  readonly domain?: string;
  readonly method: string;
  /** With parameters filled in: "/api/orders/7" */
  readonly path: string;
  /** A page that is asked for first, for a session and its token. */
  readonly form?: string;
  /** The first one, and where it was stopped by a limiter the others, in this order. */
  readonly bursts: readonly PlannedBurst[];
  /** Requests at most, the form's included. */
  readonly most: number;
  readonly expectation: Expectation;
  readonly by: RouteLimit['by'] | 'unknown';
  readonly trusts?: 'none' | 'some' | 'everyone';
  readonly csrf: boolean;
  /** A password is tried on an account that is made up. */
  readonly loginLike: boolean;
  readonly signedIn: boolean;
  /** Numeric throttles without a prefix count together, whatever the route. */
  readonly sharedCounter: boolean;
  /** For people, before they agree; one sentence each. */
  readonly remarks: readonly string[];
}

/** One answer, as far as a limiter speaks in it. */
export interface BurstAnswer {
  /** 0 when there was none. */
  readonly status: number;
  /** Seconds. */
  readonly retryAfter?: number;
  /** X-RateLimit-Limit, -Remaining, -Reset (seconds since 1970). */
  readonly limit?: number;
  readonly remaining?: number;
  readonly reset?: number;
  /** Equal for answers that say the same but for figures; absent for pages. */
  readonly shape?: string;
  /** Milliseconds. */
  readonly took: number;
  /** Why there was no answer. */
  readonly error?: string;
}

/** What one burst was answered, in the order in which it was sent. */
export interface SentBurst {
  readonly as: BurstAs;
  readonly answers: readonly BurstAnswer[];
  /** Why it was not sent: this system has one loopback address only. */
  readonly notPossible?: string;
}

/** What was sent and answered. */
export interface SentProof {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Milliseconds of the first burst. */
  readonly took: number;
  /** Requests that were in flight at the same time, at most. */
  readonly atOnce: number;
  /** The address that was connected to. */
  readonly address: string;
  readonly form?: { readonly status: number; readonly session: boolean; readonly token: boolean };
  readonly bursts: readonly SentBurst[];
  /** Somebody cancelled, or the time was up: what is here is what came before. */
  readonly stopped?: 'cancelled' | 'timeout';
}

export interface ProofFinding {
  readonly kind: 'forgeable' | 'oneForAll' | 'sooner' | 'later' | 'noLimit' | 'headers';
  readonly severity: 'warning' | 'information';
  readonly message: string;
}

/** Answers of one kind that follow each other. */
export interface AnswerRun {
  readonly status: number;
  readonly count: number;
  readonly limited: boolean;
}

/** The result of a proof: plain data for a page, a report and the command line. */
export interface LimitProof {
  readonly route: string;
  readonly title: string;
  readonly origin: string;
  readonly startedAt: number;
  /** Requests that were sent, the form's included. */
  readonly sent: number;
  readonly took: number;
  /**
   * `limited` · `notLimited`: more was sent than the code allows · `notReached`: the limit is higher than what was sent ·
   * `notCounted`: something answered before a limiter · `inconclusive` · `stopped`: cancelled, or the time was up.
   */
  readonly outcome: 'limited' | 'notLimited' | 'notReached' | 'notCounted' | 'inconclusive' | 'stopped';
  /** One sentence. */
  readonly summary: string;
  /** How many requests passed before the limiter stepped in. */
  readonly allowed?: number;
  readonly expected: readonly number[];
  readonly agreement: 'asWritten' | 'sooner' | 'later' | 'unknown';
  readonly retryAfter?: number;
  /** X-RateLimit-Limit */
  readonly limit?: number;
  readonly counter: 'user' | 'ip' | 'account' | 'accountAndIp' | 'everyone' | 'unknown';
  readonly counterWhy: string;
  readonly findings: readonly ProofFinding[];
  readonly remarks: readonly string[];
  /** What the proof leaves behind: "This machine is locked out of POST /login for 42 s." */
  readonly usedUp: string;
  readonly bursts: readonly {
    readonly as: BurstAs;
    readonly runs: readonly AnswerRun[];
    readonly notPossible?: string;
  }[];
}
