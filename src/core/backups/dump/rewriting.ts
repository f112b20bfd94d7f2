/** A statement of a dump that is not sent as it was written, and why. Shown to people before and after a restore. */
export interface Rewriting {
  readonly kind:
    | 'sandbox'
    | 'gtidPurged'
    | 'sqlLogBin'
    | 'definer'
    | 'collation'
    | 'database'
    | 'locks'
    | 'drop'
    | 'session'
    | 'event'
    | 'privilege'
    | 'deferredIndexes';
  /** How often. */
  readonly count: number;
  /** The first one, as the dump has it, cut to 400 characters. */
  readonly original: string;
  /** What is sent in its place; undefined: nothing. */
  readonly written?: string;
  /** In a sentence. */
  readonly why: string;
}
