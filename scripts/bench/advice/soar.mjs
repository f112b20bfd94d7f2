// The index advice of soar (XiaoMi/soar, commit 5ed8574ae59f, advisor/index.go and ast/meta.go) written again, with its default
// configuration: no sampling, so that all columns count as equally selective and stand in the order of the statement. Compared with
// the program itself (built from its sources, MariaDB 10.11 behind it) on one call of each statement of the three workloads: the same
// indexes for 151 of 154. In the other three soar takes a column without its table's name for another table's, and one of the select list
// for one of WHERE.
import { selectsOf } from './statement.mjs';

/** @typedef {import('./target.mjs').Index} Index */

/** soar's max-index-cols-count; bytes a column of max-index-bytes-percolumn, less the two that it leaves, in utf8mb4. */
const mostColumns = 5;
const mostCharacters = Math.floor((767 - 2) / 4);

/**
 * @param {import('./workload.mjs').Workload} workload
 * @param {string} sql with its values: soar looks at LIKE patterns and at how long lists are
 * @returns {Index[]}
 */
export function soarAdvice(workload, sql) {
  const schema = new Map(workload.tables.map(({ name, columns }) => [name, Object.keys(columns)]));
  const selects = selectsOf(sql, schema);
  // IndexAdvise: the statement itself, and each subquery that holds no other.
  return selects
    .filter(({ outermost, deepest }) => outermost || deepest)
    .flatMap((select) => adviseSelect(workload, selects, select));
}

/** @param {import('./workload.mjs').Workload} workload @param {import('./statement.mjs').Select[]} selects @param {import('./statement.mjs').Select} select @returns {Index[]} */
function adviseSelect(workload, selects, select) {
  const primary = new Map(
    workload.tables.map(({ name, primary: columns }) => [
      name,
      columns
        .replaceAll('`', '')
        .split(',')
        .map((one) => one.trim()),
    ]),
  );
  /** mergeIndex @param {Map<string, string[]>} into @param {import('./statement.mjs').Reference} reference */
  const add = (into, { table, column }) => {
    const columns = into.get(table) ?? [];
    into.set(table, columns);
    if (!columns.includes(column) && primary.get(table)?.includes(column) !== true) columns.push(column);
  };
  const own = (/** @type {import('./statement.mjs').Conjunct['kind'][]} */ ...kinds) =>
    select.conjuncts
      .filter(({ kind, columns }) => kinds.includes(kind) && columns.length === 1)
      .flatMap(({ columns }) => columns);
  const equal = own('equal');
  const unequal = own('range', 'unequal');
  /** @type {Map<string, string[]>} */
  const list = new Map();
  /** FindGroupByCols, FindOrderByCols */
  const group = select.computedGroup ? [] : uses(select, 'group');
  const order = select.mixedOrder ? [] : uses(select, 'order');
  // FindAllCols(where) takes HAVING for WHERE and goes into subqueries, which FindWhereEQ does not.
  const around = select.outermost ? selects : [select];
  const left = around
    .flatMap((one) => [...uses(one, 'where'), ...uses(one, 'having')])
    .filter((one) => ![...equal, ...unequal].some((used) => used.table === one.table && used.column === one.column));
  if (select.conjuncts.some(({ clause }) => clause === 'where')) {
    for (const one of equal) add(list, one);
    if (unequal[0] !== undefined) add(list, unequal[0]);
    if (left.length === 0) for (const one of group.length > 0 ? group : order) add(list, one);
  } else for (const one of group) add(list, one);
  // buildJoinIndex: the columns of each ON, on both tables.
  /** @type {Map<string, string[]>[]} */
  const joins = [];
  for (const conditions of select.on) {
    if (conditions.length < 2) continue;
    const of = new Map();
    for (const one of conditions) add(of, one);
    joins.push(of);
  }
  const found = [...joins, list].flatMap((of) =>
    [...of].flatMap(([table, columns]) =>
      columns.length === 0 ? [] : [{ table, columns: typed(workload, table, columns.slice(0, mostColumns)) }],
    ),
  );
  return withoutPrefixes(found.filter(({ columns }) => columns.length > 0));
}

/** @param {import('./statement.mjs').Select} select @param {import('./statement.mjs').Clause} clause */
const uses = (select, clause) => select.uses.filter((use) => use.clause === clause).map(({ column }) => column);

/** idxColsTypeCheck: JSON cannot be indexed, long strings and TEXT by a prefix. @param {import('./workload.mjs').Workload} workload @param {string} table @param {string[]} columns */
function typed({ tables }, table, columns) {
  const types = tables.find(({ name }) => name === table)?.columns ?? {};
  return columns.flatMap((column) => {
    const type = types[column]?.type ?? '';
    if (type.startsWith('json')) return [];
    if (/^(?:medium|long)?text/.test(type)) return [`${column}(${mostCharacters})`];
    const length = Number(/^varchar\((\d+)\)/.exec(type)?.[1] ?? 0);
    return length > mostCharacters ? [`${column}(${mostCharacters})`] : [column];
  });
}

/**
 * rmSelfDupIndex, for the whole workload as well: soar prints advice statement by statement and its duplicate key checker names what
 * is the beginning of another.
 * @param {readonly Index[]} indexes
 * @returns {Index[]}
 */
export function withoutPrefixes(indexes) {
  const begins = (/** @type {Index} */ short, /** @type {Index} */ long) =>
    short.table === long.table &&
    short.columns.length <= long.columns.length &&
    short.columns.every((column, at) => column === long.columns[at]);
  return indexes.filter(
    (one, at) =>
      !indexes.some(
        (other, place) =>
          place !== at && begins(one, other) && (one.columns.length < other.columns.length || place < at),
      ),
  );
}
