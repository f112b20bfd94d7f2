import { expect, test } from 'vitest';
import { migrations } from '../../../../../src/core/code/migrations/migrations';
import { readCode } from '../../../../../src/core/code/readCode';
import { readProject } from '../../../../../src/core/laravel/readProject';
import type { IndexChange } from '../../../../../src/core/queries/indexes/indexChange';
import { migrationApplication } from '../../../../../src/core/queries/migration/application';
import { indexMigration } from '../../../../../src/core/queries/migration/indexMigration';
import { writtenBefore } from '../../../../../src/core/queries/migration/writtenBefore';
import { mapSource } from '../../lint/mapSource';
import { columnOf, tableOf } from '../catalog/catalogs';

const orders = tableOf('shop_orders', ['PRIMARY: id'], { columns: [columnOf('id', false), columnOf('email', false)] });
const add = (columns: readonly string[], unique = false): IndexChange => ({
  kind: 'add',
  index: { name: 'orders_email_index', columns: columns.map((column) => ({ column })), ...(unique ? { unique } : {}) },
});
const byPrefix: IndexChange = {
  kind: 'add',
  index: { name: 'orders_email_prefix', columns: [{ column: 'email', prefix: 20 }] },
};
const migration = (up: string): string =>
  `<?php\nreturn new class extends Migration {\n  public function up(): void\n  {\n    ${up}\n  }\n};\n`;

async function asked(files: Readonly<Record<string, string>>, change: IndexChange, connection = 'mysql') {
  const all = new Map<string, string>(
    Object.entries({
      artisan: '',
      'composer.json': '{"require":{"laravel/framework":"^12.0"}}',
      'config/database.php': `<?php return ['default' => 'mysql', 'connections' => [
        'mysql' => ['driver' => 'mysql', 'prefix' => 'shop_'], 'other' => ['driver' => 'mysql']]];`,
      'database/migrations/2026_01_01_000000_create_orders.php': migration(
        "Schema::create('orders', function (Blueprint $table) { $table->id(); $table->string('email'); });",
      ),
      ...files,
    }).map(([name, text]) => [`/shop/${name}`, text] as const),
  );
  const source = mapSource(all);
  const project = await readProject(source, '/shop');
  const code = await readCode(source, project, [migrations]);
  const textOf = (file: string) => all.get(file);
  const application = migrationApplication(code, textOf, connection, 'mysql');
  const made = indexMigration([{ table: orders, change }], application, new Date('2026-11-23T10:00:00Z'));
  return { made, before: writtenBefore({ change, table: orders }, made, application, code, textOf) };
}

const adding = {
  'database/migrations/2026_02_01_000000_index.php': migration(
    "Schema::table('orders', function (Blueprint $table) { $table->index('email'); });",
  ),
};

test('an index that no migration makes is new', async () => {
  expect((await asked({}, add(['email']))).before).toBeUndefined();
  expect((await asked(adding, add(['email', 'id']))).before).toBeUndefined();
  expect((await asked(adding, add(['email'], true))).before).toBeUndefined();
});

test('one that a migration makes names its file', async () => {
  expect((await asked(adding, add(['email']))).before).toBe('database/migrations/2026_02_01_000000_index.php');
});

test('what a later migration drops may be made again', async () => {
  const dropping = migration("Schema::table('orders', function (Blueprint $table) { $table->dropIndex(['email']); });");
  const files = { ...adding, 'database/migrations/2026_03_01_000000_drop.php': dropping };
  expect((await asked(files, add(['email']))).before).toBeUndefined();
});

test('of another connection, and of what no Blueprint says, the same migration is found by its text', async () => {
  for (const [change, connection] of [
    [byPrefix, 'mysql'],
    [add(['email']), 'other'],
  ] as const) {
    const { made, before } = await asked({}, change, connection);
    expect(before).toBeUndefined();
    expect((await asked({ [made.file]: made.text }, change, connection)).before).toBe(made.file);
  }
});
