import { formatCount, formatDuration } from '../../core/base/format';
import type { Plan, PlanNode } from '../../core/queries/explain/plan';
import { fingerprintOfLogged } from '../../core/queries/sql/unknownDialect';
import type { Fact } from '../../protocol/views/common';
import type { PlanModel, PlanNodeModel } from '../../protocol/views/explain';

/** The plan as the page draws it, with the values of the application in its conditions: for the page of a statement alone. */
export function planModel({ nodes, warnings }: Plan): PlanModel {
  return { nodes: nodes.map((node) => nodeModel(node)), warnings };
}

/** The same for pages and reports that nobody opened for one statement: conditions have ? in the place of values. */
export function planModelWithoutValues({ nodes, warnings }: Plan): PlanModel {
  return { nodes: nodes.map((node) => nodeModel(withoutValues(node))), warnings };
}

function withoutValues(node: PlanNode): PlanNode {
  const { detail, condition, indexCondition } = node;
  return {
    ...node,
    ...(detail === undefined ? {} : { detail: fingerprintOfLogged(detail).text }),
    ...(condition === undefined ? {} : { condition: fingerprintOfLogged(condition).text }),
    ...(indexCondition === undefined ? {} : { indexCondition: fingerprintOfLogged(indexCondition).text }),
    children: node.children.map(withoutValues),
  };
}

function nodeModel(node: PlanNode): PlanNodeModel {
  const { access, key, extra, share } = node;
  const rows = rowsOf(node);
  return {
    id: node.id,
    title: titleOf(node),
    // A step that reads no table has no way of reaching rows.
    ...(node.operation === undefined || node.operation === 'read' ? { access } : {}),
    tone: toneOf(node),
    ...(rows === undefined ? {} : { rows }),
    ...(share === undefined ? {} : { cost: `${percent(share)} of plan` }),
    ...(key === undefined ? {} : { key }),
    facts: factsOf(node),
    notes: extra.map(({ sentence }) => sentence),
    children: node.children.map((child) => nodeModel(child)),
  };
}

function titleOf({ tableName, table, title }: PlanNode): string {
  if (table === undefined) return title ?? 'Result';
  return tableName === undefined ? table : `${tableName} (${table})`;
}

function toneOf({ access, operation, actual, rows }: PlanNode): PlanNodeModel['tone'] {
  if (operation !== undefined && operation !== 'read')
    return (operation === 'sort' || operation === 'temporary') && (actual?.rows ?? rows ?? 0) > 1_000
      ? 'warning'
      : 'plain';
  if (access === 'Full scan') return 'bad';
  return access === 'Index scan' ? 'warning' : 'plain';
}

/** Counted where the statement was executed, else the optimizer's estimate, and said as such. */
function rowsOf({ rows, filtered, rowsOut, actual }: PlanNode): string | undefined {
  if (actual !== undefined) {
    if (actual.loops === 0) return 'never run';
    const each = actual.loops > 1 ? ` each time, ${formatCount(actual.loops)} times` : '';
    const out = actual.rowsOut ?? actual.rows;
    if (actual.rows === undefined) return undefined;
    return out === undefined || out === actual.rows
      ? `${rowsText(actual.rows)}${each} (counted)`
      : `${rowsText(actual.rows)} in, ${formatCount(out)} out${each} (counted)`;
  }
  const out = rowsOut ?? (rows === undefined || filtered === undefined ? undefined : (rows * filtered) / 100);
  if (rows === undefined) return out === undefined ? undefined : `${rowsText(out)} (estimate)`;
  return out === undefined || out === rows
    ? `${rowsText(rows)} (estimate)`
    : `${rowsText(rows)} in, ${formatCount(out)} out (estimate)`;
}

function factsOf(node: PlanNode): readonly Fact[] {
  const { actual, rows } = node;
  const text = (label: string, value: string | undefined): readonly Fact[] =>
    value === undefined || value === '' ? [] : [{ label, value }];
  return [
    ...text('Select', node.selectType),
    ...text('Type', node.accessType),
    ...text('Does', node.detail),
    ...text('Possible keys', node.possibleKeys.join(', ')),
    ...text('Key columns used', node.keyParts?.join(', ')),
    ...text('Key bytes used', node.keyLength),
    ...text('Compared with', node.ref),
    ...text('Index alone is enough', node.covering === true ? 'yes' : undefined),
    ...text('Checked in the index', node.indexCondition),
    ...text('Checked afterwards', node.condition),
    ...text('Join buffer', node.joinBuffer),
    ...text('Partitions', node.partitions),
    ...(actual === undefined || rows === undefined ? [] : text('Estimated rows', formatCount(rows))),
    ...(actual?.ms === undefined ? [] : text('Time in it', formatDuration(actual.ms))),
  ];
}

const percent = (share: number): string => `${(share * 100).toFixed(share > 0 && share < 0.0995 ? 1 : 0)} %`;

function rowsText(rows: number): string {
  return rows === 1 ? '1 row' : `${formatCount(rows)} rows`;
}
