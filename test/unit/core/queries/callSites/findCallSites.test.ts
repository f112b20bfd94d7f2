import { expect, test } from 'vitest';
import { reportCollectors, sharedCollectors } from '../../../../../src/core/code/collectors';
import { readCode } from '../../../../../src/core/code/readCode';
import { readProject } from '../../../../../src/core/laravel/readProject';
import { findCallSites } from '../../../../../src/core/queries/callSites/findCallSites';
import type { Catalog, CatalogTable } from '../../../../../src/core/queries/catalog/table';
import { shop } from '../../lint/mapSource';

const table = (name: string, columns: string): CatalogTable => ({
  schema: 'shop',
  name,
  engine: 'InnoDB',
  rows: 1000,
  dataBytes: 1,
  indexBytes: 1,
  partitioned: false,
  columns: columns.split(' ').map((column) => ({
    name: column,
    type: 'bigint',
    columnType: 'bigint',
    nullable: true,
    keyBytes: 8,
    autoIncrement: column === 'id',
  })),
  indexes: [],
  foreignKeys: [],
});

const catalog: Catalog = {
  schema: 'shop',
  views: [],
  tables: [
    table('orders', 'id user_id status total placed_at created_at updated_at deleted_at'),
    table('users', 'id name email created_at updated_at'),
    table('order_items', 'id order_id product_id quantity'),
    table('jobs', 'id queue payload attempts reserved_at available_at created_at'),
  ],
};

const model = (name: string, body = ''): string =>
  `<?php\nnamespace App\\Models;\nuse Illuminate\\Database\\Eloquent\\{Model, SoftDeletes};\nclass ${name} extends Model { ${body} }\n`;

const files = (body: string): Readonly<Record<string, string>> => ({
  'app/Models/Order.php': model(
    'Order',
    'public function user() { return $this->belongsTo(User::class); } public function items() { return $this->hasMany(OrderItem::class); } public function scopePending($query) { return $query->where("status", "pending"); }',
  ),
  'app/Models/User.php': model('User', 'public function orders() { return $this->hasMany(Order::class); }'),
  'app/Models/OrderItem.php': model('OrderItem'),
  'app/Http/Controllers/Orders.php': `<?php\nnamespace App\\Http\\Controllers;\nuse App\\Models\\{Order, User};\nuse Illuminate\\Support\\Facades\\DB;\nclass Orders {\n  public function index() {\n    ${body}\n  }\n}\n`,
});

async function placesOf(body: string, sql: string): Promise<readonly string[]> {
  const source = shop(files(body));
  const collectors = [...sharedCollectors, ...reportCollectors];
  const code = await readCode(source, await readProject(source, '/shop'), collectors);
  const { places, framework } = findCallSites(code, { text: sql }, catalog);
  return [
    ...places.map(({ file, line, confidence }) => `${confidence} ${file}:${line}`),
    ...(framework === undefined ? [] : [`framework: ${framework}`]),
  ];
}

const here = 'app/Http/Controllers/Orders.php:7';

test.each([
  [
    'the same statement in a string',
    'return DB::select("select id, total from orders where status = ?", ["new"]);',
    'select `id`, `total` from `orders` where `status` = ?',
    'certain',
  ],
  [
    'an Eloquent chain',
    'return Order::where("status", "new")->orderBy("placed_at", "desc")->limit(10)->get();',
    'select * from `orders` where `status` = ? order by `placed_at` desc limit 10',
    'likely',
  ],
  [
    'the query builder',
    'return DB::table("orders")->where("user_id", $id)->count();',
    'select count(*) as aggregate from `orders` where `user_id` = ?',
    'likely',
  ],
  [
    'a local scope',
    'return Order::pending()->latest("placed_at")->first();',
    'select * from `orders` where `status` = ? order by `placed_at` desc limit 1',
    'likely',
  ],
  [
    'a relation with a condition',
    'return User::find(1)->orders()->where("status", "new")->get();',
    'select * from `orders` where `orders`.`user_id` = ? and `orders`.`user_id` is not null and `status` = ?',
    'likely',
  ],
  [
    'whereHas',
    'return User::whereHas("orders", fn ($q) => $q->where("status", "new"))->get();',
    'select * from `users` where exists (select * from `orders` where `users`.`id` = `orders`.`user_id` and `status` = ?)',
    'likely',
  ],
] as const)('%s is found', async (_, body, sql, confidence) => {
  expect(await placesOf(body, sql)).toContain(`${confidence} ${here}`);
});

test.each([
  [
    'conditions in another order',
    'return Order::where("status", "new")->where("user_id", 1)->get();',
    'select * from `orders` where `user_id` = ? and `status` = ? and `orders`.`deleted_at` is null',
  ],
  [
    'another direction',
    'return DB::table("orders")->where("status", "new")->latest()->get();',
    'select * from `orders` where `status` = ? order by `created_at` asc',
  ],
  [
    'deleted rows left out, of a table without a model',
    'return DB::table("orders")->where("status", "new")->get();',
    'select * from `orders` where `status` = ? and `orders`.`deleted_at` is null',
  ],
  [
    'a column with its table where the call has none',
    'return DB::table("orders")->where("id", 1)->first();',
    'select * from `orders` where `orders`.`id` = ? limit 1',
  ],
  ['another table', 'return Order::where("status", "new")->get();', 'select * from `users` where `name` = ?'],
  [
    'another column',
    'return Order::where("status", "new")->get();',
    'select * from `orders` where `total` > ? order by `placed_at` desc',
  ],
  [
    'a table that the catalog does not have',
    'return DB::table("gone")->where("id", 1)->get();',
    'select * from `gone` where `id` = ?',
  ],
])('%s: the call is not named', async (_, body, sql) => {
  expect((await placesOf(body, sql)).filter((place) => place.includes(here))).toEqual([]);
});

test('the queue worker’s own statement is the framework’s', async () => {
  const places = await placesOf(
    'return 1;',
    'select * from `jobs` where `queue` = ? and ((`reserved_at` is null and `available_at` <= ?) or (`reserved_at` <= ?)) order by `id` asc limit 1 for update',
  );
  expect(places).toEqual([expect.stringMatching(/^framework: .*queue/)]);
});

test('text that is no statement has no place', async () => {
  expect(await placesOf('return 1;', 'not sql at all (((')).toEqual([]);
});
