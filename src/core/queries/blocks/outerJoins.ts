import type { Predicate } from './block';
import type { Draft } from './draft';

/**
 * A LEFT JOIN is an inner one when WHERE lets no row through for which nothing was found: any comparison with a column of that table
 * does that. The servers do the same (MySQL 9.0 reference manual, 10.2.1.9). Tables in parentheses stay as they are.
 */
export function simplifyOuterJoins(draft: Draft): void {
  for (const [use, { join }] of draft.tables.entries()) {
    if (join !== 'left' || isNested(draft, use) || !draft.predicates.some((one) => refuses(one, use))) continue;
    const table = draft.tables[use];
    if (table === undefined) continue;
    draft.tables[use] = { ...table, join: 'inner' };
    draft.predicates = draft.predicates.map((predicate) => withoutOn(predicate, use));
    draft.joins = draft.joins.map((edge) => withoutOn(edge, use));
  }
}

/** A RIGHT JOIN behind it, or its neighbour in the same parentheses: then more than one table is meant. */
const isNested = (draft: Draft, use: number): boolean =>
  draft.tables.some(({ join }, index) => join === 'right' && index > use) || draft.nested.has(use);

function refuses(predicate: Predicate, use: number): boolean {
  if (predicate.on !== undefined || !('column' in predicate) || predicate.column.use !== use) return false;
  return predicate.kind !== 'null' || predicate.not;
}

function withoutOn<Part extends { on?: number }>(part: Part, use: number): Part {
  if (part.on !== use) return part;
  const copy = { ...part };
  delete copy.on;
  return copy;
}
