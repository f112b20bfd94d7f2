import { draft, type Draft } from './draft';
import type { JsonObject } from './json';

/** Objects that wrap the steps they work on, by their key. */
export const wrappers: Readonly<Record<string, (object: JsonObject, inner: Draft[]) => Draft[]>> = {
  ordering_operation: (object, inner) => sorted(object, 'sort', inner),
  grouping_operation: (object, inner) => sorted(object, 'group', inner),
  duplicates_removal: (object, inner) => sorted(object, 'distinct', inner),
  buffer_result: (_object, inner) => [titled('temporary', inner)],
  temporary_table: (_object, inner) => [titled('temporary', inner)],
  filesort: (object, inner) => [fileSort(object, inner)],
  windowing: (object, inner) => [windowing(object, inner)],
  window_functions_computation: (object, inner) => [windowComputation(object, inner)],
  materialized_from_subquery: (object, inner) => [materialized(object, inner)],
  materialized: (object, inner) => [materialized(object, inner)],
  materialization: (object, inner) => [materialized(object, inner)],
};

const titles: Readonly<Partial<Record<Draft['operation'], string>>> = {
  join: 'Nested loop join',
  sort: 'Sort',
  group: 'Group',
  distinct: 'Remove duplicates',
  temporary: 'Temporary table',
  window: 'Window functions',
  materialize: 'Materialize',
};

/** A step with the title that its operation has. */
export function titled(operation: Draft['operation'], children: Draft[]): Draft {
  const title = titles[operation];
  return { ...draft(operation, children), ...(title === undefined ? {} : { title }) };
}

/** MySQL's operations say by flags whether they sort and whether they fill a temporary table first. */
function sorted(object: JsonObject, operation: 'sort' | 'group' | 'distinct', inner: Draft[]): Draft[] {
  let below = object.flag('using_temporary_table') ? [titled('temporary', inner)] : inner;
  if (object.flag('using_filesort')) {
    const sort = titled('sort', below);
    const cost = object.object('cost_info')?.number('sort_cost');
    below = [{ ...sort, ...(cost === undefined ? {} : { cost }) }];
  }
  return operation === 'sort' ? below : [titled(operation, below)];
}

function fileSort(object: JsonObject, inner: Draft[]): Draft {
  const loops = object.number('r_loops');
  const rows = object.number('r_output_rows');
  // Includes what it reads, unless a temporary table was filled before.
  const whole = object.number('r_total_time_ms');
  const [first] = inner;
  const below = first?.operation === 'read' ? (first.actual?.ms ?? 0) : 0;
  const ms = whole === undefined ? undefined : Math.max(0, whole - below);
  const count = object.number('r_limit');
  const key = object.text('sort_key');
  return {
    ...titled('sort', inner),
    ...(key === undefined ? {} : { detail: key }),
    ...(count === undefined ? {} : { limit: { count } }),
    ...(loops === undefined
      ? {}
      : { actual: { loops, ...(rows === undefined ? {} : { rows }), ...(ms === undefined ? {} : { ms }) } }),
  };
}

function windowing(object: JsonObject, inner: Draft[]): Draft {
  const windows = object.objects('windows');
  const sorts = windows.some((window) => window.flag('using_filesort'));
  const cost = object.object('cost_info')?.number('sort_cost');
  const keys = windows.flatMap((window) => window.texts('filesort_key'));
  const sort: Draft = {
    ...titled('sort', inner),
    ...(keys.length === 0 ? {} : { detail: keys.join(', ') }),
    ...(cost === undefined ? {} : { cost }),
  };
  const functions = windows.flatMap((window) => window.texts('functions'));
  return { ...titled('window', sorts ? [sort] : inner), detail: functions.join(', ') };
}

function windowComputation(object: JsonObject, inner: Draft[]): Draft {
  const sorts = object.objects('sorts').flatMap((entry) => {
    const sort = entry.object('filesort');
    return sort === undefined ? [] : [sort];
  });
  const [first] = sorts;
  return titled('window', first === undefined ? inner : [fileSort(first, inner)]);
}

function materialized(object: JsonObject, inner: Draft[]): Draft {
  const shared = object.object('sharing_temporary_table_with')?.number('select_id');
  return {
    ...titled('materialize', inner),
    ...(object.flag('dependent') ? { subquery: { dependent: true } } : {}),
    ...(shared === undefined ? {} : { detail: `the same as select #${shared}` }),
  };
}
