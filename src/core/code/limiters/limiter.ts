import type { Location } from '../../finding';

/** One `Limit::per…()` of a named limiter. */
export interface Limit {
  readonly location: Location;
  /** Attempts in `seconds`; undefined when not certain. `Limit::none()` is Infinity. */
  readonly attempts?: number;
  readonly seconds?: number;
  /**
   * What the counter is kept by: `none` is one counter for all visitors · `ip` is the address alone · `user` is the user,
   * the token, or the user before the address · `other` is anything else.
   */
  readonly by: 'none' | 'ip' | 'user' | 'other';
}

/** `RateLimiter::for('api', …)` */
export interface LimiterDefinition {
  /** Undefined when the name is not certain. */
  readonly name?: string;
  readonly location: Location;
  /** The limits that it may return; empty when they are not certain. */
  readonly limits: readonly Limit[];
  /** True when every limit it may return is in `limits`. */
  readonly complete: boolean;
}
