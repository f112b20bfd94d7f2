import type { Location } from '../../finding';

/** One `Limit::per…()` of a named limiter. */
export interface Limit {
  /** The call or object that makes the limit, without what is chained to it: `Limit::perMinute(60)`. */
  readonly location: Location;
  /** With what is chained to it: `Limit::perMinute(60)->by(…)`. */
  readonly whole: Location;
  /** Attempts in `seconds`; undefined when not certain. `Limit::none()` is Infinity. */
  readonly attempts?: number;
  readonly seconds?: number;
  /**
   * What the counter is kept by: `none` is one counter for all visitors · `ip` is the address alone · `user` is the user,
   * the token, or the user before the address · `other` is anything else.
   */
  readonly by: 'none' | 'ip' | 'user' | 'other';
  /** The argument of `by()`. */
  readonly key?: Location;
  /** The client's address in that argument: `$request->ip()`, or the place where its variable gets it. */
  readonly address?: Location;
}

/** `RateLimiter::for('api', …)` */
export interface LimiterDefinition {
  /** Undefined when the name is not certain. */
  readonly name?: string;
  readonly location: Location;
  /** The limits that it may return; empty when they are not certain. */
  readonly limits: readonly Limit[];
  /** What each `return` gives: the limits that count together; an empty one lets every request pass, or is a response. */
  readonly returns: readonly (readonly Limit[])[];
  /** True when every limit it may return is in `limits`. */
  readonly complete: boolean;
  /** The request's parameter in the function that makes the limits, without "$"; undefined when it takes none. */
  readonly request?: string;
  /** `jobs` when that parameter is no request: such a limiter has no visitors. `unknown` without a parameter. */
  readonly limited: 'requests' | 'jobs' | 'unknown';
}

/** The named limiters of an application. */
export interface LimiterDefinitions {
  /** In the order of files and places; names that are not certain are among them. */
  readonly definitions: readonly LimiterDefinition[];
  /** False when limiters may be defined in ways that were not followed: then no name is known to be undefined. */
  readonly complete: boolean;
  /** For people, one sentence each: why `complete` is false. */
  readonly gaps: readonly string[];
}
