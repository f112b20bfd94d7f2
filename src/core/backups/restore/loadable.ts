import type { TableDefinition } from '../dump/tableDefinition';
import { decodeName } from '../dump/sqlText';

/** What LOAD DATA needs to know of a table. */
export interface LoadableTable {
  /** All columns in order: what rows without a column list have values for. */
  readonly columns: readonly string[];
  /** Columns that the server computes, in lower case. MariaDB's dumps have values for them, which nobody may store. */
  readonly generated: ReadonlySet<string>;
  /** Of each column, in lower case: whether a bare number in a row means the same to INSERT and to LOAD DATA. */
  readonly numeric: ReadonlyMap<string, boolean>;
}

const numericType =
  /^(?:tinyint|smallint|mediumint|int|integer|bigint|decimal|dec|numeric|fixed|float|double|real|bool|boolean|year)\b/;

/** Types whose text in quotes reads the same in both ways. What is not named here goes by statements. */
const textType =
  /^(?:char|varchar|tinytext|text|mediumtext|longtext|enum|set|json|date|time|datetime|timestamp|uuid|inet4|inet6)\b/;

/**
 * Undefined when a table's rows should not go through LOAD DATA: another engine than InnoDB (a refused LOAD DATA is rolled
 * back, which only InnoDB can), binary columns (`_binary '…'` and conversions), types that are not known here.
 *
 * @param definition read from one character a byte
 */
export function loadableTable(definition: TableDefinition): LoadableTable | undefined {
  if (definition.engine !== 'InnoDB') return undefined;
  const columns: string[] = [];
  const numeric = new Map<string, boolean>();
  const computed = new Set<string>();
  for (const { name, type, binary, generated } of definition.columns) {
    const isNumber = numericType.test(type);
    if (binary || (!isNumber && !textType.test(type))) return undefined;
    const column = decodeName(name);
    numeric.set(column.toLowerCase(), isNumber);
    columns.push(column);
    if (generated) computed.add(column.toLowerCase());
  }
  return { columns, generated: computed, numeric };
}
