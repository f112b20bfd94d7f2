/** How one thing that has to hold before a restore stands. `fail` blocks, `warn` has to be accepted, `unknown` is said. */
export type PreflightOutcome = 'pass' | 'warn' | 'fail' | 'unknown';

export interface PreflightCheck {
  /** Stable: "freeDisk", "definer". */
  readonly id: string;
  /** "Free disk" */
  readonly title: string;
  readonly outcome: PreflightOutcome;
  /** What was found, with its figures, in a sentence. */
  readonly found: string;
  /** What to do about it, in a sentence. */
  readonly next?: string;
  /** A statement for an administrator that `next` speaks of, ready to copy. */
  readonly sql?: string;
}
