import type { Catalog, CatalogTable } from '../catalog/table';
import type { FeatureCondition, Features } from './features';
import type { Selects, Shape, ShapeCondition } from './shape';

/** How well a place of the code fits a statement. */
export interface Fit {
  /** Nothing of the statement is missing in the code, and nothing of the code in the statement. */
  readonly whole: boolean;
  /** Conditions that both have. */
  readonly conditions: number;
}

/** Columns of tables, all in lower case, to find the table of a column that is written without it. */
export interface ColumnFinder {
  has(table: string, column: string): boolean | undefined;
}

export function columnFinder(catalog: Catalog): ColumnFinder {
  const tables = new Map<string, CatalogTable>();
  for (const table of catalog.tables) tables.set(table.name.toLowerCase(), table);
  const columns = new Map<string, ReadonlySet<string>>();
  return {
    has(table, column) {
      const found = tables.get(table);
      if (found === undefined) return undefined;
      let names = columns.get(table);
      if (names === undefined)
        columns.set(table, (names = new Set(found.columns.map(({ name }) => name.toLowerCase()))));
      return names.has(column);
    },
  };
}

/**
 * Compares a statement with what code sends. Undefined where one has what contradicts the other: a condition, a table, an order.
 *
 * @param prefix of the connection's tables, lower case
 */
export function fit(features: Features, shape: Shape, finder: ColumnFinder, prefix: string): Fit | undefined {
  const tableOf = (name: string): string => prefix + (shape.aliases.get(name) ?? name).toLowerCase();
  if (shape.verb !== features.verb || tableOf(shape.table) !== features.table) return undefined;
  for (const { column, optional } of shape.conditions) {
    const name = bare(column);
    if (!optional && !features.qualified.has(name) && !features.bare.has(name)) return undefined;
  }
  const loose = shape.loose || shape.open;
  const tables = new Set([tableOf(shape.table), ...shape.joins.map(({ table }) => tableOf(table))]);
  if (shape.joins.some(({ table, optional }) => !optional && !features.tables.has(tableOf(table)))) return undefined;
  let missing = 0;
  for (const table of features.tables) if (!tables.has(table)) missing++;
  const matched = conditionsFit(features, shape.conditions, (column, within) =>
    placeColumn(column, shape, tables, tableOf, finder, within),
  );
  if (matched === undefined) return undefined;
  if (!inOrder(features, shape)) return undefined;
  missing += features.conditions.length - matched;
  if (!ordersFit(features, shape, loose) || !limitsFit(features, shape)) return undefined;
  if (!shape.open && !selectsFit(features.selects, shape.selects)) return undefined;
  const extra = writtenMore(features, shape);
  if (extra === undefined) return undefined;
  if (missing > 0 && !loose) return undefined;
  return { whole: missing === 0 && extra === 0 && !shape.loose, conditions: matched };
}

interface Placed {
  readonly table: string;
  readonly column: string;
  /** It is written with its table. */
  readonly qualified: boolean;
}

function placeColumn(
  written: string,
  shape: Shape,
  tables: ReadonlySet<string>,
  tableOf: (name: string) => string,
  finder: ColumnFinder,
  within?: string,
): Placed {
  const dot = written.lastIndexOf('.');
  const column = written
    .slice(dot + 1)
    .toLowerCase()
    .trim();
  if (dot >= 0)
    return {
      table: tableOf(written.slice(0, dot).slice(written.slice(0, dot).lastIndexOf('.') + 1)),
      column,
      qualified: true,
    };
  if (within !== undefined) return { table: tableOf(within), column, qualified: false };
  const own = tableOf(shape.table);
  if (finder.has(own, column) !== false) return { table: own, column, qualified: false };
  for (const table of tables) if (finder.has(table, column) === true) return { table, column, qualified: false };
  return { table: own, column, qualified: false };
}

/** How many of the statement's conditions the code has; undefined where the code has one that the statement lacks. */
function conditionsFit(
  { conditions: features, qualified, bare: unqualified }: Features,
  conditions: readonly ShapeCondition[],
  place: (column: string, within?: string) => Placed,
): number | undefined {
  const open = new Set(features);
  const placed = conditions.map((condition) => ({ ...condition, ...place(condition.column, condition.within) }));
  const fits = (feature: FeatureCondition, each: (typeof placed)[number], merged: boolean): boolean =>
    feature.table === each.table &&
    feature.column === each.column &&
    (each.qualified ? qualified : unqualified).has(each.column) &&
    (each.kinds.length === 0 ||
      each.kinds.includes(feature.kind) ||
      (merged && feature.kind === 'in' && each.kinds.includes('equal')));
  // The exact ones first, so that a loose one does not take their place.
  const order = [...placed].sort(
    (a, b) => (a.kinds.length || 9) - (b.kinds.length || 9) || Number(a.optional) - Number(b.optional),
  );
  const used = new Set<FeatureCondition>();
  for (const each of order) {
    const twice = placed.some((one) => one !== each && one.table === each.table && one.column === each.column);
    const found =
      [...open].find((feature) => fits(feature, each, false)) ??
      // Two bounds of a range, two equalities of an OR are one predicate.
      (twice
        ? [...features].find((feature) => fits(feature, each, true))
        : [...used].find((feature) => fits(feature, each, false)));
    if (found !== undefined) {
      open.delete(found);
      used.add(found);
    } else if (!each.optional) return undefined;
  }
  return used.size;
}

