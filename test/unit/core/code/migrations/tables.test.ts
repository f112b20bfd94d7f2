import { assert, asyncProperty, constantFrom, letrec, oneof, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { parsePhp } from '../../../../../src/core/laravel/php/parse';
import { migrations } from '../../../../../src/core/code/migrations/migrations';
import { isIndexed } from '../../../../../src/core/code/migrations/table';
import { tablesBefore } from '../../../../../src/core/code/migrations/tables';
import { migrationsOfLaravel8, migrationsOfLater } from '../../../../fixtures/laravel/migrations';
import { codeWith, indexLines, schemaOf, up } from './reading';

const one = (body: string): Record<string, string> => ({ '2020_01_01_000000_a': up(body) });
const create = (body: string, table = 'a'): string => `Schema::create('${table}', function ($t) { ${body} });`;

test('the indexes of all migrations together, on MySQL', async () => {
  const schema = await schemaOf(migrationsOfLaravel8);
  expect(schema.complete).toBe(true);
  expect(indexLines(schema, 'mysql')).toMatchInlineSnapshot(`
    [
      "labels: primary primary(id)",
      "labels: unique labels_name_unique(name)",
      "labels: unique tags_uuid_unique(uuid)",
      "post_tag: primary post_tag_post_id_tag_id_primary(post_id, tag_id)",
      "post_user: primary post_user_post_id_user_id_primary(post_id, user_id)",
      "posts: index by_locale(locale, series_id)",
      "posts: index posts_author_id_foreign(author_id)",
      "posts: index posts_editor_id_index(editor_id)",
      "posts: index posts_reviewer_id_index(reviewer_id)",
      "posts: index posts_seen_by_index(seen_by)",
      "posts: index posts_shelf_id_foreign(shelf_id)",
      "posts: index posts_user_id_slug_index(user_id, slug)",
      "posts: primary primary(id)",
      "posts: unique posts_slug_locale_unique(slug, locale)",
      "racks: primary primary(id)",
      "users: primary primary(id)",
      "users: unique users_nick_unique(nick)",
    ]
  `);
});

test('columns and indexes keep their names and places through renames', async () => {
  const schema = await schemaOf(migrationsOfLater);
  const posts = indexLines(schema, 'mysql').filter((line) => line.startsWith('posts: '));
  expect(posts).toContain('posts: index posts_by_locale(locale, series_id)');
  expect(posts).toContain('posts: unique posts_slug_locale_unique(path, locale)');
  expect(posts).toContain('posts: index posts_author_id_index(author_id)');
  expect(posts.filter((line) => line.includes('(user_id'))).toEqual([]);
  expect(schema.tables.get('posts')).toMatchObject({ certain: true });
  expect(schema.tables.get('posts')?.columns.get('author_id')).toMatchObject({
    nullable: true,
    file: '/shop/database/migrations/2015_01_01_000000_create_posts_table.php',
  });
});

test('a server other than MySQL makes no index for a foreign key', async () => {
  const body = create(
    "$t->id(); $t->foreignId('user_id')->constrained(); $t->foreignId('b')->index()->constrained('x');",
  );
  const table = (await schemaOf(one(body))).tables.get('a')!;
  expect(isIndexed(table, 'user_id', 'mysql')).toBe(true);
  expect(isIndexed(table, 'user_id', 'mariadb')).toBe(true);
  expect(isIndexed(table, 'user_id', 'pgsql')).toBe(false);
  expect(isIndexed(table, 'user_id', undefined)).toBe(true);
  expect(isIndexed(table, 'b', 'sqlite')).toBe(true);
});

test.each<[string, string, readonly string[]]>([
  [
    'names from variables, constants and configuration',
    "$n = 'a'; $c = ['x', 'y']; Schema::create($n, function ($t) use ($c) { foreach ($c as $name) { $t->string(\"{$name}_id\")->index(); } });",
    ['a: index a_x_id_index(x_id)', 'a: index a_y_id_index(y_id)'],
  ],
  [
    'a table prefix in front',
    "Schema::create(DB::getTablePrefix().'a', fn ($t) => $t->id('key'));",
    ['a: primary primary(key)'],
  ],
  ['a prefix length', create("$t->index(['title(20)', 'x']);"), ['a: index a_title(20)_x_index(title, x)']],
  [
    'fulltext and spatial ones',
    create("$t->text('x')->fulltext(); $t->fullText(['x', 'y'], 'both'); $t->spatialIndex('p');"),
    ['a: fulltext a_x_fulltext(x)', 'a: fulltext both(x, y)', 'a: spatial a_p_spatialindex(p)'],
  ],
  [
    'auto increment in other words',
    create("$t->integer('n', true); $t->string('m')->primary(false);"),
    ['a: primary primary(n)'],
  ],
  [
    'a unique morph of its own name',
    create("$t->uuidMorphs('owner', 'mine');"),
    ['a: index mine(owner_type, owner_id)'],
  ],
  [
    'a constraint through Schema::connection of the default',
    "Schema::connection('main')->create('a', function ($t) { $t->string('x')->unique(); });",
    ['a: unique a_x_unique(x)'],
  ],
  [
    'another connection is another schema',
    "Schema::connection('other')->create('a', function ($t) { $t->id(); });",
    [],
  ],
  [
    'the last column of an index takes it along',
    `${create("$t->index(['x', 'y']); $t->index('x', 'x');")} Schema::table('a', fn ($t) => $t->dropColumn('x'));`,
    ['a: index a_x_y_index(y)'],
  ],
  [
    'an early return for another driver',
    "if (DB::getDriverName() !== 'mysql') { return; } " + create("$t->string('x')->index();"),
    ['a: index a_x_index(x)'],
  ],
  [
    'what is for another driver is not there',
    create("$t->string('x'); if (DB::connection()->getDriverName() === 'pgsql') { $t->index('x'); }"),
    [],
  ],
  [
    'a table that is there is not made again',
    `${create('$t->id();')} if (! Schema::hasTable('a')) { ${create("$t->string('x')->index();")} }`,
    ['a: primary primary(id)'],
  ],
  [
    'a column that is missing is added, with its index',
    `${create('$t->id();')} if (! Schema::hasColumn('a', 'x')) { Schema::table('a', function ($t) { $t->integer('x')->index(); }); }`,
    ['a: index a_x_index(x)', 'a: primary primary(id)'],
  ],
  [
    'a key that is named for a model',
    create('$t->foreignIdFor(\\App\\Models\\OrderLine::class)->constrained();'),
    ['a: index a_order_line_id_foreign(order_line_id)'],
  ],
  [
    'names that are put together, and names that are not certain',
    create(
      "$x = 'x'; $t->index('y', sprintf('%s_to_%s', 'a', $x)); $t->index('z', $this->name()); $t->index('u', null);",
    ),
    ['a: index (z)', 'a: index a_to_x(y)', 'a: index a_u_index(u)'],
  ],
  [
    'a closure in a variable',
    "$c = function ($t) { $t->index('x'); }; Schema::create('a', $c);",
    ['a: index a_x_index(x)'],
  ],
  [
    'a collection as a loop',
    "collect(['a', 'b'])->each(static function (string $n): void { Schema::create($n, fn ($t) => $t->index('x')); });",
    ['a: index a_x_index(x)', 'b: index b_x_index(x)'],
  ],
  [
    'an entry of the configuration that is missing',
    create("$c = config('nothing.columns'); $t->index($c['x'] ?? 'y'); $t->index(config('nothing.z', 'z'));"),
    ['a: index a_y_index(y)', 'a: index a_z_index(z)'],
  ],
  ['raw SQL in a list of columns', create("$t->index([DB::raw('x(80)'), 'y'], 'n');"), ['a: index n(x, y)']],
  [
    'a column of an unknown name in an unknown table',
    create("$t->index('x');") + ' Schema::table($this->name(), fn ($t) => $t->string($this->column()));',
    ['a: index a_x_index(x)'],
  ],
  [
    'whenTableDoesntHaveColumn',
    `${create('$t->id();')} Schema::whenTableDoesntHaveColumn('a', 'x', fn ($t) => $t->integer('x')->index());`,
    ['a: index a_x_index(x)', 'a: primary primary(id)'],
  ],
])('%s', async (_, body, expected) => {
  expect(indexLines(await schemaOf(one(body)), 'mysql')).toEqual(expected);
});

test.each<[string, string]>([
  ['SQL that names it', `${create('$t->id();')} DB::statement('ALTER TABLE a ADD INDEX x (y)');`],
  ['an unknown condition', `${create('$t->id();')} if (random()) { Schema::table('a', fn ($t) => $t->index('id')); }`],
  ['a method that nobody knows', create('$t->id(); $t->auditColumns();')],
  ['a name that nobody knows', create('$t->string($this->column());')],
  ['a model that is not certain', create('$t->foreignIdFor($model)->index();')],
  ['a column of an unknown name', create('$t->string($this->column());')],
  [
    'a closure that others run',
    `${create('$t->id();')} rescue(function () { Schema::table('a', fn ($t) => $t->index('x')); });`,
  ],
  [
    'an index that was never seen is dropped',
    `${create('$t->id();')} Schema::table('a', fn ($t) => $t->dropIndex('mine'));`,
  ],
  [
    'a builder that leads nobody knows where',
    `${create('$t->id();')} $this->schema->table('a', function ($t) { $t->index('x'); });`,
  ],
  [
    'a loop over unknown names',
    `${create('$t->id();')} foreach ($this->all() as $c) { Schema::table('a', function ($t) use ($c) { $t->index($c); }); }`,
  ],
  ['a closure from elsewhere', "Schema::create('a', $this->columns());"],
])('a table is not certain after %s', async (_, body) => {
  const { tables } = await schemaOf(one(body));
  expect(tables.get('a')).toMatchObject({ certain: false });
});

test.each<[string, string]>([
  ['a table of an unknown name is changed', "Schema::table($this->name(), fn ($t) => $t->index('x'));"],
  ['SQL is put together from unknown parts', "DB::statement('ALTER TABLE '.$this->name().' ADD INDEX x (y)');"],
  ['another command migrates', 'Artisan::call("migrate");'],
])('no table is certain when %s', async (_, body) => {
  const schema = await schemaOf(one(`${create('$t->id();')} ${body}`));
  expect(schema.complete && schema.tables.get('a')?.certain).toBe(false);
});

test('one column gets one index of its own: the strongest', async () => {
  const schema = await schemaOf(
    one(create("$t->string('x')->index()->unique(); $t->integer('y')->index('n')->primary();")),
  );
  expect(indexLines(schema, 'mysql')).toEqual(['a: primary a_y_primary(y)', 'a: unique a_x_unique(x)']);
});

test('PostgreSQL drops an index with any of its columns', async () => {
  const body = `${create("$t->index(['x', 'y']); $t->index('y');")} Schema::table('a', fn ($t) => $t->dropColumn('x'));`;
  expect(indexLines(await schemaOf(one(body), { driver: 'pgsql' }), 'pgsql')).toEqual(['a: index a_y_index(y)']);
});

test('rows that are changed by SQL leave the schema certain', async () => {
  const schema = await schemaOf(
    one(`${create('$t->id();')} DB::statement('UPDATE a SET id = 1'); DB::table('a')->update([]);`),
  );
  expect(schema.tables.get('a')).toMatchObject({ certain: true });
});

test('names from the configuration are read there', async () => {
  const body =
    "$names = config('permission.table_names'); Schema::create($names['roles'], function ($t) { $t->id(); });";
  const config = "<?php return ['table_names' => ['roles' => 'my_roles']];";
  const found = await schemaOf(one(body), { files: { 'config/permission.php': config } });
  expect([...found.tables.keys()]).toEqual(['my_roles']);
  expect([...(await schemaOf(one(body))).tables.keys()]).toEqual([]);
});

test('migrations in other folders make a table uncertain, and those that cannot be parsed all of them', async () => {
  const files = {
    'database/migrations/tenant/2021_01_01_000000_b.php': up("Schema::table('a', fn ($t) => $t->index('x'));"),
  };
  const elsewhere = await schemaOf(one(create("$t->string('x');") + create('', 'b')), { files });
  expect(elsewhere.tables.get('a')).toMatchObject({ certain: false });
  expect(elsewhere.tables.get('b')).toMatchObject({ certain: true });
  const broken = await schemaOf({
    ...one(create('$t->id();')),
    '2021_01_01_000000_b': '<?php class B extends Migration {',
  });
  expect(broken.complete).toBe(false);
});

const dump = `/*!40101 SET character_set_client = utf8 */;
CREATE TABLE \`a\` (
  \`id\` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  \`user_id\` bigint(20) unsigned DEFAULT NULL,
  \`title\` varchar(255) NOT NULL,
  PRIMARY KEY (\`id\`),
  UNIQUE KEY \`t\` (\`title\`(20)),
  KEY \`a_user_id_index\` (\`user_id\`,\`title\`),
  CONSTRAINT \`f\` FOREIGN KEY (\`user_id\`) REFERENCES \`users\` (\`id\`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO \`migrations\` VALUES (1,'2020_01_01_000000_a',1);
`;

test('a schema dump is where migrations start; those in it do not run again', async () => {
  const files = { 'database/schema/main-schema.sql': dump, 'database/schema/other-schema.sql': 'x' };
  const later = { '2020_02_01_000000_b': up("Schema::table('a', fn ($t) => $t->dropIndex(['user_id']));") };
  const schema = await schemaOf({ ...one(create("$t->string('other');")), ...later }, { files });
  expect(indexLines(schema, 'mysql')).toEqual(['a: index f(user_id)', 'a: primary primary(id)', 'a: unique t(title)']);
  expect(schema.tables.get('a')?.columns.get('user_id')).toMatchObject({ type: 'bigint(20) unsigned', nullable: true });
});

test('a dump that cannot be read makes nothing certain', async () => {
  const files = { 'database/schema/main-schema.sql': 'a\0b' };
  expect(await schemaOf(one(create('$t->id();')), { files })).toMatchObject({ complete: false });
});

test('the schema before a migration is that of the earlier ones', async () => {
  const code = await codeWith({ ...one(create('$t->id();')), '2021_01_01_000000_b': up("Schema::drop('a');") });
  const [, second] = code.facts(migrations);
  expect([...tablesBefore(code, second!).tables.keys()]).toEqual(['a']);
});

const fragments = letrec<{ body: string }>((tie) => ({
  body: oneof(
    { maxDepth: 3 },
    constantFrom(
      "$t->string('x')->index();",
      '$t->foreignId($a)->constrained()->change(...$b);',
      '$t->index([...$a]);',
      '$t->dropIndex();',
      '$a = [$a => $a, ...$a];',
      "$a['x']['y'] = $a[] = config($a)['b'];",
      'Schema::drop();',
      "Schema::table(...['a']);",
      '$this->up();',
      'return DB::statement("a {$a} b");',
      '$t->{$a}();',
      'Schema::$a();',
    ),
    tuple(tie('body'), tie('body')).map(([a, b]) => `if (!Schema::hasTable($a) && !(!$b)) { ${a} } else { ${b} }`),
    tie('body').map((a) => `foreach (['a' => 'b', 'c'] as $a => [$t]) { ${a} }`),
    tie('body').map((a) => `foreach (['a', 'c'] as $a) { ${a} }`),
    tie('body').map((a) => `Schema::table('a', function ($t) use ($a) { ${a} });`),
    tuple(tie('body'), tie('body')).map(([a, b]) => `try { ${a} } catch (\\E $e) { ${b} } ${b}`),
    tie('body').map((a) => `DB::transaction(function () { ${a} });`),
  ),
})).body;

test('whatever a migration does, it is read and folded without an error', async () => {
  await assert(
    asyncProperty(fragments, async (body) => {
      expect(parsePhp(up(body))).toMatchObject({ ok: true });
      const schema = await schemaOf({ ...one(create("$t->string('x');")), '2021_01_01_000000_b': up(body) });
      for (const table of schema.tables.values()) expect(table.columns.size).toBeLessThan(10);
    }),
    { numRuns: 60 },
  );
});
