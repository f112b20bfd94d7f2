import type { SqlValue } from '../../connections/sql';

/** Rows of one table, drawn so that rows that belong together stay together; column by column. */
export interface TableSample {
  readonly table: string;
  /** Rows of the whole table by the best estimate there is. */
  readonly tableRows: number;
  /** Share of the table's rows that are here, 0 to 1. */
  readonly fraction: number;
  readonly rows: number;
  /**
   * The column that decided which rows were drawn, where one did (`crc32(order_id) % 1000 < 50`): all rows of a value are
   * here, or none. Undefined: each row was drawn by itself.
   */
  readonly by?: string;
  /** Values by column, in the same row order; strings as the server gives them. Large values are cut. */
  readonly columns: ReadonlyMap<string, readonly SqlValue[]>;
  /** Average bytes of a value, by column. */
  readonly bytes: ReadonlyMap<string, number>;
}
