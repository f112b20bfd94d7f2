/** Everything that is in one database (schema), as the server describes it. */
export interface DatabaseContents {
  readonly database: string;
  /** Default character set and collation of the database. */
  readonly charset: string;
  readonly collation: string;
  readonly tables: readonly TableContents[];
  readonly views: readonly ViewDefinition[];
  readonly triggers: readonly TriggerDefinition[];
  readonly routines: readonly RoutineDefinition[];
  readonly events: readonly EventDefinition[];
  /** MariaDB only. */
  readonly sequences: readonly NamedDefinition[];
  /** Foreign keys of other databases that point into this one, as far as this account may see them. */
  readonly incomingForeignKeys: readonly IncomingForeignKey[];
}

/** A foreign key of a table in another database that references a table in this one. */
export interface IncomingForeignKey {
  readonly name: string;
  readonly database: string;
  readonly table: string;
  readonly referencedTable: string;
}

export interface TableContents {
  readonly name: string;
  readonly engine: string;
  /** SHOW CREATE TABLE, as the server says it. */
  readonly create: string;
  /** Rows by the server's estimate; exact counts are asked for by name. */
  readonly estimatedRows: number;
  /** Data and index bytes. */
  readonly bytes: number;
  readonly foreignKeys: readonly ForeignKey[];
  /** Exact, where it was asked for. */
  readonly rows?: number;
  /** CHECKSUM TABLE, where it was asked for. */
  readonly checksum?: string;
}

export interface ForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly referencedDatabase: string;
  readonly referencedTable: string;
  readonly referencedColumns: readonly string[];
}

export interface NamedDefinition {
  readonly name: string;
  /** SHOW CREATE …, as the server says it. */
  readonly create: string;
}

export interface ViewDefinition extends NamedDefinition {
  /** "shop_app@localhost" */
  readonly definer: string;
  /** character_set_client and collation_connection. */
  readonly charset: string;
  readonly collation: string;
  /** It refers to something that is not there, or not allowed: the server's words. It can be read and not recreated. */
  readonly broken?: string;
}

/** What an object was created under: it has to be recreated under the same. */
interface CreatedUnder extends NamedDefinition {
  readonly definer: string;
  readonly sqlMode: string;
  /** character_set_client and collation_connection. */
  readonly charset: string;
  readonly collation: string;
  /** Default collation of the database when it was created: what character types without one take. */
  readonly databaseCollation: string;
}

/** In the order in which they fire (`FOLLOWS`, `PRECEDES`). */
export interface TriggerDefinition extends CreatedUnder {
  readonly table: string;
}

export interface RoutineDefinition extends CreatedUnder {
  readonly kind: 'procedure' | 'function';
}

export interface EventDefinition extends CreatedUnder {
  readonly status: 'enabled' | 'disabled' | 'parked';
  readonly timeZone: string;
}
