// All indexes that brute force tries for a statement.
import { selectsOf } from './statement.mjs';
import { keyOf } from './target.mjs';

/** @typedef {import('./target.mjs').Index} Index */

/** @param {import('./workload.mjs').Workload} workload @returns {Map<string, readonly string[]>} columns by table */
export const schemaOf = ({ tables }) => new Map(tables.map(({ name, columns }) => [name, Object.keys(columns)]));

const width = 3;
/** With more columns than this, of the widest only those that begin with a column of an equality or a join. */
const many = 6;

/**
 * Every index of one to three columns over those that a statement compares, joins, groups or orders by, in every order, on each of
 * its tables; and each of one or two of them followed by all that is only selected, where three columns are enough to hold it.
 * The primary key's columns are not among them (InnoDB appends them), nor are TEXT and JSON (a prefix would have to be chosen).
 * @param {import('./workload.mjs').Workload} workload
 * @param {string} text
 * @returns {Index[]}
 */
export function candidatesOf(workload, text) {
  const schema = schemaOf(workload);
  /** @type {Map<string, { keys: Set<string>, outputs: Set<string>, all: boolean, first: Set<string> }>} */
  const byTable = new Map();
  const of = (/** @type {string} */ table) => {
    const found = byTable.get(table) ?? { keys: new Set(), outputs: new Set(), all: false, first: new Set() };
    byTable.set(table, found);
    return found;
  };
  for (const select of selectsOf(text, schema)) {
    for (const { clause, column } of select.uses)
      of(column.table)[clause === 'select' || clause === 'having' ? 'outputs' : 'keys'].add(column.column);
    for (const table of select.allColumnsOf) of(table).all = true;
    for (const { kind, columns } of select.conjuncts)
      if (kind === 'equal' || kind === 'join') for (const { table, column } of columns) of(table).first.add(column);
  }
  /** @type {Map<string, Index>} */
  const found = new Map();
  for (const [name, { keys, outputs, all, first }] of byTable) {
    const table = workload.tables.find((one) => one.name === name);
    if (table === undefined) continue;
    const primary = table.primary
      .replaceAll('`', '')
      .split(',')
      .map((one) => one.trim());
    const usable = (/** @type {string} */ column) =>
      !(primary.length === 1 && primary[0] === column) &&
      !/^(?:text|json|mediumtext|longtext)/.test(table.columns[column]?.type ?? 'text');
    const able = [...keys].filter(usable);
    const add = (/** @type {string[]} */ columns) =>
      found.set(keyOf({ table: name, columns }), { table: name, columns });
    for (const columns of arrangements(able, width)) {
      if (columns.length === width && able.length > many && !first.has(columns[0] ?? '')) continue;
      add(columns);
      const rest = [...outputs].filter((column) => !columns.includes(column) && !primary.includes(column));
      if (!all && rest.length > 0 && rest.every(usable) && columns.length + rest.length <= width)
        add([...columns, ...rest]);
    }
  }
  return [...found.values()];
}

/** @param {readonly string[]} items @param {number} most @returns {Generator<string[]>} */
function* arrangements(items, most) {
  for (const item of items) {
    yield [item];
    if (most > 1)
      for (const rest of arrangements(
        items.filter((other) => other !== item),
        most - 1,
      ))
        yield [item, ...rest];
  }
}
