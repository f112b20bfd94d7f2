/** What a connection told about the default database. Plain data: it crosses process borders. */
export interface LiveFacts {
  /** ISO 8601 in UTC: when it was read. */
  readonly readAt: string;
  /** Name of the connection in config/database.php. */
  readonly connection: string;
  readonly flavor: 'mysql' | 'mariadb';
  /** "10.11.6" */
  readonly version: string;
  readonly tables: readonly LiveTable[];
  /** Stored procedures and functions, and events, in the schema; undefined when they could not be counted. */
  readonly routines?: number;
  readonly events?: number;
  /** Reads that cost much and whose place in the code is certain. */
  readonly costlyReads: readonly CostlyRead[];
}

export interface LiveTable {
  readonly name: string;
  /** The server's estimate. */
  readonly rows: number;
  /** Data and indexes. */
  readonly bytes: number;
  readonly engine?: string;
  /** Columns of each index in order; the primary key first when there is one. */
  readonly indexes: readonly (readonly string[])[];
}

export interface CostlyRead {
  /** Absolute path and zero-based line. */
  readonly file: string;
  readonly line: number;
  readonly table: string;
  readonly rowsExamined: number;
  readonly rowsSent: number;
  readonly callsPerHour: number;
  /** Access type of the plan: "ALL", "index". */
  readonly access: string;
}
