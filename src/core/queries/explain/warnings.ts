import { formatCount } from '../../base/format';
import { conditionTroubles } from './conditionText';
import { conversionProblems, type Note } from './notes';
import type { PlanNode, PlanProblem } from './plan';
import { estimateProblem } from './wrongEstimates';

/** Below so many rows a scan costs a millisecond or less, and is often the right plan. */
const worthSaying = 1000;

/** So many times more rows are read than kept before it is worth a word. */
const fewOf = 10;

/** Every node of a plan, each before what it draws from. */
export function allNodes(nodes: readonly PlanNode[]): readonly PlanNode[] {
  return nodes.flatMap((node) => [node, ...allNodes(node.children)]);
}

/** A table for people: its name, and the alias behind it. */
function tableOf(node: PlanNode): string {
  if (node.tableName !== undefined) return `${node.tableName} (${node.table})`;
  if (node.result === true || /^<(derived|subquery)/.test(node.table ?? '')) return 'a subquery’s result';
  return node.table ?? 'no table';
}

/** True for a node that reads a table of the schema. */
export function isTable({ table, result, operation }: PlanNode): boolean {
  return (
    table !== undefined &&
    !table.startsWith('<') &&
    result !== true &&
    (operation === undefined || operation === 'read')
  );
}

const says = (node: PlanNode, pattern: RegExp): boolean => node.extra.some(({ text }) => pattern.test(text));

/** What stands above a node. */
interface Above {
  /** Runs again for every row of the query around it. */
  readonly dependent: boolean;
  /** A LIMIT may end it before all rows were read. */
  readonly limited: boolean;
  /** A step above stops at the first match. */
  readonly semi: boolean;
  /** What it hands on is sorted: said there, if it is much. */
  readonly sorts: boolean;
}

interface Weighed extends PlanProblem {
  readonly rows: number;
}

function readProblems(node: PlanNode, above: Above): readonly Weighed[] {
  const each = node.actual === undefined ? node.rows : node.actual.rows;
  const loops = node.actual?.loops ?? 1;
  const rows = (each ?? 0) * loops;
  if (rows < worthSaying || !isTable(node)) return [];
  const measured = node.actual !== undefined;
  const common = { node: node.id, measured };
  const table = tableOf(node);
  const count = measured ? `${formatCount(rows)} rows of ${table}` : `about ${formatCount(rows)} rows of ${table}`;
  const kept = keptOf(node, loops, rows);
  const again = loops > 1 ? ` (${formatCount(each ?? 0)} for each of ${formatCount(loops)} rows)` : '';
  const checked = node.rangeChecked === true || says(node, /^Range checked/);
  if (checked)
    return [
      {
        ...common,
        kind: 'rangeChecked',
        text: `Looks for a usable index again for every row, over ${count}`,
        rows: rows * 2,
      },
    ];
  if (node.access === 'Full scan') {
    if (above.dependent || /^(DEPENDENT|UNCACHEABLE) /.test(node.selectType)) {
      const every = measured ? again : ', again for every row of the query around it';
      const weight = measured ? rows : rows * 10;
      return [{ ...common, kind: 'dependentSubquery', text: `Reads ${count} without an index${every}`, rows: weight }];
    }
    return [{ ...common, kind: 'fullScan', text: `Reads ${count} without an index${again}${kept}`, rows }];
  }
  if (node.access === 'Index scan' && (measured || !above.limited))
    return [
      {
        ...common,
        kind: 'indexScan',
        text: `Reads all of index ${node.key ?? ''}: ${count}${again}${kept}`,
        rows: rows / 2,
      },
    ];
  return kept === ''
    ? []
    : [{ ...common, kind: 'rowsReadForFew', text: `Reads ${count}${again}${kept}`, rows: rows / 2 }];
}

/** ", to keep 12" where conditions dropped most of what was read. */
function keptOf({ actual }: PlanNode, loops: number, rows: number): string {
  const kept = actual?.rowsOut === undefined ? undefined : actual.rowsOut * loops;
  return kept === undefined || kept * fewOf > rows ? '' : `, to keep ${formatCount(kept)}`;
}

