import { formatBytes, formatCount } from '../../../base/format';
import { applyChange } from '../../../code/migrations/applyStep';
import { migrations } from '../../../code/migrations/migrations';
import type { Migration, SchemaStep } from '../../../code/migrations/step';
import { type Table, indexesOf } from '../../../code/migrations/table';
import { defaultConnection, tablesBefore } from '../../../code/migrations/tables';
import { asString } from '../../../laravel/value';
import type { LiveTable } from '../../liveFacts';
import type { Rule, RuleContext } from '../../rule';
import { serverName } from './connections';
import { type DdlClass, ddlClasses, ddlClassOf } from './onlineDdl';

const manyRows = 1_000_000;
const manyBytes = 1_000_000_000;

const consequences: Readonly<Record<DdlClass, string>> = {
  instant: 'this change is made at once, whatever the size',
  inPlace: 'the index is built from all rows, and the application can write meanwhile',
  rebuild: 'this change writes the whole table anew beside the old one; the application can write meanwhile',
  locked: 'this change reads all rows, and writes wait until it is done',
  copy: 'this change copies the table row by row, and writes wait until it is done',
};

/** DBO003: a new migration changes a large table; what that means on this server. */
export const alterLargeTable: Rule = {
  code: 'DBO003',
  slug: 'alter-large-table',
  area: 'databaseOptimisation',
  severity: 'information',
  title: 'New migration changes a large table',
  offByDefault: 'unproven',
  collectors: [migrations],
  *check(context) {
    const { ahead } = context.git;
    const { code, live } = context;
    if (ahead === 'unknown' || live === undefined || live.connection !== defaultConnection(code).name) return;
    for (const migration of code.facts(migrations)) {
      if (!ahead.has(migration.relative)) continue;
      for (const [first, ...others] of callsOf(migration)) {
        if (first?.table === undefined || first.tableRange === undefined) continue;
        const table = liveTable(context, first.table);
        if (table === undefined || (table.rows < manyRows && table.bytes < manyBytes)) continue;
        const made = classOf(context, migration, [first, ...others]);
        if (made === undefined) continue;
        const size = `${formatCount(table.rows)} rows, ${formatBytes(table.bytes)}`;
        yield {
          rule: 'DBO003',
          severity: made === 'instant' ? 'hint' : 'information',
          message: `${table.name} has about ${size}: ${consequences[made]} (${live.flavor === 'mysql' ? 'MySQL' : 'MariaDB'} ${live.version}).`,
          location: { file: migration.file, range: first.tableRange },
          related: [],
          fixes: [],
        };
      }
    }
  },
};

/** Steps by the call of the Schema facade they belong to. */
function callsOf({ up }: Migration): readonly (readonly SchemaStep[])[] {
  const calls = new Map<string, SchemaStep[]>();
  for (const step of up) {
    if (step.connection !== undefined) continue;
    const key = `${step.tableRange?.start} ${step.table}`;
    calls.set(key, [...(calls.get(key) ?? []), step]);
  }
  return [...calls.values()].filter((steps) => steps.every(({ kind }) => kind !== 'create' && kind !== 'drop'));
}

function liveTable({ live, project }: RuleContext, table: string): LiveTable | undefined {
  const onServer = live === undefined ? undefined : serverName(project, live.connection, table);
  const found = live?.tables.find(({ name }) => name === onServer);
  return found?.engine === undefined || found.engine.toLowerCase() === 'innodb' ? found : undefined;
}

/**
 * The dearest class of what the call does; undefined when any of it is not known. Laravel adds the columns of a call in
 * one statement, and makes one of everything else.
 */
function classOf(context: RuleContext, migration: Migration, steps: readonly SchemaStep[]): DdlClass | undefined {
  const { live, code } = context;
  if (live === undefined || steps.some(({ conditions }) => conditions.some(({ kind }) => kind === 'unknown')))
    return undefined;
  const before = tablesBefore(code, migration).tables.get(steps[0]?.table ?? '');
  if (before === undefined || !before.certain) return undefined;
  if (/row_format/i.test(before.engine ?? '') || !isPlain(context)) return undefined;
  const checksKeys = !/foreignKeyConstraints|foreign_key_checks/i.test(context.textOf(migration.file) ?? '');
  const mayHaveVirtual = hasVirtual(context, before);
  const table = { ...before, indexes: [...before.indexes], foreignKeys: [...before.foreignKeys] };
  const draft = { ...table, columns: new Map(before.columns), files: [...before.files], engine: before.engine };
  const classes: (DdlClass | undefined)[] = [];
  for (const step of steps) {
    const indexes = indexesOf(draft, 'mysql');
    classes.push(ddlClassOf(step, live, { indexes, mayHaveVirtual, checksKeys }));
    applyChange(draft, step, migration.file, 'mysql');
  }
  const added = steps.filter((step) => step.kind === 'column');
  // MariaDB makes a column that it computes at once only when nothing else is in the statement.
  if (live.flavor === 'mariadb' && added.length > 1 && added.some(({ generated }) => generated === 'virtual'))
    return undefined;
  if (!classes.every((each) => each !== undefined)) return undefined;
  return ddlClasses.findLast((each) => classes.includes(each));
}

/** Whether tables are made as InnoDB makes them: a row format in the connection's `engine` changes what is instant. */
function isPlain({ project, live }: RuleContext): boolean {
  const engine = project.config.get(`database.connections.${live?.connection ?? ''}.engine`);
  return engine.kind !== 'unknown' && !/row_format/i.test(asString(engine) ?? '');
}

/** Columns of a schema dump may be anything. */
function hasVirtual({ code }: RuleContext, { name, columns }: Table): boolean {
  if ([...columns.values()].some(({ file }) => file === undefined)) return true;
  return code
    .facts(migrations)
    .some(({ up }) => up.some((step) => step.kind === 'column' && step.generated === 'virtual' && step.table === name));
}
