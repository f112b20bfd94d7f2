import { expect, test } from 'vitest';
import { unindexedForeignKey } from '../../../../../../src/core/lint/rules/databaseOptimisation/unindexedForeignKey';
import { findingsOf, ruleCases } from '../../ruleCases';
import { databaseConfig, liveFacts, migration } from './live';

const file = 'database/migrations/2020_01_01_000000_orders.php';
const fixFile = (column: string): string =>
  `database/migrations/2020_01_01_000001_add_${column}_index_to_orders_table.php`;
const orders = (columns: string, driver = 'mysql', rest = ''): Record<string, string> => ({
  'config/database.php': databaseConfig('', driver),
  [file]: migration(
    `Schema::create('users', fn ($t) => $t->id());\nSchema::create('orders', function ($t) { $t->id(); ${columns} });\n${rest}`,
  ),
});
const added = (column: string): string => `<?php

use Illuminate\\Database\\Migrations\\Migration;
use Illuminate\\Database\\Schema\\Blueprint;
use Illuminate\\Support\\Facades\\Schema;

return new class extends Migration
{
    public function up()
    {
        Schema::table('orders', function (Blueprint $table) {
            $table->index('${column}');
        });
    }

    public function down()
    {
        Schema::table('orders', function (Blueprint $table) {
            $table->dropIndex(['${column}']);
        });
    }
};
`;
const large = liveFacts([{ rows: 4_200_000 }]);

ruleCases(unindexedForeignKey, {
  bad: [
    {
      name: 'a foreignId without anything; without a connection it is a hint',
      files: orders("$t->foreignId('payer_id');"),
      at: [`${file}: 'payer_id'`],
      severity: 'hint',
      message: 'No index starts with orders.payer_id: looking up by it, and joining on it, reads the whole table.',
      fixed: { [fixFile('payer_id')]: added('payer_id') },
    },
    {
      name: 'an integer that is named for a table, where the table is large',
      files: orders("$t->unsignedBigInteger('user_id')->nullable();"),
      live: large,
      at: [`${file}: 'user_id'`],
      message:
        'No index starts with orders.user_id and the table has about 4,200,000 rows: looking up by it, and joining on it, reads the whole table.',
      fixed: { [fixFile('user_id')]: added('user_id') },
    },
    {
      name: 'a foreign key on PostgreSQL, which makes no index for it',
      files: orders("$t->foreignId('user_id')->constrained();", 'pgsql'),
      at: [`${file}: 'user_id'`],
      severity: 'hint',
      fixed: { [fixFile('user_id')]: added('user_id') },
    },
    {
      name: 'second in a composite index, and in a fulltext one',
      files: orders("$t->integer('user_id'); $t->index(['state', 'user_id']); $t->fullText('user_id');"),
      at: [`${file}: 'user_id'`],
      severity: 'hint',
      fixed: { [fixFile('user_id')]: added('user_id') },
    },
    {
      name: 'Laravel 8 takes classes with a name',
      files: {
        ...orders("$t->foreignId('user_id');"),
        'composer.json': JSON.stringify({ require: { 'laravel/framework': '^8.0' } }),
      },
      at: [`${file}: 'user_id'`],
      severity: 'hint',
      fixed: {
        [fixFile('user_id')]: added('user_id')
          .replace('return new class', 'class AddUserIdIndexToOrdersTable')
          .replace(/\};\n$/, '}\n'),
      },
    },
  ],
  good: [
    { name: 'constrained on MySQL', files: orders("$t->foreignId('user_id')->constrained();") },
    {
      name: 'foreign on MariaDB',
      files: orders("$t->integer('user_id'); $t->foreign('user_id')->references('id')->on('users');", 'mariadb'),
    },
    {
      name: 'index, unique and primary',
      files: orders(
        "$t->foreignId('a_id')->index(); $t->foreignId('b_id')->unique(); $t->foreignId('c_id'); $t->primary(['c_id', 'x']);",
      ),
    },
    { name: 'first in a composite index', files: orders("$t->foreignId('user_id'); $t->unique(['user_id', 'x']);") },
    { name: 'morphs', files: orders("$t->morphs('owner');") },
    {
      name: 'a later migration adds it',
      files: {
        ...orders("$t->foreignId('user_id');"),
        'database/migrations/2021_01_01_000000_b.php': migration(
          "Schema::table('orders', fn ($t) => $t->index('user_id'));",
        ),
      },
    },
    {
      name: 'a later migration drops the column',
      files: orders(
        "$t->foreignId('user_id');",
        'mysql',
        "Schema::table('orders', fn ($t) => $t->dropColumn('user_id'));",
      ),
    },
    { name: 'a number of another system', files: orders("$t->bigInteger('telegram_id'); $t->string('user_id');") },
    {
      name: 'SQL that could add it',
      files: orders("$t->foreignId('user_id');", 'mysql', "DB::statement('CREATE INDEX a ON orders (user_id)');"),
    },
    {
      name: 'the server has the index',
      files: orders("$t->foreignId('user_id');"),
      live: liveFacts([{ rows: 4_200_000, indexes: [['id'], ['user_id', 'x']] }]),
    },
    { name: 'the table is small', files: orders("$t->foreignId('user_id');"), live: liveFacts([{ rows: 900 }]) },
    {
      name: 'the server does not have the table',
      files: orders("$t->foreignId('user_id');"),
      live: liveFacts([{ name: 'other', rows: 9e6 }]),
    },
    {
      name: 'the connection is another one',
      files: orders("$t->foreignId('user_id');"),
      live: { ...large, connection: 'reports' },
    },
    {
      name: 'the driver is not known',
      files: { ...orders("$t->foreignId('user_id');"), 'config/database.php': "<?php return ['default' => pick()];" },
    },
    {
      name: 'a migration cannot be parsed',
      files: {
        ...orders("$t->foreignId('user_id');"),
        'database/migrations/2021_01_01_000000_b.php': '<?php class B extends Migration {',
      },
    },
    { name: 'no migrations', files: {} },
  ],
});

test('tables are looked for with the prefix of the connection', async () => {
  const files = {
    ...orders("$t->foreignId('user_id');"),
    'config/database.php': databaseConfig("            'prefix' => 'p_',\n"),
  };
  expect(
    await findingsOf(unindexedForeignKey, files, { live: liveFacts([{ name: 'p_orders', rows: 4e6 }]) }),
  ).toHaveLength(1);
  expect(await findingsOf(unindexedForeignKey, files, { live: large })).toEqual([]);
});
