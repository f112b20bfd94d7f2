import { irreversibleMigration } from '../../../../../../src/core/lint/rules/recoveryProcedures/irreversibleMigration';
import { migration } from '../databaseOptimisation/live';
import { ruleCases } from '../../ruleCases';

const file = 'database/migrations/2024_01_01_000000_change.php';
const change = (body: string, members = ''): Record<string, string> => ({
  'config/database.php': "<?php return ['default' => 'mysql', 'connections' => ['mysql' => ['driver' => 'mysql']]];",
  'database/migrations/2020_01_01_000000_orders.php': migration(
    "foreach (['orders', 'orders_tmp'] as $name) { Schema::create($name, function ($t) { $t->id(); $t->string('note'); $t->softDeletes(); }); }",
  ),
  [file]: migration(body, members),
});
const ahead = new Set([file]);
const drop = "Schema::table('orders', function ($t) { $t->dropColumn('note'); });";

ruleCases(irreversibleMigration, {
  bad: [
    {
      name: 'a column',
      files: change(drop, "    public function down() { Schema::table('orders', fn ($t) => $t->string('note')); }\n"),
      ahead,
      at: [`${file}: $t->dropColumn('note')`],
      message: 'Drops orders.note: down() cannot bring the data back, only a backup made before the deployment can.',
      fix: null,
    },
    {
      name: 'several columns, of which one exists',
      files: change("Schema::table('orders', fn ($t) => $t->dropColumn(['note', 'gone']));"),
      ahead,
      at: [`${file}: $t->dropColumn(['note', 'gone'])`],
      message: /^Drops orders\.note:/,
      fix: null,
    },
    {
      name: 'a table',
      files: change("Schema::dropIfExists('orders');"),
      ahead,
      at: [`${file}: Schema::dropIfExists('orders')`],
      message: /^Drops orders:/,
      fix: null,
    },
    {
      name: 'soft deletes, where the column is',
      files: change(
        "if (Schema::hasColumn('orders', 'deleted_at')) { Schema::table('orders', fn ($t) => $t->dropSoftDeletes()); }",
      ),
      ahead,
      at: [`${file}: $t->dropSoftDeletes()`],
      fix: null,
    },
  ],
  good: [
    { name: 'git does not tell', files: change(drop) },
    { name: 'the migration is on the default branch', files: change(drop), ahead: new Set() },
    {
      name: 'only down() drops',
      files: change(
        "Schema::create('x', fn ($t) => $t->id());",
        "    public function down() { Schema::dropIfExists('orders'); }\n",
      ),
      ahead,
    },
    { name: 'a table that does not exist', files: change("Schema::dropIfExists('nothing');"), ahead },
    { name: 'a temporary table', files: change("Schema::drop('orders_tmp');"), ahead },
    {
      name: 'a column that this file adds',
      files: change(`Schema::table('orders', fn ($t) => $t->string('note')); ${drop}`),
      ahead,
    },
    { name: 'rows are copied first', files: change(`DB::table('orders')->update(['other' => 1]); ${drop}`), ahead },
    {
      name: 'a model moves the data',
      files: change(`\\App\\Order::query()->each(fn ($o) => $o->move()); ${drop}`),
      ahead,
    },
    {
      name: 'SQL moves the data',
      files: change(`DB::statement('INSERT INTO notes SELECT note FROM orders'); ${drop}`),
      ahead,
    },
    {
      name: 'down() says that there is no way back',
      files: change(drop, "    public function down() { throw new \\RuntimeException('no'); }\n"),
      ahead,
    },
    { name: 'another connection', files: change("Schema::connection('x')->drop('orders');"), ahead },
    { name: 'an unknown condition', files: change(`if (now()) { ${drop} }`), ahead },
  ],
});
