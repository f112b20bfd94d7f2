import { readFileSync } from 'node:fs';
import type { PlanNode } from '../../../../../src/core/queries/explain/plan';
import { planOf } from '../../../../../src/core/queries/explain/planOf';

/** A statement in every format of the server, as it answered (test/fixtures/explain/capture.mjs). */
export type Captured = Readonly<Record<string, string>> & { readonly sql: string };

/** Plans of one fixture by the statement's name. */
export function captured(file: string): ReadonlyMap<string, Captured> {
  const url = new URL(`../../../../fixtures/explain/${file}.json`, import.meta.url);
  const { plans } = JSON.parse(readFileSync(url, 'utf8')) as { plans: Record<string, Captured> };
  return new Map(Object.entries(plans));
}

const forms = new Map<string, 'json' | 'tree'>([
  ['tree', 'tree'],
  ['analyzeTree', 'tree'],
]);

/** The steps of one captured plan. */
export function stepsOf(plans: ReadonlyMap<string, Captured>, name: string, format: string): readonly PlanNode[] {
  const text = plans.get(name)?.[format];
  if (text === undefined) throw new Error(`no ${format} of ${name}`);
  const nodes = planOf(forms.get(format) ?? 'json', text);
  if (nodes === undefined) throw new Error(`${format} of ${name} was not read`);
  return nodes;
}

const percent = (share: number | undefined): string => (share === undefined ? '' : ` ${Math.round(share * 100)} %`);

function line(node: PlanNode): string {
  const what = node.operation === 'read' ? `${node.access} ${node.tableName ?? node.table ?? ''}` : (node.title ?? '');
  const key = node.key === undefined ? '' : ` by ${node.key}`;
  const parts = node.keyParts === undefined ? '' : ` (${node.keyParts.join(', ')})`;
  return `${what}${key}${parts}${node.covering === true ? ' covering' : ''}${percent(node.share)}`;
}

/** A plan as indented lines. */
export function outline(nodes: readonly PlanNode[], indent = ''): string[] {
  return nodes.flatMap((node) => [`${indent}${line(node)}`, ...outline(node.children, `${indent}  `)]);
}
