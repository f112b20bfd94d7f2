import type { SqlValue } from '../../connections/sql';

/** Rows of one table, drawn so that rows that belong together stay together; column by column. */
export interface TableSample {
  readonly table: string;
  /** Rows of the whole table by the best estimate there is. */
  readonly tableRows: number;
  /** Share of the table's rows that are here, 0 to 1. */
  readonly fraction: number;
  readonly rows: number;
  /** Values by column, in the same row order; strings as the server gives them. Large values are cut. */
  readonly columns: ReadonlyMap<string, readonly SqlValue[]>;
  /** Average bytes of a value, by column. */
  readonly bytes: ReadonlyMap<string, number>;
}
