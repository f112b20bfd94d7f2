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
  /** Rows of an INSERT or REPLACE with VALUES. */
  readonly rows?: number;
  /** Where its first byte is in the decompressed dump. */
  readonly offset: number;
}

/** What is known when a dump has ended. */
export interface DumpEnd {
  /** Decompressed bytes of the dump. */
  readonly bytes: number;
  readonly statements: number;
  /** Why the dump is not whole, for people: "ends inside a statement of table orders". Empty: nothing speaks against it. */
  readonly problems: readonly string[];
}
