import { createCodeCache, readCode } from '../../../../../src/core/code/readCode';
import { migrations } from '../../../../../src/core/code/migrations/migrations';
import { tables } from '../../../../../src/core/code/migrations/tables';
import { type Schema, indexesOf } from '../../../../../src/core/code/migrations/table';
import type { Code } from '../../../../../src/core/code/collector';
import { readProject } from '../../../../../src/core/laravel/readProject';
import { shop } from '../../lint/mapSource';

export interface Reading {
  readonly driver?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** The code of an application with these migrations (name → PHP). */
export async function codeWith(
  files: Readonly<Record<string, string>>,
  { driver = 'mysql', files: others = {} }: Reading = {},
): Promise<Code> {
  const connections = `'connections' => ['main' => ['driver' => '${driver}']]`;
  const source = shop({
    'config/database.php': `<?php return ['default' => 'main', ${connections}];`,
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`database/migrations/${name}.php`, text])),
    ...others,
  });
  const project = await readProject(source, '/shop');
  return readCode(source, project, [migrations], createCodeCache());
}

export async function schemaOf(files: Readonly<Record<string, string>>, reading: Reading = {}): Promise<Schema> {
  return tables(await codeWith(files, reading));
}

/** "table: type name(column, column)", sorted: what a catalog would say. Uncertain tables have a "?". */
export function indexLines(schema: Schema, driver: string): readonly string[] {
  return [...schema.tables.values()]
    .flatMap((table) =>
      indexesOf(table, driver).map(
        ({ type, name, columns }) => `${table.name}${table.certain ? '' : '?'}: ${type} ${name}(${columns.join(', ')})`,
      ),
    )
    .sort();
}

/** A migration around the body of up(). */
export function up(body: string): string {
  return `<?php\nuse Illuminate\\Support\\Facades\\{DB, Schema};\nreturn new class extends \\Illuminate\\Database\\Migrations\\Migration {\n  public function up(): void {\n${body}\n  }\n};\n`;
}
