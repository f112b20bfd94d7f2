import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePhp } from '../../../../../src/core/laravel/php/parse';
import type { IndexChange } from '../../../../../src/core/queries/indexes/indexChange';
import {
  indexMigration,
  type MigrationApplication,
  statementMigration,
} from '../../../../../src/core/queries/migration/indexMigration';
import { defaultStyle, styleOf } from '../../../../../src/core/queries/migration/migrationStyle';
import { partitionProblems, partitionStatements } from '../../../../../src/core/queries/migration/partitions';
import { columnOf, indexOf, tableOf } from '../catalog/catalogs';

const now = new Date('2026-11-23T10:15:00Z');
const application = (more: Partial<MigrationApplication> = {}): MigrationApplication => ({
  folder: 'database/migrations',
  names: [],
  style: defaultStyle(13),
  laravel: '13.26.1',
  flavour: 'mysql',
  prefix: '',
  prefixIndexes: true,
  otherDrivers: false,
  ...more,
});
const orders = tableOf('orders', ['PRIMARY: id', 'orders_status_index: status', 'orders_user_id_foreign: user_id'], {
  foreignKeys: [
    {
      name: 'orders_user_id_foreign',
      columns: ['user_id'],
      referencedSchema: 'shop',
      referencedTable: 'users',
      referencedColumns: ['id'],
    },
  ],
});
const add = (text: string): IndexChange => ({ kind: 'add', index: indexOf(text) });
const write = (change: IndexChange, app = application(), table = orders): string =>
  indexMigration([{ table, change }], app, now).text;

test('a new index, as `make:migration` would have it', () => {
  const made = indexMigration(
    [{ table: orders, change: add('orders_status_created_at_index: status, created_at') }],
    application(),
    now,
  );
  expect(made.file).toBe('database/migrations/2026_11_23_101500_add_status_created_at_index_to_orders_table.php');
  expect(made.text).toBe(`<?php

use Illuminate\\Database\\Migrations\\Migration;
use Illuminate\\Database\\Schema\\Blueprint;
use Illuminate\\Support\\Facades\\Schema;

return new class extends Migration
{
    /**
     * Run the migrations.
     */
    public function up(): void
    {
        Schema::table('orders', function (Blueprint $table) {
            $table->index(['status', 'created_at']);
        });
    }

    /**
     * Reverse the migrations.
     */
    public function down(): void
    {
        Schema::table('orders', function (Blueprint $table) {
            $table->dropIndex(['status', 'created_at']);
        });
    }
};
`);
});

test('in the style of an old application: a class with a name, "@return void", imports by length, tabs, CRLF', () => {
  const old = `<?php

use Illuminate\\Support\\Facades\\Schema;
use Illuminate\\Database\\Schema\\Blueprint;
use Illuminate\\Database\\Migrations\\Migration;

class AddThings extends Migration {
\t/**
\t * Run the migrations.
\t *
\t * @return void
\t */
\tpublic function up()
\t{
\t\tSchema::table('a', function (Blueprint $table) { $table->index('b'); });
\t}
}
`.replaceAll('\n', '\r\n');
  const text = write(
    add('orders_b_index: b'),
    application({ style: styleOf(old, defaultStyle(13)), laravel: '8.83.0' }),
  );
  expect(text.split('\r\n')).toEqual(
    `<?php

use Illuminate\\Database\\Migrations\\Migration;
use Illuminate\\Database\\Schema\\Blueprint;
use Illuminate\\Support\\Facades\\Schema;

class AddBIndexToOrdersTable extends Migration {
\t/**
\t * Run the migrations.
\t *
\t * @return void
\t */
\tpublic function up()
\t{
\t\tSchema::table('orders', function (Blueprint $table) {
\t\t\t$table->index('b');
\t\t});
\t}

\t/**
\t * Reverse the migrations.
\t *
\t * @return void
\t */
\tpublic function down()
\t{
\t\tSchema::table('orders', function (Blueprint $table) {
\t\t\t$table->dropIndex(['b']);
\t\t});
\t}
}
`
      .replace(/(use .*Migration;)\n(use .*Blueprint;)\n(use .*Schema;)/, '$3\n$2\n$1')
      .split('\n'),
  );
});