/** Rows that come out of a step, by what was counted or else estimated; undefined when neither says. */
function rowsOutOf(node: PlanNode): { readonly rows: number; readonly measured: boolean } | undefined {
  const { actual } = node;
  if (actual !== undefined) {
    const each = actual.rowsOut ?? actual.rows;
    return { rows: (each ?? 0) * actual.loops, measured: true };
  }
  const own = node.operation === undefined ? undefined : node.rowsOut;
  if (own !== undefined) return { rows: own * (node.loops ?? 1), measured: false };
  // A nested loop hands on what its last table does.
  const from = node.operation === 'join' ? node.children.findLast(isRead) : node.children[0];
  return from === undefined ? undefined : rowsOutOf(from);
}

const isRead = ({ operation }: PlanNode): boolean => operation !== 'subquery';

/** Grouping may fill one as well. */
const fillsTemporary = (node: PlanNode): boolean => node.operation === 'temporary' || says(node, /^Using temporary$/);

/** Sorting and temporary tables, where they are steps of their own. */
function stepProblems(node: PlanNode, above: Above): readonly Weighed[] {
  const [below] = node.children;
  const kind = node.operation === 'sort' ? 'sort' : fillsTemporary(node) ? 'temporary' : undefined;
  if (kind === undefined || node.operation === undefined || below === undefined) return [];
  if (kind === 'temporary' && above.sorts) return [];
  const into = rowsOutOf(below);
  if (into === undefined || into.rows < worthSaying) return [];
  const table = kind === 'temporary' || below.operation === 'temporary' || below.table === '<temporary>';
  const text = table && kind === 'sort' ? 'Builds a temporary table and sorts it' : kind === 'sort' ? sorts : builds;
  const rows = `${into.measured ? '' : 'about '}${formatCount(into.rows)} rows`;
  return [{ kind, text: `${text} (${rows})`, node: node.id, measured: into.measured, rows: into.rows / 4 }];
}

const sorts = 'Sorts rows, because no index gives them in order';
const builds = 'Builds a temporary table';

/** The same for rows of traditional EXPLAIN, which say it in Extra of the first table. */
function remarkProblems(node: PlanNode, selectRows: number): readonly Weighed[] {
  if (selectRows < worthSaying || node.operation !== undefined) return [];
  const temporary = says(node, /^Using temporary$/);
  const sort = says(node, /^Using filesort$/);
  if (!temporary && !sort) return [];
  const text = temporary && sort ? 'Builds a temporary table and sorts it' : temporary ? builds : sorts;
  return [{ kind: sort ? 'sort' : 'temporary', text, node: node.id, measured: false, rows: selectRows / 4 }];
}

function subqueryProblems(node: PlanNode): readonly Weighed[] {
  const [below] = node.children;
  if (node.operation !== 'subquery' || node.subquery?.dependent !== true || below === undefined) return [];
  const loops = below.actual?.loops ?? below.loops ?? 0;
  if (loops < worthSaying) return [];
  const measured = below.actual !== undefined;
  const text = `Runs a subquery for each of ${measured ? '' : 'about '}${formatCount(loops)} rows`;
  return [{ kind: 'dependentSubquery', text, node: node.id, measured, rows: loops }];
}

function conditionProblems(node: PlanNode): readonly Weighed[] {
  const rows = node.actual === undefined ? (node.rows ?? 0) : (node.actual.rows ?? 0) * node.actual.loops;
  const scans = node.access === 'Full scan' || node.access === 'Index scan';
  if (rows < worthSaying || !isTable(node) || !scans || node.condition === undefined) return [];
  const common = { node: node.id, measured: false, rows: rows * 0.9 };
  const table = node.tableName ?? node.table ?? '';
  return conditionTroubles(node.condition).map(({ kind, column, name }) => ({
    ...common,
    kind,
    text:
      kind === 'functionOnColumn'
        ? `Compares ${name ?? 'a function'}() of ${table}.${column}: an index on the column cannot find rows by that`
        : `Searches ${table}.${column} for text with a wildcard at its beginning: an index cannot find rows by that`,
  }));
}

