/** An index of the database that may not be needed, and how certain that is. */
export interface UnneededIndex {
  readonly table: string;
  readonly index: string;
  /** Columns as written: "user_id, created_at", "title(20)". */
  readonly columns: string;
  /**
   * `duplicate`: another has the same columns · `redundant`: another begins with its columns · `unused`: the server counted
   * no read of it since `since`.
   */
  readonly kind: 'duplicate' | 'redundant' | 'unused';
  /** The index that serves in its place. */
  readonly servedBy?: string;
  /** ISO 8601: since when the server counts. */
  readonly since?: string;
  /** Bytes that it takes, where the server says so. */
  readonly bytes?: number;
  /** Why it may still be needed, in words: a foreign key, uniqueness, a short time of counting. Empty: it can be tried. */
  readonly caution: readonly string[];
}
