import type { SecurityEvent } from '../securityEvent';

/** A column as it is asked for: only when the table has it, and never more of it than events need. */
export interface AuditField {
  /** Name in the row that is read. */
  readonly name: string;
  readonly column: string;
  /**
   * `text`: its first 1,000 characters · `time`: as written, "2026-11-22 20:42:43" · `keys`: names of the members of the JSON
   * object at `path`, as a JSON list · `member`: the text of the JSON value at `path`. Values of JSON columns that are not
   * asked for never leave the server.
   */
  readonly reads: 'text' | 'time' | 'keys' | 'member';
  /** "$.attributes"; the whole value when left out. */
  readonly path?: string;
}

/** A row as it was read; columns that the table has not, and NULL, are absent. Untrusted text. */
export type AuditRow = Readonly<Record<string, string>>;

/** What a package's table says, whatever it is called in the application. */
export interface AuditTableKind {
  /** Composer's name of the package. */
  readonly package: string;
  /** Columns without which it is another table. */
  readonly needs: readonly string[];
  readonly fields: readonly AuditField[];
  /**
   * The events of a row, oldest first: a row of logins has two once somebody logged out.
   *
   * @param zone what its moments are in: the application's `app.timezone`
   */
  events(row: AuditRow, position: number, source: string, zone?: string): readonly SecurityEvent[];
}

/** A table of the application that says who did what. */
export interface AuditTable {
  /** Unique in the project: "table mysql.audits". */
  readonly id: string;
  readonly kind: AuditTableKind;
  /** Laravel's connection; undefined when configuration does not say it for certain. */
  readonly connection: string | undefined;
  /** With the connection's prefix. */
  readonly table: string;
  /** The offset from UTC that the application sets in its sessions (`timezone` of the connection). */
  readonly sessionZone?: string;
}
