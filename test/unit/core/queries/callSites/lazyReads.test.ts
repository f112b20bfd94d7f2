import { describe, expect, test } from 'vitest';
import { reportCollectors, sharedCollectors } from '../../../../../src/core/code/collectors';
import { readCode } from '../../../../../src/core/code/readCode';
import { readProject } from '../../../../../src/core/laravel/readProject';
import { findCallSites } from '../../../../../src/core/queries/callSites/findCallSites';
import { columnOf, catalogOf, tableOf } from '../catalog/catalogs';
import { shop } from '../../lint/mapSource';

const columns = (...names: readonly string[]): ReturnType<typeof columnOf>[] => names.map((name) => columnOf(name));
const catalog = catalogOf(
  tableOf('orders', [], { columns: columns('id', 'user_id', 'status') }),
  tableOf('users', [], { columns: columns('id', 'name', 'company_id') }),
  tableOf('companies', [], { columns: columns('id', 'name') }),
);
const model = (name: string, body: string): string =>
  `<?php\nnamespace App\\Models;\nuse Illuminate\\Database\\Eloquent\\Model;\nclass ${name} extends Model { ${body} }\n`;

const users = 'select * from `users` where `users`.`id` = ? limit 1';
const companies = 'select * from `companies` where `companies`.`id` = ? limit 1';

/** What is said of the places in a controller's method, "line: why". */
async function saidOf(body: string, sql = users, booting = '', toArray = ''): Promise<readonly string[]> {
  const source = shop({
    'app/Models/Order.php': model('Order', 'public function user() { return $this->belongsTo(User::class); }'),
    'app/Models/User.php': model(
      'User',
      'public function orders() { return $this->hasMany(Order::class); } public function company() { return $this->belongsTo(Company::class); }',
    ),
    'app/Models/Company.php': model('Company', ''),
    'app/Providers/AppServiceProvider.php': `<?php\nnamespace App\\Providers;\nuse Illuminate\\Database\\Eloquent\\Model;\nclass AppServiceProvider { public function boot() { ${booting} } }\n`,
    'app/Http/Resources/OrderResource.php': `<?php\nnamespace App\\Http\\Resources;\nuse Illuminate\\Http\\Resources\\Json\\JsonResource;\nclass OrderResource extends JsonResource {\n  public function toArray($request) {\n${toArray}\n  }\n}\n`,
    'app/Http/Controllers/Orders.php': `<?php\nnamespace App\\Http\\Controllers;\nuse App\\Models\\{Order, User}; use App\\Http\\Resources\\OrderResource;\nclass Orders {\n  public function index() {\n${body}\n  }\n}\n`,
  });
  const code = await readCode(source, await readProject(source, '/shop'), [...sharedCollectors, ...reportCollectors]);
  const { places } = findCallSites(code, { text: sql }, catalog);
  return places
    .filter(({ file }) => /Orders\.php$|OrderResource\.php$/.test(file))
    .map(({ line, why }) => `${line}: ${why}`);
}

const mended = (path: string): RegExp => new RegExp(`N\\+1, which ->with\\('${path}'\\)`);

test.each([
  [
    'foreach',
    '$orders = Order::where("status", 1)->get();\nforeach ($orders as $order) {\necho $order->user->name;\n}',
    8,
  ],
  ['a callback', 'return Order::all()->map(\nfn ($order) => $order->user->name);', 7],
  ['pages', 'foreach (Order::paginate() as $order) {\necho $order->user->name;\n}', 7],
  [
    'chunks',
    'Order::chunk(100, function ($orders) {\nforeach ($orders as $order) {\necho $order->user->name;\n}\n});',
    8,
  ],
  ['a cursor', 'foreach (Order::cursor() as $order) {\necho $order->user->name;\n}', 7],
])('a relation that is read in %s is named with what mends it', async (_, body, line) => {
  const said = await saidOf(body);
  expect(said).toEqual([expect.stringMatching(mended('user'))]);
  expect(said[0]).toMatch(new RegExp(`^${line}: `));
});

test('a relation of a relation is named by its path', async () => {
  const body = 'foreach (Order::with("user")->get() as $order) {\necho $order->user->company->name;\n}';
  expect(await saidOf(body, companies)).toEqual([expect.stringMatching(mended('user.company'))]);
});

