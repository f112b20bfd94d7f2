import { formatCount } from '../../base/format';
import type { Plan, PlanNode } from './plan';
import { allNodes, isTable } from './warnings';

/** What became of one table of a statement. */
export interface TableChange {
  /** "orders", or "orders (o)" where the statement calls it so. */
  readonly table: string;
  readonly kind: 'same' | 'changed' | 'added' | 'gone';
  readonly before?: PlanNode;
  readonly after?: PlanNode;
  /** What differs; empty unless `changed`. Rows: by more than half. */
  readonly differences: readonly ('access' | 'key' | 'keyParts' | 'covering' | 'rows')[];
  /** "full scan of about 400,000 rows → lookup by orders_user_id_index, about 12 rows" */
  readonly text: string;
}

/** Two plans of one statement, table by table. */
export interface PlanComparison {
  /** The change that matters most, in one line; undefined when no table is read another way. */
  readonly headline?: string;
  /** Tables in the order of the plan after, then those that are gone. */
  readonly tables: readonly TableChange[];
  /** Steps that only one of them has: "Sort", "Temporary table". Empty when the plans come from formats that do not compare. */
  readonly stepsAdded: readonly string[];
  readonly stepsGone: readonly string[];
  /** Rows read from tables altogether: counted where the statement was executed, else estimated. */
  readonly rowsBefore?: number;
  readonly rowsAfter?: number;
}

/** Compares two plans of one statement: before and after an index, or of two servers. */
export function comparePlans(before: Plan, after: Plan): PlanComparison {
  const left = allNodes(before.nodes).filter(isTable);
  const right = allNodes(after.nodes).filter(isTable);
  const used = new Set<PlanNode>();
  const tables: TableChange[] = right.map((node) => {
    const partner = partnerOf(node, left, used);
    if (partner !== undefined) used.add(partner);
    return changeOf(partner, node);
  });
  for (const node of left) if (!used.has(node)) tables.push(changeOf(node, undefined));
  const [most] = tables
    .filter(
      ({ kind, differences }) => kind === 'changed' && differences.some((one) => one !== 'rows' && one !== 'covering'),
    )
    .sort((a, b) => difference(b) - difference(a));
  const rowsBefore = rowsOf(left);
  const rowsAfter = rowsOf(right);
  const same = (before.format ?? 'traditional') === (after.format ?? 'traditional');
  const [stepsBefore, stepsAfter] = same ? [stepsOf(before), stepsOf(after)] : [[], []];
  return {
    ...(most === undefined ? {} : { headline: `${most.table}: ${most.text}` }),
    tables,
    stepsAdded: without(stepsAfter, stepsBefore),
    stepsGone: without(stepsBefore, stepsAfter),
    ...(rowsBefore === undefined ? {} : { rowsBefore }),
    ...(rowsAfter === undefined ? {} : { rowsAfter }),
  };
}

/** The same alias first, then the same table under another alias. */
function partnerOf(node: PlanNode, others: readonly PlanNode[], used: ReadonlySet<PlanNode>): PlanNode | undefined {
  const free = others.filter((other) => !used.has(other));
  const same = (one: string | undefined, two: string | undefined): boolean => one?.toLowerCase() === two?.toLowerCase();
  return (
    free.find((other) => same(other.table, node.table) && same(nameOf(other), nameOf(node))) ??
    free.find((other) => same(other.table, node.table)) ??
    free.find((other) => same(nameOf(other), nameOf(node)))
  );
}

function nameOf(node: PlanNode): string | undefined {
  return node.tableName ?? node.table;
}

