import { draft, type Draft } from './draft';
import { subqueryHeading, type Iterator } from './iterator';
import { ownCosts, partsOf, rowsAsked, runsOfInputs } from './iteratorCosts';
import { readText } from './iteratorText';
import type { ActualRun } from './plan';

/**
 * Steps of MySQL's iterators. A filter over a table becomes the table's own condition, and nested loops of one kind that
 * stand in each other become one join, as the other formats write them.
 */
export function iteratorDrafts(iterators: readonly Iterator[]): Draft[] {
  const costs = ownCosts(iterators);
  const [first] = iterators;
  return iterators.map((one) => stepOf(one, one === first ? 1 : (first?.rows ?? 1), costs));
}

type Costs = ReadonlyMap<Iterator, number>;

/** Beginnings of operations, in the order of trying; without a title the server's own words are one. */
const operations: readonly (readonly [RegExp, Draft['operation'], string?])[] = [
  [/^Nested loop/, 'join'],
  [/^(?:Inner |Left |Full )?hash (?:join|antijoin|semijoin)/i, 'hashJoin', 'Hash join'],
  [/^Batched key access/, 'join'],
  [/^Filter: /, 'filter', 'Filter'],
  [/^Sort/, 'sort', 'Sort'],
  [/^(?:Limit|Offset)/, 'limit', 'Limit'],
  [/^(?:Window|Buffered window)/, 'window', 'Window functions'],
  [/^(?:Group|Aggregate)/, 'group', 'Group'],
  [/^(?:Union|Intersect|Except) materialize|^Append/, 'union'],
  [/^Materialize/, 'materialize'],
  [/^Temporary table/, 'temporary'],
  [/^(?:Remove duplicates|Deduplicate|Weedout)/, 'distinct', 'Remove duplicates'],
  [/^(?:Insert into|Replace into|Update|Delete from)/, 'write'],
  [/^(?:Rows fetched|Zero |<not executable)/, 'message'],
];

function stepOf(iterator: Iterator, loops: number, costs: Costs): Draft {
  const heading = subqueryHeading(iterator.heading);
  if (heading === undefined) return bareStep(iterator, loops, costs);
  const { select, dependent, cached } = heading;
  return {
    ...draft('subquery', [bareStep(iterator, dependent ? loops : 1, costs)]),
    title: dependent ? 'Subquery for every row' : 'Subquery',
    select,
    subquery: { dependent, cached },
  };
}

function bareStep(iterator: Iterator, loops: number, costs: Costs): Draft {
  const { main, beside } = partsOf(iterator);
  const runs = runsOfInputs(iterator, main);
  const inputs = main.map((input, index) => stepOf(input, loops * (runs[index] ?? 1), costs));
  const subqueries = beside.map((input) => stepOf(input, loops * rowsAsked(iterator, main), costs));
  const [read] = main;
  const [below] = inputs;
  const step =
    read !== undefined &&
    below?.operation === 'read' &&
    below.condition === undefined &&
    read.heading === undefined &&
    iterator.operation.startsWith('Filter: ')
      ? filtered(iterator, read, below, costs)
      : { ...fieldsOf(iterator, inputs, costs), loops };
  return { ...step, children: [...step.children, ...subqueries] };
}

function fieldsOf(iterator: Iterator, inputs: Draft[], costs: Costs): Draft {
  const { operation, rows } = iterator;
  const actual = actualOf(iterator);
  const cost = costs.get(iterator);
  const common = {
    ...(rows === undefined ? {} : { rowsOut: rows }),
    ...(actual === undefined ? {} : { actual }),
    ...(cost === undefined ? {} : { cost }),
  };
  const text = readText(operation);
  if (text !== undefined)
    return { ...readDraft(iterator, text, inputs), ...common, ...(rows === undefined ? {} : { rows }) };
  const [, kind = 'other', title = titleOf(operation)] = operations.find(([pattern]) => pattern.test(operation)) ?? [];
  const limit = limitOf(operation);
  const detail = detailOf(operation);
  const [left] = inputs;
  // Of a join in a join, the inner one's tables come first: ((a, b), c) is (a, b, c).
  const children =
    kind === 'join' && left?.operation === 'join' && left.title === title && left.condition === undefined
      ? [...left.children, ...inputs.slice(1)]
      : inputs;
  return {
    ...draft(kind, children),
    ...common,
    title: kind === 'message' ? messageOf(operation) : title,
    ...(detail === undefined || kind === 'filter' || kind === 'message' ? {} : { detail }),
    ...(limit === undefined ? {} : { limit }),
    ...(kind === 'filter' ? { condition: iterator.condition ?? detail ?? '' } : {}),
    ...(kind === 'message' ? { remarks: [messageOf(operation)] } : {}),
    ...(operation.startsWith('Rows fetched') ? { access: 'Const' as const } : {}),
    ...(kind === 'temporary' || operation.includes('using temporary table') ? { remarks: ['Using temporary'] } : {}),
    ...(kind === 'sort' ? { remarks: ['Using filesort'] } : {}),
  };
}

