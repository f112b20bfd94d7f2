// What a workload is, and the helpers its three generators share. Everything is computed from a seed: the same rows, statements and
// values on every machine.
import { random } from './random.mjs';

/**
 * One table. Columns are functions of the row (from 0), so that a generator can be read from top to bottom and any value drawn again.
 * @typedef {object} Table
 * @property {string} name
 * @property {string} primary column or columns of the primary key, as written in SQL
 * @property {number} rows
 * @property {Record<string, Column>} columns in table order
 */

/**
 * @typedef {object} Column
 * @property {string} type as written in CREATE TABLE
 * @property {(row: number) => Value} of
 */

/** @typedef {string | number | null} Value */

/**
 * One kind of statement.
 * @typedef {object} Query
 * @property {string} id
 * @property {string} text with "?" where values go, as Laravel's query builder sends it
 * @property {number} callsPerHour
 * @property {string[]} instances with values, as they are measured
 * @property {string[]} samples with other values of the same distribution, as an advisor gets to see them
 */

/**
 * @typedef {object} Writes
 * @property {string} table
 * @property {number} insertsPerHour
 * @property {number} deletesPerHour
 * @property {{ columns: string[], perHour: number }[]} updates
 */

/**
 * @typedef {object} Workload
 * @property {string} name
 * @property {number} scale
 * @property {number} seed
 * @property {Table[]} tables
 * @property {Query[]} queries
 * @property {Writes[]} writes
 * @property {[table: string, ...columns: string[]][]} usual indexes that migrations bring along: foreignId(), morphs()
 */

/**
 * @param {string} type
 * @param {(row: number) => Value} of
 * @returns {Column}
 */
export const column = (type, of) => ({ type, of });

/**
 * @param {string} name
 * @param {number} rows
 * @param {Record<string, Column>} columns
 * @param {string} [primary]
 * @returns {Table}
 */
export const table = (name, rows, columns, primary = '`id`') => ({ name, rows: Math.round(rows), columns, primary });

/** A numbered primary key. */
export const id = column('bigint unsigned not null', (row) => row + 1);

/** A value as SQL. @param {Value | readonly Value[]} value lists become "1, 2, 3" @returns {string} */
function literal(value) {
  if (value === null) return 'null';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
  return value.map((one) => literal(one)).join(', ');
}

/** @param {string} text @param {readonly (Value | readonly Value[])[]} values @returns {string} */
function bind(text, values) {
  const parts = text.split('?');
  if (parts.length !== values.length + 1)
    throw new Error(`${parts.length - 1} placeholders, ${values.length} values: ${text}`);
  return parts.map((part, at) => (at === 0 ? part : literal(values[at - 1]) + part)).join('');
}

/**
 * Draws values as the application's users bring them along: a random row's, so that the frequent are frequent.
 * @typedef {object} Draw
 * @property {() => number} next 0 to 1
 * @property {(table: string) => number} row of a table
 * @property {(table: string, column: string, row?: number) => Value} of
 * @property {<T>(values: readonly T[]) => T} one
 */

/** @param {Table[]} tables @param {number} seed @returns {Draw} */
function drawFrom(tables, seed) {
  const next = random(seed);
  const byName = new Map(tables.map((one) => [one.name, one]));
  const find = (/** @type {string} */ name) => {
    const found = byName.get(name);
    if (found === undefined) throw new Error(`no table ${name}`);
    return found;
  };
  const row = (/** @type {string} */ name) => Math.floor(next() * find(name).rows);
  return {
    next,
    row,
    of: (name, column, at = row(name)) => {
      const found = find(name).columns[column];
      if (found === undefined) throw new Error(`no column ${name}.${column}`);
      return found.of(at);
    },
    one: (values) => values[Math.floor(next() * values.length)],
  };
}

const instancesPerQuery = 4;
const samplesPerQuery = 3;

/**
 * @typedef {[id: string, callsPerHour: number, text: string, values?: (draw: Draw) => readonly (Value | readonly Value[])[]]} Template
 */

/**
 * @param {Table[]} tables
 * @param {number} seed
 * @param {readonly Template[]} templates
 * @returns {Query[]}
 */
export function queriesOf(tables, seed, templates) {
  return templates.map(([name, callsPerHour, text, values = () => []], at) => {
    const draw = drawFrom(tables, seed * 1_000 + at);
    const make = (/** @type {number} */ count) => Array.from({ length: count }, () => bind(text, values(draw)));
    const count = text.includes('?') ? instancesPerQuery : 1;
    const instances = make(count);
    return { id: name, text, callsPerHour, instances, samples: make(Math.min(count, samplesPerQuery)) };
  });
}

/** @param {Table} of @returns {string} */
export function createTable({ name, columns, primary }) {
  const lines = Object.entries(columns).map(([column, { type }]) => `\`${column}\` ${type}`);
  return `create table \`${name}\` (${[...lines, `primary key (${primary})`].join(', ')}) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_unicode_ci`;
}

/**
 * The rows as LOAD DATA reads them, some thousand a piece.
 * @param {Table} of
 * @returns {Generator<string>}
 */
export function* tsv({ rows, columns }) {
  const functions = Object.values(columns).map(({ of }) => of);
  let text = '';
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < functions.length; at++) {
      const value = functions[at](row);
      const written = value === null ? '\\N' : typeof value === 'string' ? value.replaceAll('\\', '\\\\') : value;
      text += at === 0 ? written : `\t${written}`;
    }
    text += '\n';
    if (text.length > 200_000) {
      yield text;
      text = '';
    }
  }
  if (text !== '') yield text;
}