function changeOf(before: PlanNode | undefined, after: PlanNode | undefined): TableChange {
  const node = after ?? before;
  const alias = node?.tableName === undefined ? '' : ` (${node.table})`;
  const table = `${node === undefined ? '' : (nameOf(node) ?? '')}${alias}`;
  if (before === undefined || after === undefined || node === undefined)
    return {
      table,
      kind: before === undefined ? 'added' : 'gone',
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      differences: [],
      text: node === undefined ? '' : accessText(node),
    };
  const differences = differencesOf(before, after);
  const [from, to] = [accessText(before), accessText(after)];
  const changed = differences.length > 0;
  return {
    table,
    kind: changed ? 'changed' : 'same',
    before,
    after,
    differences,
    text: changed ? `${from} → ${to}` : to,
  };
}

function differencesOf(before: PlanNode, after: PlanNode): TableChange['differences'] {
  const [rows, rowsAfter] = [touched(before), touched(after)];
  const found: TableChange['differences'][number][] = [];
  if (before.access !== after.access) found.push('access');
  if (before.key !== after.key) found.push('key');
  if (partsDiffer(before, after)) found.push('keyParts');
  if (before.covering !== undefined && after.covering !== undefined && before.covering !== after.covering)
    found.push('covering');
  if (rows !== undefined && rowsAfter !== undefined && Math.max(rows, rowsAfter) > 1.5 * Math.min(rows, rowsAfter))
    found.push('rows');
  return found;
}

/** Only of the same key: another key has other columns anyway. */
function partsDiffer(before: PlanNode, after: PlanNode): boolean {
  if (before.key !== after.key || before.keyParts === undefined || after.keyParts === undefined) return false;
  return before.keyParts.join('\0') !== after.keyParts.join('\0');
}

/** Rows read altogether. */
function touched({ rows, loops = 1, actual }: PlanNode): number | undefined {
  if (actual !== undefined) return (actual.rows ?? 0) * actual.loops;
  return rows === undefined ? undefined : rows * loops;
}

function rowsOf(nodes: readonly PlanNode[]): number | undefined {
  const known = nodes.map(touched).filter((rows) => rows !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, rows) => sum + rows, 0);
}

function difference({ before, after }: TableChange): number {
  return Math.abs(
    (before === undefined ? 0 : (touched(before) ?? 0)) - (after === undefined ? 0 : (touched(after) ?? 0)),
  );
}

/** Averages below ten with one decimal. */
function figure(rows: number): string {
  return rows < 10 ? String(Math.round(rows * 10) / 10) : formatCount(rows);
}

/** "full scan of about 400,000 rows", "lookup by orders_user_id_index, 12 rows for each of 30 rows". */
function accessText(node: PlanNode): string {
  const { actual, rows, loops, key } = node;
  const each = actual === undefined ? rows : actual.rows;
  const about = actual === undefined ? 'about ' : '';
  const count = each === undefined ? 'rows' : `${about}${figure(each)} ${figure(each) === '1' ? 'row' : 'rows'}`;
  const times = actual?.loops ?? loops ?? 1;
  const again = times > 1 ? ` for each of ${about}${formatCount(times)}` : '';
  const word = node.access.toLowerCase();
  if (key === undefined) return `${word} of ${count}${again}`;
  const name = node.access === 'Index scan' ? `scan of all of index ${key}` : `${word} by ${key}`;
  return `${name}${node.covering === true ? ' alone' : ''}, ${count}${again}`;
}

const said = new Set<PlanNode['operation']>(['sort', 'temporary', 'materialize', 'hashJoin', 'window', 'union']);

/** Steps that cost something of their own; traditional rows say sorting and temporary tables in their remarks. */
function stepsOf({ nodes }: Plan): readonly string[] {
  return allNodes(nodes).flatMap((node) => {
    if (node.operation !== undefined) return said.has(node.operation) ? [node.title ?? node.operation] : [];
    return node.extra.flatMap(({ text }) => remarkSteps.get(text) ?? []);
  });
}

const remarkSteps: ReadonlyMap<string, string> = new Map([
  ['Using filesort', 'Sort'],
  ['Using temporary', 'Temporary table'],
]);

/** The steps that `others` have fewer of. */
function without(steps: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return steps.filter((step) => {
    const at = left.indexOf(step);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