test('in the style of a strict one: declare, static closures with a return type, "new class ()", down first, no comments', () => {
  const strict = `<?php

declare(strict_types=1);

use Illuminate\\Database\\Migrations\\Migration;
use Illuminate\\Database\\Schema\\Blueprint;
use Illuminate\\Support\\Facades\\Schema;

return new class () extends Migration {
  public function down(): void {}

  public function up(): void
  {
    Schema::table('a', static function (Blueprint $table): void {});
  }
};
`;
  const text = write(add('orders_b_index: b'), application({ style: styleOf(strict, defaultStyle(8)) }));
  expect(text).toContain('<?php\n\ndeclare(strict_types=1);\n\nuse ');
  expect(text).toContain('return new class () extends Migration {\n  public function down(): void\n  {');
  expect(text).toContain("Schema::table('orders', static function (Blueprint $table): void {\n");
  expect(text).not.toContain('/**');
});

describe('what Blueprint says, and what it cannot', () => {
  test.each<[says: string, change: IndexChange, app: Partial<MigrationApplication>, line: string]>([
    ['a name that is not Laravel’s', add('own: status'), {}, "$table->index('status', 'own');"],
    ['prefixes', add('own: note(20), at desc'), {}, "$table->rawIndex('`note`(20), `at` desc', 'own');"],
    [
      'before rawIndex',
      add('own: note(20)'),
      { laravel: '7.6.0' },
      "DB::statement('alter table `orders` add index `own` (`note`(20))');",
    ],
    [
      'a unique prefix',
      add('unique own: note(20)'),
      {},
      "DB::statement('alter table `orders` add unique index `own` (`note`(20))');",
    ],
    ['full text', add('fulltext own: note'), {}, "$table->fullText('note', 'own');"],
    [
      'before fullText',
      add('fulltext own: note'),
      { laravel: '8.78.1' },
      "DB::statement('alter table `orders` add fulltext index `own` (`note`)');",
    ],
    [
      'unseen',
      add('invisible own: a'),
      { flavour: 'mariadb' },
      "DB::statement('alter table `orders` add index `own` (`a`) ignored');",
    ],
    ['a name with a dot', add('own: a.b'), {}, "DB::statement('alter table `orders` add index `own` (`a.b`)');"],
    [
      'what PDO takes for a placeholder',
      add('own: a?'),
      {},
      "DB::unprepared('alter table `orders` add index `own` (`a?`)');",
    ],
    [
      'hiding',
      { kind: 'hide', index: 'orders_status_index' },
      {},
      "DB::statement('alter table `orders` alter index `orders_status_index` invisible');",
    ],
    [
      'another connection',
      add('own: a'),
      { connection: "re'port" },
      "Schema::connection('re\\'port')->table('orders', function (Blueprint $table) {",
    ],
    ['dropping', { kind: 'drop', index: 'orders_status_index' }, {}, "$table->dropIndex(['status']);"],
  ])('%s', (_, change, app, line) => {
    expect(
      write(change, application(app))
        .split('\n')
        .map((each) => each.trim()),
    ).toContain(line);
  });

  test('the lock is named where Laravel can', () => {
    const change = { table: orders, change: add('own: a'), lockNone: true };
    expect(indexMigration([change], application({ laravel: '12.46.0' }), now).text).toContain("->lock('none');");
    expect(indexMigration([change], application({ laravel: '12.45.2' }), now).text).not.toContain('lock');
  });

  test('another connection is the migration’s own: `--pretend` really runs what is done on others', () => {
    expect(write(add('own: a'), application({ connection: 'reporting' }))).toContain(
      "protected $connection = 'reporting';",
    );
  });

  test('a table without the connection’s prefix is out of Laravel’s reach', () => {
    expect(write(add('own: a'), application({ prefix: 'shop_' }))).toContain('DB::statement');
  });

  test('SQL is kept from other databases where the application has them', () => {
    expect(write(add('invisible own: a'), application({ otherDrivers: true }))).toContain(
      "if (in_array(DB::getDriverName(), ['mysql', 'mariadb'], true)) {",
    );
  });
});

