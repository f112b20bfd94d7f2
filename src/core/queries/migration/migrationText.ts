import { quoteName } from '../../connections/sqlNames';
import { atLeastVersion } from '../../connections/serverVersion';
import type { CatalogTable } from '../catalog/table';
import type { Call, CallRules } from './calls';
import { withoutPrefix } from './indexName';
import type { MigrationStyle } from './migrationStyle';
import { phpComment, phpString } from './phpText';

/** Calls on one table, in order. */
export interface TableCalls {
  readonly table: CatalogTable;
  readonly calls: readonly Call[];
}

/** What a file is written with. */
export interface TextRules extends CallRules {
  readonly style: MigrationStyle;
  /** Name of the connection when it is not the default one. */
  readonly connection?: string;
  /** The application's migrations also run on servers that do not understand MySQL's own statements. */
  readonly otherDrivers: boolean;
}

/**
 * The text of a migration file.
 *
 * @param className for a class with a name
 */
export function migrationText(
  className: string,
  up: readonly TableCalls[],
  down: readonly TableCalls[],
  rules: TextRules,
): string {
  const { style } = rules;
  const methods = [
    method('up', 'Run the migrations.', body(up, rules), style),
    method('down', 'Reverse the migrations.', body(down, rules), style),
  ];
  if (style.downFirst) methods.reverse();
  // Without it `--pretend` would really run what is done on this connection: it pretends on the migration's own alone.
  if (rules.connection !== undefined) methods.unshift(connectionProperty(rules.connection, style));
  const head = style.anonymous
    ? `return new class${style.parentheses} extends Migration`
    : `class ${className} extends Migration`;
  const lines = [
    ...opening(style),
    ...imports([...up, ...down], rules),
    '',
    ...(style.sameLineBrace ? [`${head} {`] : [head, '{']),
    ...methods.flatMap((each, at) => (at === 0 ? each : ['', ...each])).map((line) => indented(line, 1, style)),
    style.anonymous ? '};' : '}',
    '',
  ];
  return lines.join(style.eol);
}

function connectionProperty(connection: string, { docBlocks }: MigrationStyle): readonly string[] {
  const block = [
    '/**',
    ' * The database connection that should be used by the migration.',
    ' *',
    ' * @var string',
    ' */',
  ];
  return [...(docBlocks === 'none' ? [] : block), `protected $connection = ${phpString(connection)};`];
}

function opening({ strictTypes }: MigrationStyle): readonly string[] {
  const declaration = 'declare(strict_types=1);';
  if (strictTypes === 'firstLine') return [`<?php ${declaration}`, ''];
  return strictTypes === 'ownLine' ? ['<?php', '', declaration, ''] : ['<?php', ''];
}

function imports(all: readonly TableCalls[], { style, laravel }: TextRules): readonly string[] {
  const calls = all.flatMap((each) => each.calls);
  const blueprint = calls.some(({ kind }) => kind !== 'sql');
  const asksInSql = calls.some(({ kind }) => kind === 'ifMissing') && !hasIndexMethod(laravel);
  const db = calls.some(({ kind }) => kind === 'sql') || asksInSql;
  const names = [
    'Illuminate\\Database\\Migrations\\Migration',
    ...(blueprint ? ['Illuminate\\Database\\Schema\\Blueprint'] : []),
    ...(db ? ['Illuminate\\Support\\Facades\\DB'] : []),
    ...(blueprint ? ['Illuminate\\Support\\Facades\\Schema'] : []),
  ];
  const sorted = style.importsByLength ? names.toSorted((a, b) => a.length - b.length) : names;
  return sorted.map((name) => `use ${name};`);
}

function method(name: string, says: string, lines: readonly string[], style: MigrationStyle): readonly string[] {
  const returns = style.docBlocks === 'returns' ? [' *', ' * @return void'] : [];
  const block = style.docBlocks === 'none' ? [] : ['/**', ` * ${says}`, ...returns, ' */'];
  return [
    ...block,
    `public function ${name}()${style.returnType}`,
    '{',
    ...lines.map((line) => indented(line, 1, style)),
    '}',
  ];
}

