import { alterLargeTable } from '../../../../../../src/core/lint/rules/databaseOptimisation/alterLargeTable';
import { ruleCases } from '../../ruleCases';
import { databaseConfig, liveFacts, migration } from './live';

const file = 'database/migrations/2024_01_01_000000_change.php';
const change = (body: string, columns = "$t->id(); $t->string('note');"): Record<string, string> => ({
  'config/database.php': databaseConfig(),
  'database/migrations/2020_01_01_000000_orders.php': migration(
    `Schema::create('orders', function ($t) { ${columns} });`,
  ),
  [file]: migration(body),
});
const alter = (what: string): string => `Schema::table('orders', function ($t) { ${what} });`;
const ahead = new Set([file]);
const live = liveFacts([{ rows: 4_200_000, bytes: 3_100_000_000, engine: 'InnoDB' }]);

ruleCases(alterLargeTable, {
  bad: [
    {
      name: 'a foreign key: the dearest change of the call counts',
      files: change(alter("$t->foreignId('user_id')->constrained();")),
      ahead,
      live,
      at: [`${file}: 'orders'`],
      message:
        'orders has about 4,200,000 rows, 3.1 GB: this change copies the table row by row, and writes wait until it is done (MySQL 8.4.3).',
      fix: null,
    },
    {
      name: 'an index on a table of many bytes',
      files: change(alter("$t->index('note');")),
      ahead,
      live: liveFacts([{ rows: 4000, bytes: 2_000_000_000 }], { flavor: 'mariadb', version: '10.11.6' }),
      at: [`${file}: 'orders'`],
      message: /the index is built from all rows, and the application can write meanwhile \(MariaDB 10\.11\.6\)/,
      fix: null,
    },
    {
      name: 'an instant change is a hint',
      files: change(alter("$t->string('x')->nullable();")),
      ahead,
      live,
      at: [`${file}: 'orders'`],
      severity: 'hint',
      fix: null,
    },
    {
      name: 'an index that the same call drops costs the column nothing',
      files: change(
        alter("$t->dropIndex(['note']); $t->dropColumn('note');"),
        "$t->id(); $t->string('note')->index();",
      ),
      ahead,
      live,
      at: [`${file}: 'orders'`],
      severity: 'hint',
      fix: null,
    },
    {
      name: 'a column goes with its index',
      files: change(alter("$t->dropColumn('note');"), "$t->id(); $t->string('note')->index();"),
      ahead,
      live,
      at: [`${file}: 'orders'`],
      message: /writes the whole table anew/,
      fix: null,
    },
    {
      name: 'a condition that holds',
      files: change(`if (! Schema::hasColumn('orders', 'x')) { ${alter("$t->integer('x')->index();")} }`),
      ahead,
      live,
      at: [`${file}: 'orders'`],
      fix: null,
    },
  ],
  good: [
    { name: 'no connection', files: change(alter("$t->index('note');")), ahead },
    { name: 'git does not tell', files: change(alter("$t->index('note');")), live },
    {
      name: 'the migration is on the default branch',
      files: change(alter("$t->index('note');")),
      ahead: new Set(),
      live,
    },
    {
      name: 'a small table',
      files: change(alter("$t->index('note');")),
      ahead,
      live: liveFacts([{ rows: 900, bytes: 9000 }]),
    },
    {
      name: 'a table that is created here',
      files: change("Schema::create('orders', fn ($t) => $t->id());"),
      ahead,
      live,
    },
    {
      name: 'a table that the server does not have',
      files: change(alter("$t->index('note');")),
      ahead,
      live: liveFacts([{ name: 'x', rows: 9e6 }]),
    },
    { name: 'a change of a column', files: change(alter("$t->string('note', 500)->change();")), ahead, live },
    {
      name: 'a default that is computed',
      files: change(alter("$t->uuid('x')->default(new Expression('(uuid())'));")),
      ahead,
      live,
    },
    {
      name: 'MariaDB: a virtual column beside others',
      files: change(alter("$t->integer('x'); $t->integer('y')->virtualAs('x + 1');")),
      ahead,
      live: { ...live, flavor: 'mariadb', version: '10.11.6' },
    },
    {
      name: 'MariaDB: a column between computed ones',
      files: change(alter("$t->integer('x')->after('id');"), "$t->id(); $t->integer('y')->virtualAs('id + 1');"),
      ahead,
      live: { ...live, flavor: 'mariadb', version: '10.11.6' },
    },
    {
      name: 'a row format of its own',
      files: change(alter("$t->integer('x');"), "$t->id(); $t->engine('InnoDB ROW_FORMAT=COMPRESSED');"),
      ahead,
      live,
    },
    { name: 'an unknown condition', files: change(`if (now()) { ${alter("$t->index('note');")} }`), ahead, live },
    { name: 'an uncertain table', files: change(alter("$t->index('note');"), '$t->magic();'), ahead, live },
    { name: 'a method that nobody knows', files: change(alter("$t->magic(); $t->index('note');")), ahead, live },
    {
      name: 'another connection',
      files: change("Schema::connection('x')->table('orders', fn ($t) => $t->index('note'));"),
      ahead,
      live,
    },
    {
      name: 'facts of another connection',
      files: change(alter("$t->index('note');")),
      ahead,
      live: { ...live, connection: 'x' },
    },
    {
      name: 'MyISAM',
      files: change(alter("$t->index('note');")),
      ahead,
      live: liveFacts([{ rows: 9e6, engine: 'MyISAM' }]),
    },
    { name: 'an old server', files: change(alter("$t->index('note');")), ahead, live: { ...live, version: '5.7.44' } },
  ],
});
