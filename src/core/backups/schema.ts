/** Everything that is in one database (schema), as the server describes it. */
export interface DatabaseContents {
  readonly database: string;
  /** Default character set and collation of the database. */
  readonly charset: string;
  readonly collation: string;
  readonly tables: readonly TableContents[];
  readonly views: readonly NamedDefinition[];
  readonly triggers: readonly TriggerDefinition[];
  readonly routines: readonly RoutineDefinition[];
  readonly events: readonly EventDefinition[];
  /** MariaDB only. */
  readonly sequences: readonly NamedDefinition[];
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

/** What an object was created under: it has to be recreated under the same. */
interface CreatedUnder extends NamedDefinition {
  readonly definer: string;
  readonly sqlMode: string;
  readonly charset: string;
  readonly collation: string;
}

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
