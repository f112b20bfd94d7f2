import { draft, mostNodes, type Draft } from './draft';
import { JsonObject, type Json } from './json';
import { titled, wrappers } from './queryBlockOperations';
import { tableDraft, type Place } from './queryBlockTable';

const start: Place = { rowsBefore: 1, prefixCost: 0 };

/**
 * Steps of EXPLAIN FORMAT=JSON as MySQL 5.6 to 9 write it in version 1 (reference manual 8.0, 10.8.2; sql/opt_explain_json.cc)
 * and MariaDB 10.1 and later, ANALYZE included (MariaDB KB, "EXPLAIN FORMAT=JSON", "ANALYZE FORMAT=JSON"). Unknown
 * parts are walked through, so that tables in them are not lost.
 */
export function queryBlockDrafts(root: JsonObject): Draft[] {
  return stepsOf(root, start).steps;
}

interface Steps {
  readonly steps: Draft[];
  /** The place behind the last table. */
  readonly after: Place;
}

const unions: ReadonlyMap<string, string> = new Map([
  ['union_result', 'Union'],
  ['recursive_union', 'Repeated union'],
  ['intersect_result', 'Intersection'],
  ['except_result', 'Difference'],
]);

/** Steps of everything in an object, in the order written. Several tables side by side are a join. */
function stepsOf(object: JsonObject, place: Place): Steps {
  const select = object.number('select_id') ?? place.select;
  let at: Place = { ...place, ...(select === undefined ? {} : { select }) };
  const inputs: Draft[] = [];
  const beside: Draft[] = [];
  const take = ({ steps, after }: Steps): void => {
    inputs.push(...steps);
    at = after;
  };
  for (const [key, value] of object.entries) {
    if (key === 'table' && value instanceof JsonObject) take(tableSteps(value, at));
    else if (key === 'nested_loop' || (key === 'duplicates_removal' && Array.isArray(value))) take(loop(value, at));
    else if (key === 'block-nl-join' && value instanceof JsonObject) take(buffered(value, at));
    else if (key === 'range-checked-for-each-record' && value instanceof JsonObject) take(rangeChecked(value, at));
    else if (unions.has(key) && value instanceof JsonObject) inputs.push(union(value, unions.get(key) ?? '', at));
    else if (key.endsWith('subqueries')) beside.push(...subqueries(value, key, at));
    else if (value instanceof JsonObject) {
      const inner = stepsOf(value, key === 'query_block' || key.startsWith('materiali') ? { ...start } : at);
      const wrap = wrappers[key];
      if (wrap !== undefined) inputs.push(...wrap(value, inner.steps));
      else inputs.push(...inner.steps);
      if (key !== 'query_block' && !key.startsWith('materiali')) at = inner.after;
    } else if (
      key === 'message' &&
      typeof value === 'string' &&
      !object.entries.some(([name]) => name === 'table_name')
    )
      inputs.push(message(value, select));
  }
  const having = object.text('having_condition');
  const [written, ...read] = inputs;
  const joined =
    written?.operation === 'write' && read.length > 0
      ? [{ ...written, children: [...written.children, ...read] }]
      : inputs.length > 1
        ? [titled('join', inputs)]
        : inputs;
  const filtered =
    having === undefined ? joined : [{ ...titled('filter', joined), title: 'Filter groups', condition: having }];
  const [top, ...rest] = filtered;
  if (top === undefined) return { steps: beside, after: at };
  if (object.get('select_id') !== undefined && select !== undefined) top.select ??= select;
  return { steps: [{ ...top, children: [...top.children, ...beside] }, ...rest], after: at };
}

/** A table, with what fills it and the subqueries of its condition below it. */
function tableSteps(table: JsonObject, place: Place): Steps {
  const { one, after } = tableDraft(table, place);
  const filling = new JsonObject(table.entries.filter(([key]) => key.startsWith('materialized')));
  const rowsRead = (one.loops ?? Number.NaN) * (one.rows ?? Number.NaN);
  const attached = table.entries.flatMap(([key, list]) =>
    key.endsWith('subqueries') ? subqueries(list, key, { ...place, rowsBefore: rowsRead }) : [],
  );
  return { steps: [{ ...one, children: [...stepsOf(filling, start).steps, ...attached] }], after };
}

/** A list of tables, each read for every row of those before it. */
function loop(list: Json, place: Place): Steps {
  let at = place;
  const steps: Draft[] = [];
  for (const item of Array.isArray(list) ? list : [])
    if (item instanceof JsonObject && steps.length < mostNodes) {
      const inner = stepsOf(item, at);
      steps.push(...inner.steps);
      at = inner.after;
    }
  return { steps: steps.length > 1 ? [titled('join', steps)] : steps, after: at };
}

function buffered(object: JsonObject, place: Place): Steps {
  const inner = stepsOf(object, place);
  const [table] = inner.steps;
  const condition = object.text('attached_condition');
  if (table !== undefined) {
    table.joinBuffer = object.text('join_type') ?? 'BNL';
    table.remarks.push(`Using join buffer (${table.joinBuffer})`);
    if (condition !== undefined)
      table.condition = table.condition === undefined ? condition : `${table.condition} and ${condition}`;
  }
  return inner;
}

function rangeChecked(object: JsonObject, place: Place): Steps {
  const inner = stepsOf(object, place);
  const [table] = inner.steps;
  if (table !== undefined) {
    table.rangeChecked = true;
    table.remarks.push('Range checked for each record');
  }
  return inner;
}

function union(object: JsonObject, title: string, place: Place): Draft {
  const parts = object.objects('query_specifications').flatMap((part) => stepsOf(part, start).steps);
  const table = object.text('table_name');
  const loops = object.number('r_loops');
  const rows = object.number('r_rows');
  return {
    ...draft('union', parts),
    title,
    ...(place.select === undefined ? {} : { select: place.select }),
    ...(table === undefined ? {} : { table, result: true as const }),
    ...(object.flag('using_temporary_table') || table !== undefined ? { remarks: ['Using temporary'] } : {}),
    ...(loops === undefined ? {} : { actual: { loops, ...(rows === undefined ? {} : { rows }) } }),
  };
}

/** Subqueries: in a condition of one table (MySQL's attached_subqueries) or of the whole SELECT. */
function subqueries(list: Json, key: string, place: Place): Draft[] {
  if (!Array.isArray(list) || key.startsWith('optimized_away')) return [];
  return list.flatMap((item) => {
    if (!(item instanceof JsonObject)) return [];
    const cache = item.object('expression_cache');
    const steps = stepsOf(item, start).steps;
    // MariaDB does not say how often it runs one: then shares of the plan are not known either.
    const told = item.get('dependent') !== undefined;
    const dependent = item.flag('dependent') || cache !== undefined;
    const runs = told && !dependent ? 1 : told ? place.rowsBefore : Number.NaN;
    const cached = told ? item.flag('cacheable') : cache !== undefined && cache.text('state') !== 'disabled';
    return [
      {
        ...draft('subquery', steps),
        title: dependent ? 'Subquery for every row' : 'Subquery',
        subquery: { dependent, cached },
        ...(steps[0]?.select === undefined ? {} : { select: steps[0].select }),
        runs,
      },
    ];
  });
}

function message(text: string, select: number | undefined): Draft {
  return { ...draft('message'), title: text, ...(select === undefined ? {} : { select }), remarks: [text] };
}
