/** A base table of one schema as information_schema describes it. Names are as the server writes them. */
export interface CatalogTable {
  readonly schema: string;
  readonly name: string;
  readonly engine: string;
  /** The server's estimate; exact nowhere. */
  readonly rows: number;
  /** Clustered data, as the server estimates it. */
  readonly dataBytes: number;
  /** Secondary indexes, as the server estimates it. */
  readonly indexBytes: number;
  readonly collation?: string;
  readonly rowFormat?: string;
  readonly partitioned: boolean;
  /** In table order. */
  readonly columns: readonly CatalogColumn[];
  /** The primary key first when there is one. */
  readonly indexes: readonly CatalogIndex[];
  readonly foreignKeys: readonly CatalogForeignKey[];
}

export interface CatalogColumn {
  readonly name: string;
  /** DATA_TYPE in lower case: "varchar", "bigint". */
  readonly type: string;
  /** COLUMN_TYPE as written: "varchar(191)", "bigint(20) unsigned". */
  readonly columnType: string;
  readonly nullable: boolean;
  readonly charset?: string;
  readonly collation?: string;
  /** Most bytes that one value takes in an index; undefined where an index needs a prefix length (TEXT, BLOB, JSON). */
  readonly keyBytes?: number;
  readonly autoIncrement: boolean;
  readonly generated?: 'virtual' | 'stored';
}

export interface CatalogIndex {
  readonly name: string;
  readonly type: 'BTREE' | 'FULLTEXT' | 'SPATIAL' | 'HASH' | 'VECTOR';
  readonly unique: boolean;
  /** False: MySQL's INVISIBLE, MariaDB's IGNORED. */
  readonly visible: boolean;
  readonly columns: readonly IndexColumn[];
  /** Distinct values of the first 1, 2, … columns by the server's estimate, where it has one. */
  readonly cardinality?: readonly number[];
}

/** One part of an index: a column, with a prefix length or not, or an expression (MySQL 8.0.13 and later). */
export type IndexColumn =
  | { readonly column: string; readonly prefix?: number; readonly descending?: true }
  | { readonly expression: string; readonly descending?: true };

export interface CatalogForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly referencedSchema: string;
  readonly referencedTable: string;
  readonly referencedColumns: readonly string[];
}

/** The tables and views of the schemas that statements are resolved against. */
export interface Catalog {
  /** The schema of unqualified names. */
  readonly schema: string;
  readonly tables: readonly CatalogTable[];
  /** Names of views of that schema: what they read is not known here. */
  readonly views: readonly string[];
  /** Foreign keys of other schemas that refer to these tables; undefined where they were not looked for. */
  readonly referencedFrom?: readonly OutsideForeignKey[];
}

/** A foreign key of another schema, as far as the login may see it. */
export interface OutsideForeignKey extends CatalogForeignKey {
  readonly schema: string;
  readonly table: string;
}
