import type { Iterator } from './iterator';
import type { JsonObject } from './json';

/**
 * EXPLAIN FORMAT=JSON of MySQL 8.3 and later in version 2 (`explain_json_format_version`; reference manual 9.x, 15.8.2), also of
 * EXPLAIN ANALYZE. Undefined when there is no plan in it.
 */
export function iteratorOfJson(root: JsonObject): Iterator | undefined {
  const plan = root.object('query_plan');
  return plan === undefined ? undefined : iteratorOf(plan);
}

function iteratorOf(object: JsonObject): Iterator {
  const loops = object.number('actual_loops');
  const measured = object.get('actual_loops') !== undefined;
  const rows = object.number('actual_rows');
  const lastMs = object.number('actual_last_row_ms');
  const table = object.text('alias') ?? object.text('table_name');
  const references = object.texts('lookup_references');
  const keyParts = object.texts('key_columns');
  return {
    operation: object.text('operation') ?? object.text('access_type') ?? '',
    ...optional('heading', object.text('heading')),
    ...optional('cost', object.number('estimated_total_cost')),
    ...optional('rows', object.number('estimated_rows')),
    ...(measured ? { actual: { loops: loops ?? 0, ...optional('rows', rows), ...optional('lastMs', lastMs) } } : {}),
    // "inputs_from_select_list" and its like hold subqueries, which have a heading.
    inputs: object.entries
      .flatMap(([key]) => (key.startsWith('inputs') ? object.objects(key) : []))
      .map((input) => iteratorOf(input)),
    ...optional('table', table),
    ...optional('tableName', object.text('table_name')),
    ...optional('key', object.text('index_name')),
    ...(keyParts.length === 0 ? {} : { keyParts }),
    ...(references.length === 0 ? {} : { references }),
    ...optional('condition', object.text('condition')),
    ...optional('indexCondition', object.text('pushed_index_condition')),
  };
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an object of one computed key
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}