/** Few rows come out of these, however many are wanted. */
const gathering = new Set<PlanNode['operation']>(['group', 'distinct', 'temporary']);

/** Reads far more than it returns, where both are known for the whole statement. */
function wholeProblem(
  nodes: readonly PlanNode[],
  all: readonly PlanNode[],
  { limitsShown }: ProblemContext,
): readonly Weighed[] {
  const [top] = nodes;
  const gathers = all.some(({ operation }) => gathering.has(operation));
  if (top?.actual === undefined || gathers || all.filter(isTable).length < 2) return [];
  const rows = all.filter(isTable).reduce((sum, { actual }) => sum + (actual?.rows ?? 0) * (actual?.loops ?? 0), 0);
  const out = Math.min(rowsOutOf(top)?.rows ?? Infinity, top.limit?.count ?? Infinity);
  if (rows < worthSaying || out * fewOf > rows) return [];
  // MariaDB does not show COUNT(*) and LIMIT: what its joins find need not be what is returned.
  const text = `Reads ${formatCount(rows)} rows to ${limitsShown === true ? 'return' : 'find'} ${formatCount(out)}`;
  return [{ kind: 'rowsReadForFew', text, measured: true, rows: rows * 3 }];
}

/** What the server does not show in every format. */
export interface ProblemContext {
  /** What SHOW WARNINGS said after EXPLAIN. */
  readonly notes?: readonly Note[];
  /** The format shows LIMIT (MySQL's iterators): then fewer rows than expected are an error of the estimate. */
  readonly limitsShown?: boolean;
}

/**
 * What a person should look at first, ordered by the rows that each touches; from counts where the statement was executed,
 * else from the optimizer's own estimates ("about").
 */
export function planProblems(nodes: readonly PlanNode[], context: ProblemContext = {}): readonly PlanProblem[] {
  const all = allNodes(nodes);
  const found: Weighed[] = [...wholeProblem(nodes, all, context)];
  const most = new Map<number, number>();
  for (const { select, rows = 0 } of all)
    if (select !== undefined) most.set(select, Math.max(most.get(select) ?? 0, rows));
  const visit = (node: PlanNode, above: Above): void => {
    found.push(...readProblems(node, above), ...stepProblems(node, above), ...subqueryProblems(node));
    found.push(...remarkProblems(node, most.get(node.select ?? -1) ?? 0), ...conditionProblems(node));
    const wrong = isTable(node)
      ? estimateProblem(node, context.limitsShown === true && !above.limited && !above.semi)
      : undefined;
    if (wrong !== undefined) found.push(wrong);
    const below = belowOf(node, above);
    for (const child of node.children) visit(child, below);
  };
  for (const node of nodes) visit(node, { dependent: false, limited: false, semi: false, sorts: false });
  found.push(...conversionProblems(context.notes ?? [], all));
  const texts = new Set<string>();
  return found
    .sort((a, b) => b.rows - a.rows)
    .filter(({ text }) => !texts.has(text) && texts.add(text) !== undefined)
    .map(({ rows: _rows, ...problem }) => problem);
}

/** Steps that need all their rows before they hand on one. */
const blocking = new Set<PlanNode['operation']>(['sort', 'group', 'temporary', 'materialize', 'window', 'subquery']);

function belowOf(node: PlanNode, above: Above): Above {
  const semi = node.operation === 'join' && /semi|anti|loosescan/i.test(`${node.title} ${node.detail ?? ''}`);
  return {
    dependent: above.dependent || (node.operation === 'subquery' && node.subquery?.dependent === true),
    limited: node.operation === 'limit' || (above.limited && !blocking.has(node.operation)),
    semi: semi || (above.semi && !blocking.has(node.operation)),
    sorts: node.operation === 'sort' || (above.sorts && (node.table === '<temporary>' || node.operation === 'group')),
  };
}

/** The texts of `planProblems`. */
export function planWarnings(nodes: readonly PlanNode[]): readonly string[] {
  return planProblems(nodes).map(({ text }) => text);
}
