/** One statement of a slow query log, with what the server wrote beside it. Fields are absent where the server wrote none. */
export interface SlowEntry {
  /** Bytes before its first line in the bytes that were read. */
  readonly offset: number;
  /**
   * Milliseconds since 1970. MySQL 5.7 and later: when it ended and was logged ("# Time:"). Others: when it began, in whole
   * seconds ("SET timestamp"); a session that sets its own timestamp moves it.
   */
  readonly atMs?: number;
  readonly user?: string;
  /** Host name, or address where the name is not known. */
  readonly host?: string;
  readonly thread?: number;
  /** Schema that was selected. MySQL writes it when it changes only, so it is unknown until the first "use" of the bytes read. */
  readonly schema?: string;
  readonly queryMs: number;
  readonly lockMs?: number;
  readonly rowsSent?: number;
  readonly rowsExamined?: number;
  readonly rowsAffected?: number;
  /** A table was read without an index (MariaDB `log_slow_verbosity=query_plan`, Percona Server). */
  readonly fullScan?: boolean;
  /** Tables were joined without an index. */
  readonly fullJoin?: boolean;
  readonly tmpTables?: number;
  readonly tmpDiskTables?: number;
  readonly filesort?: boolean;
  readonly sortRows?: number;
  /** Error that it ended with; 0 for none. */
  readonly errno?: number;
  /** Lines of `log_slow_verbosity=explain` (MariaDB), tab-separated, the first names the columns. At most 65. */
  readonly explain?: readonly string[];
  /** The statement as sent, its values in it, without the server's ";". Empty for a command. */
  readonly text: string;
  /** "Prepare", "Ping", "Quit": a command of the protocol that is no statement. */
  readonly command?: string;
  /** Its text is longer than `textLimit`: the start of it is here. */
  readonly cut: boolean;
  /** The file or the server ended inside it: its text is only a part. */
  readonly incomplete: boolean;
}

/** Most bytes that are kept of one statement. */
export const textLimit = 64 * 1024;
