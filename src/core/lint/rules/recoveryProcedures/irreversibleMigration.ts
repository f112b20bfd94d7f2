import { migrations } from '../../../code/migrations/migrations';
import type { Migration, SchemaStep } from '../../../code/migrations/step';
import type { Schema } from '../../../code/migrations/table';
import { tablesBefore } from '../../../code/migrations/tables';
import type { Rule } from '../../rule';

/** REC003: a migration that is not on the default branch yet drops data. */
export const irreversibleMigration: Rule = {
  code: 'REC003',
  slug: 'irreversible-new-migration',
  area: 'recoveryProcedures',
  severity: 'information',
  title: 'New migration drops data',
  offByDefault: 'unproven',
  collectors: [migrations],
  *check(context) {
    const { ahead } = context.git;
    if (ahead === 'unknown') return;
    for (const migration of context.code.facts(migrations)) {
      const { file, relative, up, touchesData, downThrows } = migration;
      // Rows that are read or written here may be on their way to another place.
      if (!ahead.has(relative) || touchesData || downThrows) continue;
      if (!up.some(({ kind }) => kind === 'drop' || kind === 'dropColumn')) continue;
      const before = tablesBefore(context.code, migration);
      for (const step of up) {
        const lost = lostBy(step, migration, before);
        if (lost.length === 0) continue;
        yield {
          rule: 'REC003',
          severity: 'information',
          message: `Drops ${lost.join(', ')}: down() cannot bring the data back, only a backup made before the deployment can.`,
          location: { file, range: step.range },
          related: [],
          fixes: [],
        };
      }
    }
  },
};

const temporary = /(?:^|_)(?:te?mp|temporary|old|backup|bak|new|copy)(?:_|$)/i;

/** What holds data today and is gone after the step: "orders.note", "orders". */
function lostBy(step: SchemaStep, { up }: Migration, { tables }: Schema): readonly string[] {
  const { table: name, connection, conditions } = step;
  const table = name === undefined ? undefined : tables.get(name);
  if (table === undefined || name === undefined || connection !== undefined || temporary.test(name)) return [];
  if (conditions.some(({ kind }) => kind === 'unknown' || kind === 'driver')) return [];
  if (step.kind === 'drop') {
    return up.some((each) => each.kind === 'create' && each.table === name) ? [] : [name];
  }
  if (step.kind !== 'dropColumn') return [];
  const added = up.flatMap((each) =>
    each.kind === 'column' && each.table === name && !each.change ? [each.column] : [],
  );
  return step.columns
    .filter((column) => {
      const before = table.columns.get(column);
      // A number that the server counted up is nobody's data.
      return before !== undefined && !before.autoIncrement && !added.includes(column);
    })
    .map((column) => `${name}.${column}`);
}
