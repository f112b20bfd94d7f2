/** A risk that somebody accepted for a time, in `.laravel-ops/decisions.json`. */
export interface Decision {
  /** A rule's code ("BKP002") or a readiness check's id ("automatedBackups.offSite"). */
  readonly id: string;
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** ISO date: "2026-11-23". */
  readonly accepted: string;
  /** ISO date; from this day on the decision no longer counts. */
  readonly expires: string;
  /** Relative to the application; absent when it is meant for all files. */
  readonly file?: string;
}