test.each([
  ['it is read with the query', 'foreach (Order::with("user")->get() as $order) {\necho $order->user->name;\n}'],
  ['a nested relation is', 'foreach (Order::with("user.company")->get() as $order) {\necho $order->user->name;\n}'],
  [
    'it is loaded later',
    '$orders = Order::all();\n$orders->load("user");\nforeach ($orders as $order) {\necho $order->user->name;\n}',
  ],
  ['only one is looked at', '$orders = Order::all();\necho $orders[0]->user->name;'],
  ['the loop is over', 'foreach (Order::all() as $order) {\n$last = $order->id;\n}\necho $order->user->name;'],
  ['there is one', '$order = Order::first();\necho $order->user->name;'],
  ['the attribute is no relation', 'foreach (Order::all() as $order) {\necho $order->status;\n}'],
  ['nobody knows what is looped', 'foreach ($this->rows() as $row) {\necho $row->user->name;\n}'],
])('no N+1 is claimed where %s', async (_, body) => {
  expect((await saidOf(body)).filter((said) => said.includes('N+1'))).toEqual([]);
});

test('a cursor reads no relations: lazy() does', async () => {
  const said = await saidOf('foreach (Order::with("user")->cursor() as $order) {\necho $order->user->name;\n}');
  expect(said).toEqual([expect.stringContaining("->with('user') in the query of the loop makes one, with lazy()")]);
});

test('a query in a loop is told to stand in one', async () => {
  expect(await saidOf('foreach ($ids as $id) {\n$user = User::find($id);\n}')).toEqual([
    '7: find() reads users by the same columns. It stands in a loop.',
  ]);
});

test('what the application does about lazy loading counts', async () => {
  const body = 'foreach (Order::all() as $order) {\necho $order->user->name;\n}';
  expect(await saidOf(body, users, 'Model::preventLazyLoading();')).toEqual([
    expect.stringMatching(/The application prevents lazy loading/),
  ]);
  const automatic = await saidOf(body, users, 'Model::automaticallyEagerLoadRelationships();');
  expect(automatic.filter((said) => said.includes('N+1'))).toEqual([]);
});

describe('an API resource of a collection', () => {
  const index = 'return OrderResource::collection(Order::all());';
  const inResource = (toArray: string, body = index) => saidOf(body, users, '', toArray);

  test.each([
    ['its relation', "return ['user' => $this->user->name];"],
    ['the relation of its resource', "return ['user' => $this->resource->user->name];"],
    [
      'a relation where something else is conditional',
      "return ['a' => $this->when(1, 2), 'user' => $this->user?->name];",
    ],
    ['a relation for another resource', "return ['user' => new UserResource($this->user)];"],
  ])('reads %s: N+1, at its own line', async (_, toArray) => {
    expect(await inResource(toArray)).toEqual([expect.stringMatching(/^6: .*N\+1, which ->with\('user'\)/)]);
  });

  test('pages, and what a variable holds, are collections too', async () => {
    const paged = '$orders = Order::where("status", 1)->paginate();\nreturn OrderResource::collection($orders);';
    expect(await inResource("return ['user' => $this->user];", paged)).toEqual([expect.stringMatching(/N\+1/)]);
  });

  test.each([
    ['whenLoaded guards it', "return ['user' => $this->whenLoaded('user', fn () => $this->user->name)];", index],
    ['whenLoaded gives it', "return ['user' => UserResource::make($this->whenLoaded('user'))];", index],
    ['a condition guards it', "return ['user' => $this->relationLoaded('user') ? $this->user->name : null];", index],
    ['an if guards it', "if ($request->full) { return ['user' => $this->user->name]; }\nreturn [];", index],
    [
      'the query reads it too',
      "return ['user' => $this->user->name];",
      'return OrderResource::collection(Order::with("user")->get());',
    ],
    [
      'it is loaded before',
      "return ['user' => $this->user->name];",
      '$orders = Order::all();\n$orders->load("user");\nreturn OrderResource::collection($orders);',
    ],
    ['it is an attribute', "return ['status' => $this->status];", index],
    ['there is one resource', "return ['user' => $this->user->name];", 'return new OrderResource(Order::first());'],
    [
      'nobody knows what it is given',
      "return ['user' => $this->user->name];",
      'return OrderResource::collection($rows);',
    ],
  ])('nothing is claimed where %s', async (_, toArray, body) => {
    expect((await inResource(toArray, body)).filter((said) => said.includes('N+1'))).toEqual([]);
  });
});
