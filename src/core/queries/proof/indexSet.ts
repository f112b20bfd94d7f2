import type { BulkSession } from '../../connections/bulk';
import { quoteName } from '../../connections/sqlNames';
import type { IndexDefinition } from '../advisor/advice';
import { addIndexClause, indexKey, quoteTable } from './sqlText';

/** Makes a set of indexes on the tables of a scratch copy; names by `indexKey`. */
export type ApplyIndexes = (
  indexes: readonly IndexDefinition[],
  signal: AbortSignal,
) => Promise<ReadonlyMap<string, string>>;

/** One ALTER TABLE may take this long. Milliseconds. */
const alterLimit = 60_000;

interface Made {
  readonly name: string;
  readonly index: IndexDefinition;
}

/**
 * Remembers which indexes it made in `schema`, and makes and drops the difference, one ALTER TABLE a table, with new statistics
 * afterwards. An ALTER that fails leaves its table as it was.
 */
export function indexApplier(session: BulkSession, schema: string): ApplyIndexes {
  let present: ReadonlyMap<string, Made> = new Map();
  let count = 0;
  return async (indexes, signal) => {
    const wanted = new Map(indexes.map((index) => [indexKey(index), index]));
    const gone = [...present].filter(([key]) => !wanted.has(key));
    const fresh = [...wanted]
      .filter(([key]) => !present.has(key))
      .map(([key, index]): [string, Made] => [key, { name: `laravel_ops_${++count}`, index }]);
    for (const table of new Set([...gone, ...fresh].map(([, { index }]) => index.table))) {
      const dropped = gone.filter(([, { index }]) => index.table === table);
      const added = fresh.filter(([, { index }]) => index.table === table);
      const clauses = [
        ...dropped.map(([, { name }]) => `DROP INDEX ${quoteName(name)}`),
        ...added.map(([, { name, index }]) => addIndexClause(name, index)),
      ];
      const limit = AbortSignal.any([signal, AbortSignal.timeout(alterLimit)]);
      await session.run(`ALTER TABLE ${quoteTable(schema, table)} ${clauses.join(', ')}`, limit);
      const left = [...present].filter(([key]) => !dropped.some(([each]) => each === key));
      present = new Map([...left, ...added]);
      await session.run(`ANALYZE TABLE ${quoteTable(schema, table)}`, limit);
    }
    return new Map([...present].map(([key, { name }]) => [key, name]));
  };
}