describe('the index that the server made for a foreign key', () => {
  test('comes back before the one that took its place goes', () => {
    const text = write(add('orders_user_id_at_index: user_id, at'));
    expect(text.slice(text.indexOf('down()'))).toMatch(
      /if \(! Schema::hasIndex\('orders', 'orders_user_id_foreign'\)\) \{\s+\$table->index\('user_id', 'orders_user_id_foreign'\);\s+\}\s+\$table->dropIndex\(\['user_id', 'at'\]\);/,
    );
  });

  test('is asked for once, however many took its place', () => {
    const changes = ['a: user_id, x', 'b: user_id, y'].map((text) => ({ table: orders, change: add(text) }));
    expect(indexMigration(changes, application(), now).text.match(/hasIndex/g)).toHaveLength(1);
  });

  test('goes in the same statement when it is to go: it may be gone by itself', () => {
    const drop = { table: orders, change: { kind: 'drop', index: 'orders_user_id_foreign' } as const };
    const text = indexMigration([{ table: orders, change: add('a: user_id, x') }, drop], application(), now).text;
    expect(text).toContain(
      "'alter table `orders` add index `a` (`user_id`, `x`), drop index `orders_user_id_foreign`'",
    );
    expect(text).toContain("'alter table `orders` add index `orders_user_id_foreign` (`user_id`), drop index `a`'");
  });
});

test('what no migration can make again is refused', () => {
  const table = tableOf('t', ['PRIMARY: id', "i: (concat(`a`,_utf8mb4'ü'))"]);
  expect(() => write({ kind: 'drop', index: 'i' }, application(), table)).toThrow(/does not show as they were written/);
});

test('remarks are comments and nothing else', () => {
  const remarks = ['About 2,000,000 rows ?> <b>\n$table->drop();'];
  const { text } = indexMigration([{ table: orders, change: add('own: a'), remarks }], application(), now);
  expect(text).toContain('            // About 2,000,000 rows ? > <b> $table->drop();\n');
});

describe('partitions by month', () => {
  const visits = tableOf('visits', ['PRIMARY: id'], {
    columns: [columnOf('id'), columnOf('at', false, { type: 'timestamp', columnType: 'timestamp' })],
  });
  const monthly = { column: 'at', from: new Date('2026-11-20T00:00:00Z'), months: 2 };

  test('ranges over the end of a year, with a way back', () => {
    const { text, name } = statementMigration(partitionStatements(visits, monthly, false), application(), now);
    expect(name).toBe('2026_11_23_101500_partition_visits_by_at');
    expect(text).toContain(
      'partition by range (unix_timestamp(`at`)) (partition p2026_11 values less than (unix_timestamp(',
    );
    expect(text).toContain("2027-01-01 00:00:00\\')), partition later values less than maxvalue)");
    expect(text).toContain('alter table `visits` remove partitioning');
    expect(text).toContain('// The primary key now holds at too: id alone no longer forbids doubles.');
  });

  test.each([
    [{ partitioned: true }, /has partitions already/],
    [{ foreignKeys: orders.foreignKeys }, /foreign keys/],
    [{ indexes: [indexOf('PRIMARY: id'), indexOf('unique u: id')] }, /unique without at/],
    [{ indexes: [indexOf('fulltext words: id')] }, /FULLTEXT/],
    [{ columns: [columnOf('at')] }, /no date/],
  ])('not where the server refuses: %o', (more, problem) => {
    expect(partitionProblems({ ...visits, ...more }, 'at', false).join(' ')).toMatch(problem);
    expect(() => partitionStatements({ ...visits, ...more }, monthly, false)).toThrow(problem);
  });
});

test('whatever the names are, PHP reads the file, and every name is in it as it is', () => {
  const piece = fc.constantFrom(
    "'",
    '"',
    '`',
    '\\',
    '?>',
    '<?php',
    '\n',
    '\r',
    '$x',
    '{$y}',
    '☃',
    '*/',
    '//',
    ';',
    ' as ',
    '.',
    '->',
    'a',
    '%',
  );
  const name = fc.array(piece, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
  const style = fc.constantFrom(defaultStyle(8), defaultStyle(13));
  fc.assert(
    fc.property(name, name, name, name, style, fc.boolean(), (table, column, index, connection, given, unseen) => {
      const { text } = indexMigration(
        [
          {
            table: { ...orders, name: table },
            change: { kind: 'add', index: { name: index, columns: [{ column }], visible: !unseen } },
            remarks: [table],
          },
        ],
        application({ style: given, connection }),
        now,
      );
      const parsed = parsePhp(text);
      expect(parsed.ok, text).toBe(true);
    }),
    { numRuns: 300, seed: 20261123 },
  );
});
