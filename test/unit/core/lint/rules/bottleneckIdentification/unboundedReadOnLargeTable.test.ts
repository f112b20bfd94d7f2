import { expect, test } from 'vitest';
import type { LiveFacts } from '../../../../../../src/core/lint/liveFacts';
import { pluralTable } from '../../../../../../src/core/lint/rules/bottleneckIdentification/modelReads';
import { unboundedReadOnLargeTable } from '../../../../../../src/core/lint/rules/bottleneckIdentification/unboundedReadOnLargeTable';
import { type Files, ruleCases } from '../../ruleCases';

const model = (body = '', head = 'class OrderItem extends Model'): string =>
  `<?php\nnamespace App\\Models;\nuse Illuminate\\Database\\Eloquent\\{Model, SoftDeletes};\nuse Illuminate\\Database\\Eloquent\\Factories\\HasFactory;\n${head} { use HasFactory; ${body} }\n`;
const controller = (body: string): string =>
  `<?php\nnamespace App\\Http\\Controllers;\nuse App\\Models\\OrderItem;\nuse Illuminate\\Support\\Facades\\Cache;\nclass Orders { public function index() { ${body} } }\n`;
const shop = (body: string, text = model(), more: Files = {}): Files => ({
  '.env': 'DB_CONNECTION=mysql\n',
  'app/Models/OrderItem.php': text,
  'app/Http/Controllers/Orders.php': controller(body),
  ...more,
});
const live: LiveFacts = {
  readAt: '2030-01-01T00:00:00Z',
  connection: 'mysql',
  flavor: 'mysql',
  version: '8.4.0',
  tables: [
    { name: 'order_items', rows: 4_200_000, bytes: 1, indexes: [] },
    { name: 'lines', rows: 48_000, bytes: 1, indexes: [] },
    { name: 'small', rows: 10_000, bytes: 1, indexes: [] },
  ],
  costlyReads: [],
};
const all = 'return OrderItem::all();';

ruleCases(unboundedReadOnLargeTable, {
  bad: [
    {
      name: 'all()',
      live,
      files: shop(all),
      at: ['app/Http/Controllers/Orders.php: OrderItem::all()'],
      message: '`OrderItem::all()` loads all of `order_items` at once: about 4.2 M rows.',
      fix: 'Read it in chunks with lazy()',
      fixed: { 'app/Http/Controllers/Orders.php': controller('return OrderItem::lazy();') },
    },
    {
      name: 'get(), and what follows comes too late',
      live,
      files: shop('return OrderItem::get()->take(5);', model("protected $table = 'lines';")),
      at: ['app/Http/Controllers/Orders.php: OrderItem::get()'],
      message: '`OrderItem::get()` loads all of `lines` at once: about 48 k rows.',
      fixed: { 'app/Http/Controllers/Orders.php': controller('return OrderItem::lazy()->take(5);') },
    },
    {
      name: 'some columns only; the attribute of Laravel 13',
      live,
      files: shop(
        "return OrderItem::all(['id']);",
        model('', "#[\\Illuminate\\Database\\Eloquent\\Attributes\\Table('lines')]\nclass OrderItem extends Model"),
      ),
      at: ["app/Http/Controllers/Orders.php: OrderItem::all(['id'])"],
      fix: null,
    },
  ],
  good: [
    { name: 'no connection', files: shop(all) },
    {
      name: 'another connection',
      live: { ...live, connection: 'reports' },
      files: shop(all, model(), {
        'config/database.php': "<?php return ['default' => env('DB_CONNECTION'), 'connections' => []];",
      }),
    },
    { name: 'few rows', live, files: shop(all, model("protected $table = 'small';")) },
    { name: 'an unknown table', live, files: shop(all, model("protected $table = 'elsewhere';")) },
    {
      name: 'limited',
      live,
      files: shop(
        'return OrderItem::limit(5)->get() ?? OrderItem::paginate() ?? OrderItem::lazy() ?? OrderItem::chunk(5, fn () => 1);',
      ),
    },
    { name: 'cached', live, files: shop("return Cache::remember('x', 60, fn () => OrderItem::all());") },
    {
      name: 'a console command',
      live,
      files: shop('return 1;', model(), { 'app/Console/Commands/Sum.php': controller(all) }),
    },
    { name: 'a soft delete is a scope', live, files: shop(all, model('use SoftDeletes;')) },
    {
      name: 'a scope of its own',
      live,
      files: shop(all, model('protected static function booted() { static::addGlobalScope(new Tenant); }')),
    },
    {
      name: 'a scope by attribute',
      live,
      files: shop(all, model('', '#[ScopedBy(Tenant::class)]\nclass OrderItem extends Model')),
    },
    { name: 'a trait that may scope', live, files: shop(all, model('use \\App\\Support\\BelongsToTenant;')) },
    {
      name: 'a method of its own by that name',
      live,
      files: shop('return OrderItem::get();', model('public static function get() {}')),
    },
    { name: 'an argument that is no list of columns', live, files: shop("return OrderItem::get('name');") },
    { name: 'a connection of its own', live, files: shop(all, model("protected $connection = 'reports';")) },
    { name: 'not certain', live, files: shop(all, model('protected $table = self::NAME;')) },
    { name: 'no model', live, files: shop(all, model('', 'class OrderItem extends Thing')) },
  ],
});

test.each([
  ['Order', 'orders'],
  ['OrderItem', 'order_items'],
  ['Category', 'categories'],
  ['Day', 'days'],
  ['Box', 'boxes'],
  ['Address', 'addresses'],
  ['Transaction', 'transactions'],
  ['Branch', 'branches'],
])('the table of %s is %s', (name, table) => {
  expect(pluralTable(name)).toBe(table);
});

test.each(['Person', 'Status', 'Media', 'News', 'Leaf', 'Hero', 'Index', 'URLMap', 'order', 'Equipment', 'Analysis'])(
  'the table of %s is not guessed',
  (name) => {
    expect(pluralTable(name)).toBeUndefined();
  },
);
