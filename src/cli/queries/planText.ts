import { formatCount } from '../../core/base/format';
import type { PlanNode } from '../../core/queries/explain/plan';

/** A plan as lines, each step below what draws from it. */
export function planLines(nodes: readonly PlanNode[], depth = 0): readonly string[] {
  return nodes.flatMap((node) => [lineOf(node, depth), ...planLines(node.children, depth + 1)]);
}

function lineOf(node: PlanNode, depth: number): string {
  const { table, tableName, title, access, key, rows, filtered, actual, extra } = node;
  const name = table === undefined ? (title ?? 'Result') : tableName === undefined ? table : `${tableName} (${table})`;
  const out = rows === undefined || filtered === undefined ? undefined : (rows * filtered) / 100;
  const counted =
    actual === undefined
      ? rows === undefined
        ? ''
        : `about ${rowsText(rows)}${out === undefined || out === rows ? '' : ` in, ${formatCount(out)} out`}`
      : actual.loops === 0
        ? 'never run'
        : `${rowsText(actual.rows ?? 0)}${actual.loops > 1 ? `, ${formatCount(actual.loops)} times` : ''}`;
  const parts = [
    table === undefined ? '' : access,
    key === undefined ? '' : `using ${key}`,
    counted,
    ...extra.map(({ text }) => text),
  ];
  return `${'  '.repeat(depth)}${name}: ${parts.filter((part) => part !== '').join(', ')}`;
}

function rowsText(rows: number): string {
  return rows === 1 ? '1 row' : `${formatCount(rows)} rows`;
}
