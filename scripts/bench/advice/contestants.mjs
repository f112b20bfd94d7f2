// The sets of indexes that are compared.
import { union } from './bruteForce.mjs';
import { selectsOf } from './statement.mjs';
import { schemaOf } from './candidates.mjs';
import { soarAdvice, withoutPrefixes } from './soar.mjs';
import { keyOf } from './target.mjs';

/** @typedef {import('./target.mjs').Index} Index */

/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {Index[]} indexes
 * @property {Map<string, string[]>} [claims] statements that an index is said to help, by index
 */

/** @param {Index[]} indexes @returns {Index[]} */
const distinct = (indexes) => [...new Map(indexes.map((index) => [keyOf(index), index])).values()];

/** One index for each column of each WHERE. @param {import('./workload.mjs').Workload} workload @returns {Index[]} */
function everyWhereColumn(workload) {
  const schema = schemaOf(workload);
  const columns = workload.queries.flatMap(({ text }) =>
    selectsOf(text, schema).flatMap(({ uses }) => uses.filter(({ clause }) => clause === 'where')),
  );
  return distinct(columns.map(({ column: { table, column } }) => ({ table, columns: [column] }))).filter(
    ({ table, columns: [column = ''] }) => {
      const found = workload.tables.find(({ name }) => name === table);
      return found?.primary !== `\`${column}\`` && !/^(?:text|json)/.test(found?.columns[column]?.type ?? 'text');
    },
  );
}

/**
 * @param {import('./workload.mjs').Workload} workload
 * @param {import('./bruteForce.mjs').BruteForce} found
 * @returns {Contestant[]}
 */
export function peers(workload, found) {
  return [
    { name: 'none', indexes: [] },
    { name: 'every WHERE column', indexes: everyWhereColumn(workload) },
    { name: "Laravel's usual", indexes: workload.usual.map(([table, ...columns]) => ({ table, columns })) },
    {
      name: 'soar',
      indexes: withoutPrefixes(
        distinct(workload.queries.flatMap(({ samples: [sql = ''] }) => soarAdvice(workload, sql))),
      ),
    },
    { name: 'brute force', indexes: union(found) },
  ];
}
