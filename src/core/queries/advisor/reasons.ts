import type { IndexColumn } from '../catalog/table';
import type { PreparedStatement } from './cost/costModel';
import type { IndexModel } from './cost/indexModel';
import type { Use } from './cost/problem';

type Role = 'equal' | 'join' | 'list' | 'range' | 'order' | 'group' | 'read';

const sentences: Record<Role, string> = {
  equal: 'it is compared with "="',
  join: 'rows of another table are matched by it',
  list: 'it is compared with a list of values',
  range: 'it is limited to a range',
  order: 'it gives the order, nothing has to be sorted',
  group: 'rows of a group lie together',
  read: 'it is read too, the table itself need not be',
};

/** What the parts do for one table use, as far as the index is followed. */
function rolesIn(
  use: Use,
  problem: PreparedStatement['uses'][number]['problem'],
  columns: readonly IndexColumn[],
): Role[] {
  const roles: Role[] = [];
  let followed = true;
  for (const part of columns) {
    const name = 'column' in part ? part.column : part.expression;
    const kinds = use.filters.flatMap(({ sarg }) => (sarg?.part === name ? [sarg.kind] : []));
    const inTerms = (terms: typeof problem.order) =>
      terms.some((term) => term.columns.some((place) => place.use === use.place && place.column === name));
    if (followed && kinds.includes('equal')) roles.push('equal');
    else if (followed && use.links.some(({ column }) => column === name)) roles.push('join');
    else if (followed && kinds.includes('in')) roles.push('list');
    else if (followed && kinds.length > 0) {
      roles.push('range');
      followed = false;
    } else {
      roles.push(inTerms(problem.order) ? 'order' : inTerms(problem.group) ? 'group' : 'read');
      followed = false;
    }
  }
  return roles;
}

/**
 * Why the index looks like this, from the statements that gain from it.
 *
 * @param gaining most gain first
 * @returns one sentence each
 */
export function reasonsFor(
  index: IndexModel,
  gaining: readonly PreparedStatement[],
  bytesText: string,
): readonly string[] {
  const { columns, table } = index.definition;
  const counts = columns.map(() => new Map<Role, number>());
  for (const statement of gaining) {
    const one = statement.uses.find(({ use }) => use.table?.name === table);
    if (one === undefined) continue;
    for (const [at, role] of rolesIn(one.use, one.problem, columns).entries()) {
      const count = counts[at];
      count?.set(role, (count.get(role) ?? 0) + 1);
    }
  }
  const lines = columns.flatMap((part, at) => {
    const [most] = [...(counts[at] ?? [])].sort((a, b) => b[1] - a[1]);
    if (most === undefined) return [];
    const name = 'column' in part ? part.column : part.expression;
    const where = at === 0 ? 'first' : at === columns.length - 1 ? 'last' : 'then';
    return [`${name} ${where}: ${sentences[most[0]]}.`];
  });
  for (const part of columns) {
    if (!('column' in part)) lines.push(`An index on ${part.expression}: the statement compares that, not a column.`);
    else if (part.prefix !== undefined)
      lines.push(
        `${String(part.prefix)} characters of ${part.column} tell almost as many values apart as all of them.`,
      );
    else if (part.descending)
      lines.push(`${part.column} descends: the statement orders its columns in opposite directions.`);
  }
  const number = gaining.length;
  lines.push(
    `${number === 1 ? 'One statement gains' : `${String(number)} statements gain`}; it takes about ${bytesText}.`,
  );
  return lines;
}
