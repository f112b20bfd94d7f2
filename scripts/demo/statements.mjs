// What the demo shop's code runs, as Eloquent words it. `weight` is how often it comes; the slow ones are slow because the migrations
// leave the tables without indexes.

const below = (/** @type {number} */ n) => Math.floor(Math.random() * n);
const user = () => 1 + Math.floor(Math.random() ** 3 * 120_000);
const product = () => 1 + Math.floor(Math.random() ** 2.2 * 5_000);
const order = () => 320_000 - below(40_000);

/** @type {{ weight: number, sql: string, values: () => unknown[] }[]} */
export const statements = [
  { weight: 30, sql: 'select * from `products` where `products`.`id` = ? limit 1', values: () => [product()] },
  { weight: 20, sql: 'select * from `users` where `id` = ? limit 1', values: () => [user()] },
  { weight: 14, sql: 'select * from `orders` where `orders`.`id` = ? limit 1', values: () => [order()] },
  {
    weight: 6,
    sql: 'select * from `products` where `is_active` = ? order by `sold` desc limit 24',
    values: () => [1],
  },
  { weight: 5, sql: 'select * from `products` where `slug` = ? limit 1', values: () => [`oak-table-${product()}`] },
  {
    weight: 4,
    sql: 'select * from `reviews` where `reviews`.`product_id` = ? order by `created_at` desc limit 20',
    values: () => [product()],
  },
  {
    weight: 4,
    sql: 'select * from `users` where `email` = ? limit 1',
    values: () => [`customer${user()}@example.com`],
  },
  {
    weight: 5,
    sql: 'select * from `orders` where `orders`.`user_id` = ? and `orders`.`user_id` is not null order by `placed_at` desc limit 15 offset 0',
    values: () => [user()],
  },
  {
    weight: 3,
    sql: 'select * from `order_items` where `order_items`.`order_id` in (?, ?, ?)',
    values: () => [order(), order(), order()],
  },
  { weight: 3, sql: 'select count(*) as aggregate from `orders` where `status` = ?', values: () => ['pending'] },
  { weight: 2, sql: 'select * from `payments` where `payments`.`order_id` = ? limit 1', values: () => [order()] },
  {
    weight: 2,
    sql: 'select * from `products` where `name` like ? order by `name` asc limit 30',
    values: () => ['%lamp%'],
  },
  {
    weight: 1,
    sql: 'select date(placed_at) as day, count(*) as orders, sum(total) as revenue from `orders` where `status` in (?, ?, ?) and `placed_at` >= ? group by `day` order by `day` asc',
    values: () => ['paid', 'shipped', 'delivered', new Date(Date.now() - 30 * 86_400_000)],
  },
  {
    weight: 1,
    sql: 'select `order_items`.`product_id`, sum(order_items.quantity) as sold from `order_items` inner join `orders` on `orders`.`id` = `order_items`.`order_id` where `orders`.`placed_at` >= ? group by `order_items`.`product_id` order by `sold` desc limit 10',
    values: () => [new Date(Date.now() - 7 * 86_400_000)],
  },
  {
    weight: 6,
    sql: 'update `products` set `stock` = greatest(`stock` - ?, 0), `updated_at` = ? where `id` = ?',
    values: () => [1, new Date(), product()],
  },
];

/**
 * A checkout: the writes of one order, in Laravel's order.
 * @param {import('mysql2/promise').Connection} db
 */
export async function checkout(db) {
  const now = new Date();
  await db.beginTransaction();
  const [result] = await db.query(
    'insert into `orders` (`number`, `status`, `total`, `currency`, `placed_at`, `user_id`, `updated_at`, `created_at`) values (?, ?, ?, ?, ?, ?, ?, ?)',
    [Math.random().toString(36).slice(2, 12).toUpperCase(), 'pending', 59.8, 'EUR', now, user(), now, now],
  );
  const id = 'insertId' in result ? result.insertId : 0;
  for (let n = 0; n < 2; n++)
    await db.query(
      'insert into `order_items` (`product_id`, `quantity`, `unit_price`, `order_id`) values (?, ?, ?, ?)',
      [product(), 1, 29.9, id],
    );
  await db.commit();
}

/** A statement by its weight. */
export function next() {
  let at = Math.random() * statements.reduce((sum, { weight }) => sum + weight, 0);
  for (const statement of statements) {
    at -= statement.weight;
    if (at < 0) return statement;
  }
  return statements[0];
}
