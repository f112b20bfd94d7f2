import { quoteName } from '../../connections/sqlNames';

/** Where a package keeps its tables: the schema and prefix of the connection that its configuration names. */
export interface PackageTables {
  readonly schema: string;
  /** Prefix of table names of that connection; usually "". */
  readonly prefix: string;
}

/** A package's table as SQL wants it. */
export function packageTable({ schema, prefix }: PackageTables, table: string): string {
  return `${quoteName(schema)}.${quoteName(`${prefix}${table}`)}`;
}
