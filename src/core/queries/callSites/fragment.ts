import { blocksOf } from '../blocks/blocksOf';
import type { Catalog } from '../catalog/table';
import { quoteName } from '../../connections/sqlNames';
import { parseStatement } from '../sql/parse';
import { readPredicate } from './features';
import type { ConditionKind } from './shape';

const nothing: Catalog = { schema: '', tables: [], views: [] };

/** Columns that a piece of SQL in a condition reads (`whereRaw`); undefined where it is not read, or holds a subquery. */
export function featuresOfFragment(
  text: string,
  table: string,
): readonly { readonly column: string; readonly kind: ConditionKind }[] | undefined {
  if (/\bselect\b/i.test(text)) return undefined;
  const parsed = parseStatement(`select 1 from ${quoteName(table === '' ? 't' : table)} where ${text}`);
  if (parsed.kind === 'unread') return undefined;
  const { blocks } = blocksOf(parsed, nothing);
  const [block] = blocks;
  if (block === undefined || blocks.length > 1) return undefined;
  // Names of other tables are not resolved: their columns are told by the statement alone.
  const own = block.predicates.flatMap(readPredicate);
  return own.map(({ column, kind }) => ({ column: column.column, kind }));
}
