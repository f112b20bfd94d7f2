import type { CommonTable, Query, Select } from '../sql/ast';
import { namesOf, readTables } from './tables';
import { newDraft, type Analysis, type CommonUse, type Draft } from './draft';
import { outputsOf, readEnd, readSelect } from './selects';

type Role = Pick<Draft, 'role' | 'parent' | 'scope'> & { readonly negated?: boolean };

/** What is known of the first block before the others of its UNION are read: a recursive table reads itself. */
type OnFirst = (first: Draft) => void;

/** Reads a query: one block for each SELECT of it, the first first. Blocks of WITH come behind the first. */
export function readQuery(
  analysis: Analysis,
  query: Query,
  role: Role,
  common: Draft['common'],
  onFirst?: OnFirst,
): readonly Draft[] {
  const first = newDraft(analysis, { ...role, common });
  first.common = readCommonTables(analysis, query, first, role.scope);
  return fillQuery(analysis, query, first, role, onFirst);
}

function fillQuery(analysis: Analysis, query: Query, first: Draft, role: Role, onFirst?: OnFirst): readonly Draft[] {
  const drafts: Draft[] = [];
  for (const [index, part] of query.parts.entries()) {
    const draft =
      index === 0 ? first : newDraft(analysis, { ...role, role: 'union', parent: first, common: first.common });
    drafts.push(...fillPart(analysis, part, draft, role));
    if (index === 0) onFirst?.(first);
  }
  const [part] = query.parts;
  if (query.parts.length > 1) {
    for (const operator of query.operators)
      if (!operator.startsWith('UNION'))
        analysis.remarks.add(`${operator}: rows of one part are taken out by the other`);
    if (query.order.length > 0) analysis.remarks.add('ORDER BY of a UNION');
    if (query.limit !== undefined) analysis.remarks.add('LIMIT of a UNION');
  } else if (part !== undefined && 'parts' in part && (part.order.length > 0 || part.limit !== undefined)) {
    if (query.order.length > 0 || query.limit !== undefined)
      analysis.remarks.add('ORDER BY or LIMIT around parentheses');
  } else if (drafts.length === 1) readEnd(analysis, first, query);
  else if (query.order.length > 0 || query.limit !== undefined) analysis.remarks.add('ORDER BY or LIMIT of a UNION');
  if (query.locking) for (const draft of drafts) draft.locking = true;
  return drafts;
}

function fillPart(analysis: Analysis, part: Select | Query, draft: Draft, role: Role): readonly Draft[] {
  if ('parts' in part) {
    draft.common = readCommonTables(analysis, part, draft, role.scope);
    return fillQuery(analysis, part, draft, role);
  }
  readTables({ analysis, draft, derived: derivedReader(analysis) }, part.from);
  readSelect(analysis, draft, part);
  return [draft];
}

/** Reads the queries of derived tables. */
export function derivedReader(analysis: Analysis) {
  return (query: Query, around: Draft, scope: Draft | undefined): CommonUse => {
    const [first] = readQuery(analysis, query, { role: 'derived', parent: around, scope }, around.common);
    return { block: first?.id ?? 0, columns: first && outputsOf(first) };
  };
}

/** The common tables that can be named in a query: those around it and its own. */
export function readCommonTables(
  analysis: Analysis,
  { with: tables, recursive }: { readonly with: readonly CommonTable[]; readonly recursive: boolean },
  draft: Draft,
  scope: Draft | undefined,
): Draft['common'] {
  if (tables.length === 0) return draft.common;
  const common = new Map(draft.common);
  for (const table of tables) {
    const note = (first: Draft): void => {
      const columns = table.columns === undefined ? outputsOf(first) : namesOf(table.columns);
      common.set(table.name.toLowerCase(), { block: first.id, columns });
    };
    const role: Role = { role: 'cte', parent: draft, scope };
    const [first] = readQuery(analysis, table.query, role, common, recursive ? note : undefined);
    if (first !== undefined) note(first);
  }
  return common;
}
