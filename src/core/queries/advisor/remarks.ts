import type { Predicate } from '../blocks/block';
import type { Catalog } from '../catalog/table';
import type { CostModel, PreparedStatement } from './cost/costModel';
import { hasFunctional } from './options';
import type { Workload } from './workload';

/** Most names in one sentence. */
const mostNames = 5;

function list(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).join(', ');
  return names.length > mostNames ? `${shown} and ${String(names.length - mostNames)} more` : shown;
}

function flat(predicates: readonly Predicate[]): readonly Predicate[] {
  return predicates.flatMap((one) => (one.kind === 'or' ? one.branches.flatMap(flat) : [one]));
}

/** What the advice leaves out, for people: statements, tables and conditions that could not be judged. */
export function remarksOf(
  model: CostModel,
  workload: Workload,
  catalog: Catalog,
  judged: readonly PreparedStatement[],
): readonly string[] {
  const remarks = new Set<string>();
  if (workload.unread.length > 0)
    remarks.add(`${String(workload.unread.length)} statements could not be read and have no part in this.`);
  const few = workload.statements.filter(({ callsPerHour }) => callsPerHour < model.options.minCalls).length;
  if (few > 0)
    remarks.add(
      `${String(few)} statements run less than ${String(model.options.minCalls)} times an hour: no index is suggested for them alone.`,
    );
  const unsampled = new Set<string>();
  const hinted = new Set<string>();
  const engines = new Set<string>();
  for (const { use } of judged.flatMap(({ uses }) => uses)) {
    const { table } = use;
    if (table === undefined) continue;
    if (use.hinted) hinted.add(table.name);
    if (table.rows < model.options.minRows) continue;
    if (!/^innodb$/i.test(table.catalog.engine)) engines.add(`${table.name} (${table.catalog.engine})`);
    else if (table.sample === undefined) unsampled.add(table.name);
  }
  if (unsampled.size > 0)
    remarks.add(`No rows were sampled of ${list([...unsampled].sort())}: nothing is suggested there.`);
  if (hinted.size > 0)
    remarks.add(
      `Statements prescribe their indexes by a hint on ${list([...hinted].sort())}: nothing is suggested for them.`,
    );
  if (engines.size > 0) remarks.add(`Only InnoDB is judged; left out: ${list([...engines].sort())}.`);
  const known = new Set(catalog.tables.map(({ name }) => name));
  const views = new Set<string>();
  for (const { calls } of workload.statements)
    for (const { blocks } of calls)
      for (const block of blocks.blocks) {
        for (const { table, name, derived } of block.tables)
          if (derived === undefined && (table === undefined || !known.has(table))) {
            const view = table ?? name;
            if (catalog.views.includes(view)) views.add(view);
          }
        for (const predicate of flat(block.predicates)) {
          if (predicate.kind !== 'expression') continue;
          // Neither its text nor the better one is repeated: both may hold values.
          const columns = [...new Set(predicate.columns.map(({ column }) => column))].join(', ');
          if (predicate.rewrite !== undefined)
            remarks.add(
              `A function of ${columns} is compared, which no plain index serves: a range of ${columns} says the same.`,
            );
          else if (!hasFunctional(model.options.server))
            remarks.add(
              `A function of ${columns} is compared, which this server can only index as a generated column.`,
            );
        }
      }
  if (views.size > 0) remarks.add(`What these views read is not known here: ${list([...views].sort())}.`);
  return [...remarks];
}
