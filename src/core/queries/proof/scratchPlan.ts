import type { Block } from '../blocks/block';
import type { Suggestion } from '../advisor/advice';
import type { WorkloadStatement } from '../advisor/workload';
import type { Catalog, CatalogTable } from '../catalog/table';
import { conventionalRelations, keptRows, relationsOf } from './keep';
import type { ScratchPlan } from './scratch';
import { tableOf } from './sqlText';

/**
 * The tables of the schema that some statements read, and what ties their rows together: joins of the whole workload, foreign
 * keys, and Laravel's names of them.
 */
export function scratchPlanFor(
  catalog: Catalog,
  workload: readonly WorkloadStatement[],
  statements: readonly WorkloadStatement[],
  indexed: readonly string[],
  who: string,
): ScratchPlan {
  const names = new Set(indexed);
  for (const { calls } of statements)
    for (const { blocks } of calls)
      for (const block of blocks.blocks) for (const name of tablesOf(block)) names.add(name);
  const own = catalog.tables.filter(({ schema }) => schema.toLowerCase() === catalog.schema.toLowerCase());
  const tables = [...names].flatMap((name): readonly CatalogTable[] => {
    const table = tableOf(own, name);
    return table === undefined ? [] : [table];
  });
  const unique = [...new Set(tables)];
  const relations = [...relationsOf(workload, own), ...conventionalRelations(own)];
  return { schema: catalog.schema, tables: unique, relations, kept: keptRows(statements, unique, relations, own), who };
}

function tablesOf(block: Block): readonly string[] {
  return block.tables.flatMap(({ table }) => (table === undefined ? [] : [table]));
}

/** Statements that a suggestion is for, the most important first. */
export function statementsOf(
  suggestion: Pick<Suggestion, 'gains'>,
  statements: readonly WorkloadStatement[],
  most: number,
): readonly WorkloadStatement[] {
  const byId = new Map(statements.map((statement) => [statement.id, statement]));
  return suggestion.gains.flatMap(({ statement }) => byId.get(statement) ?? []).slice(0, most);
}