/** Laravel writes conditions in the order of the calls: where one table alone is asked, theirs is the statement's. */
function inOrder({ tables, conditions }: Features, shape: Shape): boolean {
  if (tables.size > 1 || shape.joins.length > 0 || shape.relation !== undefined || shape.loose) return true;
  const wanted = conditions.map(({ column }) => column);
  let last = -1;
  const seen = new Set<string>();
  for (const { column, optional } of shape.conditions) {
    const name = bare(column);
    // What a model adds by itself comes when the query is sent.
    if (optional || name === 'deleted_at' || seen.has(name)) continue;
    seen.add(name);
    const at = wanted.indexOf(name);
    if (at >= 0 && at < last) return false;
    last = Math.max(last, at);
  }
  return true;
}

const bare = (column: string): string => column.slice(column.lastIndexOf('.') + 1).toLowerCase();

function ordersFit(features: Features, shape: Shape, loose: boolean): boolean {
  const one = listFits(features.order, shape.order, loose);
  const group = shape.group.map((column) => ({ column, optional: column === '*' }));
  return (
    one &&
    listFits(
      features.group.map((column) => ({ column, descending: false })),
      group,
      loose,
    )
  );
}

function listFits(terms: Features['order'], written: Shape['order'], loose: boolean): boolean {
  const columns = written.map(({ column }) => bare(column));
  const wanted = terms.map(({ column }) => column);
  for (const { column, optional, descending } of written) {
    if (column === '*' || wanted.includes('*')) continue;
    const found = terms.find((term) => term.column === bare(column));
    if (found === undefined && !optional) return false;
    if (found !== undefined && descending !== undefined && found.descending !== descending) return false;
  }
  if (loose || columns.includes('*')) return true;
  return wanted.every((column) => (column === '*' ? columns.length > 0 : columns.includes(column)));
}

function limitsFit({ limit, verb }: Features, shape: Shape): boolean {
  if (verb !== 'select' || shape.limit === 'maybe') return true;
  if (shape.limit === 'yes') return limit || shape.selects.kind === 'exists' || shape.selects.kind === 'aggregate';
  // What is handed on may be limited by whoever gets it; what is not understood does not often limit.
  return !limit || shape.open || shape.loose;
}

function selectsFit(features: Selects, shape: Selects): boolean {
  if (shape.kind === 'unknown') return features.kind !== 'exists' && features.kind !== 'aggregate';
  if (features.kind === 'unknown') return shape.kind === 'all' || shape.kind === 'columns';
  if (features.kind !== shape.kind) return false;
  if (features.kind === 'aggregate' && shape.kind === 'aggregate') return features.name === shape.name;
  if (features.kind === 'columns' && shape.kind === 'columns') {
    const columns = new Set(shape.columns.map((column) => bare(column.split(/\s+as\s+/i)[0] ?? column)));
    return features.columns.every((column) => columns.has(column)) && columns.size <= features.columns.length;
  }
  return true;
}

/** How many columns the statement writes that the code does not name; undefined where the code names one that it does not write. */
function writtenMore({ verb, writes }: Features, { writes: named, stamped, what }: Shape): number | undefined {
  if (verb === 'select' || verb === 'delete' || named === undefined || writes === undefined) return 0;
  const columns = new Set(named.map((column) => bare(column.split('->')[0] ?? column)));
  if ([...columns].some((column) => !writes.includes(column))) return undefined;
  const more = writes.filter((column) => !columns.has(column) && !(stamped === true && isStamp(column)));
  // A model may add columns of its own when it is created; what is updated is what is named.
  if (verb === 'update' && more.some((column) => !isStamp(column) || (stamped !== true && what !== '')))
    return undefined;
  return verb === 'insert' && stamped !== true && more.length > 0 ? undefined : more.length;
}

const isStamp = (column: string): boolean => column === 'updated_at' || column === 'created_at';
