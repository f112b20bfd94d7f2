import type { Path } from './path';
import { around, type Term, type Use } from './problem';

/** The term's column in this table, when it has one. */
function ownColumn(term: Term, use: Use): string | undefined {
  return term.columns.find((place) => place.use === use.place)?.column;
}

/** Only one value can occur: it is compared with "=" or comes from around a subquery. */
function isConstant(term: Term, use: Use): boolean {
  if (term.columns.some((place) => place.use === around)) return true;
  const column = ownColumn(term, use);
  return use.filters.some(({ sarg }) => sarg?.kind === 'equal' && sarg.part === column);
}

/** Rows come as ORDER BY wants them when this table is read first by this path. */
export function givesOrder(order: readonly Term[], use: Use, path: Path): boolean {
  let at = 0;
  let backwards: boolean | undefined;
  for (const term of order) {
    if (isConstant(term, use)) continue;
    const column = ownColumn(term, use);
    const part = path.rest[at++];
    if (column === undefined || part?.column !== column) return false;
    const turned = part.descending !== term.descending;
    if (backwards !== undefined && backwards !== turned) return false;
    backwards = turned;
    // After all clustered columns nothing is left to order.
    if (use.table?.identifies(new Set(path.rest.slice(0, at).map((one) => one.column))) === true) return true;
  }
  return true;
}

/** Whether `givesOrder` holds only when the index is read from its end. */
export function readsBackwards(order: readonly Term[], use: Use, path: Path): boolean {
  const term = order.find((one) => !isConstant(one, use));
  return term !== undefined && path.rest[0] !== undefined && path.rest[0].descending !== term.descending;
}

/** Rows of a group come one after the other. */
export function givesGroups(group: readonly Term[], use: Use, path: Path): boolean {
  const wanted = new Set<string>();
  for (const term of group) {
    if (isConstant(term, use)) continue;
    const column = ownColumn(term, use);
    if (column === undefined) return false;
    wanted.add(column);
  }
  return path.rest.slice(0, wanted.size).every(({ column }) => wanted.has(column)) && path.rest.length >= wanted.size;
}
