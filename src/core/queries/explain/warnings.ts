import { formatCount } from '../../base/format';
import type { PlanNode } from './plan';

/** Below so many rows a scan costs a millisecond or less, and is often the right plan. */
const worthSaying = 1000;

/** Every node of a plan, each before what it draws from. */
export function allNodes(nodes: readonly PlanNode[]): readonly PlanNode[] {
  return nodes.flatMap((node) => [node, ...allNodes(node.children)]);
}

function tableOf(node: PlanNode): string {
  if (node.tableName !== undefined) return `${node.tableName} (${node.table})`;
  if (/^<(derived|subquery)/.test(node.table ?? '')) return 'a subquery’s result';
  return node.table ?? 'no table';
}

const isTable = ({ table }: PlanNode): boolean => table !== undefined && !table.startsWith('<');
const says = (node: PlanNode, pattern: RegExp): boolean => node.extra.some(({ text }) => pattern.test(text));

interface Weighed {
  readonly text: string;
  readonly rows: number;
}

function readWarnings(node: PlanNode): readonly Weighed[] {
  const rows = node.rows ?? 0;
  if (rows < worthSaying || !isTable(node)) return [];
  const about = `about ${formatCount(rows)} rows of ${tableOf(node)}`;
  if (node.access === 'Full scan' && /^(DEPENDENT|UNCACHEABLE) /.test(node.selectType))
    return [{ text: `Reads ${about} without an index, again for every row of the query around it`, rows: rows * 10 }];
  if (node.access === 'Full scan')
    return [
      says(node, /^Range checked/)
        ? { text: `Looks for a usable index again for every row, over ${about}`, rows: rows * 2 }
        : { text: `Reads ${about} without an index`, rows },
    ];
  if (node.access === 'Index scan') return [{ text: `Reads all of index ${node.key ?? ''}: ${about}`, rows: rows / 2 }];
  return [];
}

function workWarnings(node: PlanNode, selectRows: number): readonly Weighed[] {
  if (selectRows < worthSaying) return [];
  const temporary = says(node, /^Using temporary$/);
  const sorts = says(node, /^Using filesort$/);
  const rows = selectRows / 4;
  if (temporary && sorts) return [{ text: 'Builds a temporary table and sorts it', rows }];
  if (temporary) return [{ text: 'Builds a temporary table', rows }];
  return sorts ? [{ text: 'Sorts rows, because no index gives them in order', rows }] : [];
}

/**
 * What a person should look at first, from the optimizer's own estimates ("about"). Ordered by the rows that each
 * touches.
 */
export function planWarnings(nodes: readonly PlanNode[]): readonly string[] {
  const all = allNodes(nodes);
  const found = all.flatMap((node) => {
    const ofSelect = all.filter(({ select }) => select !== undefined && select === node.select);
    const most = Math.max(0, ...ofSelect.map(({ rows }) => rows ?? 0));
    return [...readWarnings(node), ...workWarnings(node, most)];
  });
  const texts = [...found].sort((a, b) => b.rows - a.rows).map(({ text }) => text);
  return Array.from(new Set(texts));
}
