import type { PlanNode } from './plan';
import { allNodes } from './warnings';

/**
 * Adds to the steps of a tree what only traditional EXPLAIN says: possible keys, bytes of the key, partitions, the kind of SELECT, and
 * the tables that MySQL reads before it executes ("Rows fetched before execution"). Tables are matched by their alias, where only
 * one has it on either side.
 *
 * @param traditional the plan's rows by `planNodes`
 */
export function enriched(nodes: readonly PlanNode[], traditional: readonly PlanNode[]): readonly PlanNode[] {
  const rows = byTable(allNodes(traditional));
  const present = byTable(allNodes(nodes));
  const selects = new Map(allNodes(traditional).map(({ select, selectType }) => [select, selectType]));
  let missing = allNodes(traditional).filter(
    ({ table, access }) => table !== undefined && access === 'Const' && !present.has(table),
  );
  const visit = (node: PlanNode): PlanNode => {
    const row = node.table === undefined || present.get(node.table) === undefined ? undefined : rows.get(node.table);
    const children = node.children.map(visit);
    if (node.operation === 'message' && node.access === 'Const') {
      const fetched = missing.map((one, index): PlanNode => ({ ...one, operation: 'read', id: `${node.id}.${index}` }));
      missing = [];
      return { ...node, children: [...children, ...fetched] };
    }
    const selectType = node.selectType === '' ? (row?.selectType ?? selects.get(node.select)) : node.selectType;
    if (row === undefined) return { ...node, ...(selectType === undefined ? {} : { selectType }), children };
    return {
      ...row,
      ...node,
      possibleKeys: node.possibleKeys.length > 0 ? node.possibleKeys : row.possibleKeys,
      selectType: selectType ?? '',
      extra: node.extra.length > 0 ? node.extra : row.extra,
      children,
    };
  };
  return nodes.map(visit);
}

/** Undefined for a name that several steps have. */
function byTable(nodes: readonly PlanNode[]): ReadonlyMap<string, PlanNode | undefined> {
  const found = new Map<string, PlanNode | undefined>();
  for (const node of nodes)
    if (node.table !== undefined) found.set(node.table, found.has(node.table) ? undefined : node);
  return found;
}