/** Calls on the same table that follow each other share a `Schema::table`. */
function body(all: readonly TableCalls[], rules: TextRules): readonly string[] {
  const blocks: (readonly string[])[] = [];
  for (const { table, calls } of all) {
    let together: Call[] = [];
    const flush = (): void => {
      if (together.length > 0) blocks.push(tableBlock(table, together, rules));
      together = [];
    };
    for (const call of calls) {
      if (call.kind === 'sql') {
        flush();
        blocks.push(statementBlock(call, rules));
      } else together.push(call);
    }
    flush();
  }
  return blocks.flatMap((block, at) => (at === 0 ? block : ['', ...block]));
}

function tableBlock(table: CatalogTable, calls: readonly Call[], rules: TextRules): readonly string[] {
  const { style } = rules;
  const name = phpString(withoutPrefix(table.name, rules.prefix) ?? table.name);
  const closure = `${style.staticClosures ? 'static ' : ''}function (Blueprint $table)${style.closureReturnType ? ': void' : ''}`;
  const lines = calls.flatMap((call, at) => {
    const block = callLines(call, table, rules);
    const apart = block.length > 1 && at > 0;
    const after = at > 0 && (calls[at - 1]?.kind === 'ifMissing' || (calls[at - 1]?.remarks ?? []).length > 0);
    return apart || after ? ['', ...block] : block;
  });
  return [`${schema(rules)}table(${name}, ${closure} {`, ...lines.map((line) => indented(line, 1, style)), '});'];
}

function callLines(call: Call, table: CatalogTable, rules: TextRules): readonly string[] {
  const remarks = (call.remarks ?? []).map(phpComment);
  if (call.kind === 'sql') return [];
  if (call.kind === 'blueprint') return [...remarks, call.php];
  return [...remarks, `if (${isMissing(call.index, table, rules)}) {`, indented(call.php, 1, rules.style), '}'];
}

/** `Schema::hasIndex` came with Laravel 10.43. */
function hasIndexMethod(laravel: string): boolean {
  return atLeastVersion(laravel, [10, 43]);
}

function isMissing(index: string, table: CatalogTable, rules: TextRules): string {
  const own = phpString(withoutPrefix(table.name, rules.prefix) ?? table.name);
  if (hasIndexMethod(rules.laravel)) return `! ${schema(rules)}hasIndex(${own}, ${phpString(index)})`;
  const question = phpString(`show index from ${quoteName(table.name)} where Key_name = ?`);
  return `${db(rules)}select(${question}, [${phpString(index)}]) === []`;
}

function statementBlock(call: Call & { readonly kind: 'sql' }, rules: TextRules): readonly string[] {
  // unprepared: PDO looks for placeholders in what it prepares, and finds them in names too.
  const method = /[?:]/.test(call.sql) ? 'unprepared' : 'statement';
  const line = `${db(rules)}${method}(${phpString(call.sql)});`;
  const remarks = (call.remarks ?? []).map(phpComment);
  if (!rules.otherDrivers) return [...remarks, line];
  return [
    ...remarks,
    `if (in_array(${db(rules)}getDriverName(), ['mysql', 'mariadb'], true)) {`,
    indented(line, 1, rules.style),
    '}',
  ];
}

function schema({ connection }: TextRules): string {
  return connection === undefined ? 'Schema::' : `Schema::connection(${phpString(connection)})->`;
}

function db({ connection }: TextRules): string {
  return connection === undefined ? 'DB::' : `DB::connection(${phpString(connection)})->`;
}

function indented(line: string, levels: number, { indent }: MigrationStyle): string {
  return line === '' ? '' : indent.repeat(levels) + line;
}
