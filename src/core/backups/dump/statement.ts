/** What one statement of a dump does, as far as restoring and verifying need to know. */
export type DumpStatementKind =
  | 'createTable'
  | 'insert'
  | 'createView'
  | 'createTrigger'
  | 'createRoutine'
  | 'createEvent'
  | 'createSequence'
  /** DROP TABLE, VIEW, TRIGGER, FUNCTION, PROCEDURE, EVENT, SEQUENCE. */
  | 'drop'
  | 'createDatabase'
  | 'dropDatabase'
  /** ALTER DATABASE: mysqldump writes it around triggers and routines that were made under another character set. */
  | 'alterDatabase'
  | 'use'
  | 'lockTables'
  | 'unlockTables'
  /** ALTER TABLE … DISABLE KEYS or ENABLE KEYS. */
  | 'keys'
  | 'alterTable'
  | 'set'
  /** MariaDB's sandbox line. */
  | 'sandbox'
  /** START TRANSACTION, BEGIN, COMMIT. */
  | 'transaction'
  /** SELECT SETVAL(…), DO SETVAL(…): where a MariaDB sequence goes on. */
  | 'setSequence'
  | 'other';

/** One statement, cut out of a dump by its bytes. */
export interface DumpStatement {
  readonly kind: DumpStatementKind;
  /**
   * From the first byte of the statement to the last before its delimiter; a version comment around it is
   * part of it. Never decoded: binary values stand in it as they are. Its memory is not used again.
   */
  readonly bytes: Uint8Array;
  /** Unquoted name of the table, view, trigger, routine, event or database that it is about. */
  readonly name?: string;
  /** Unquoted name of the schema where it is written before the name: "other" of `other`.`orders`. */
  readonly schema?: string;
  /** Unquoted name of the table that a trigger is on. */
  readonly table?: string;
  /** Rows of an INSERT or REPLACE with VALUES. */
  readonly rows?: number;
  /** INSERT and REPLACE with VALUES: where in `bytes` the "(" of the first row is. */
  readonly rowsAt?: number;
  /** INSERT and REPLACE: the columns, unquoted, where they are listed. */
  readonly columns?: readonly string[];
  /** INSERT and REPLACE with VALUES: how its rows are written. */
  readonly rowForm?: RowForm;
  /**
   * True for what mysqldump and phpMyAdmin create in a view's place until every table is there: a view of ones or a table,
   * dropped again before the real view. Nothing is lost when it is not created.
   */
  readonly standIn?: boolean;
  /** Views, triggers, routines and events: under what the dump creates them. The server keeps it with the object. */
  readonly session?: SessionState;
  /** Where its first byte is in the decompressed dump. */
  readonly offset: number;
}

/**
 * How rows are written. `plain`: nothing but numbers, NULL and strings in single quotes, no white space between them; what
 * LOAD DATA can read. `literals`: besides, hexadecimal, `_binary '…'`, double quotes, words, white space. `expressions`:
 * a bracket within a row (function, subquery), a variable, or something behind the last row.
 */
export type RowForm = 'plain' | 'literals' | 'expressions';

/**
 * Session variables as the dump has set them, unquoted and as written ("utf8mb4", "NO_AUTO_VALUE_ON_ZERO"). Undefined: the
 * dump did not say, or took back to what it found.
 */
export interface SessionState {
  readonly characterSetClient?: string;
  readonly collationConnection?: string;
  readonly sqlMode?: string;
  readonly timeZone?: string;
}

/** What is known when a dump has ended. */
export interface DumpEnd {
  /** Decompressed bytes of the dump. */
  readonly bytes: number;
  readonly statements: number;
  /** "MariaDB 10.11.6-MariaDB", where a comment at its beginning says so. */
  readonly server?: string;
  /** The database that a comment at its beginning names. */
  readonly database?: string;
  /** Databases that it creates, uses or names before a table, in order. More than one: it holds several databases. */
  readonly databases: readonly string[];
  /** Why the dump is not whole, for people: "ends inside a statement of table orders". Empty: nothing speaks against it. */
  readonly problems: readonly string[];
}
