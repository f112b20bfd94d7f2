/** How the session that sent a statement reads text; nothing set: the server's own defaults. */
export interface Dialect {
  /** sql_mode has ANSI_QUOTES: "x" is a name. */
  readonly ansiQuotes?: boolean;
  /** sql_mode has NO_BACKSLASH_ESCAPES: a backslash in a string is itself. */
  readonly noBackslashEscapes?: boolean;
  /** sql_mode has PIPES_AS_CONCAT: "||" joins texts. */
  readonly pipesAsConcat?: boolean;
  /**
   * Which server: decides about `/*!80000 … *\/`. Not known: what stands in such comments is read as part of the statement.
   * `version` as in those comments: 80036 is 8.0.36, 101106 is 10.11.6.
   */
  readonly server?: { readonly flavour: 'mysql' | 'mariadb'; readonly version: number };
}

/**
 * True when a server runs what stands in a versioned comment. MySQL 9.0 reference manual, 11.7: from that version on.
 * MariaDB knowledge base, "Comment Syntax": it skips 50700 to 99999, which MySQL made for features of its own.
 *
 * @param version digits of the comment; 0: none
 */
export function runsVersionedComment(dialect: Dialect, version: number, mariadbOnly: boolean): boolean {
  const { server } = dialect;
  if (server === undefined) return true;
  if (server.flavour === 'mysql') return !mariadbOnly && version <= server.version;
  return version <= server.version && (mariadbOnly || version < 50_700 || version > 99_999);
}
