import { once } from '../../../base/memo';
import type { Code } from '../../../code/collector';
import type { Fix } from '../../../finding';
import { lastPart } from '../../../laravel/php/names';
import { asString } from '../../../laravel/value';
import type { Rule, RuleContext } from '../../rule';
import { modelReadCollector, type WholeRead } from './modelReads';

/** Fewer rows than this are no matter. */
const minRows = 10_000;

const tableByModel = once((code: Code): ReadonlyMap<string, string> => {
  const facts = code.facts(modelReadCollector);
  return new Map(facts.flatMap((each) => (each.fact === 'model' ? [[each.className, each.table] as const] : [])));
});

/** BOT006: a whole large table is loaded into memory. Needs a connection: without row counts it is silent. */
export const unboundedReadOnLargeTable: Rule = {
  code: 'BOT006',
  slug: 'unbounded-read-on-large-table',
  area: 'bottleneckIdentification',
  severity: 'information',
  title: 'Whole large table in memory',
  offByDefault: 'unproven',
  collectors: [modelReadCollector],
  *check(context) {
    const { code, live } = context;
    if (live === undefined || !isOfDefault(context, live.connection)) return;
    const rowsOf = new Map(live.tables.map(({ name, rows }) => [name, rows]));
    for (const read of code.facts(modelReadCollector)) {
      if (read.fact !== 'read') continue;
      const table = tableByModel(code).get(read.className);
      const rows = table === undefined ? undefined : rowsOf.get(table);
      if (table === undefined || rows === undefined || rows <= minRows) continue;
      yield {
        rule: 'BOT006',
        severity: 'information',
        message: `\`${lastPart(read.className)}::${read.method}()\` loads all of \`${table}\` at once: about ${shownRows(rows)} rows.`,
        location: read.location,
        related: [],
        fixes: [...lazily(read, code.project.version.major)],
      };
    }
  },
};

/** What a connection told is about the application's own default database. */
function isOfDefault({ project }: RuleContext, connection: string): boolean {
  const byDefault = asString(project.config.get('database.default'));
  return byDefault === undefined || byDefault === connection;
}

/** "4.2 M", "48 k" */
function shownRows(rows: number): string {
  if (rows >= 1_000_000) return `${(rows / 1_000_000).toFixed(1)} M`;
  return `${Math.round(rows / 1000)} k`;
}

/** From Laravel 8 on. What follows the call has to work on a LazyCollection, which a person must see. */
function lazily({ location, call, arguments: count }: WholeRead, major: number | undefined): readonly Fix[] {
  if (major === undefined || major < 8 || count > 0) return [];
  const edits = [{ range: call, newText: 'lazy()' }];
  return [{ title: 'Read it in chunks with lazy()', preferred: false, edits: [{ file: location.file, edits }] }];
}
