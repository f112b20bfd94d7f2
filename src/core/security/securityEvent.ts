import type { LogLevel } from './level';

/** Who did what from where, as far as a record says it. All of it is untrusted text: show it through display.ts only. */
export interface EventFields {
  /** "login", "login_failed", "lockout" …; another short word when the application names its own events. */
  readonly event?: string;
  readonly user?: string;
  readonly ip?: string;
  readonly route?: string;
  readonly userAgent?: string;
  /** HTTP method and status, where the source is an access log or the record says so. */
  readonly method?: string;
  readonly status?: number;
}

/** One event of any source, as detectors see it: plain, small, in the order of time as far as its source keeps it. */
export interface SecurityEvent extends EventFields {
  /** Milliseconds since 1970; absent where the moment as written cannot be understood. */
  readonly time?: number;
  /** Id of the source that it was read from. */
  readonly source: string;
  /** Where it stands: byte offset of its record in its file, or the row's key in its table. */
  readonly position: number;
  readonly level?: LogLevel;
  /** What was written; cut to a few hundred characters. */
  readonly message: string;
  /** True for a record that may have been forged: its header stands inside the text of another record. */
  readonly forged?: boolean;
  /** Where the person was and what with, only where the data itself says so (a column of a table, a field of a record). */
  readonly country?: string;
  readonly device?: string;
}
