import type { CostModel, PreparedStatement } from '../cost/costModel';
import type { IndexModel } from '../cost/indexModel';
import { entriesWritten, indexBytes } from '../cost/size';
import { cost } from '../model/constants';

/** What the selection makes small: microseconds an hour of reading, of keeping indexes up to date, and their bytes' price. */
export interface Objective {
  /** Microseconds an hour that having the index costs. */
  price(index: IndexModel): number;
  /** Distinct values of the first part: on a tie that serves more statements to come. */
  values(index: IndexModel): number;
  /** Microseconds an hour that these statements read. */
  reading(statements: Iterable<PreparedStatement>, configuration: readonly IndexModel[]): number;
  /** Statements that an index may help or, taken away, harm. */
  concerned(indexes: readonly IndexModel[]): ReadonlySet<PreparedStatement>;
}

export function objective(model: CostModel): Objective {
  const prices = new Map<string, number>();
  return {
    price(index) {
      const { definition } = index;
      const table = model.tables.get(definition.table);
      const known =
        prices.get(index.id) ??
        (table === undefined ? 0 : indexBytes(table, definition) * model.options.bytePrice) +
          entriesWritten(definition, model.writes(definition.table)) * cost.writtenEntry;
      prices.set(index.id, known);
      return known;
    },
    values({ definition: { table, columns } }) {
      const [first] = columns;
      return first !== undefined && 'column' in first ? (model.tables.get(table)?.distinct([first.column]) ?? 0) : 0;
    },
    reading(statements, configuration) {
      let total = 0;
      for (const statement of statements)
        total += statement.statement.callsPerHour * model.cost(statement, configuration).cost;
      return total;
    },
    concerned(indexes) {
      const [only] = indexes;
      if (only !== undefined && indexes.length === 1) return model.concerned(only);
      return new Set(indexes.flatMap((index) => [...model.concerned(index)]));
    },
  };
}
