import { formatCount } from '../../../base/format';
import { baseName } from '../../../base/path';
import { migrations } from '../../../code/migrations/migrations';
import { defaultConnection, tables } from '../../../code/migrations/tables';
import { type Column, type Schema, type Table, isIndexed } from '../../../code/migrations/table';
import type { Fix } from '../../../finding';
import type { LiveTable } from '../../liveFacts';
import type { Rule, RuleContext } from '../../rule';
import { serverName } from './connections';

/** Below this a scan of the table costs nobody anything. */
const fewRows = 10_000;

/** DBO001: a column that points to another table has no index. */
export const unindexedForeignKey: Rule = {
  code: 'DBO001',
  slug: 'foreign-key-column-unindexed',
  area: 'databaseOptimisation',
  severity: 'information',
  title: 'Foreign key column without an index',
  offByDefault: 'withoutLiveFacts',
  collectors: [migrations],
  *check(context) {
    const { code } = context;
    const schema = tables(code);
    const { driver } = defaultConnection(code);
    if (!schema.complete || driver === undefined) return;
    for (const table of schema.tables.values()) {
      if (!table.certain) continue;
      for (const column of table.columns.values()) {
        const { file, nameRange, name } = column;
        if (file === undefined || nameRange === undefined || !pointsElsewhere(column, schema)) continue;
        if (isIndexed(table, name, driver)) continue;
        const live = liveTable(context, table.name);
        if (context.live !== undefined) {
          if (live === undefined || live.rows < fewRows) continue;
          if (live.indexes.some(([first]) => first?.toLowerCase() === name.toLowerCase())) continue;
        }
        const rows = live === undefined ? '' : ` and the table has about ${formatCount(live.rows)} rows`;
        const fix = indexMigration(context, table, name);
        yield {
          rule: 'DBO001',
          severity: live === undefined ? 'hint' : 'information',
          message: `No index starts with ${table.name}.${name}${rows}: looking up by it, and joining on it, reads the whole table.`,
          location: { file, range: nameRange },
          related: [],
          fixes: fix === undefined ? [] : [fix],
        };
      }
    }
  },
};

/**
 * `foreignId` and its like say so themselves. An integer called `user_id` does when there is a table `users`: other
 * systems' numbers are called `…_id` too.
 */
function pointsElsewhere({ name, type, autoIncrement }: Column, { tables: all }: Schema): boolean {
  if (autoIncrement) return false;
  // The name that foreignIdFor() gives is the model's business, and not certain here.
  if (/^foreign\w+For$/.test(type)) return false;
  if (/^foreign(?:Id|Uuid|Ulid)/.test(type)) return true;
  const [, stem] = /^(\w+)_id$/.exec(name) ?? [];
  if (stem === undefined || !/^(?:unsigned)?(?:big|medium)?integer$/i.test(type)) return false;
  const plurals = [`${stem}s`, `${stem}es`, stem.replace(/y$/, 'ies'), stem];
  return plurals.some((plural) => all.has(plural));
}

function liveTable({ live, project, code }: RuleContext, table: string): LiveTable | undefined {
  const { name } = defaultConnection(code);
  if (live === undefined || live.connection !== name) return undefined;
  const onServer = serverName(project, name, table);
  return live.tables.find((each) => each.name === onServer);
}

/** A migration that Laravel runs right after the last one there is: nobody's clock is asked. */
function indexMigration({ root, code, project }: RuleContext, table: Table, column: string): Fix | undefined {
  // Both stand in the name of the file and in the code.
  if (!/^\w+$/.test(table.name) || !/^\w+$/.test(column)) return undefined;
  const names = code.facts(migrations).map(({ name }) => name);
  const last = names
    .filter((name) => /^\d{4}_\d\d_\d\d_\d{6}_/.test(name))
    .sort()
    .at(-1);
  const [, date, time] = /^(\d{4}_\d\d_\d\d)_(\d{6})_/.exec(last ?? '') ?? [];
  // The clock in the name need not be a real one: 235959 is followed by 235960, which sorts right.
  if (date === undefined || time === undefined || time === '999999') return undefined;
  const name = `${date}_${String(Number(time) + 1).padStart(6, '0')}_add_${column}_index_to_${table.name}_table`;
  const file = `${root}/database/migrations/${name}.php`;
  const anonymous = (project.version.major ?? 0) >= 9;
  const className = `Add_${column}_index_to_${table.name}_table`.replace(/_+(\w)/g, (_, first: string) =>
    first.toUpperCase(),
  );
  const open = anonymous ? 'return new class extends Migration' : `class ${className} extends Migration`;
  const close = anonymous ? '};' : '}';
  const change = (what: string): string => `        Schema::table('${table.name}', function (Blueprint $table) {
            $table->${what};
        });`;
  const newText = `<?php

use Illuminate\\Database\\Migrations\\Migration;
use Illuminate\\Database\\Schema\\Blueprint;
use Illuminate\\Support\\Facades\\Schema;

${open}
{
    public function up()
    {
${change(`index('${column}')`)}
    }

    public function down()
    {
${change(`dropIndex(['${column}'])`)}
    }
${close}
`;
  const edits = [{ file, edits: [{ range: { start: 0, end: 0 }, newText }] }];
  return { title: `Create ${baseName(file)}`, preferred: false, edits };
}