function readDraft(iterator: Iterator, text: NonNullable<ReturnType<typeof readText>>, inputs: Draft[]): Draft {
  const table = iterator.table ?? text.table;
  const key = iterator.key ?? text.key;
  const keyParts = iterator.keyParts ?? text.keyParts;
  const indexCondition = iterator.indexCondition ?? text.indexCondition;
  const result = table.startsWith('<') || inputs.length > 0;
  const { tableName } = iterator;
  return {
    ...draft('read', inputs),
    table,
    ...(tableName === undefined || tableName === table ? {} : { tableName }),
    access: text.access,
    ...(key === undefined ? {} : { key }),
    ...(keyParts === undefined ? {} : { keyParts }),
    ...(iterator.references === undefined ? {} : { ref: iterator.references.join(',') }),
    ...(indexCondition === undefined ? {} : { indexCondition }),
    ...(result ? { result } : {}),
    covering: text.covering,
    ...(text.rangeChecked ? { rangeChecked: true as const } : {}),
    remarks: [
      ...(text.covering ? ['Using index'] : []),
      ...(indexCondition === undefined ? [] : ['Using index condition']),
      ...(text.rangeChecked ? ['Range checked for each record'] : []),
    ],
  };
}

/** The table with the condition that is checked on what it reads. */
function filtered(filter: Iterator, read: Iterator, below: Draft, costs: Costs): Draft {
  const { rows } = filter;
  const cost = costs.get(filter);
  const kept = rows === undefined || read.rows === undefined || read.rows === 0 ? undefined : (rows / read.rows) * 100;
  const own = actualOf(filter);
  const ms = (own?.ms ?? 0) + (below.actual?.ms ?? 0);
  return {
    ...below,
    condition: filter.condition ?? detailOf(filter.operation) ?? '',
    remarks: [...below.remarks, 'Using where'],
    ...(rows === undefined ? {} : { rowsOut: rows }),
    ...(kept === undefined ? {} : { filtered: Math.min(100, kept) }),
    ...(cost === undefined ? {} : { cost: cost + (below.cost ?? 0) }),
    ...(below.actual === undefined
      ? {}
      : { actual: { ...below.actual, ...(own?.rows === undefined ? {} : { rowsOut: own.rows }), ms } }),
  };
}

function actualOf({ actual, inputs }: Iterator): ActualRun | undefined {
  if (actual === undefined) return undefined;
  const { loops, rows, lastMs } = actual;
  const spent = (run: Iterator['actual']): number => (run?.lastMs ?? 0) * (run?.loops ?? 0);
  const below = inputs.reduce((sum, input) => sum + spent(input.actual), 0);
  return {
    loops,
    ...(rows === undefined || loops === 0 ? {} : { rows }),
    ...(lastMs === undefined ? {} : { ms: Math.max(0, lastMs * loops - below) }),
  };
}

function titleOf(operation: string): string {
  const end = [operation.indexOf(': '), operation.endsWith(')') ? operation.indexOf(' (') : -1].filter((at) => at > 0);
  return operation.slice(0, Math.min(operation.length, ...end));
}

/** What stands behind the colon, or in the parentheses of a hash join. */
function detailOf(operation: string): string | undefined {
  const colon = operation.indexOf(': ');
  if (colon >= 0) return operation.slice(colon + 2);
  const at = operation.indexOf(' (');
  return at < 0 || !operation.endsWith(')') ? undefined : operation.slice(at + 2, -1);
}

/** "Limit: 10 row(s)", "Limit/Offset: 15/30 row(s)", "Offset: 30 row(s)", "Sort: c DESC, limit input to 10 row(s) per chunk". */
function limitOf(operation: string): Draft['limit'] {
  const found = /^(Limit|Limit\/Offset|Offset): (\d{1,15})(?:\/(\d{1,15}))? row/.exec(operation);
  const chunk = /, limit input to (\d{1,15}) row\(s\) per chunk$/.exec(operation)?.[1];
  if (found === null) return chunk === undefined ? undefined : { count: Number(chunk) };
  const [, word, first = '', second] = found;
  if (word === 'Offset') return { offset: Number(first) };
  return { count: Number(first), ...(second === undefined ? {} : { offset: Number(second) }) };
}

function messageOf(operation: string): string {
  return /^Zero rows \((.*)\)$/s.exec(operation)?.[1] ?? operation;
}
